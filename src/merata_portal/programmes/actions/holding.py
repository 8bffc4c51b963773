"""What holds an entitlement back: a pause, an open flag, an exit before it was to be paid."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from merata_portal.programmes.models import Enrolment, Entitlement, Flag, Launch, Pause, Transition
from merata_portal.programmes.states import HELD, State

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
_LAST_EXIT = Subquery(
    Transition.objects.filter(enrolment=OuterRef("enrolment"), target=State.EXITED).order_by("-pk").values("on_day")[:1]
)
# Whoever left and is proposed, or taken in, again gets nothing of what had ended by then. Who is not enrolled gets
# nothing either, even if nobody wrote down when they left.
_GONE = (
    ~Q(enrolment__state__in=HELD) & Q(LessThanOrEqual(Coalesce(_LAST_EXIT, F("enrolment__since")), F("cycle__pays_on")))
) | (Q(enrolment__from_instalment__gt=F("cycle__number")) & Q(LessThanOrEqual(_LAST_EXIT, F("cycle__pays_on"))))


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


def held_enrolments(launch: Launch) -> QuerySet[Enrolment]:
    """Those of a launch whose money is committed: enrolled ones, and paused ones, who get it later."""
    return Enrolment.objects.filter(launch=launch, state__in=HELD)
