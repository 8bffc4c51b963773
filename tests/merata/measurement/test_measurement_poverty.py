"""Poverty beyond the headcount: Watts, Sen and relative poverty, by hand, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError

populations = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 9)), min_size=1, max_size=25)


def test_watts_by_hand() -> None:
    assert m.watts([50, 25, 100, 300], line=100) == pytest.approx((math.log(2) + math.log(4)) / 4)
    assert m.watts([50, 25, 100, 300], [1, 1, 1, 5], 100) == pytest.approx((math.log(2) + math.log(4)) / 8)
    assert m.watts([100, 300], line=100) == 0


def test_sen_by_hand() -> None:
    # Two of three are poor, on average 40% below the line; the Gini of 2 and 4 is 1/6.
    assert m.sen([2, 4, 10], line=5) == pytest.approx(2 / 3 * (0.4 + 0.6 / 6))
    assert m.sen([10, 20], line=5) == 0
    assert m.sen([0, 0, 10], line=5) == pytest.approx(2 / 3)  # who holds nothing is as poor as can be
    assert m.sen([3, 3, 10], line=5) == pytest.approx(m.poverty_gap([3, 3, 10], line=5))  # the poor are equal


@given(populations, st.integers(1, 1200))
def test_sen_lies_between_gap_and_headcount(rows: list[tuple[int, int]], line: int) -> None:
    welfare, weight = zip(*rows, strict=True)
    low, high = m.poverty_gap(welfare, weight, line), m.headcount(welfare, weight, line)
    assert low - 1e-12 <= m.sen(welfare, weight, line) <= high + 1e-12


def test_relative_poverty_by_hand() -> None:
    welfare, persons = [10, 30, 50, 60, 100], [1, 1, 1, 1, 1]
    assert m.arpt(welfare, persons) == pytest.approx(30)  # 0.6 of 50
    assert m.arpr(welfare, persons) == pytest.approx(0.2)  # 30 is not below 30
    assert m.arpr(welfare, persons, 0.7) == pytest.approx(0.4)
    assert m.rmpg(welfare, persons) == pytest.approx(1 - 10 / 30)
    assert m.rmpg(welfare, persons, 0.7) == pytest.approx(1 - 20 / 35)  # the median of 10 and 30


@given(populations.filter(lambda rows: all(value for value, _ in rows)), st.integers(2, 99))
def test_relative_poverty_knows_no_currency(rows: list[tuple[int, int]], factor: int) -> None:
    welfare, weight = (np.array(column) for column in zip(*rows, strict=True))
    assert m.arpt(welfare * factor, weight) == pytest.approx(factor * m.arpt(welfare, weight))
    assert m.arpr(welfare * 1024, weight) == m.arpr(welfare, weight)


def test_negative_incomes() -> None:
    assert m.headcount([-5, 5, 10], line=6) == pytest.approx(2 / 3)
    assert m.arpr([-5, 5, 10]) == pytest.approx(1 / 3)
    assert m.arpt([-5, 5, 10]) == 3
    for call in (m.arpt, m.arpr):
        with pytest.raises(InputError, match="median is negative"):
            call([-5, -4, 10])
    for call in (m.poverty_gap, m.poverty_severity, m.watts, m.sen):
        with pytest.raises(InputError, match="1 have negative welfare"):
            call([-5, 5, 10], line=6)
    with pytest.raises(InputError, match="1 have negative welfare"):
        m.rmpg([-5, 5, 10])


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="1 of 2 values are zero and watts"):
        m.watts([0, 5], line=3)
    with pytest.raises(InputError, match="nobody is below"):
        m.rmpg([5, 5, 6])
    for call in (m.watts, m.sen, m.headcount):
        for line in (None, 0, -1, math.inf):
            with pytest.raises(UsageError, match="line"):
                call([1, 2], line=line)
    for share in (0, -1, math.nan, math.inf):
        for relative in (m.arpt, m.arpr, m.rmpg):
            with pytest.raises(UsageError, match="share"):
                relative([1, 2], share=share)
