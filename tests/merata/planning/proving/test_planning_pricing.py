"""Prices of the proof: what would enter at what cost, and what one more rupiah adds, against doing it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_plans import candidates, evaluated_by

from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.rows import Row, within
from merata.planning.optimiser.bound import Cuts, Prices
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.proving.pricing import Priced, Pricing

HOUSEHOLDS, WORK = 160, 160
BUDGET = 800


def many_small_bands(work_cost: int, welfare_seed: int = 3) -> Evaluator:
    """Many bands of 10 rupiah, each for a household of its own, and a work that serves everyone a little."""
    rng = np.random.default_rng(welfare_seed)
    added = np.vstack([np.diag(rng.uniform(2.0, 6.0, HOUSEHOLDS)), np.full((1, HOUSEHOLDS), 0.1)])
    chain = [*np.repeat(np.arange(80), 2).tolist(), 80]
    choice = candidates([10] * HOUSEHOLDS + [work_cost], chain, added)
    return evaluated_by(choice, rng.lognormal(0, 0.5, (3, HOUSEHOLDS)) * 100, np.ones(HOUSEHOLDS))


def solved(by: Evaluator, budget: int = BUDGET) -> Optimised:
    return optimise(by, within(by.candidates, budget), gap=1e-4)


def flags(choice: Candidates, *items: int) -> Flags:
    found = np.zeros(len(choice), dtype=np.bool_)
    found[list(items)] = True
    return found


def priced(by: Evaluator, best: Optimised, members: Flags, name: str = "line-80") -> Priced:
    pricing = Pricing(by.candidates, within(by.candidates, BUDGET), best.cuts, best.prices)
    return pricing.of(members, best.chosen, name)


@pytest.mark.parametrize("seed", range(5))
def test_below_its_entering_cost_a_work_enters_and_above_it_does_not(seed: int) -> None:
    by = many_small_bands(150, seed)
    best = solved(by)
    assert not best.chosen[WORK]
    found = priced(by, best, flags(by.candidates, WORK))
    assert found.worth < 0
    assert found.entry_cost_idr is not None
    assert 0 < found.entry_cost_idr < 150
    assert [one.limit for one in found.obstacles] == ["budget"]
    assert found.obstacles[0].price == pytest.approx(found.price)
    for factor, enters in ((0.75, True), (1.25, False)):
        cost = by.candidates.cost_idr.copy()
        cost[WORK] = round(found.entry_cost_idr * factor)
        cheaper = replace(by, candidates=replace(by.candidates, cost_idr=cost))
        assert solved(cheaper).chosen[WORK] == enters


def test_the_cost_at_which_it_enters_is_its_gain_over_the_price_of_money() -> None:
    by = many_small_bands(150)
    best = solved(by)
    found = priced(by, best, flags(by.candidates, WORK))
    adds = float(best.prices.weight @ best.cuts.slopes[:, WORK])
    assert found.gain == pytest.approx(adds)
    assert found.entry_cost_idr == pytest.approx(adds / best.prices.price[0])


@pytest.mark.parametrize("seed", range(5))
def test_the_shadow_price_of_the_budget_is_what_more_money_adds(seed: int) -> None:
    by = many_small_bands(5000, seed)
    best, more, less = (solved(by, BUDGET + change) for change in (0, 50, -50))
    price = best.prices.price[0]
    slack = 2 * 1e-4 * best.gain / 50
    assert (more.gain - best.gain) / 50 <= price + slack
    assert (best.gain - less.gain) / 50 >= price - slack
    assert (more.gain - less.gain) / 100 == pytest.approx(price, rel=0.1)


def by_hand(exclusive: list[int], gains: list[float], price: float) -> Pricing:
    """Works that cost 10, 20 and 30 rupiah, one cut, and a price of money."""
    choice = candidates([10, 20, 30], [0, 1, 2], np.eye(3), exclusive=exclusive)
    limits = within(choice, 30)
    paid = np.zeros(len(limits.names))
    paid[0] = price
    return Pricing(choice, limits, Cuts(np.zeros(1), np.array([gains])), Prices(np.ones(1), paid))


def test_a_work_of_a_set_is_judged_by_the_best_set_with_it_against_the_best_without() -> None:
    # Sets: A alone (10 rupiah, worth 5 - 1), B alone (20, 3 - 2), both (30, 9 - 3). B adds 4 to A and costs 2 more.
    pricing = by_hand([0, 0, 0], [5.0, 3.0, 9.0], 0.1)
    nothing = np.zeros(3, dtype=np.bool_)
    found = pricing.of(flags(pricing.candidates, 1, 2), nothing, "line-1")
    assert found.items.tolist() == [2]
    assert (found.cost_idr, found.gain, found.price) == (20, pytest.approx(4.0), pytest.approx(2.0))
    assert found.entry_cost_idr == pytest.approx(40.0)
    # Only what B itself uses stands in its way: not what A, taken either way, costs, nor what A is worth.
    assert [(one.limit, one.price) for one in found.obstacles] == [("budget", pytest.approx(found.price))]


def test_what_stands_in_the_way_of_a_work_is_together_its_price_whatever_set_is_best_without_it() -> None:
    # Sets: A (cost 10, adds 5), B (20, 9) and both (30, 10). The best without A is B, which costs more than A.
    choice = candidates([10, 20, 30], [0, 1, 2], np.eye(3), exclusive=[0, 0, 0])
    crews = Row("capacity of crews", np.array([1, 1, 2]), most=1)
    limits = within(choice, 30, [crews])
    paid = np.array([{"budget": 0.1, "capacity of crews": 0.5}.get(name, 7.0) for name in limits.names])
    pricing = Pricing(choice, limits, Cuts(np.zeros(1), np.array([[5.0, 9.0, 10.0]])), Prices(np.ones(1), paid))
    found = pricing.of(flags(choice, 0, 2), flags(choice, 1), "line-0")
    assert {one.limit: one.price for one in found.obstacles} == pytest.approx({"budget": 1.0, "capacity of crews": 0.5})
    assert found.price == pytest.approx(1.5)
    # With it at best 10 - 3 - 1 (both), without it 9 - 2 - 0.5: it is worth 0.5 less.
    assert found.worth == pytest.approx(-0.5)
    assert found.entry_cost_idr == pytest.approx(5.0)


def test_without_a_price_on_money_no_cost_decides() -> None:
    pricing = by_hand([-1, -1, -1], [5.0, 3.0, 9.0], 0.0)
    found = pricing.of(flags(pricing.candidates, 1), np.zeros(3, dtype=np.bool_), "line-1")
    assert found.entry_cost_idr is None
    assert (found.gain, found.price, found.obstacles) == (3.0, 0.0, ())


def test_of_a_chain_the_part_is_the_best_of_its_first_bands() -> None:
    choice = candidates([10, 10, 10], [0, 0, 0], np.eye(3))
    limits = within(choice, 30)
    pricing = Pricing(
        choice, limits, Cuts(np.zeros(1), np.array([[1.0, 5.0, 2.0]])), Prices(np.ones(1), np.array([0.4]))
    )
    found = pricing.of(np.ones(3, dtype=np.bool_), np.zeros(3, dtype=np.bool_), "line-0")
    assert found.items.tolist() == [0, 1]  # 1, 3 and 8/3 a band
    assert found.entry_cost_idr == pytest.approx(15.0)
    chosen = flags(choice, 0)
    assert pricing.of(np.ones(3, dtype=np.bool_), chosen, "line-0").items.tolist() == [0]


def test_a_limit_on_counts_stands_in_the_way_too() -> None:
    choice = candidates([10, 20], [0, 1], np.eye(2))
    limits = within(choice, 30, [Row("capacity of crews", np.array([1, 1]), most=1)])
    prices = Prices(np.ones(1), np.array([0.1, 2.0]))
    found = Pricing(choice, limits, Cuts(np.zeros(1), np.array([[3.0, 6.0]])), prices).of(
        flags(choice, 0), flags(choice, 1), "line-0"
    )
    assert [(one.limit, one.price) for one in found.obstacles] == [("capacity of crews", 2.0), ("budget", 1.0)]
    assert found.entry_cost_idr == pytest.approx(10.0)  # 3 less the 2 for the crews, at 0.1 a rupiah
