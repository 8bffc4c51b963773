"""How much should have been delivered by a day: by cycles, milestones and working days; no database and no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from merata.working_days import Calendar


def year_begins(year: int, decided_on: date | None) -> date:
    """From when a plan of that year is carried out: the year's first day, or the decree's where that came later."""
    first = date(year, 1, 1)
    return first if decided_on is None else max(first, decided_on)


@lru_cache(maxsize=4_096)
def elapsed(start: date, end: date, today: date, calendar: Calendar) -> float:
    """The share (0 to 1) of the working days from `start` to `end`, both counted, that passed with `today`."""
    if today < start:
        return 0.0
    before = start - timedelta(days=1)
    whole = calendar.between(before, end)
    return min(1.0, calendar.between(before, today) / whole) if whole else 1.0


def of_instalments(
    known: Sequence[date], instalments: int, start: date, end: date, today: date, calendar: Calendar
) -> float:
    """The share of a programme's instalments that are due with `today`.

    `known`: the days on which cycles that were opened pay. Instalments without a cycle are spread evenly over the
    working days from `start` to `end`: the k-th of n is due once k/n of them have passed.
    """
    passed = elapsed(start, end, today, calendar)
    due = sum(day <= today for day in known)
    due += sum(passed * instalments >= number for number in range(len(known) + 1, instalments + 1))
    return due / instalments


def of_milestones(parts: Sequence[tuple[int, date]], start: date, end: date, today: date, calendar: Calendar) -> float:
    """The share of a work that its milestones (whole percent, day) have due with `today`.

    A work that nobody has parted into milestones yet: as the working days from `start` to `end` pass.
    """
    if not parts:
        return elapsed(start, end, today, calendar)
    return sum(weight for weight, day in parts if day <= today) / 100
