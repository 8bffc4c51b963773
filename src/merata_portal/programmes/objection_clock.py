"""The clock of an objection: its term in working days, standing still while the resident is asked something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from merata.working_days import Clock, Pause
from merata_portal.programmes.models.objections import Objection, ObjectionStep
from merata_portal.working_calendar import working_calendar

Kind = ObjectionStep.Kind
STOPS, GOES_ON = (Kind.ASKED,), (Kind.REPLIED, Kind.RESUMED)


def clock(objection: Objection, steps: Iterable[ObjectionStep]) -> Clock:
    """Its clock; `steps` are the objection's, in order. The days of asking and of replying stand still as well."""
    return Clock(objection.filed_on, objection.term_days, working_calendar(), tuple(pauses(steps)))


def pauses(steps: Iterable[ObjectionStep]) -> list[Pause]:
    """The days on which it stood still, the last one open where the resident has not replied."""
    found: list[Pause] = []
    since: date | None = None
    for step in steps:
        if step.step in STOPS and since is None:
            since = step.on_day
        elif step.step in GOES_ON and since is not None:
            found.append(Pause(since, max(since, step.on_day)))
            since = None
    return found if since is None else [*found, Pause(since)]


def due_on(objection: Objection) -> date | None:
    """The last day for an answer by the steps as they stand now; None while the clock stands still."""
    return clock(objection, objection.steps.order_by("id")).deadline
