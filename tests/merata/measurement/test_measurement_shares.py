"""Lorenz curves and shares: hand-checked values, sums, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError

populations = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 9)), min_size=1, max_size=30).filter(
    lambda rows: any(value for value, _ in rows)
)


def test_decile_shares_of_one_to_ten() -> None:
    np.testing.assert_allclose(m.decile_shares(range(1, 11)), np.arange(1, 11) / 55)
    np.testing.assert_allclose(m.decile_shares([5]), np.full(10, 0.1))


def test_a_row_is_cut_where_a_tenth_ends() -> None:
    # One poor person of four: the first quarter holds 1 of 10, so the third tenth is half his and half another's.
    shares = m.decile_shares([1, 3, 3, 3])
    np.testing.assert_allclose(shares[:3], np.array([0.4, 0.4, 0.2 + 0.6]) / 10)


@given(populations)
def test_decile_shares_rise_and_add_up(rows: list[tuple[int, int]]) -> None:
    shares = m.decile_shares(*zip(*rows, strict=True))
    assert shares.sum() == pytest.approx(1.0)
    assert (np.diff(shares) >= -1e-12).all()


def test_shares_between_two_ranks() -> None:
    welfare = list(range(1, 11))
    assert m.share_between(welfare) == pytest.approx(10 / 55)
    assert m.share_between(welfare, None, 0.4, 0.9) == pytest.approx((5 + 6 + 7 + 8 + 9) / 55)
    assert m.share_between(welfare, None, 0, 0.4) == pytest.approx(m.bottom_share(welfare))
    assert m.share_between(welfare, None, 0, 1) == pytest.approx(1.0)


def test_the_generalised_curve_ends_at_the_mean() -> None:
    people, held = m.generalised_lorenz([3, 1], [1, 3])
    np.testing.assert_allclose(people, [0, 0.75, 1])
    np.testing.assert_allclose(held, [0, 0.75, 1.5])  # three quarters hold 1 each: 0.75 of a mean of 1.5


@given(populations, st.integers(1, 50))
def test_more_for_everybody_lifts_the_generalised_curve(rows: list[tuple[int, int]], more: int) -> None:
    welfare, weight = (np.array(column) for column in zip(*rows, strict=True))
    before, after = m.generalised_lorenz(welfare, weight)[1], m.generalised_lorenz(welfare + more, weight)[1]
    assert (after[1:] > before[1:]).all()


def test_what_is_refused() -> None:
    for low, high in ((0.5, 0.5), (0.9, 0.1), (-0.1, 0.5), (0.5, 1.1), (math.nan, 1)):
        with pytest.raises(UsageError, match="share_between"):
            m.share_between([1, 2], None, low, high)
    for measure in (m.share_between, m.decile_shares, m.generalised_lorenz):
        with pytest.raises(InputError, match="zero"):
            measure([0, 0])
        with pytest.raises(InputError, match="negative"):
            measure([1, -1])
