"""Where one more draw would fall: by hand, and as often as promised."""

from __future__ import annotations

import numpy as np
import pytest

from merata.stats.prediction import prediction_interval


def test_from_39_draws_on_the_ends_are_order_statistics() -> None:
    assert prediction_interval(np.arange(1.0, 40.0)) == pytest.approx((1.0, 39.0))
    assert prediction_interval(np.arange(1.0, 80.0)) == pytest.approx((2.0, 78.0))


def test_fewer_draws_get_a_t_interval_within_the_possible() -> None:
    draws = np.array([0.1, 0.2, 0.3])
    reach = 4.302653 * 0.1 * (4 / 3) ** 0.5  # t(0.975, 2)
    assert prediction_interval(draws) == pytest.approx((0.2 - reach, 0.2 + reach))
    assert prediction_interval(draws, within=(0.0, 1.0)) == pytest.approx((0.0, 0.2 + reach))
    assert prediction_interval(10 * draws, within=(0.0, 3.5)) == pytest.approx((0.0, 3.5))


@pytest.mark.parametrize("count", [2, 6, 38, 39, 50])
def test_one_more_draw_falls_inside_in_95_of_100(count: int) -> None:
    draws = np.random.default_rng([5, count]).normal(size=(4000, count + 1))
    ends = np.array([prediction_interval(row[:-1]) for row in draws])
    covered = float(np.mean((ends[:, 0] <= draws[:, -1]) & (draws[:, -1] <= ends[:, 1])))
    assert covered == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 4000) ** 0.5)
