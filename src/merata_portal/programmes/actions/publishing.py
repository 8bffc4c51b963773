"""A village's part of a launch on paper: each printing is an event, and names hang only where the law allows.

The switch `Launch.publication` and its legal basis decide; the sheet for the meeting is no publication.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.accounts.queries import area_names
from merata_portal.accounts.scope import village_codes
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.columns import unsealed_many
from merata_portal.programmes.documents.village_list import Row, VillageList, board_pdf, meeting_pdf, stickers_pdf
from merata_portal.programmes.models import Enrolment, Launch, Verification
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import HELD, State
from merata_portal.registry.models import Person
from merata_portal.registry.origin import are_synthetic
from merata_portal.registry.queries.people import household_rows

Publication = Launch.Publication
SHOWING_NAMES = (Publication.VILLAGE_BOARD, Publication.STICKERS)
_CODE_LENGTH = 12


@transaction.atomic
def print_meeting_sheet(*, by: Actor, launch: UUID, village_code: str) -> bytes:
    """The list of a village for its meeting, as PDF. Raises Verification.DoesNotExist outside the actor's villages."""
    found = _verification(by, Capability.VERIFY_LIST, launch, village_code).launch
    rows = _enrolments(found, village_code).exclude(state=State.EXITED)
    return _printed(by, Capability.VERIFY_LIST, found, village_code, "meeting_sheet", rows, meeting_pdf)


@transaction.atomic
def print_board(*, by: Actor, launch: UUID, village_code: str) -> bytes:
    """The list for the village's notice board, as PDF: decreed names and addresses, and the legal basis.

    Raises `ProgrammeRefused` where the launch's publication does not allow names, or nobody is decreed;
    Verification.DoesNotExist outside the actor's villages.
    """
    found = _verification(by, Capability.EXPORT_REGISTRY, launch, village_code).launch
    _refuse_unless_allowed(found, SHOWING_NAMES)
    rows = _enrolments(found, village_code).filter(state__in=HELD)
    return _printed(by, Capability.EXPORT_REGISTRY, found, village_code, "board", rows, board_pdf)


@transaction.atomic
def print_stickers(*, by: Actor, launch: UUID, village_code: str) -> bytes:
    """Stickers for the houses of the decreed, as PDF, without names; raises as `print_board` does."""
    found = _verification(by, Capability.EXPORT_REGISTRY, launch, village_code).launch
    _refuse_unless_allowed(found, (Publication.STICKERS,))
    rows = _enrolments(found, village_code).filter(state__in=HELD)
    return _printed(by, Capability.EXPORT_REGISTRY, found, village_code, "stickers", rows, stickers_pdf)


def _verification(by: Actor, capability: Capability, launch: UUID, village_code: str) -> Verification:
    by.require_somewhere(capability)
    if village_code not in village_codes(by, capability):
        raise Verification.DoesNotExist
    return Verification.objects.select_related("launch").get(launch__uuid=launch, village_code=village_code)


def _enrolments(launch: Launch, village_code: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(launch=launch, village_code=village_code).order_by("pk")


def _refuse_unless_allowed(launch: Launch, allowed: tuple[Publication, ...]) -> None:
    if launch.publication not in allowed or not launch.publication_basis:
        raise ProgrammeRefused(
            f"Pengumuman program ini “{launch.get_publication_display()}”; ini tidak diumumkan.",
            f"The publication of this launch is “{launch.publication}”; this is not published.",
        )


def _printed(
    by: Actor,
    capability: Capability,
    launch: Launch,
    village_code: str,
    what: str,
    rows: QuerySet[Enrolment],
    made: Callable[[VillageList], bytes],
) -> bytes:
    held = by.require(capability, village_code)
    found = _rows(rows)
    if not found:
        raise ProgrammeRefused("Tidak seorang pun ada di daftar desa ini.", "Nobody is on the list of this village.")
    names = area_names([launch.owner, village_code])
    now = timezone.now()
    content = made(
        VillageList(
            programme=launch.name_id,
            office=names.get(launch.owner, launch.owner),
            village=f"{names.get(village_code, village_code)} ({village_code})",
            year=launch.year,
            basis=launch.publication_basis,
            code=f"{(launch.decree_hash or launch.list_hash)[:_CODE_LENGTH]}/{village_code}",
            printed_at=now,
            rows=found,
            synthetic=are_synthetic(),
        )
    )
    record(
        by=by, held=held, action=f"programmes.print_{what}", subject=launch.subject, area=village_code, rows=len(found)
    )
    return content


def _rows(rows: QuerySet[Enrolment]) -> tuple[Row, ...]:
    found = list(rows.select_related("household", "person"))
    homes = household_rows([one.household for one in found])
    persons = [one.person for one in found]
    names = unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for one in persons if one is not None))
    named = iter(names)
    return tuple(
        Row(number, (next(named) or "") if one.person is not None else home.head, home.address, one.annual_idr)
        for number, (one, home) in enumerate(zip(found, homes, strict=True), 1)
    )
