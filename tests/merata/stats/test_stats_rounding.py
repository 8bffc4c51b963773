"""Whole numbers that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.stats.rounding import apportion

SHARES = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=40).filter(lambda s: max(s) > 0)


def test_the_largest_remainders_get_the_rest() -> None:
    # Quotas 4.6, 3.1 and 2.3: floors 4, 3, 2; the one unit left goes to the remainder of 0.6.
    assert apportion(10, np.array([46.0, 31.0, 23.0])).tolist() == [5, 3, 2]


def test_equal_remainders_are_served_by_position() -> None:
    assert apportion(5, np.ones(3)).tolist() == [2, 2, 1]


def test_a_zero_share_gets_nothing() -> None:
    assert apportion(7, np.array([0.0, 1.0, 0.0])).tolist() == [0, 7, 0]


def test_whole_shares_come_back_unchanged() -> None:
    parts = np.array([1_228_921_400_000, 550_895_800_000, 3, 0])
    assert apportion(int(parts.sum()), parts.astype(np.float64)).tolist() == parts.tolist()


@given(total=st.integers(0, 10**15), shares=SHARES)
def test_the_parts_sum_to_the_total_and_follow_the_shares(total: int, shares: list[float]) -> None:
    weights = np.array(shares)
    parts = apportion(total, weights)
    assert sum(parts.tolist()) == total
    assert (parts >= 0).all()
    assert (parts[weights == 0] == 0).all()


@given(total=st.integers(0, 10**9), shares=SHARES)
def test_every_part_is_its_quota_rounded_down_or_up(total: int, shares: list[float]) -> None:
    relative = np.array(shares) / max(shares)
    quota = total * relative / relative.sum()
    assert (np.abs(apportion(total, np.array(shares)) - quota) < 1.0 + 1e-6).all()


def test_extreme_shares_neither_overflow_nor_vanish() -> None:
    assert apportion(9, np.array([1e308, 1e308, 1e308])).tolist() == [3, 3, 3]
    assert apportion(9, np.array([5e-324, 5e-324, 5e-324])).tolist() == [3, 3, 3]


@pytest.mark.parametrize(
    ("total", "shares", "says"),
    [
        (1, [0.0, 0.0], "all shares are zero"),
        (1, [1.0, -0.5], "share 1 is -0.5"),
        (1, [1.0, float("nan")], "share 1 is nan"),
        (1, [], "at least one"),
        (-1, [1.0], "total is -1"),
    ],
)
def test_what_cannot_be_shared_is_refused(total: int, shares: list[float], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        apportion(total, np.array(shares))
