"""A proof that covers sets that are no bundles: against every set of works, tried one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from network_works import works_of
from numpy.typing import NDArray
from small_network import at_random

from merata.planning.limits.rows import within
from merata.planning.optimiser.evaluating import Draws, Evaluator, evaluator
from merata.planning.optimiser.objective import Objective
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.proving.covering import covering
from merata.planning.works.together import Works

BUDGET = 14_000_000


def evaluator_of(works: Works) -> Evaluator:
    people = works.population
    rng = np.random.default_rng(8)
    welfare = rng.lognormal(13.5, 0.6, (2, len(people)))
    draws = Draws(welfare, people.size, people.line_idr, dict.fromkeys(works.evidence.effects, np.ones(2)))
    return evaluator(works.candidates, draws, Objective("sen"), threads=1)


def values(works: Works, by: Evaluator, best: Optimised) -> dict[str, NDArray[np.float64]]:
    """The slopes of the proof, by record: those of its cuts, by their weights."""
    weight = best.prices.weight
    slopes = [weight[cut] * by.at(plan).slope_share for cut, plan in enumerate(best.plans) if weight[cut] > 0]
    total = np.sum(slopes, axis=0)
    named = {name: np.zeros(len(works.population)) for name in works.evidence.effects}
    return named | {name: total[at] for at, name in enumerate(by.candidates.evidence)}


@pytest.mark.parametrize("minutes", [False, True])
@pytest.mark.parametrize(("seed", "first_share"), [(0, 1.0), (3, 0.999), (6, 1.0 + 1e-9), (9, 0.7), (11, 0.9)])
def test_the_limit_holds_for_every_set_and_more_bundles_close_it(
    seed: int, first_share: float, *, minutes: bool
) -> None:
    works = works_of(at_random(seed, places=16, works=9, spread_km=25.0, clinics=False), minutes=minutes)
    (cluster,) = works.large
    by = evaluator_of(works)
    every = replace(by, candidates=works.extended(works.candidates, _all_sets(works), cluster))
    affordable = np.flatnonzero(every.candidates.cost_idr <= BUDGET)
    truth = max(float(every.gains(np.eye(len(every.candidates))[at]).mean()) for at in affordable)
    gains = []
    for _ in range(12):
        limits = within(by.candidates, BUDGET)
        best = optimise(by, limits, gap=1e-4)
        gains.append(best.gain)
        value = values(works, by, best)
        found = covering(works, by.candidates, limits, best.cuts, best.prices, value)
        assert best.gain <= truth * (1 + 1e-9) <= found.limit * (1 + 1e-6)
        # What pays at the prices, and what pays most within the budget.
        affordable_set = works.best_set(cluster, works.value(value), np.zeros(9), most_idr=BUDGET)
        more = works.extended(by.candidates, [found.best[cluster].works, affordable_set.works], cluster)
        if len(more) == len(by.candidates):
            break
        by = replace(by, candidates=more)
    # The first bundles alone may miss much, though their own bound knows nothing of it.
    assert gains[0] <= (1.0 + 1e-9 if minutes else first_share) * truth
    assert gains[-1] >= 0.98 * truth
    assert np.all(np.diff(gains) >= -1e-6)


def _all_sets(works: Works) -> list[tuple[int, ...]]:
    own = works.clusters[works.large[0]].works
    assert len(own) == 9
    return [each for size in range(2, len(own) + 1) for each in combinations(own, size)]
