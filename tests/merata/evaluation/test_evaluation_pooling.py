"""Several estimates averaged: published numbers, by hand, and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from merata.errors import UsageError
from merata.evaluation.pooling import pool

# The 13 trials of BCG vaccine (Colditz et al. 1994): log risk ratios and their variances, to four places.
BCG = (
    -0.8893,
    -1.5854,
    -1.3481,
    -1.4416,
    -0.2175,
    -0.7861,
    -1.6209,
    0.0120,
    -0.4694,
    -1.3713,
    -0.3394,
    0.4459,
    -0.0173,
)
VARIANCES = (0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714)
ERRORS = tuple(np.sqrt(VARIANCES).tolist())


def test_the_bcg_trials() -> None:
    """As R's metafor gives them: Q 152.23, τ² 0.309 (DL) and 0.318 (PM), means −0.714 and −0.715."""
    found = pool(BCG, ERRORS, method="dersimonian_laird")
    assert found.q == pytest.approx(152.23, abs=0.6)
    assert found.heterogeneity**2 == pytest.approx(0.3088, abs=0.002)
    assert found.effect == pytest.approx(-0.7141, abs=0.001)
    assert found.i_squared == pytest.approx(0.9212, abs=0.001)
    found = pool(BCG, ERRORS)
    assert found.heterogeneity**2 == pytest.approx(0.3181, abs=0.002)
    assert found.effect == pytest.approx(-0.7150, abs=0.001)


def test_two_equal_estimates_by_hand() -> None:
    found = pool([0.1, 0.1], [0.03, 0.04])
    assert found.effect == pytest.approx(0.1)
    assert found.heterogeneity == 0
    assert found.weights == pytest.approx((0.64, 0.36))
    assert found.standard_error == pytest.approx((1 / 0.03**2 + 1 / 0.04**2) ** -0.5)
    assert found.high - found.effect == pytest.approx(float(stdtrit(1, 0.975)) * found.standard_error)


def test_two_that_differ_by_hand() -> None:
    """Equal errors: the between variance makes the spread what it is, (0.3 − 0.1)² / 2 = s² + τ²."""
    for method in ("paule_mandel", "dersimonian_laird"):
        found = pool([0.1, 0.3], [0.05, 0.05], method=method)
        assert found.heterogeneity**2 == pytest.approx(0.02 - 0.0025)
        assert found.effect == pytest.approx(0.2)
        assert found.standard_error == pytest.approx((0.02 / 2) ** 0.5)


def test_one_estimate_is_itself() -> None:
    found = pool([0.1], [0.05])
    assert (found.effect, found.standard_error, found.heterogeneity) == pytest.approx((0.1, 0.05, 0.0))
    assert found.normal_error == pytest.approx(0.05)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.02, 1)), min_size=2, max_size=12))
def test_the_mean_lies_between_and_paule_and_mandels_equation_holds(pairs: list[tuple[float, float]]) -> None:
    y, s = (np.array(part) for part in zip(*pairs, strict=True))
    found = pool(y.tolist(), s.tolist())
    assert y.min() - 1e-9 <= found.effect <= y.max() + 1e-9
    assert sum(found.weights) == pytest.approx(1)
    if found.heterogeneity > 1e-4:
        weight = 1 / (s**2 + found.heterogeneity**2)
        assert weight @ (y - found.effect) ** 2 == pytest.approx(y.size - 1, rel=1e-5)
    assert found.normal_error >= found.standard_error


def test_what_cannot_be_averaged_is_refused() -> None:
    for effects, errors in (([], []), ([0.1], [0.0]), ([0.1, 0.2], [0.1])):
        with pytest.raises(UsageError, match="standard error above 0"):
            pool(effects, errors)
