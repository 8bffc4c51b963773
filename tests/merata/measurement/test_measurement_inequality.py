"""The scalar measures: hand-checked values, invariances, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError

positive = st.lists(st.integers(1, 10**7), min_size=2, max_size=30)
weights = st.integers(1, 500)


def test_two_people_one_with_everything() -> None:
    assert m.gini([0, 10]) == pytest.approx(0.5)
    assert m.theil_t([0, 10]) == pytest.approx(math.log(2))
    assert m.bottom_share([0, 10]) == 0.0
    assert m.ge([0, 10], alpha=2) == pytest.approx(0.5)
    assert m.atkinson([0, 10], epsilon=0.5) == pytest.approx(0.5)


def test_one_two_three_by_hand() -> None:
    # Sum of |difference| over ordered pairs: 8; ÷ (2 · 3² · mean 2) = 8 / 36.
    assert m.gini([3, 1, 2]) == pytest.approx(8 / 36)
    assert m.mean([3, 1, 2]) == pytest.approx(2.0)
    assert m.theil_l([1, 4]) == pytest.approx(math.log(2.5 / 2))
    assert m.atkinson([1, 4], epsilon=1) == pytest.approx(1 - 2 / 2.5)
    assert m.atkinson([1, 4], epsilon=2) == pytest.approx(1 - 1.6 / 2.5)


def test_poverty_by_hand_and_by_position() -> None:
    welfare, persons = [50, 80, 100, 200], [1, 2, 3, 4]
    assert m.headcount(welfare, persons, line=100) == pytest.approx(0.3)
    assert m.poverty_gap(welfare, persons, 100) == pytest.approx((0.5 + 2 * 0.2) / 10)
    assert m.poverty_severity(welfare, persons, line=100) == pytest.approx((0.25 + 2 * 0.04) / 10)
    assert m.fgt(welfare, persons, 100, 1) == m.poverty_gap(welfare, persons, line=100)
    assert m.fgt(welfare, persons, line=100, alpha=0) == m.headcount(welfare, persons, line=100)


def test_whoever_is_on_the_line_is_not_poor() -> None:
    assert m.headcount([99, 100, 101], line=100) == pytest.approx(1 / 3)


def test_shares_interpolate_within_the_straddling_household() -> None:
    # Ten people of 1 to 10: the poorest four hold 10 of 55, the richest one 10.
    welfare = list(range(1, 11))
    assert m.bottom_share(welfare) == pytest.approx(10 / 55)
    assert m.palma(welfare) == pytest.approx(1.0)
    assert m.bottom_share([1, 3], share=0.75) == pytest.approx((1 + 1.5) / 4)
    assert m.bottom_share([1, 3], [1, 1], 1.0) == pytest.approx(1.0)


def test_quintile_share_ratio_of_ten() -> None:
    # The quintiles fall on a step, so they are midpoints: 2.5 and 8.5.
    assert m.quintile_share_ratio(range(1, 11)) == pytest.approx((9 + 10) / (1 + 2))


def test_lorenz_curve_runs_from_nothing_to_all() -> None:
    people, held = m.lorenz([3, 1], [1, 3])
    np.testing.assert_allclose(people, [0, 0.75, 1])
    np.testing.assert_allclose(held, [0, 0.5, 1])


@given(positive, weights)
def test_weights_scale_does_not_matter(values: list[int], weight: int) -> None:
    ones = np.ones(len(values))
    for measure in (m.gini, m.theil_t, m.theil_l, m.palma, m.bottom_share):
        expected = measure(values)
        assert measure(values, ones * weight) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert measure(values, ones / weight) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(positive)
def test_a_weight_of_two_is_two_people(values: list[int]) -> None:
    for measure in (m.gini, m.theil_t, m.theil_l, m.palma, m.bottom_share):
        twice = measure(values, np.full(len(values), 2.0))
        assert twice == pytest.approx(measure([*values, *values]), rel=1e-9, abs=1e-12)


@given(positive, st.integers(2, 1000))
def test_currency_does_not_matter(values: list[int], factor: int) -> None:
    scaled = [value * factor for value in values]
    for measure in (m.gini, m.theil_t, m.theil_l, m.palma):
        assert measure(scaled) == pytest.approx(measure(values), rel=1e-9, abs=1e-12)
    assert m.atkinson(scaled, epsilon=1.5) == pytest.approx(m.atkinson(values, epsilon=1.5), rel=1e-9, abs=1e-12)


@given(st.integers(1, 10**9), st.integers(1, 20))
def test_equality_is_zero(value: int, people: int) -> None:
    same = [value] * people
    for measure in (m.gini, m.theil_t, m.theil_l):
        assert 0 <= measure(same) < 1e-12
    assert m.atkinson(same, epsilon=0.7) == pytest.approx(0.0, abs=1e-12)
    assert m.palma(same) == pytest.approx(0.25)


@given(positive)
def test_generalised_entropy_joins_its_special_cases(values: list[int]) -> None:
    assert m.ge(values, alpha=1) == m.theil_t(values)
    assert m.ge(values, alpha=0) == m.theil_l(values)
    assert m.ge(values, alpha=1 + 1e-6) == pytest.approx(m.theil_t(values), rel=1e-3, abs=1e-8)
    assert m.ge(values, alpha=1e-6) == pytest.approx(m.theil_l(values), rel=1e-3, abs=1e-8)


def test_every_rupiah_counts() -> None:
    # float32 would turn 16,777,217 into 16,777,216.
    assert m.mean([16_777_217]) == 16_777_217


def test_huge_values_do_not_overflow() -> None:
    assert m.gini([1e200, 3e200]) == pytest.approx(0.25)
    with pytest.raises(InputError, match="overflows"):
        m.ge([1e-200, 1e200], alpha=-3)
    with pytest.raises(InputError, match="overflows"):
        m.atkinson([1e-200, 1e200], epsilon=3)


@pytest.mark.parametrize(
    "measure", [m.gini, m.theil_t, m.theil_l, m.palma, m.quintile_share_ratio, m.lorenz, m.wolfson]
)
def test_bad_values_are_counted_not_measured(measure) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="empty"):
        measure([])
    with pytest.raises(InputError, match="2 have missing or infinite welfare, 1 have negative welfare"):
        measure([1, math.nan, math.inf, -3])
    with pytest.raises(InputError, match="2 have a weight of zero or less"):
        measure([1, 2, 3], [1, 0, -1])
    with pytest.raises(UsageError, match="welfare has 2 values and weight 1"):
        measure([1, 2], [1])
    with pytest.raises(InputError, match="must be numbers"):
        measure(["a", "b"])
    with pytest.raises(UsageError, match="dimensions"):
        measure([[1, 2]])


@pytest.mark.parametrize(
    "call",
    [
        lambda: m.theil_l([0, 1, 2]),
        lambda: m.ge([0, 1, 2], alpha=0),
        lambda: m.ge([0, 1, 2], alpha=-1),
        lambda: m.atkinson([0, 1, 2], epsilon=1),
        lambda: m.atkinson([0, 1, 2], None, 2),
    ],
)
def test_zeros_are_refused_where_a_logarithm_is_needed(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="1 of 3 values are zero"):
        call()


def test_where_nobody_holds_anything_there_is_no_inequality() -> None:
    for measure in (m.gini, m.theil_t, m.palma, m.bottom_share, m.lorenz):
        with pytest.raises(InputError, match="zero"):
            measure([0, 0])
    with pytest.raises(InputError, match="poorest 40%"):
        m.palma([0, 0, 0, 1, 1])
    with pytest.raises(InputError, match="poorest fifth"):
        m.quintile_share_ratio([0, 0, 1, 1, 1])


def test_missing_parameters_are_named() -> None:
    with pytest.raises(UsageError, match="line"):
        m.headcount([1, 2])
    with pytest.raises(UsageError, match="alpha"):
        m.fgt([1, 2], line=1)
    with pytest.raises(UsageError, match="epsilon"):
        m.atkinson([1, 2])
    with pytest.raises(UsageError, match="epsilon"):
        m.atkinson([1, 2], epsilon=-1)
    with pytest.raises(UsageError, match="alpha"):
        m.fgt([1, 2], line=1, alpha=-1)
    with pytest.raises(UsageError, match="positive"):
        m.headcount([1, 2], line=0)
    with pytest.raises(UsageError, match="share"):
        m.bottom_share([1, 2], share=1.2)


@pytest.mark.parametrize("measure", [m.mean, m.median, m.arpt, m.arpr, lambda y, w=None: m.headcount(y, w, 1.0)])
def test_negative_values_count_where_they_mean_something(measure) -> None:  # type: ignore[no-untyped-def]
    assert np.isfinite(measure([1.0, 2.0, -3.0]))
    with pytest.raises(InputError, match="of 4 values 2 have missing or infinite welfare; correct"):
        measure([1, math.nan, -math.inf, -3])
