"""What holds an entitlement back: a pause, an open flag, aid that may not stand beside this one, an exit before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from merata_portal.actor import Actor, Held
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.models import Enrolment, Entitlement, Flag, Launch, Pause
from merata_portal.programmes.queries.overlaps import overlapping
from merata_portal.programmes.states import State

_PART = 5_000
# Whether somebody has grown out of the programme is asked while it goes on.
_FLAGGED = Exists(
    Flag.objects.filter(enrolment=OuterRef("enrolment"), answered_at__isnull=True).exclude(kind=Flag.Kind.GRADUATE)
)
_STOPPED = Q(enrolment__state=State.PAUSED) | Q(
    Exists(
        Pause.objects.filter(
            Q(person__isnull=True) | Q(person=OuterRef("enrolment__person")),
            programme_id=OuterRef("cycle__launch__programme_id"),
            household=OuterRef("enrolment__household"),
            lifted_on__isnull=True,
        )
    )
)
_GONE = Q(enrolment__state=State.EXITED, enrolment__since__lte=F("cycle__pays_on"))


def settle_held(rows: QuerySet[Entitlement]) -> None:
    """Bring the due and held ones of `rows` up to date with what stands in their way now.

    Paused or flagged: held. Neither any more: due again. Whoever left on the day it is paid or before: cancelled.
    Disputed ones wait for `returning.look_at`.
    """
    due, held = Entitlement.State.DUE, Entitlement.State.HELD
    waiting = rows.filter(state__in=(due, held)).exclude(why=Entitlement.Why.DISPUTED)
    _set(waiting.filter(_GONE), Entitlement.State.CANCELLED, Entitlement.Why.EXITED)
    _set(waiting.filter(_STOPPED), held, Entitlement.Why.PAUSED)
    _set(waiting.filter(_FLAGGED).exclude(_STOPPED), held, Entitlement.Why.FLAGGED)
    _set(waiting.filter(state=held).exclude(_STOPPED).exclude(_FLAGGED), due, "")


def held_back(rows: QuerySet[Entitlement]) -> int:
    """How many of `rows` must not be paid now, whatever their state says."""
    return rows.filter(_STOPPED | Q(_FLAGGED) | _GONE).distinct().count()


def _set(rows: QuerySet[Entitlement], state: str, why: str) -> None:
    rows.exclude(state=state, why=why).update(state=state, why=why)


def flag_overlaps(*, by: Actor, held: Held, launch: Launch, enrolled: Sequence[tuple[int, int]], day: date) -> int:
    """Raise a flag for each enrolment whose household gets what may not stand beside this programme; how many.

    `enrolled`: enrolment and household. What a person has answered already is not asked again.
    """
    raised = 0
    for start in range(0, len(enrolled), _PART):
        told = _beside(launch, enrolled[start : start + _PART])
        if told:
            raised += raise_flags(by=by, held=held, kind=Flag.Kind.OVERLAP, evidence=told, day=day)
    return raised


def _beside(launch: Launch, enrolled: Sequence[tuple[int, int]]) -> dict[int, dict[str, list[str]]]:
    """What stands beside each enrolment and was not answered before."""
    found = overlapping(launch, [household for _, household in enrolled])
    beside = {enrolment: set(found[household]) for enrolment, household in enrolled if found.get(household)}
    answered = Flag.objects.filter(enrolment__in=list(beside), kind=Flag.Kind.OVERLAP, answered_at__isnull=False)
    for enrolment, evidence in answered.values_list("enrolment", "evidence"):
        if beside.get(enrolment, set()) <= set(evidence.get("programmes", ())):
            beside.pop(enrolment, None)
    return {enrolment: {"programmes": sorted(programmes)} for enrolment, programmes in beside.items()}


def held_enrolments(launch: Launch) -> QuerySet[Enrolment]:
    """Those of a launch whose money is committed: enrolled ones, and paused ones, who get it later."""
    return Enrolment.objects.filter(launch=launch, state__in=(State.ENROLLED, State.PAUSED))
