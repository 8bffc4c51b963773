"""The clock of a complaint: working days, standing still while the office waits for the complainant."""

from __future__ import annotations

from datetime import date

from merata.working_days import Clock, Pause
from merata_portal.complaints.models import Complaint
from merata_portal.working_calendar import working_calendar


def clock(complaint: Complaint) -> Clock:
    """The term of the post that answers now."""
    pauses = tuple(
        Pause(date.fromisoformat(first), date.fromisoformat(last) if last else None) for first, last in complaint.pauses
    )
    return Clock(complaint.started_on, complaint.term_days, working_calendar(), pauses)


def start(complaint: Complaint, term_days: int, today: date) -> None:
    """Start the clock anew, for another post or round."""
    complaint.started_on, complaint.term_days, complaint.pauses = today, term_days, []
    complaint.due_on = clock(complaint).deadline


def pause(complaint: Complaint, today: date) -> None:
    """Let it stand still from today."""
    complaint.pauses = [*complaint.pauses, [today.isoformat(), None]]
    complaint.due_on = None


def resume(complaint: Complaint, today: date) -> None:
    """Let it go on from today: the days that it stood still do not count, this one does where it is a later one."""
    first, _ = complaint.pauses[-1]
    # A pause that ends on the day it began is that one day.
    last = max(date.fromisoformat(first), date.fromordinal(today.toordinal() - 1))
    complaint.pauses = [*complaint.pauses[:-1], [first, last.isoformat()]]
    complaint.due_on = clock(complaint).deadline
