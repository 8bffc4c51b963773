"""The bound holds for plans that cut no bands: every set of single benefits, not only of whole bands."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from merata.planning.bound import linear_limit, units_of
from merata.planning.candidates import Candidates, Item
from merata.planning.constraints import Limits
from merata.planning.objective import Change, evaluate
from merata.planning.optimise import optimise

MONTHS = 12.0


def band_of(households: list[int], amount_pc: float, size: np.ndarray) -> tuple[np.ndarray, int]:
    added = np.zeros(size.size)
    added[households] = amount_pc
    return added, round(float((added * size).sum() * MONTHS))


def bands(size: np.ndarray) -> Candidates:
    """Two bands of three households each, of two villages; every benefit is the same rupiah per person."""
    rows = [band_of([0, 1, 2], 10.0, size), band_of([3, 4, 5], 10.0, size)]
    items = tuple(
        Item(f"food:{at}", "food", "programme", "assistance", "food", None, None, 3, "e", assumption=True)
        for at in range(2)
    )
    return Candidates(
        items,
        np.array([cost for _, cost in rows]),
        np.array([0, 1]),
        sparse.csr_array(np.array([added for added, _ in rows])),
        sparse.csr_array((2, size.size)),
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_set_of_single_benefits_gains_more_than_the_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = rng.integers(1, 5, 6).astype(float)
    welfare = rng.lognormal(0, 0.8, (2, 6)) * 100
    choice = bands(size)
    budget = int(choice.cost_idr.sum() * 0.6)
    nothing = np.zeros(2, dtype=np.bool_)
    found = optimise(choice, Limits(budget, (), nothing, nothing), welfare, size)
    annual = 10.0 * size * MONTHS
    best = max(
        evaluate(welfare, size, Change(10.0 * np.array(paid), np.zeros(6))).value
        for paid in product((0.0, 1.0), repeat=6)
        if float(np.dot(paid, annual)) <= budget
    )
    assert best <= found.bound + 1e-9


def test_by_hand_a_budget_of_one_benefit() -> None:
    """One household of two members is paid at most: its slope times its rupiah, though its band costs three times."""
    size = np.array([2.0, 2.0, 2.0, 2.0, 2.0, 2.0])
    welfare = np.array([[10.0, 200.0, 300.0, 400.0, 500.0, 600.0]])
    choice = bands(size)
    start = evaluate(welfare, size, Change.none(6))
    nothing = np.zeros(2, dtype=np.bool_)
    limits = Limits(round(10.0 * 2 * MONTHS), (), nothing, nothing)
    limit = linear_limit(choice, units_of(choice, size), start, choice.slopes(start), limits)
    assert limit == pytest.approx(10.0 * start.slope_idr[0])
    assert limit > choice.slopes(start).max() / 3


def test_what_is_excluded_or_required_is_out_or_in() -> None:
    size = np.ones(6)
    welfare = np.array([[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]])
    choice = bands(size)
    start = evaluate(welfare, size, Change.none(6))
    slopes = choice.slopes(start)
    first, none = np.array([True, False]), np.zeros(2, dtype=np.bool_)
    units = units_of(choice, size)
    everything = int(choice.cost_idr.sum())
    assert linear_limit(choice, units, start, slopes, Limits(everything, (), first, none)) == pytest.approx(slopes[1])
    required = Limits(int(choice.cost_idr[0]), (), none, first)
    assert linear_limit(choice, units, start, slopes, required) == pytest.approx(slopes[0])
