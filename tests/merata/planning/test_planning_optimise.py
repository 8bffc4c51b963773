"""The optimiser against enumeration on small random cases, and against pathological knapsacks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from merata.errors import InputError
from merata.planning.candidates import Candidates, Item
from merata.planning.constraints import Group, Limits
from merata.planning.filling import Filling, ordering
from merata.planning.objective import Change, evaluate
from merata.planning.optimise import optimise

Flags = NDArray[np.bool_]


def item(chain: int, kind: str) -> Item:
    return Item(f"line-{chain}", f"source-{chain}", kind, "assistance", "x", None, None, 1, "e", assumption=True)


def candidates(cost: list[int], chain: list[int], added: NDArray[np.float64], share: NDArray[np.float64]) -> Candidates:
    alone = [chain.count(number) == 1 for number in chain]
    return Candidates(
        tuple(item(number, "project" if one else "programme") for number, one in zip(chain, alone, strict=True)),
        np.array(cost),
        np.array(chain),
        sparse.csr_array(added),
        sparse.csr_array(share),
    )


def unlimited(choice: Candidates, budget: int, groups: tuple[Group, ...] = ()) -> Limits:
    nothing = np.zeros(len(choice), dtype=np.bool_)
    return Limits(budget, groups, nothing, nothing)


def random_case(seed: int) -> tuple[Candidates, NDArray[np.float64], NDArray[np.float64]]:
    """Three chains of three bands, two works, nine households, three draws."""
    rng = np.random.default_rng(seed)
    welfare = rng.lognormal(0, 0.7, (3, 9)) * 100
    size = rng.integers(1, 6, 9).astype(np.float64)
    added, share = np.zeros((11, 9)), np.zeros((11, 9))
    for band in range(9):
        added[band, band] = rng.integers(5, 60) / size[band]
    for work in (9, 10):
        share[work, rng.choice(9, 5, replace=False)] = rng.uniform(0.01, 0.2)
    cost = [int(c) for c in rng.integers(5, 40, 9)] + [int(c) for c in rng.integers(30, 120, 2)]
    return candidates(cost, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4], added, share), welfare, size


def best_by_enumeration(
    choice: Candidates, limits: Limits, welfare: NDArray[np.float64], size: NDArray[np.float64]
) -> float:
    best = -np.inf
    for bits in product((False, True), repeat=len(choice)):
        chosen = np.array(bits)
        if Filling(choice, limits, chosen).feasible:
            best = max(best, evaluate(welfare, size, choice.change(chosen)).value)
    return best


@pytest.mark.parametrize("seed", range(8))
def test_bound_holds_and_the_plan_is_near_the_best(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    limits = unlimited(choice, 110)
    best = best_by_enumeration(choice, limits, welfare, size)
    found = optimise(choice, limits, welfare, size)
    before = evaluate(welfare, size, Change.none(9)).value
    assert Filling(choice, limits, found.chosen).feasible
    assert found.value == pytest.approx(evaluate(welfare, size, choice.change(found.chosen)).value)
    assert found.value <= best + 1e-9 <= found.bound + 2e-9
    assert found.value - before >= 0.9 * (best - before)


@pytest.mark.parametrize("seed", range(8))
def test_never_worse_than_a_start_that_is_allowed(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    limits = unlimited(choice, 90)
    rng = np.random.default_rng(seed)
    start = np.zeros(11, dtype=np.bool_)
    for chain in rng.permutation(3):
        for band in range(3 * chain, 3 * chain + 3):
            if choice.cost_idr[start].sum() + choice.cost_idr[band] > 90:
                break
            start[band] = True
    found = optimise(choice, limits, welfare, size, starts=[start])
    assert found.value >= evaluate(welfare, size, choice.change(start)).value


def two_bands_against_a_work(work_gain: float) -> tuple[Candidates, NDArray[np.float64], NDArray[np.float64]]:
    """A cheap band of slightly better worth per rupiah keeps a work that is worth far more from fitting."""
    added, share = np.zeros((3, 3)), np.zeros((3, 3))
    added[0, 0] = 1.1
    added[1, 1] = 0.01
    added[2, 2] = work_gain
    return candidates([10, 90, 100], [0, 0, 1], added, share), np.full((2, 3), 50.0), np.ones(3)


def test_a_big_work_is_tried_against_many_bands() -> None:
    choice, welfare, size = two_bands_against_a_work(10.0)
    assert optimise(choice, unlimited(choice, 100), welfare, size).chosen.tolist() == [False, False, True]


def test_a_big_work_is_left_where_bands_are_better() -> None:
    choice, welfare, size = two_bands_against_a_work(1.0)
    assert optimise(choice, unlimited(choice, 100), welfare, size).chosen.tolist() == [True, True, False]


def test_all_affordable_leaves_no_gap() -> None:
    choice, welfare, size = random_case(1)
    found = optimise(choice, unlimited(choice, 10_000), welfare, size)
    assert found.chosen.all()
    assert found.bound == pytest.approx(found.value)


def test_nothing_to_choose_from() -> None:
    choice = candidates([], [], np.zeros((0, 9)), np.zeros((0, 9)))
    _, welfare, size = random_case(1)
    found = optimise(choice, unlimited(choice, 100), welfare, size)
    assert found.bound == found.value == evaluate(welfare, size, Change.none(9)).value


def test_order_keeps_the_chain_though_a_later_band_is_worth_more() -> None:
    choice = candidates([1, 1, 1], [0, 0, 1], np.zeros((3, 1)), np.zeros((3, 1)))
    assert ordering(choice, np.array([1.0, 5.0, 2.0])).items.tolist() == [0, 1, 2]
    assert ordering(choice, np.array([1.0, 2.0, 3.0])).items.tolist() == [2, 0, 1]


@pytest.mark.parametrize("seed", range(4))
def test_group_bounds_hold(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    first = np.arange(11) < 3
    works = np.arange(11) >= 9
    least = int(choice.cost_idr[:2].sum())
    groups = (Group("a", first, least, 10**9), Group("b", works, 0, 0))
    limits = unlimited(choice, 140, groups)
    found = optimise(choice, limits, welfare, size)
    assert choice.cost_idr[found.chosen & first].sum() >= least
    assert not (found.chosen & works).any()
    assert best_by_enumeration(choice, limits, welfare, size) <= found.bound + 1e-9


def test_required_and_excluded_hold() -> None:
    choice, welfare, size = random_case(2)
    required, excluded = np.zeros(11, dtype=np.bool_), np.zeros(11, dtype=np.bool_)
    required[4], excluded[0] = True, True
    found = optimise(choice, Limits(150, (), excluded, required), welfare, size)
    assert found.chosen[3:5].all()
    assert not found.chosen[:3].any()


def test_demands_beyond_the_budget_are_named() -> None:
    choice, welfare, size = random_case(3)
    required = np.zeros(11, dtype=np.bool_)
    required[8] = True
    with pytest.raises(InputError, match="still unmet line-2"):
        optimise(choice, Limits(6, (), ~required & False, required), welfare, size)


def test_a_narrow_demand_is_met_before_a_wide_one_that_holds_it() -> None:
    """Within 40, a pillar asks for 30 and the place of two of its items for 20: only those two and one more fit."""
    added = np.zeros((4, 4))
    np.fill_diagonal(added, [9.0, 8.0, 2.0, 1.0])
    choice = candidates([15, 15, 10, 10], [0, 1, 2, 3], added, np.zeros((4, 4)))
    everyone, place = np.ones(4, dtype=np.bool_), np.array([False, False, True, True])
    groups = (Group("pillars.assistance", everyone, 30, 10**9), Group("kecamatan.x", place, 20, 10**9))
    found = optimise(choice, unlimited(choice, 40, groups), np.full((1, 4), 100.0), np.ones(4))
    assert choice.cost_idr[found.chosen & place].sum() >= 20
    assert 30 <= choice.cost_idr[found.chosen].sum() <= 40
