"""Bounds under attrition: by hand, and holding the truth where the plain comparison no longer does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lottery_cases import frame
from scipy.special import ndtri

from merata.errors import UsageError
from merata.evaluation.attrition import imbens_manski, lee_bounds, trimmed_mean
from merata.evaluation.lottery import offer_effect


def test_trimmed_means_by_hand() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert trimmed_mean(values, weights, 0.0) == pytest.approx(2.0)
    assert trimmed_mean(values, weights, 0.25) == pytest.approx(5 / 3)
    # 1.6 of weight stays: 1 at one, 0.6 at two.
    assert trimmed_mean(values, weights, 0.6) == pytest.approx((1 + 1.2) / 1.6)


def test_bounds_by_hand() -> None:
    """Four of four winners are found, three of four losers: a quarter of the winners' weight is left out."""
    selected = np.array([True] * 4 + [False] * 4)
    outcome = np.array([0.1, 0.2, 0.3, 0.4, 0.0, 0.1, 0.2, np.nan])
    found = lee_bounds(frame(outcome, selected, np.full(8, 0.5)), seed=1)
    assert (found.lower, found.upper) == pytest.approx((math.expm1(0.2 - 0.1), math.expm1(0.3 - 0.1)))
    assert (found.trimmed, found.trimmed_winners) == (pytest.approx(0.25), True)
    assert (found.found_winners, found.found_losers) == pytest.approx((1.0, 0.75))
    assert found.low < found.lower <= found.upper < found.high


def test_where_nobody_is_lost_the_bounds_are_the_effect() -> None:
    rng = np.random.default_rng(1)
    chance = np.where(rng.random(300) < 0.5, 0.3, 0.6)
    selected = rng.random(300) < chance
    lots = frame(rng.normal(size=300), selected, chance, lot=np.arange(300) % 3)
    found, plain = lee_bounds(lots, seed=1), offer_effect(lots)
    assert (found.lower, found.upper) == pytest.approx((plain.effect, plain.effect))
    assert math.log1p(found.high) - math.log1p(found.low) == pytest.approx(
        math.log1p(plain.high) - math.log1p(plain.low), rel=0.12
    )


def test_the_bounds_hold_the_truth_that_selective_loss_hides() -> None:
    """Losers with good incomes move away; winners stay: the plain effect is too large."""
    rng = np.random.default_rng(7)
    size = 20_000
    chance = np.where(rng.random(size) < 0.5, 0.25, 0.5)
    selected = rng.random(size) < chance
    outcome = rng.normal(0, 0.5, size) - chance + 0.1 * selected
    outcome[~selected & (outcome > 0.1) & (rng.random(size) < 0.5)] = np.nan
    lots = frame(outcome, selected, chance, lot=np.arange(size) % 4)
    found = lee_bounds(lots, seed=1, replications=50)
    assert offer_effect(lots).low > math.expm1(0.1)
    assert found.lower < math.expm1(0.1) < found.upper
    assert found.trimmed_winners


def test_quantiles_of_imbens_and_manski() -> None:
    assert imbens_manski(0.0, 1.0, 1.0) == pytest.approx(ndtri(0.975))
    assert imbens_manski(100.0, 1.0, 1.0) == pytest.approx(ndtri(0.95))
    assert ndtri(0.95) < imbens_manski(1.0, 1.0, 0.5) < ndtri(0.975)


def test_too_few_replications_are_refused() -> None:
    lots = frame(np.arange(6.0), np.array([True] * 3 + [False] * 3), np.full(6, 0.5))
    with pytest.raises(UsageError, match="10 replications"):
        lee_bounds(lots, seed=1, replications=10)
