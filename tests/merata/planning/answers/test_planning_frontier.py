"""The frontier: more money never gains less, and less per rupiah; each budget is proved."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from invented_region import DatasetInMemory
from network_works import best_of_all_sets, nine_works

from merata.errors import UsageError
from merata.planning.answers.frontier import Frontier, at_budget, budgets_between, frontier
from merata.planning.optimiser.objective import Objective
from merata.planning.plan import solve
from merata.planning.preparing import problem
from merata.planning.problem import Request
from merata.planning.proving.widening import widened
from merata.progress import silent

SEN = Objective()
BUDGETS = (200_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 3_000_000_000)


def request(budget: int = 1, objective: Objective = SEN) -> Request:
    return Request("35.05", budget, date(2026, 1, 1), draws=4, objective=objective)


@pytest.fixture(scope="module")
def found(choices: DatasetInMemory) -> Frontier:
    return frontier(choices, request(), BUDGETS)


def test_more_money_gains_more_and_each_rupiah_of_it_less(found: Frontier) -> None:
    assert [point.budget_idr for point in found.points] == list(BUDGETS)
    gains = [point.gain for point in found.points]
    bounds = [point.bound for point in found.points]
    assert gains == sorted(gains)
    assert bounds == sorted(bounds)
    assert all(gain <= bound for gain, bound in zip(gains, bounds, strict=True))
    marginal = [point.marginal_gain for point in found.points]
    assert marginal[0] is None
    by_hand = np.diff(gains) / (np.diff(BUDGETS) / 1e9)
    assert marginal[1:] == pytest.approx(by_hand.tolist())
    # Concave up to whole items and the gap: each slope at most the one before it.
    slack = 2 * 0.001 * max(gains) / (min(np.diff(BUDGETS)) / 1e9)
    assert all(later <= earlier + slack for earlier, later in pairwise(by_hand))


def test_the_price_lies_between_the_slopes_on_either_side(found: Frontier) -> None:
    for at in range(1, len(found.points) - 1):
        before, after = found.points[at].marginal_gain, found.points[at + 1].marginal_gain
        assert before is not None
        assert after is not None
        assert 0.9 * after <= found.points[at].price <= 1.1 * before


def test_money_and_measures_add_up(found: Frontier) -> None:
    for point in found.points:
        assert sum(point.spending_idr.values()) == point.spent_idr <= point.budget_idr
        assert point.gini < found.gini_before
        assert point.p0 is not None
        assert found.p0_before is not None
        assert point.p0 <= found.p0_before
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["points"][0]["budget_idr"] == BUDGETS[0]


def test_a_point_is_as_good_as_the_plan_of_that_budget(found: Frontier, choices: DatasetInMemory) -> None:
    asked = problem(choices, request(budget=BUDGETS[-1]), None, silent)
    alone = solve(asked, budget_idr=BUDGETS[2])
    point = found.points[2]
    assert point.bound >= alone.gain - 1e-9
    assert alone.bound >= point.gain - 1e-9
    assert point.gain == pytest.approx(alone.gain, rel=0.002)


def test_the_order_in_which_budgets_are_given_does_not_matter(found: Frontier, choices: DatasetInMemory) -> None:
    assert frontier(choices, request(), (*BUDGETS[::-1], BUDGETS[0])) == found


def test_another_objective(choices: DatasetInMemory) -> None:
    found = frontier(choices, request(objective=Objective("poverty_gap")), BUDGETS[:2])
    assert found.is_poverty
    assert 0 < found.points[0].gain <= found.points[1].gain < 1


@pytest.mark.parametrize(("first", "last", "steps", "budgets"), [
    (10, 20, 3, (10, 15, 20)), (10, 20, 1, (20,)), (5, 5, 4, (5,)), (0, 10, 4, (0, 3, 6, 10)),
])  # fmt: skip
def test_budgets_between(first: int, last: int, steps: int, budgets: tuple[int, ...]) -> None:
    assert budgets_between(first, last, steps) == budgets


def test_what_is_no_row_of_budgets_is_refused(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match="do not rise"):
        budgets_between(20, 10, 3)
    with pytest.raises(UsageError, match="0 steps"):
        budgets_between(10, 20, 0)
    with pytest.raises(UsageError, match="no budget"):
        frontier(choices, request(), ())
    with pytest.raises(UsageError, match="buys nothing"):
        frontier(choices, request(), (0, 10))


def test_it_stops_when_it_is_told_to(choices: DatasetInMemory) -> None:
    asked = []

    def fresh() -> object:
        asked.append(1)
        return lambda: True

    found = frontier(choices, request(), BUDGETS[:2], expired=fresh)  # type: ignore[arg-type]
    assert len(asked) == 3  # the choices, and each budget
    assert all(point.gain <= point.bound for point in found.points)


@pytest.mark.parametrize("budget_idr", [3_000_000, 6_000_000, 12_000_000])
def test_sets_of_works_that_pay_at_a_smaller_budget_are_found_there(budget_idr: int) -> None:
    """The sets that are listed for much money do not fit less: alone they leave a fifth of the gain open."""
    asked = widened(nine_works(14_000_000, 1e-4))
    listed = solve(asked, budget_idr=budget_idr)
    assert listed.gap is not None
    assert listed.gap > 0.15
    here, found = at_budget(asked, budget_idr)
    best = best_of_all_sets(asked, budget_idr)
    assert here.candidates.cost_idr[found.chosen].sum() <= budget_idr
    assert found.gain == pytest.approx(best, rel=1e-4)
    assert best <= found.bound * (1 + 1e-9)
