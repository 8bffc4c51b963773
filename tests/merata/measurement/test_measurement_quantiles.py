"""Weighted quantiles: hand-checked values, ties, and what rounding of weights must not change."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError


def test_quantiles_by_hand() -> None:
    welfare, persons = [40, 10, 20, 30], [1, 2, 3, 4]  # up to 10: 0.2, 20: 0.5, 30: 0.9, 40: 1
    assert m.quantile(welfare, persons, 0.1) == 10
    assert m.quantile(welfare, persons, 0.2) == 15  # exactly a fifth up to 10, so the mean of it and the next
    assert m.quantile(welfare, persons, 0.3) == 20
    assert m.median(welfare, persons) == 25
    assert m.quantile(welfare, persons, 0.95) == 40
    assert m.quantile(welfare, persons, 0.0) == 10
    assert m.quantile(welfare, persons, 1.0) == 40


def test_the_median_of_odd_and_even_numbers() -> None:
    assert m.median([3, 1, 2]) == 2
    assert m.median([4, 1, 3, 2]) == 2.5
    assert m.median([7]) == 7


def test_negative_values_count() -> None:
    assert m.median([-5, -1, 3]) == -1
    assert m.quantile([-5, -1, 3], probability=0.1) == -5


@pytest.mark.parametrize("weight", [0.1, 1 / 3, 1e-9, 7e12])
def test_a_step_that_meets_the_fraction_is_met_whatever_the_scale_of_weights(weight: float) -> None:
    # The running sums of ten times 0.1 miss 0.2 by rounding.
    weights = np.full(10, weight)
    assert [m.quantile(range(1, 11), weights, p / 10) for p in range(1, 10)] == [p + 0.5 for p in range(1, 10)]
    assert m.quintile_share_ratio(range(1, 11), weights) == pytest.approx((9 + 10) / (1 + 2))


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    welfare, weight = rng.integers(1, 9, 50), rng.integers(1, 9, 50)
    order = rng.permutation(50)
    for p in (0.1, 0.25, 0.5, 0.9):
        assert m.quantile(welfare[order], weight[order], p) == m.quantile(welfare, weight, p)


@given(st.lists(st.tuples(st.integers(-9, 99), st.integers(1, 5)), min_size=1, max_size=20), st.integers(1, 19))
def test_equal_to_counting_people(rows: list[tuple[int, int]], twentieth: int) -> None:
    people = sorted(value for value, persons in rows for _ in range(persons))
    place, rest = divmod(twentieth * len(people), 20)
    expected = people[place] if rest else (people[place - 1] + people[place]) / 2
    welfare, persons = zip(*rows, strict=True)
    assert m.quantile(welfare, persons, twentieth / 20) == expected


def test_what_is_refused() -> None:
    for probability in (-0.1, 1.1, math.nan):
        with pytest.raises(UsageError, match="probability"):
            m.quantile([1, 2], probability=probability)
    with pytest.raises(InputError, match="1 have missing"):
        m.median([1, math.nan])
    with pytest.raises(InputError, match="empty"):
        m.median([])
    with pytest.raises(InputError, match="weight of zero"):
        m.median([1, 2], [0, 1])
