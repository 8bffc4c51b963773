"""Ratios that are not rejected: by hand, equal to a grid of tests, and honest where the denominator is weak."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.evaluation.ratio import fieller


def test_a_known_denominator_gives_the_plain_interval() -> None:
    found = fieller(3.0, 2.0, (0.04, 0.0, 0.0), 2.0)
    assert found.kind == "bounded"
    assert (found.low, found.high) == pytest.approx((1.3, 1.7))


def test_by_hand() -> None:
    # (6 − 3β)² ≤ 4(1 + β²): 5β² − 36β + 32 ≤ 0.
    found = fieller(6.0, 3.0, (1.0, 0.0, 1.0), 2.0)
    assert found.kind == "bounded"
    assert (found.low, found.high) == pytest.approx(((36 - math.sqrt(656)) / 10, (36 + math.sqrt(656)) / 10))


def test_a_weak_denominator_bounds_nothing_or_leaves_a_gap() -> None:
    nothing = fieller(0.1, 0.1, (1.0, 0.0, 1.0), 2.0)
    assert (nothing.kind, nothing.low, nothing.high) == ("everything", -math.inf, math.inf)
    gap = fieller(6.0, 1.0, (1.0, 0.0, 1.0), 2.0)
    assert gap.kind == "outside"
    assert gap.low < gap.high
    assert not gap.holds((gap.low + gap.high) / 2)
    assert gap.holds(6.0)
    assert gap.holds(-1e6)


@given(st.floats(-5, 5), st.floats(0.05, 5), st.floats(0.01, 2), st.floats(0.01, 2), st.floats(-0.9, 0.9))
def test_the_region_is_the_inverted_test(
    numerator: float, denominator: float, first: float, second: float, correlation: float
) -> None:
    shared = correlation * math.sqrt(first * second)
    found = fieller(numerator, denominator, (first, shared, second), 1.96)
    for ratio in np.linspace(-60, 60, 241):
        size = (numerator - ratio * denominator) ** 2
        allowed = 1.96**2 * (first - 2 * ratio * shared + ratio**2 * second)
        if abs(size - allowed) > 1e-6 * allowed:
            assert found.holds(float(ratio)) == (size <= allowed)
