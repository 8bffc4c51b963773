"""Round values beside an axis, and where values lie."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.report.ticks import Scale, nice_ticks, spanning


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (0, 97, (0, 20, 40, 60, 80, 100)),
        (-7, 23, (-10, 0, 10, 20, 30)),
        (8263, 8550, (8200, 8300, 8400, 8500, 8600)),
        (0, 0.0021, (0, 0.0005, 0.001, 0.0015, 0.002, 0.0025)),
        (5, 5, (0, 1, 2, 3, 4, 5)),
        (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
    ],
)
def test_ticks_are_round_and_enclose_what_is_shown(low, high, expected):
    assert nice_ticks(low, high) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.floats(1, 1e9), st.integers(2, 8))
def test_ticks_are_even_few_and_enclose(low, width, most):
    ticks = nice_ticks(low, low + width, most)
    assert 2 <= len(ticks) <= most + 1
    slack = 1e-6 * max(abs(low), width)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + width - slack
    steps = [b - a for a, b in pairwise(ticks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-6, abs=1e-9)
    mantissa = steps[0] / 10 ** math.floor(math.log10(steps[0]) + 1e-9)
    assert any(mantissa == pytest.approx(step, rel=1e-4) for step in (1, 2, 2.5, 5, 10))


@pytest.mark.parametrize("ends", [(math.nan, 1), (0, math.inf), (2, 1)])
def test_what_is_no_axis_is_refused(ends):
    with pytest.raises(ValueError, match="no axis"):
        nice_ticks(*ends)


def test_bars_begin_at_zero_and_curves_need_not():
    assert spanning([90.0, 97.0], zero=True)[0] == 0
    assert spanning([90.0, 97.0], zero=False)[0] == 90
    assert spanning([], zero=False)[0] == 0


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.floats(0, 1))
def test_a_place_can_be_read_back(low, width, share):
    scale = Scale(low, low + width, 300, 20)
    value = low + share * width
    assert scale.back(scale(value)) == pytest.approx(value, abs=1e-6 * (abs(low) + width))


def test_an_axis_without_extent_has_its_middle():
    assert Scale(4, 4, 0, 100)(4) == 50


@pytest.mark.parametrize("high", [5e-324, 1e-300, 1e-12])
def test_what_is_hardly_more_than_nothing_has_the_axis_of_nothing(high):
    """Hypothesis found it: the logarithm of a fifth of the least number is that of nothing."""
    assert nice_ticks(0.0, high) == nice_ticks(0.0, 0.0)
