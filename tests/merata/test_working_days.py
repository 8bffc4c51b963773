from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.working_days import SIX_DAYS, Calendar, Clock, Pause, calendar_of

# 2026: 1 January is a Thursday; 16 and 17 February are joint leave and Imlek here, as an office would enter them.
IMLEK = calendar_of([date(2026, 2, 16), date(2026, 2, 17)])
PLAIN = Calendar()


@pytest.mark.parametrize(
    ("calendar", "start", "days", "expected"),
    [
        (PLAIN, date(2026, 1, 5), 1, date(2026, 1, 6)),  # Monday → Tuesday
        (PLAIN, date(2026, 1, 9), 1, date(2026, 1, 12)),  # Friday → Monday
        (PLAIN, date(2026, 1, 10), 1, date(2026, 1, 12)),  # Saturday → Monday is the first
        (PLAIN, date(2026, 1, 5), 7, date(2026, 1, 14)),  # seven working days pass one weekend
        (IMLEK, date(2026, 2, 12), 2, date(2026, 2, 18)),  # Thursday: Friday, then Wednesday
        (Calendar(week=SIX_DAYS), date(2026, 1, 9), 1, date(2026, 1, 10)),
        (PLAIN, date(2026, 1, 10), 0, date(2026, 1, 12)),
        (PLAIN, date(2026, 1, 5), 0, date(2026, 1, 5)),
    ],
)
def test_a_deadline_counts_from_the_day_after(calendar: Calendar, start: date, days: int, expected: date) -> None:
    assert calendar.after(start, days) == expected


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    offsets = draw(st.sets(st.integers(0, 60), max_size=10))
    week = draw(st.sampled_from(["1111100", "1111110", "1000001"]))
    return Calendar(frozenset(date(2026, 1, 1) + timedelta(days=n) for n in offsets), week)


@given(calendars(), st.integers(0, 40), st.integers(1, 20))
def test_it_agrees_with_walking_day_by_day(calendar: Calendar, offset: int, days: int) -> None:
    start = date(2026, 1, 1) + timedelta(days=offset)
    day, counted = start, 0
    while counted < days:
        day += timedelta(days=1)
        counted += day.weekday() in [n for n, one in enumerate(calendar.week) if one == "1"] and (
            day not in calendar.holidays
        )
    assert calendar.after(start, days) == day
    assert calendar.between(start, day) == days
    assert calendar.works(day)
    back, counted = day, 0
    while counted < days:
        back -= timedelta(days=1)
        counted += calendar.works(back)
    assert calendar.before(day, days) == back


def test_working_days_before_a_day() -> None:
    assert PLAIN.before(date(2026, 1, 12), 1) == date(2026, 1, 9)  # Monday → Friday
    assert PLAIN.before(date(2026, 1, 11), 1) == date(2026, 1, 9)  # Sunday → Friday is the first before it
    assert PLAIN.before(date(2026, 1, 11), 0) == date(2026, 1, 9)
    with pytest.raises(UsageError, match="0 or more"):
        PLAIN.before(date(2026, 1, 11), -1)


def test_a_clock_runs_and_is_overdue_the_working_day_after_its_deadline() -> None:
    clock = Clock(date(2026, 1, 5), 3, PLAIN)
    assert clock.deadline == date(2026, 1, 8)
    assert (clock.used(date(2026, 1, 6)), clock.left(date(2026, 1, 6))) == (1, 2)
    assert not clock.overdue(date(2026, 1, 8))
    assert clock.overdue(date(2026, 1, 9))
    assert clock.left(date(2026, 1, 12)) == -2


def test_paused_days_do_not_count_and_overlapping_pauses_count_once() -> None:
    pauses = (Pause(date(2026, 1, 6), date(2026, 1, 7)), Pause(date(2026, 1, 7), date(2026, 1, 8)))
    clock = Clock(date(2026, 1, 5), 3, PLAIN, pauses)
    assert clock.deadline == date(2026, 1, 13)  # Friday 9, Monday 12, Tuesday 13
    assert clock.used(date(2026, 1, 8)) == 0
    assert pauses[0].holds(date(2026, 1, 7))
    assert not pauses[0].holds(date(2026, 1, 8))


def test_while_a_pause_is_open_there_is_no_deadline_and_nothing_becomes_overdue() -> None:
    clock = Clock(date(2026, 1, 5), 3, PLAIN, (Pause(date(2026, 1, 7)),))
    assert clock.deadline is None
    assert clock.used(date(2026, 3, 2)) == 1
    assert not clock.overdue(date(2026, 3, 2))
    ended = Clock(date(2026, 1, 5), 3, PLAIN, (Pause(date(2026, 1, 9)),))
    assert ended.deadline == date(2026, 1, 8)  # the term had ended before


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Calendar(week="11111"), "seven 0s and 1s"),
        (lambda: Calendar(week="0000000"), "seven 0s and 1s"),
        (lambda: PLAIN.after(date(2026, 1, 5), -1), "0 or more"),
        (lambda: Pause(date(2026, 1, 5), date(2026, 1, 4)), "not before the first"),
        (lambda: Clock(date(2026, 1, 5), -1, PLAIN), "0 or more"),
    ],
)
def test_nonsense_is_refused(make: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        make()  # type: ignore[operator]
