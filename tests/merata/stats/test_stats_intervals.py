"""Intervals on three scales, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from merata.stats.intervals import interval


def test_a_symmetric_interval_of_many_degrees_is_the_normal_one() -> None:
    low, high = interval([10.0], [2.0], [1e9], scale="identity")
    assert (low[0], high[0]) == (pytest.approx(10 - 2 * 1.959964, abs=1e-5), pytest.approx(10 + 2 * 1.959964, abs=1e-5))


def test_few_degrees_widen_it() -> None:
    low, high = interval([10.0], [2.0], [1], scale="identity")
    assert high[0] - 10 == pytest.approx(2 * 12.7062, rel=1e-5)
    assert 10 - low[0] == pytest.approx(2 * 12.7062, rel=1e-5)


def test_a_positive_value_is_multiplied_and_divided() -> None:
    low, high = interval([0.2], [0.05], [1e9], scale="log")
    factor = np.exp(1.959964 * 0.05 / 0.2)
    assert (low[0], high[0]) == (pytest.approx(0.2 / factor, rel=1e-6), pytest.approx(0.2 * factor, rel=1e-6))


def test_a_fraction_stays_one() -> None:
    low, high = interval([0.02, 0.98], [0.02, 0.02], [5, 5], scale="logit")
    assert (low > 0).all()
    assert (high < 1).all()
    np.testing.assert_allclose(low, 1 - high[::-1])  # both ends alike


def test_an_edge_is_kept_and_the_unknown_stays_unknown() -> None:
    low, high = interval([0.0, 1.0, 0.5], [0.1, 0.1, np.nan], [1e9] * 3, scale="logit")
    np.testing.assert_allclose(low, [0, 1 - 0.1959964, np.nan], atol=1e-6)
    np.testing.assert_allclose(high, [0.1959964, 1, np.nan], atol=1e-6)
    low, high = interval([0.0], [0.1], [1e9], scale="log")
    assert (low[0], high[0]) == (0, pytest.approx(0.1959964, abs=1e-6))


def test_a_heavy_tail_reaches_further_up() -> None:
    low, high = interval([0.2, 0.2], [0.02, 0.1], [1e9, 1e9], scale="inverse")
    reach = 1.959964 * 0.02 / 0.2
    assert (low[0], high[0]) == (pytest.approx(0.2 / (1 + reach), rel=1e-6), pytest.approx(0.2 / (1 - reach), rel=1e-6))
    # Where the error is as large as the value it stays finite, and goes on without a step.
    assert high[1] == pytest.approx(0.4 * np.exp(2 * (0.979982 - 0.5)), rel=1e-5)
    ends = interval(np.full(2, 0.2), np.array([0.0999, 0.1001]) / 1.959964, [1e9, 1e9], scale="inverse")[1]
    assert ends[1] - ends[0] == pytest.approx(0.0002 * 4, rel=0.01)


def test_the_confidence_is_the_callers() -> None:
    low, high = interval([0.0], [1.0], [1e9], scale="identity", confidence=0.9)
    assert (low[0], high[0]) == (pytest.approx(-1.644854, abs=1e-5), pytest.approx(1.644854, abs=1e-5))
