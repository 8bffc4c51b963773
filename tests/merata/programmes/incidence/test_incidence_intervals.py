"""Intervals over draws."""

from __future__ import annotations

import numpy as np
import pytest

from merata.programmes.incidence.intervals import FRACTION, interval, interval_where_defined


def test_interval_is_mean_and_quantiles() -> None:
    found = interval(np.arange(1.0, 80.0))
    assert (found.value, found.low, found.high) == pytest.approx((40.0, 2.0, 78.0))


def test_few_draws_are_not_falsely_certain() -> None:
    draws = np.array([0.02, 0.04, 0.03, 0.05])
    reach = 3.182446 * draws.std(ddof=1) * (5 / 4) ** 0.5  # t(0.975, 3)
    found = interval(draws)
    assert (found.value, found.low, found.high) == pytest.approx((0.035, 0.035 - reach, 0.035 + reach))
    assert interval(draws, within=FRACTION).low == 0.0
    assert interval(1 - draws, within=FRACTION).high == 1.0


def test_a_measure_that_some_draw_lacks_has_no_interval() -> None:
    assert interval_where_defined(np.array([0.2, np.nan, 0.4])) is None


def test_equal_draws_are_the_value_itself() -> None:
    found = interval_where_defined(np.full(50, 0.1 + 0.2))
    assert found is not None
    assert (found.value, found.low, found.high) == (0.1 + 0.2,) * 3
