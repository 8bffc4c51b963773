"""The optimiser against enumeration on hundreds of small random cases, and against pathological knapsacks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from small_plans import UNSURE, best_by_enumeration, candidates, evaluated_by, plans, random_case

from merata.errors import InputError
from merata.planning.choices.candidates import Candidates
from merata.planning.limits.conflicts import Infeasible
from merata.planning.limits.rows import Limits, Row, spending, within
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.filling import Filling, ordering
from merata.planning.optimiser.objective import Objective
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.solver import QuietHighs, solved

Floats = NDArray[np.float64]
EXACT = 1e-6


def check(by: Evaluator, limits: Limits, found: Optimised) -> None:
    """The plan keeps the limits, gains what it says, and is the best there is, as its bound proves."""
    assert Filling(by.candidates, limits, found.chosen).feasible
    gains = by.gains(found.chosen.astype(np.float64))
    assert found.gain == pytest.approx(by.value(gains))
    assert found.gains == pytest.approx(gains)
    best = best_by_enumeration(by, limits)
    assert found.gain <= best + 1e-9
    assert best <= found.bound + 1e-9
    assert found.gain >= best - 2 * EXACT * abs(best) - 1e-12


@pytest.mark.parametrize("seed", range(100))
def test_exact_on_random_cases(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    limits = within(choice, int(np.random.default_rng(seed).integers(40, 250)))
    by = evaluated_by(choice, welfare, size)
    check(by, limits, optimise(by, limits, gap=EXACT))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
@pytest.mark.parametrize("name", ["sgini", "atkinson", "poverty_gap", "squared_poverty_gap", "tail"])
def test_exact_for_every_objective(seed: int, name: str) -> None:
    choice, welfare, size = random_case(seed)
    rng = np.random.default_rng(seed)
    limits = within(choice, int(rng.integers(40, 250)))
    objective = {
        "sgini": Objective("sgini", 4.0),
        "atkinson": Objective("atkinson", float(rng.choice([0.5, 1.0, 2.0]))),
    }
    by = evaluated_by(
        choice,
        welfare,
        size,
        objective=objective.get(name, Objective() if name == "tail" else Objective(name)),
        scale={UNSURE: rng.normal(1.0, 0.8, 3)},
        line_idr=90.0,
        tail=0.5 if name == "tail" else None,
    )
    check(by, limits, optimise(by, limits, gap=EXACT))


@pytest.mark.parametrize("seed", range(8))
def test_exact_under_rows_of_every_kind(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    by = evaluated_by(choice, welfare, size)
    at = np.eye(11, dtype=np.int64)
    rows = [
        spending("first chain", np.arange(11) < 3, choice, int(choice.cost_idr[:2].sum()), 10**6),
        Row("work 9 needs band 3", at[9] - at[3], most=0),
        Row("not both works", at[9] + at[10], most=1),
        Row("one of two", at[6] + at[10], least=1),
    ]
    limits = within(choice, 160, rows)
    if not list(plans(choice, limits)):
        with pytest.raises(InputError, match="no plan keeps these limits together"):
            optimise(by, limits)
        return
    check(by, limits, optimise(by, limits, gap=EXACT))


@pytest.mark.parametrize("seed", range(8))
def test_never_worse_than_a_start_that_is_allowed(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    limits = within(choice, 90)
    by = evaluated_by(choice, welfare, size)
    rng = np.random.default_rng(seed)
    start = np.zeros(11, dtype=np.bool_)
    for chain in rng.permutation(3):
        for band in range(3 * chain, 3 * chain + 3):
            if choice.cost_idr[start].sum() + choice.cost_idr[band] > 90:
                break
            start[band] = True
    found = optimise(by, limits, gap=0.9, starts=[start])
    assert found.gain >= by.gains(start.astype(float)).mean() - 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_no_other_method_beats_the_bound(seed: int) -> None:
    """Random plans and local search from them, however good, stay under what the search proved."""
    choice, welfare, size = random_case(seed)
    limits = within(choice, 120)
    by = evaluated_by(choice, welfare, size)
    found = optimise(by, limits, gap=0.05)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        filling = Filling(choice, limits)
        filling.fill(ordering(choice, rng.uniform(0.1, 1, 11)))
        assert by.gains(filling.chosen.astype(float)).mean() <= found.bound + 1e-9


def two_bands_against_a_work(work_gain: float) -> tuple[Candidates, Floats, Floats]:
    """A cheap band of slightly better worth per rupiah keeps a work that is worth far more from fitting."""
    added = np.diag([1.1, 0.01, work_gain])
    return candidates([10, 90, 100], [0, 0, 1], added), np.full((2, 3), 50.0), np.ones(3)


@pytest.mark.parametrize(("work_gain", "best"), [(10.0, [False, False, True]), (1.0, [True, True, False])])
def test_a_big_work_is_weighed_against_many_bands(work_gain: float, best: list[bool]) -> None:
    choice, welfare, size = two_bands_against_a_work(work_gain)
    found = optimise(evaluated_by(choice, welfare, size), within(choice, 100), gap=EXACT)
    assert found.chosen.tolist() == best


def test_all_affordable_leaves_no_gap() -> None:
    choice, welfare, size = random_case(1)
    found = optimise(evaluated_by(choice, welfare, size), within(choice, 10_000))
    assert found.chosen.all()
    assert found.bound == pytest.approx(found.gain)
    assert found.gap == pytest.approx(0.0, abs=1e-9)


def test_nothing_to_choose_from() -> None:
    choice = candidates([], [], np.zeros((0, 9)))
    _, welfare, size = random_case(1)
    found = optimise(evaluated_by(choice, welfare, size), within(choice, 100))
    assert found.bound == found.gain == 0.0
    assert found.gap is None


def test_one_of_an_exclusive_set() -> None:
    """Two works of 10 each that together do little more than one: the bundle is dear, and one of the three is taken."""
    added = np.array([[5.0, 0.0], [0.0, 5.0], [5.0, 1.0]])
    choice = candidates([10, 10, 20], [0, 1, 2], added, exclusive=[0, 0, 0])
    found = optimise(evaluated_by(choice, np.array([100.0, 100.0]), np.ones(2)), within(choice, 100), gap=EXACT)
    assert found.chosen.sum() == 1


def test_order_keeps_the_chain_though_a_later_band_is_worth_more() -> None:
    choice = candidates([1, 1, 1], [0, 0, 1], np.zeros((3, 1)))
    assert ordering(choice, np.array([1.0, 5.0, 2.0])).items.tolist() == [0, 1, 2]
    assert ordering(choice, np.array([1.0, 2.0, 3.0])).items.tolist() == [2, 0, 1]


def test_excluded_stays_out_with_what_follows_it() -> None:
    choice, welfare, size = random_case(2)
    excluded = np.zeros(11, dtype=np.bool_)
    excluded[0] = True
    by = evaluated_by(choice, welfare, size)
    limits = within(choice, 150, excluded=excluded)
    found = optimise(by, limits, gap=EXACT)
    assert not found.chosen[:3].any()
    check(by, limits, found)


def test_the_smallest_conflict_is_named_and_nothing_else() -> None:
    choice, welfare, size = random_case(3)
    at = np.eye(11, dtype=np.int64)
    rows = [
        Row("harmless", np.ones(11, dtype=np.int64), most=11),
        Row("require the last band", at[8], least=1),
        Row("never its first", at[6], most=0),
    ]
    with pytest.raises(Infeasible) as refused:
        optimise(evaluated_by(choice, welfare, size), within(choice, 500, rows))
    assert [(one.name, one.least, one.most) for one in refused.value.limits] == [
        ("require the last band", 1, None),
        ("never its first", None, 0),
    ]
    assert "the last band (at least 1)" in refused.value.text_en
    assert "the last band (paling sedikit 1)" in refused.value.text_id


def test_a_conflict_of_whole_items_alone_is_found() -> None:
    """Half of each of two works would do for both rows; no whole one does."""
    choice = candidates([1, 1], [0, 1], np.eye(2))
    both = np.array([2, 2], dtype=np.int64)
    limits = within(choice, 10, [Row("even", both, least=1), Row("and less", both, most=1)])
    with pytest.raises(InputError, match=r"even \(at least 2\); and less \(at most 1\)"):
        optimise(evaluated_by(choice, np.array([5.0, 6.0]), np.ones(2)), limits)


def test_a_narrow_demand_is_met_before_a_wide_one_that_holds_it() -> None:
    """Within 40, a pillar asks for 30 and the place of two of its items for 20: only those two and one more fit."""
    choice = candidates([15, 15, 10, 10], [0, 1, 2, 3], np.diag([9.0, 8.0, 2.0, 1.0]))
    place = np.array([False, False, True, True])
    rows = [
        spending("pillar", np.ones(4, dtype=np.bool_), choice, 30, 10**9),
        spending("kecamatan", place, choice, 20, 10**9),
    ]
    by = evaluated_by(choice, np.full((1, 4), 100.0), np.ones(4))
    found = optimise(by, within(choice, 40, rows), gap=EXACT)
    assert choice.cost_idr[found.chosen & place].sum() >= 20
    assert 30 <= choice.cost_idr[found.chosen].sum() <= 40


def test_it_stops_when_time_is_up_and_says_how_far_it_got() -> None:
    choice, welfare, size = random_case(5)
    by = evaluated_by(choice, welfare, size)
    found = optimise(by, within(choice, 110), gap=0.0, expired=lambda: True)
    assert best_by_enumeration(by, within(choice, 110)) <= found.bound + 1e-9
    assert found.progress[-1].gain == found.gain
    bounds = [step.bound for step in found.progress]
    assert bounds == sorted(bounds, reverse=True)


def test_the_same_plan_every_time() -> None:
    choice, welfare, size = random_case(6)
    found = [optimise(evaluated_by(choice, welfare, size), within(choice, 110)) for _ in range(2)]
    assert np.array_equal(found[0].chosen, found[1].chosen)
    assert found[0].progress == found[1].progress


def test_a_solver_that_fails_proves_nothing() -> None:
    """An end that is neither an optimum nor infeasibility is an error, never the absence of a better plan."""
    model = QuietHighs()  # type: ignore[no-untyped-call]
    with pytest.raises(RuntimeError, match="HiGHS ended with"):
        solved(model)


@pytest.mark.parametrize("seed", range(10))
def test_without_lifted_cuts_the_proof_holds_too(seed: int) -> None:
    choice, welfare, size = random_case(seed)
    by, limits = evaluated_by(choice, welfare, size), within(choice, 110)
    found = optimise(by, limits, gap=EXACT, lifted=False)
    check(by, limits, found)
    in_parts = optimise(by, limits, gap=EXACT, lifted=False, expired=lambda: True)
    assert in_parts.bound >= found.bound - 1e-9
