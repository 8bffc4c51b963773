"""The instalments of a launch: when each is frozen and paid, and having settled who is due what in it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata.programmes.payments.cycles import calendar
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.models import Cycle, Entitlement, Launch
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.working_calendar import working_calendar

ENTITLE = "programmes.entitle"


@transaction.atomic
def open_cycles(*, by: Actor, launch: UUID) -> list[Cycle]:
    """The cycles of a running launch (its uuid), by the instalments of its rulebook and the working days of its year.

    Those that are there stay as they are; asked twice, nothing changes. Raises `ProgrammeRefused` before the decree.
    """
    found, held = locked(Launch.objects.all(), by, Capability.MAKE_PAYMENTS, area="owner", uuid=launch)
    refuse_unless_running(found)
    there = set(Cycle.objects.filter(launch=found).values_list("number", flat=True))
    made = [
        Cycle(
            launch=found,
            number=one.number,
            begins=one.begins,
            ends=one.ends,
            frozen_on=one.frozen,
            pays_on=one.pays,
            answered_by=one.answered,
        )
        for one in calendar(found.instalments, found.year, working_calendar())
        if one.number not in there
    ]
    if made:
        Cycle.objects.bulk_create(made)
        record(
            by=by, held=held, action="programmes.open_cycles", subject=found.subject, area=found.owner, rows=len(made)
        )
    return list(Cycle.objects.filter(launch=found).order_by("number"))


@transaction.atomic
def entitle(*, by: Actor, cycle_id: int) -> Job:
    """Have settled in the background who is due what in a cycle (`entitling.run_entitling`).

    Raises `ProgrammeRefused` where that is done already, the list's day has not come, or the launch does not run.
    """
    found, held = locked(Cycle.objects.select_related("launch"), by, Capability.MAKE_PAYMENTS, pk=cycle_id)
    refuse_unless_running(found.launch)
    if found.entitled_at is not None:
        raise ProgrammeRefused(
            f"Hak tahap {found.number} sudah ditetapkan; yang berubah sesudahnya tampak pada tahap berikutnya.",
            f"Who is due what in cycle {found.number} is settled already; later changes show in the next one.",
        )
    if timezone.localdate() < found.frozen_on:
        raise ProgrammeRefused(
            f"Daftar tahap {found.number} baru dibekukan pada {found.frozen_on}; tetapkan hak pada hari itu.",
            f"The list of cycle {found.number} is frozen on {found.frozen_on}; settle it on that day.",
        )
    return enqueue(
        by=by,
        held=held,
        kind=ENTITLE,
        parameters={"cycle": found.pk},
        area=found.launch.owner,
        unique_key=f"cycle:{found.pk}",
    )


@transaction.atomic
def release(*, enrolment_pks: Sequence[int]) -> None:
    """After a pause was lifted or a flag answered, in the transaction of that: hold back or let go what they are due.

    No event of its own: it follows from the caller's.
    """
    settle_held(Entitlement.objects.filter(enrolment__in=enrolment_pks))


def refuse_unless_running(launch: Launch) -> None:
    """Raise `ProgrammeRefused` where nothing is paid of the launch: before its decree, or after its end."""
    if launch.state != Launch.State.RUNNING:
        raise ProgrammeRefused(
            f"Program ini tidak sedang berjalan ({launch.get_state_display()}); pembayaran menunggu penetapan (SK).",
            f"The launch does not run (it is {launch.state}); payments wait for its decree.",
        )
