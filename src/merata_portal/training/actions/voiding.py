"""A draw that ends without a result: said in public, and followed by another round."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata.errors import UsageError
from merata.programmes.training.commitment import COMMITMENT_FILE
from merata.programmes.training.drawing import NUMBER_FILE, VOID_FILE, VOID_REASONS, void
from merata.programmes.training.frozen_list import LIST_FILE
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.training import clock
from merata_portal.training.actions.taking import moved, taken
from merata_portal.training.documents_of_draw import documents, open_draw, publish
from merata_portal.training.models import Course
from merata_portal.training.refusals import TrainingRefused
from merata_portal.training.states import BEFORE_THE_DRAW, State

CANCELLED = "cancelled"


@transaction.atomic
def void_draw(*, by: Actor, course: UUID, code: str, reason: str) -> Course:
    """End the draw without a result for one of `VOID_REASONS`; the class is a draft again, its applications stay.

    Raises `TrainingRefused` while the number or the secret can still come in time, and for "cancelled": by it a draw
    whose number is known could be had again.
    """
    reason = require_reason(reason)
    if code == CANCELLED:
        raise TrainingRefused(
            "Kelas yang dibatalkan tidak diundi lagi: gunakan Batalkan kelas ini.",
            "A class that is cancelled is not drawn again: cancel the class itself.",
        )
    found, held = taken(by, course, Capability.MANAGE_COURSE, *BEFORE_THE_DRAW)
    sha256 = void_open_draw(by, found, code)
    moved(found, State.DRAFT)
    record(
        by=by, held=held, action="training.void_draw", subject=found.subject, area=found.owner, reason=reason,
        content_hash=f"sha256:{sha256}", data={"code": code},
    )  # fmt: skip
    return found


def void_open_draw(by: Actor, course: Course, code: str) -> str:
    """Publish that the open draw is void; the document's SHA-256. Called inside another action's transaction."""
    if code not in VOID_REASONS:
        raise TrainingRefused("Pilih alasan batal dari daftar.", "Choose the reason from the list.")
    draw = open_draw(course)
    found = documents(draw)
    try:
        content = void(
            found[COMMITMENT_FILE], found.get(LIST_FILE), found.get(NUMBER_FILE), reason=code, voided_on=clock.today()
        )
    except UsageError as error:
        raise TrainingRefused(
            "Undian ini belum dapat dinyatakan batal dengan alasan itu: masih ada waktu, atau angka umum sudah keluar.",
            str(error),
        ) from error
    draw.voided_on = clock.today()
    draw.save(update_fields=["voided_on"])
    course.applications.update(refused_codes=[], need_weight=None, chance=None, selected=None, place_in_draw=None)
    return publish(by, draw, VOID_FILE, content)
