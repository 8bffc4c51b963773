"""How a step of the year stands on a day: done, overdue, due soon, under way, later, or not known here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from merata.participation.calendar.steps import Step

SOON_DAYS = 14
"""Calendar days before its due day on which a step counts as due soon."""


class Standing(Enum):
    """How it stands."""

    DONE = "done"
    OVERDUE = "overdue"
    SOON = "soon"
    UNDER_WAY = "under_way"
    LATER = "later"
    UNKNOWN = "unknown"  # past its day, and nothing that the portal records says whether it was done


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many are done, e.g. 3 of 5 villages have met."""

    done: int
    of: int


def standing(step: Step, progress: Progress | None, today: date) -> Standing:
    """How the step stands on `today`; `progress` None where no record tells of it.

    What the office wrote down (`done_on`) holds before the records. A step of nobody (0 of 0) is not done.
    """
    if step.done_on is not None and step.done_on <= today:
        return Standing.DONE
    if progress is not None and progress.of and progress.done >= progress.of:
        return Standing.DONE
    if today > step.due:
        return Standing.UNKNOWN if progress is None or not progress.of else Standing.OVERDUE
    if step.due - today <= timedelta(days=SOON_DAYS):
        return Standing.SOON
    return Standing.UNDER_WAY if step.begins <= today else Standing.LATER
