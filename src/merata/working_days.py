"""Working days: deadlines, what passed of them, pauses and holidays. No clock: every day is an argument.

A deadline of n working days is the n-th working day after the day on which the clock starts; that day itself does
not count. Days off are Saturdays and Sundays (or Sundays alone, `SIX_DAYS`) and the holidays given: national
holidays and joint leave (cuti bersama) are decreed each year, so they are data (`merata.holidays`) and an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from merata.errors import UsageError

FIVE_DAYS = "1111100"
"""Monday to Friday, as numpy writes the days of a week."""
SIX_DAYS = "1111110"
"""Monday to Saturday, where offices open on Saturdays."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `holidays`: days off besides the weekend; `week`: seven 0s and 1s from Monday.

    Raises `UsageError` for a week that is not seven 0s and 1s with a working day among them.
    """

    holidays: frozenset[date] = frozenset()
    week: str = FIVE_DAYS

    def __post_init__(self) -> None:
        if len(self.week) != 7 or set(self.week) - {"0", "1"} or "1" not in self.week:
            raise UsageError(
                f"the working week is {self.week!r}; expected seven 0s and 1s from Monday, e.g. {FIVE_DAYS}"
            )

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self.week[day.weekday()] == "1" and day not in self.holidays

    def after(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; with 0 `start` itself, or the next working day if it is none.

        Raises `UsageError` for a negative number of days.
        """
        if days < 0:
            raise UsageError(f"{days} working days; expected 0 or more")
        holidays = sorted(self.holidays)
        if days == 0:
            return _day(np.busday_offset(start, 0, roll="forward", weekmask=self.week, holidays=holidays))
        # From a day off, "backward" makes the first working day after it count as one.
        return _day(np.busday_offset(start, days, roll="backward", weekmask=self.week, holidays=holidays))

    def before(self, start: date, days: int) -> date:
        """The `days`-th working day before `start`; with 0 `start` itself, or the working day before it if it is none.

        Raises `UsageError` for a negative number of days.
        """
        if days < 0:
            raise UsageError(f"{days} working days; expected 0 or more")
        holidays = sorted(self.holidays)
        if days == 0:
            return _day(np.busday_offset(start, 0, roll="backward", weekmask=self.week, holidays=holidays))
        # From a day off, "forward" makes the last working day before it count as one.
        return _day(np.busday_offset(start, -days, roll="forward", weekmask=self.week, holidays=holidays))

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; 0 where `end` is not after `start`."""
        if end <= start:
            return 0
        one = timedelta(days=1)
        counted = np.busday_count(start + one, end + one, weekmask=self.week, holidays=sorted(self.holidays))
        return int(counted)


def calendar_of(holidays: Collection[date], *, week: str = FIVE_DAYS) -> Calendar:
    """The calendar with those holidays."""
    return Calendar(frozenset(holidays), week)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still, from the first to the last; `last` None: it still does.

    For instance while an office waits for what it asked of the resident. Raises `UsageError` for a last day before
    the first.
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise UsageError(f"a pause from {self.first} to {self.last}; expected the last day not before the first")

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term of `days` working days that began on `started`, and its pauses; overlapping pauses count once."""

    started: date
    days: int
    calendar: Calendar
    pauses: Sequence[Pause] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if self.days < 0:
            raise UsageError(f"a term of {self.days} working days; expected 0 or more")

    @property
    def deadline(self) -> date | None:
        """The last day of the term; None while a pause is open that begins before it."""
        open_from = min((pause.first for pause in self.pauses if pause.last is None), default=None)
        found = self._paused_calendar().after(self.started, self.days)
        return None if open_from is not None and found >= open_from else found

    def used(self, today: date) -> int:
        """Working days of the term that passed up to and with `today`, pauses left out."""
        return self._paused_calendar(today).between(self.started, today)

    def left(self, today: date) -> int:
        """Working days left after `today`; negative: by so many it is overdue."""
        return self.days - self.used(today)

    def overdue(self, today: date) -> bool:
        """Whether the term is over: more working days passed than it has."""
        return self.left(today) < 0

    def _paused_calendar(self, today: date | None = None) -> Calendar:
        """The calendar on which paused days are days off; an open pause lasts until `today`."""
        off = set(self.calendar.holidays)
        for pause in self.pauses:
            last = pause.last if pause.last is not None else today
            if last is not None:
                off.update(pause.first + timedelta(days=n) for n in range((last - pause.first).days + 1))
        return Calendar(frozenset(off), self.calendar.week)


def _day(value: np.datetime64) -> date:
    found: date = value.astype("datetime64[D]").item()
    return found
