from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.programmes.entitlement import payment_of
from merata.programmes.payments.cycles import (
    calendar,
    calendar_of,
    due,
)
from merata.working_days import Calendar

NEW_YEAR = Calendar(frozenset({date(2025, 1, 1)}))
NONE_OFF = Calendar()


def test_the_four_instalments_of_a_year() -> None:
    first, second, *_, last = calendar(4, 2025, NEW_YEAR)
    assert (first.begins, first.ends, first.pays) == (date(2025, 1, 1), date(2025, 3, 31), date(2025, 1, 2))
    assert first.frozen == date(2024, 12, 18)  # ten working days before; 1 January is none
    assert first.answered == date(2025, 1, 22)
    assert (second.begins, second.pays) == (date(2025, 4, 1), date(2025, 4, 1))
    assert (last.number, last.begins, last.ends) == (4, date(2025, 10, 1), date(2025, 12, 31))


def test_a_calendar_follows_the_rulebook() -> None:
    assert [cycle.begins.month for cycle in calendar_of(SimpleNamespace(instalments=3), 2025, NONE_OFF)] == [1, 5, 9]


def test_what_has_no_calendar() -> None:
    with pytest.raises(UsageError, match="expected 1 or more"):
        calendar(0, 2025, NONE_OFF)
    with pytest.raises(UsageError, match="a period would have no day"):
        calendar(366, 2025, NONE_OFF)
    with pytest.raises(UsageError, match="0 or more"):
        calendar(4, 2025, NONE_OFF, freeze_days=-1)


def test_fourteen_instalments_begin_within_months() -> None:
    begins = [cycle.begins for cycle in calendar(14, 2025, NONE_OFF)]
    # 12/14 of a month of 31 days are 26.6 days, 10/14 of one of 28 days 20.
    assert begins[:3] == [date(2025, 1, 1), date(2025, 1, 28), date(2025, 2, 21)]
    assert begins[7] == date(2025, 7, 1)


@given(st.integers(1, 60), st.integers(2000, 2040))
def test_the_periods_share_the_year_and_are_those_in_which_people_join(payments: int, year: int) -> None:
    cycles = calendar(payments, year, NONE_OFF)
    assert (cycles[0].begins, cycles[-1].ends) == (date(year, 1, 1), date(year, 12, 31))
    assert all(after.begins - before.ends == timedelta(days=1) for before, after in pairwise(cycles))
    for month in range(1, 13):
        first = date(year, month, 1)
        (within,) = (cycle for cycle in cycles if cycle.begins <= first <= cycle.ends)
        assert within.number == payment_of(first, payments)


def test_which_cycles_are_at_work_on_a_day() -> None:
    cycles = calendar(4, 2025, NONE_OFF)
    assert [cycle.number for cycle in due(cycles, date(2025, 4, 1))] == [2]
    assert due(cycles, date(2025, 2, 15)) == ()
