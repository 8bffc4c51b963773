"""The hand-over: the village accepts what was built, or says what is missing; then the warranty runs, and ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.attachments.actions import attach
from merata_portal.audit.actions import record
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions.taking import has_come, moved, taken
from merata_portal.infrastructure.models import Contract, HandOver, Project
from merata_portal.infrastructure.refusals import WorksRefused, refuse
from merata_portal.infrastructure.states import OPEN_DEFECTS, State
from merata_portal.personal.reasons import require_reason, sound_reason

MINUTES = "minutes"


@transaction.atomic
def hand_over(
    *, by: Actor, project: UUID, on_day: date, accepted: bool, minutes_number: str, findings: str,
    minutes: tuple[str, IO[bytes]],
) -> HandOver:  # fmt: skip
    """The village's word with its signed minutes (berita acara serah terima): accepted, or back to work.

    Refused, `findings` say why. Accepted, the warranty begins on that day. Raises `FaultyWorks`, and `NotAccepted` for
    minutes that are neither PDF nor photograph.
    """
    found, held = taken(by, project, Capability.ACCEPT_PROJECT, State.FINISHED)
    has_come(on_day)
    findings = sound_reason(findings)
    refuse(
        (bool(minutes_number.strip()), "nomor berita acara wajib diisi", "the number of the minutes is needed"),
        (
            accepted or bool(findings),
            "tidak diterima: tulis temuannya", "not accepted: say what was found",
        ),
        (
            found.finished_on is None or on_day >= found.finished_on,
            "serah terima sebelum selesai", "a hand-over before the work was finished",
        ),
    )  # fmt: skip
    made = HandOver.objects.create(
        uuid=uuid4(), project=found, on_day=on_day, accepted=accepted, minutes_number=sound_reason(minutes_number),
        findings=findings, at=timezone.now(), by_user_id=by.user_id,
    )  # fmt: skip
    attach(
        by=by, held=held, subject=made.subject, kind=MINUTES, area=found.village_code, file_name=minutes[0],
        content=minutes[1],
    )  # fmt: skip
    if accepted:
        contract = Contract.objects.get(project=found)
        found.handed_over_on = on_day
        found.warranty_until = on_day + timedelta(days=contract.warranty_days)
        moved(by, found, State.HANDED_OVER, findings, on_day)
    else:
        found.finished_on = None
        moved(by, found, State.UNDER_WAY, findings, on_day)
    record(
        by=by, held=held, action="works.hand_over", subject=found.subject, area=found.village_code,
        reason=findings, data={"accepted": accepted, "minutes": made.minutes_number},
    )  # fmt: skip
    return made


@transaction.atomic
def end_warranty(*, by: Actor, project: UUID, reason: str) -> Project:
    """The warranty is over: its last day has passed and no defect is open. Raises `WorksRefused` otherwise."""
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, State.HANDED_OVER)
    today = clock.today()
    waiting = found.defects.filter(state__in=OPEN_DEFECTS).count()
    if found.warranty_until is None or today <= found.warranty_until or waiting:
        raise WorksRefused(
            f"Masa pemeliharaan sampai {found.warranty_until}; {waiting} kerusakan belum beres.",
            f"The warranty lasts until {found.warranty_until}; {waiting} defects are open.",
        )
    moved(by, found, State.WARRANTY_OVER, reason, today)
    record(by=by, held=held, action="works.end_warranty", subject=found.subject, area=found.village_code, reason=reason)
    return found
