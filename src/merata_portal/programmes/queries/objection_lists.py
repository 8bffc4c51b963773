"""Lists of objections: what is due first, what is closed, how many wait, and what waits for screening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models.objections import OPEN, Objection
from merata_portal.working_calendar import working_calendar

PAGE_ROWS = 50
MOST_FLOODS = 50
FIRST_OF_FLOOD = 5
SOON_DAYS = 3
"""Working days before its due day on which an objection counts as due soon."""
LAST_DAY = date.max
State = Objection.State
CLOSED = (State.ANSWERED, State.WITHDRAWN, State.DISCARDED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for an answer; of these overdue, due within `SOON_DAYS`, for the resident, and for screening."""

    waiting: int
    overdue: int
    soon: int
    asked: int
    held: int


def waiting(actor: Actor, *, village: str = "", after: str = "") -> tuple[list[Objection], str]:
    """A page of those that wait for the office in the actor's areas, overdue and next due first; and where it goes on.

    Those whose clock stands still come last. `after`: what the page before gave, "<day>:<id>".
    """
    rows = _visible(actor, village).filter(state__in=[State.FILED, State.HEARD, State.ASKED])
    if after:
        day, _colon, number = after.partition(":")
        rows = rows.filter(_behind(date.fromisoformat(day), int(number)))
    # Two runs rather than NULLS LAST: the index on due_on serves the first, and few stand still.
    dated = list(rows.filter(due_on__isnull=False).order_by("due_on", "id")[: PAGE_ROWS + 1])
    still = list(rows.filter(due_on__isnull=True).order_by("id")[: PAGE_ROWS + 1 - len(dated)])
    found = dated + still
    shown = found[:PAGE_ROWS]
    return shown, f"{shown[-1].due_on or LAST_DAY}:{shown[-1].pk}" if len(found) > PAGE_ROWS else ""


def closed(actor: Actor, *, village: str = "") -> QuerySet[Objection]:
    """Those of the actor's areas that were answered, withdrawn or discarded; the one filed last first."""
    return _visible(actor, village).filter(state__in=CLOSED).order_by("-id")


def counts(actor: Actor, *, village: str = "") -> Waiting:
    """How many wait in the actor's areas."""
    return _counted(_visible(actor, village))


def public_counts() -> Waiting:
    """How many wait everywhere: nothing of anybody is in it."""
    return _counted(Objection.objects.all())


def overdue_by_village(actor: Actor) -> list[tuple[str, int, int]]:
    """The villages of the actor's areas where somebody waits: code, how many wait, how many of them too long."""
    rows = _visible(actor, "").filter(state__in=OPEN).order_by().values("village_code")
    found = rows.annotate(waits=Count("pk"), late=Count("pk", filter=_late()))
    return sorted(
        ((one["village_code"], one["waits"], one["late"]) for one in found), key=lambda one: (-one[2], -one[1], one[0])
    )


def held(actor: Actor) -> list[tuple[str, date, int, list[Objection]]]:
    """What waits for screening, the oldest first: village, day, how many, and the first few of them."""
    rows = within(Objection.objects.filter(state=State.HELD), actor, Capability.DECIDE_OBJECTION)
    groups = rows.order_by().values("village_code", "filed_on").annotate(many=Count("pk"))
    return [
        (
            one["village_code"],
            one["filed_on"],
            one["many"],
            list(
                rows.filter(village_code=one["village_code"], filed_on=one["filed_on"]).order_by("id")[:FIRST_OF_FLOOD]
            ),
        )
        for one in groups.order_by("filed_on", "village_code")[:MOST_FLOODS]
    ]


def _visible(actor: Actor, village: str) -> QuerySet[Objection]:
    rows = within(Objection.objects.all(), actor, Capability.FILE_OBJECTION)
    return rows.filter(village_code=village) if village else rows


def _behind(day: date, number: int) -> Q:
    if day == LAST_DAY:
        return Q(due_on__isnull=True, pk__gt=number)
    return Q(due_on__gt=day) | Q(due_on=day, pk__gt=number) | Q(due_on__isnull=True)


def _late() -> Q:
    return Q(due_on__lt=timezone.localdate())


def _counted(rows: QuerySet[Objection]) -> Waiting:
    today = timezone.localdate()
    soon = working_calendar().after(today, SOON_DAYS)
    found = (
        rows.filter(state__in=OPEN)
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            overdue=Count("pk", filter=_late()),
            soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
            asked=Count("pk", filter=Q(state=State.ASKED)),
            held=Count("pk", filter=Q(state=State.HELD)),
        )
    )
    return Waiting(**found)
