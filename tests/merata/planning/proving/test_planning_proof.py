"""Shadow prices against what more money really adds, and the bound for bands cut to single benefits."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from invented_region import DatasetInMemory

from merata.planning.plan import solve
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.planning.proving.proof import shadow_prices, single_benefit_bound
from merata.progress import silent

BUDGET = 200_000_000


@pytest.fixture(scope="module")
def asked(choices: DatasetInMemory) -> Problem:
    return problem(choices, Request("35.05", BUDGET, date(2026, 1, 1), draws=4), None, silent)


def test_the_price_of_the_budget_is_about_what_more_money_adds(asked: Problem) -> None:
    found = solve(asked)
    prices = {price.limit: price for price in shadow_prices(found, asked.limits())}
    assert prices["budget"].in_rupiah
    more = solve(asked, budget_idr=BUDGET + 100_000_000)
    less = solve(asked, budget_idr=BUDGET - 100_000_000)
    rise, fall = more.gain - found.gain, found.gain - less.gain
    assert rise * 0.9 <= prices["budget"].value * 100_000_000 <= fall * 1.1


def test_no_plan_of_single_benefits_in_order_of_need_beats_its_bound(asked: Problem) -> None:
    """Random lengths of every programme and village, paid to the single household, within the budget."""
    found = solve(asked)
    limit = single_benefit_bound(asked, found, asked.limits())
    assert found.bound <= limit + 1e-9
    claims, people = asked.menu.claims, asked.people
    chain = asked.candidates.chain[asked.menu.band_of_claim]
    effect = asked.menu.effects["cash_pass_through"]
    scale = asked.evaluator.draws.scale["cash_pass_through"]
    added = claims.annual_idr / 12 / people.size[claims.household] * effect.mean
    rng = np.random.default_rng(1)
    best = 0.0
    for _ in range(200):
        worth = rng.uniform(0, 1, chain.max() + 1)
        order = np.lexsort((np.arange(chain.size), -worth[chain]))
        paid = np.zeros(chain.size, dtype=np.bool_)
        paid[order[np.cumsum(claims.annual_idr[order]) <= BUDGET]] = True
        rupiah = np.bincount(claims.household[paid], added[paid], len(people))
        gains = [_sen(people.welfare[at] + scale[at] * rupiah, people.size) for at in range(4)] - asked.evaluator.before
        best = max(best, gains.mean())
    assert 0 < best <= limit


def _sen(welfare: np.ndarray, size: np.ndarray) -> float:
    order = np.argsort(welfare)
    members = size[order]
    above = members.sum() - np.cumsum(members)
    return float(welfare[order] @ (members * (members + 2 * above)) / members.sum() ** 2)


def test_by_hand_the_bound_covers_every_set_of_prefixes(choices: DatasetInMemory) -> None:
    """A budget of three benefits, so that every plan in order of need can be tried."""
    small = problem(choices, Request("35.05", 3 * 1_560_000, date(2026, 1, 1), draws=2), None, silent)
    found = solve(small)
    limit = single_benefit_bound(small, found, small.limits())
    claims, people = small.menu.claims, small.people
    chain = small.candidates.chain[small.menu.band_of_claim]
    added = claims.annual_idr / 12 / people.size[claims.household] * small.menu.effects["cash_pass_through"].mean
    scale = small.evaluator.draws.scale["cash_pass_through"]
    numbers = np.unique(chain)[:5]
    firsts = {number: np.flatnonzero(chain == number)[:3] for number in numbers}
    for counts in product(range(4), repeat=len(numbers)):
        if sum(counts) > 3:
            continue
        paid = np.concatenate([firsts[number][:count] for number, count in zip(numbers, counts, strict=True)])
        rupiah = np.bincount(claims.household[paid], added[paid], len(people))
        gains = [_sen(people.welfare[at] + scale[at] * rupiah, people.size) for at in range(2)] - small.evaluator.before
        assert gains.mean() <= limit + 1e-9
