"""Floods: what comes through the public page in great number waits for a person's look, and is refused last of all.

Nobody is counted by address: a village shares one, and its people must not block each other. A browser is counted by
its own session, which a machine can throw away; so a village's day is counted too, and above it a filing is taken,
given its ticket and its term, and held for screening. Only where so many wait that screening itself would drown is it
refused, until somebody has screened them; the village's operator and paper are never counted.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.models.objections import Objection, ObjectionStep
from merata_portal.programmes.refusals import ProgrammeRefused

FREE_FROM_BROWSER = 5
"""A family with a neighbour; more from one browser in a day are held."""
MOST_FROM_BROWSER = 30
FREE_IN_VILLAGE = 60
"""A village's day without screening: a desa of Blitar has some 1,700 households."""
MOST_HELD_IN_VILLAGE = 1_000
MOST_HELD = 10_000
State, Kind = Objection.State, ObjectionStep.Kind


class TooMany(ProgrammeRefused):
    """So many wait that no more are taken through the public page for now."""

    def __init__(self) -> None:
        super().__init__(
            "Terlalu banyak keberatan menunggu dari halaman ini. Datanglah ke kantor desa: operator dapat mencatatnya.",
            "Too many objections wait from this page. Come to the village office: the operator can file it for you.",
        )


def state_of_new(channel: str, village_code: str, on_day: date, from_browser: int) -> str:
    """FILED, or HELD where its browser or its village has filed many that day; raises `TooMany`.

    `from_browser`: how many this browser filed before on that day.
    """
    if channel != Objection.Channel.RESIDENT:
        return State.FILED
    waiting = Objection.objects.filter(state=State.HELD)
    if from_browser >= MOST_FROM_BROWSER or waiting.count() >= MOST_HELD:
        raise TooMany
    if waiting.filter(village_code=village_code).count() >= MOST_HELD_IN_VILLAGE:
        raise TooMany
    today = Objection.objects.filter(channel=channel, village_code=village_code, filed_on=on_day)
    # What was found to be a machine's does not count against the people who come after it.
    straight = today.exclude(state__in=[State.HELD, State.DISCARDED]).count()
    return State.HELD if from_browser >= FREE_FROM_BROWSER or straight >= FREE_IN_VILLAGE else State.FILED


@transaction.atomic
def release(*, by: Actor, village_code: str, on_day: date) -> int:
    """Pass on all that are held of a village and day; their terms have counted since they were filed. How many."""
    held = by.require(Capability.DECIDE_OBJECTION, village_code)
    rows = list(_held(by, village_code, on_day))
    _move(rows, State.FILED, Kind.RELEASED, by)
    record(
        by=by, held=held, action="objection.release", subject=f"objections:{village_code}", area=village_code,
        rows=len(rows), data={"filed_on": on_day.isoformat()},
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def release_one(*, by: Actor, objection: str) -> Objection:
    """Pass on one that is held, by its ticket."""
    found = within(Objection.objects.select_for_update(), by, Capability.DECIDE_OBJECTION).get(
        ticket=objection, state=State.HELD
    )
    held = by.require(Capability.DECIDE_OBJECTION, found.village_code)
    _move([found], State.FILED, Kind.RELEASED, by)
    record(by=by, held=held, action="objection.release", subject=found.subject, area=found.village_code, rows=1)
    return found


@transaction.atomic
def discard(*, by: Actor, village_code: str, on_day: date, reason: str) -> int:
    """Discard all that are held of a village and day as a machine's; how many. Their tickets say what to do then."""
    held = by.require(Capability.DECIDE_OBJECTION, village_code)
    reason = require_reason(reason)
    rows = list(_held(by, village_code, on_day))
    _move(rows, State.DISCARDED, Kind.DISCARDED, by)
    record(
        by=by, held=held, action="objection.discard", subject=f"objections:{village_code}", area=village_code,
        rows=len(rows), reason=reason, data={"filed_on": on_day.isoformat()},
    )  # fmt: skip
    return len(rows)


def _held(by: Actor, village_code: str, on_day: date) -> QuerySet[Objection]:
    rows = Objection.objects.select_for_update().filter(state=State.HELD, village_code=village_code, filed_on=on_day)
    return within(rows, by, Capability.DECIDE_OBJECTION).order_by("id")


def _move(rows: list[Objection], state: str, step: str, by: Actor) -> None:
    now, today = timezone.now(), timezone.localdate()
    Objection.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
    ObjectionStep.objects.bulk_create(
        ObjectionStep(objection=row, step=step, on_day=today, at=now, by_user_id=by.user_id) for row in rows
    )
