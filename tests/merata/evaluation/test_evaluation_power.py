"""What could be found: textbook numbers, the noncentral t, and simulations of the estimators themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lottery_cases import frame
from scipy.special import nctdtr, stdtrit

from merata.errors import UsageError
from merata.evaluation.lottery import offer_effect
from merata.evaluation.power import (
    LotteryPlan,
    VillagePlan,
    equal_chances,
    lottery_detectable,
    power_of,
    staggered_detectable,
)
from merata.evaluation.staggered import Design, staggered_effect
from merata.evaluation.village_panel import NEVER, Panel


@pytest.mark.parametrize("degrees", [3.0, 12.5, 126.0])
def test_power_equals_the_noncentral_t(degrees: float) -> None:
    for beyond in (0.0, 1.0, 2.8, 4.0):
        quantile = float(stdtrit(degrees, 0.975))
        expected = 1 - nctdtr(degrees, beyond, quantile) + nctdtr(degrees, beyond, -quantile)
        assert power_of(beyond * 0.3, 0.3, degrees) == pytest.approx(float(expected), abs=2e-4)


def test_cohens_table() -> None:
    """Half a standard deviation is found with a power of 0.80 by 64 in each arm (Cohen 1988, table 2.4.1)."""
    found = lottery_detectable(LotteryPlan(equal_chances(64, 128), classes=1, sd=1.0))
    assert math.log1p(found.effect) == pytest.approx(0.5, abs=0.003)
    assert found.degrees_of_freedom == pytest.approx(126)


def test_what_makes_a_lottery_weaker() -> None:
    plain = LotteryPlan(equal_chances(20, 100), classes=4, sd=0.6)
    base = lottery_detectable(plain)
    assert base.standard_error == pytest.approx(0.6 * math.sqrt((1 / 20 + 1 / 80) / 4))
    weaker = LotteryPlan(plain.chance, 4, 0.6, explained=0.5, attrition=0.1, completion=0.8, icc=0.5, per_household=1.2)
    found = lottery_detectable(weaker)
    assert found.standard_error == pytest.approx(base.standard_error * math.sqrt(0.5 / 0.9 * 1.1))
    assert math.log1p(found.of_completion) == pytest.approx(math.log1p(found.effect) / 0.8)
    assert base.of_completion == base.effect


def test_unequal_chances_cost_precision_as_they_do_in_simulation() -> None:
    chance = np.repeat([0.1, 0.2, 0.5], [40, 60, 60])
    found = lottery_detectable(LotteryPlan(chance, classes=1, sd=0.5))
    rng = np.random.default_rng(1)
    differences = []
    for _ in range(1500):
        selected = rng.random(160) < chance
        differences.append(math.log1p(offer_effect(frame(rng.normal(0, 0.5, 160), selected, chance)).effect))
    assert np.std(differences) == pytest.approx(found.standard_error, rel=0.06)


def test_the_curve_rises_through_the_power_asked_for() -> None:
    found = lottery_detectable(LotteryPlan(equal_chances(15, 60), 3, 0.5), power=0.9, level=0.1)
    powers = [power for _, power in found.curve]
    assert powers == sorted(powers)
    assert found.curve[0] == (0.0, pytest.approx(0.1, abs=1e-4))
    assert found.curve[4] == (pytest.approx(found.effect), pytest.approx(0.9, abs=1e-6))


def test_villages_as_in_simulation() -> None:
    design = Design((2023, 2024, NEVER), (6, 8, 20), (2022, 2023, 2024, 2025))
    plan = VillagePlan(design, sd=0.4, households=30, icc=0.02, persistence=0.3)
    found = staggered_detectable(plan)
    year = np.repeat([2023, 2024, NEVER], [6, 8, 20])
    names = tuple(f"V{at}" for at in range(34))
    entry = {name: int(when) for name, when in zip(names, year, strict=True) if when != NEVER}
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    factor = np.linalg.cholesky(0.16 * (0.02 + 0.98 / 30) * 0.3**apart)
    rng = np.random.default_rng(2)
    panels = (Panel(names, design.years, rng.normal(size=(34, 4)) @ factor.T, 0, 30.0) for _ in range(600))
    effects = [math.log1p(staggered_effect(panel, entry, seed=1).effect) for panel in panels]
    assert np.std(effects) == pytest.approx(found.standard_error, rel=0.1)


def test_two_groups_and_two_years_by_hand() -> None:
    plan = VillagePlan(Design((2024, NEVER), (10, 10), (2023, 2024)), sd=0.3, households=9)
    # Each village's change has variance 2 × 0.09 / 9, each group's mean a tenth of that.
    assert staggered_detectable(plan).standard_error == pytest.approx(math.sqrt(2 * 0.02 / 10))
    assert staggered_detectable(plan).degrees_of_freedom == pytest.approx(18)


def test_what_cannot_be_is_refused_with_every_reason() -> None:
    with pytest.raises(UsageError, match="no lottery"):
        equal_chances(10, 10)
    with pytest.raises(UsageError, match=r"sd above 0.*attrition.*completion"):
        lottery_detectable(LotteryPlan(equal_chances(5, 10), 1, 0.0, attrition=1.0, completion=0.0))
    with pytest.raises(UsageError, match="level"):
        lottery_detectable(LotteryPlan(equal_chances(5, 10), 1, 0.5), power=0.05, level=0.05)
    with pytest.raises(UsageError, match="fewer than two winners"):
        lottery_detectable(LotteryPlan(equal_chances(2, 10), 1, 0.5, attrition=0.2))
    with pytest.raises(UsageError, match="at least 2 in each"):
        staggered_detectable(VillagePlan(Design((2024, NEVER), (1, 10), (2023, 2024)), 0.3, 9))
    with pytest.raises(UsageError, match="expected sd above 0"):
        staggered_detectable(VillagePlan(Design((2024, NEVER), (5, 10), (2023, 2024)), 0.3, 9, icc=2.0))
