"""How much should be delivered by a day, on spans whose working days a person can count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.working_days import Calendar
from merata_portal.planning.expected_delivery import elapsed, of_instalments, of_milestones, year_begins

WEEKDAYS = Calendar()
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 13)
"""Two weeks from a Monday to a Friday: ten working days."""


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2026, 3, 1), 0.0),
        (FIRST, 0.1),
        (date(2026, 3, 6), 0.5),
        (date(2026, 3, 8), 0.5),  # a Sunday
        (LAST, 1.0),
        (date(2026, 12, 1), 1.0),
    ],
)
def test_share_of_working_days(today: date, share: float) -> None:
    assert elapsed(FIRST, LAST, today, WEEKDAYS) == share


def test_holidays_shorten_the_span() -> None:
    nyepi = Calendar(frozenset({date(2026, 3, 3), date(2026, 3, 4)}))
    assert elapsed(FIRST, LAST, date(2026, 3, 6), nyepi) == 3 / 8


def test_a_span_without_a_working_day_is_over_at_once() -> None:
    assert elapsed(date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 7), WEEKDAYS) == 1.0


@pytest.mark.parametrize(
    ("decree", "begins"),
    [
        (None, date(2026, 1, 1)),
        (date(2025, 11, 28), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_a_plan_begins_with_its_year_or_its_decree(decree: date | None, begins: date) -> None:
    assert year_begins(2026, decree) == begins


@pytest.mark.parametrize(
    ("known", "today", "share"),
    [
        ([], date(2026, 3, 3), 0.0),  # two of ten days: the first of four comes at 2.5
        ([], date(2026, 3, 4), 0.25),
        ([], date(2026, 3, 6), 0.5),
        ([], LAST, 1.0),
        ([date(2026, 3, 2)], date(2026, 3, 3), 0.25),  # the first cycle pays on its own day
        ([date(2026, 3, 2), date(2026, 3, 13)], date(2026, 3, 12), 0.5),  # of the two others the third is due
        ([date(2026, 6, 1)] * 4, LAST, 0.0),  # opened late, they are due when they pay
    ],
)
def test_instalments(known: list[date], today: date, share: float) -> None:
    assert of_instalments(known, 4, FIRST, LAST, today, WEEKDAYS) == share


@pytest.mark.parametrize(
    ("parts", "today", "share"),
    [
        ([], date(2026, 3, 6), 0.5),
        ([(40, date(2026, 3, 4)), (60, date(2026, 6, 30))], date(2026, 3, 3), 0.0),
        ([(40, date(2026, 3, 4)), (60, date(2026, 6, 30))], date(2026, 3, 4), 0.4),
        ([(40, date(2026, 3, 4)), (60, date(2026, 6, 30))], date(2026, 7, 1), 1.0),
    ],
)
def test_milestones(parts: list[tuple[int, date]], today: date, share: float) -> None:
    assert of_milestones(parts, FIRST, LAST, today, WEEKDAYS) == share


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(days, max_size=4), st.integers(4, 12), days, st.integers(0, 200))
def test_what_is_due_only_grows(known: list[date], instalments: int, today: date, later: int) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    now = of_instalments(known, instalments, first, last, today, WEEKDAYS)
    then = of_instalments(known, instalments, first, last, today + timedelta(days=later), WEEKDAYS)
    assert 0.0 <= now <= then <= 1.0
