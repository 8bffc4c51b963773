"""The exact test: equal to enumeration and to a grid of effects, and right as often as it says."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from lottery_cases import frame, simulated
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.evaluation.lottery import hajek_difference, offer_effect
from merata.evaluation.randomisation import accepted, randomisation_test

Floats = NDArray[np.float64]


class EverySet:
    """A mechanism that deals out every set of seats alike, in turn."""

    name = "training_rule"

    def __init__(self, size: int, seats: int) -> None:
        self.sets = np.array([[at in one for at in range(size)] for one in combinations(range(size), seats)])

    def draw(self, rng: np.random.Generator, times: int) -> NDArray[np.bool_]:
        return self.sets[np.arange(times) % len(self.sets)]


def test_the_p_value_equals_enumeration() -> None:
    selected = np.array([True, True, True, True, False, False, False, False])
    outcome = np.array([5.0, 6.0, 7.0, 9.0, 1.0, 2.0, 3.0, 6.5])
    chance = np.full(8, 0.5)
    every = EverySet(8, 4)
    observed = hajek_difference(outcome, selected, chance).value
    differences = [hajek_difference(outcome, one, chance).value for one in every.sets]
    share = np.mean(np.abs(differences) >= abs(observed) - 1e-9)
    found = randomisation_test(frame(outcome, selected, chance), seed=1, draws=70 * 20, mechanisms={"C0": every})
    assert found.p_value == pytest.approx((1 + share * 1400) / 1401)
    assert found.mechanisms == {"training_rule": 1}


def test_the_ends_equal_a_grid_of_effects() -> None:
    """Slow and obvious: each effect taken from the winners, every draw compared anew."""
    lots = simulated(np.random.default_rng(5), completing=1.0, effect=0.1, people=60, classes=1)
    here = lots.found
    outcome, selected, chance = lots.outcome[here], lots.selected[here], lots.chance[here]
    rng = np.random.default_rng(6)
    draws = np.array([rng.permutation(selected) for _ in range(99)])
    statistic = np.array([hajek_difference(outcome, one, chance).value for one in draws])
    slope = np.array([hajek_difference(selected.astype(float), one, chance).value for one in draws])
    observed = hajek_difference(outcome, selected, chance).value

    def p_value(effect: float) -> float:
        left = outcome - effect * selected
        sizes = [abs(hajek_difference(left, one, chance).value) for one in draws]
        return float((1 + np.sum(np.array(sizes) >= abs(observed - effect) - 1e-12)) / 100)

    low, high = accepted(observed, statistic, slope)
    grid = [effect for effect in np.linspace(observed - 1, observed + 1, 201) if p_value(effect) > 0.05]
    assert (low, high) == pytest.approx((min(grid), max(grid)), abs=0.0101)


def test_without_an_effect_five_per_cent_are_rejected_and_the_effect_is_held() -> None:
    rejected = held = 0
    runs = 200
    for run in range(runs):
        rng = np.random.default_rng([11, run])
        lots = simulated(rng, completing=1.0, effect=0.0, people=100, classes=2)
        found = randomisation_test(lots, seed=run, draws=199)
        rejected += found.p_value <= 0.05
        held += found.low <= 0 <= found.high
    assert rejected / runs < 0.05 + 2.6 * (0.05 * 0.95 / runs) ** 0.5
    assert held + rejected == runs


def test_it_agrees_with_the_model_in_a_large_lottery_and_is_repeatable() -> None:
    lots = simulated(np.random.default_rng(3), completing=1.0, effect=0.15, people=2000)
    found, model = randomisation_test(lots, seed=1, draws=1000), offer_effect(lots)
    assert (found.low, found.high) == pytest.approx((model.low, model.high), abs=0.012)
    assert found == randomisation_test(lots, seed=1, draws=1000)
    assert found.mechanisms == {"independent_given_seats": 5}


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(UsageError, match="50 draws"):
        randomisation_test(simulated(np.random.default_rng(3), completing=1.0, effect=0.1), seed=1, draws=50)
