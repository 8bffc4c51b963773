"""Bundles of works made where they can pay, and a bound that holds for every set of works, listed or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from merata.planning.optimiser.bound import upper_limit
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.problem import Problem
from merata.planning.proving.covering import Covering, covering
from merata.planning.proving.proof import averaged_slopes
from merata.planning.proving.works_search import Searched, search_works
from merata.planning.works.together import Works

Floats = NDArray[np.float64]

ROUNDS = 4
"""How often bundles are made at most; each round plans once."""
ROUND_GAP = 0.005
"""How near the best possible the plans of these rounds are proved: they only tell what is worth how much."""


def widened(asked: Problem, expired: Callable[[], bool] | None = None) -> Problem:
    """The problem with more bundles of each large cluster: those that can pay at the prices of its best plans.

    Where that leaves more than small change open, works are dear enough to be tried whole (see `works_search.py`).
    """
    works = asked.menu.works
    if works is None or not works.large:
        return asked
    over = expired or _never
    starts = asked.starts()
    for _ in range(ROUNDS):
        if over():
            break
        best = optimise(asked.evaluator, asked.limits(), gap=ROUND_GAP, starts=starts, expired=over, lifted=False)
        slopes, cover = _covered(asked, works, best)
        if not over() and max(best.bound, cover.limit) - best.gain > ROUND_GAP * best.gain:
            found = _searched(asked, works, best, None, over)
            more = asked.choosing(found.candidates)
            return replace(more, known_cuts=found.cuts, known_plans=(found.best.chosen,))
        asked, before = _with_paying(asked, works, best, slopes, cover), asked
        if asked is before:
            break
        starts = [*asked.starts(), longer(best.chosen, asked)]
    return asked


def _searched(
    asked: Problem, works: Works, best: Optimised, budget_idr: int | None, expired: Callable[[], bool]
) -> Searched:
    """Works tried whole, from the plan `best` on and from all that is known."""
    return search_works(
        asked.evaluator,
        works,
        lambda candidates: asked.choosing(candidates).limits(budget_idr),
        best,
        gap=asked.request.gap,
        expired=expired,
        known=asked.known_cuts,
    )


def _never() -> bool:
    return False


def _with_paying(
    asked: Problem, works: Works, best: Optimised, slopes: Mapping[str, Floats], cover: Covering
) -> Problem:
    """The problem with the sets that pay best at the prices, and for what the plan spends; itself if none is new."""
    value, free = works.value(slopes), np.zeros(len(works.network_names))
    candidates = asked.candidates
    for cluster, found in cover.best.items():
        spent = _spent(asked, works, best, cluster)
        within = works.best_set(cluster, value, free, most_idr=spent) if spent else found
        candidates = works.extended(candidates, [found.works, within.works], cluster)
    return asked.choosing(candidates) if len(candidates) > len(asked.candidates) else asked


def holding(asked: Problem, best: Optimised, name: str) -> Problem:
    """The problem with bundles that hold the work `name` of a large cluster, where they are not listed yet.

    They are what the best plan builds of the cluster and the work, and the same without each of the others.
    """
    works = asked.menu.works
    if works is None or name not in works.network_names:
        return asked
    work = works.network_names.index(name)
    for cluster in (number for number in works.large if work in works.clusters[number].works):
        built = {works.network_names.index(part) for part in _built(asked, works, best, cluster)}
        sets = [built | {work}, *((built - {other}) | {work} for other in built)]
        return asked.choosing(works.extended(asked.candidates, [tuple(sorted(each)) for each in sets], cluster))
    return asked


def longer(chosen: NDArray[np.bool_], asked: Problem) -> NDArray[np.bool_]:
    """A plan made before candidates were added behind those it knew."""
    return np.append(chosen, np.zeros(len(asked.candidates) - chosen.size, dtype=np.bool_))


def covered(
    asked: Problem, best: Optimised, budget_idr: int | None = None, expired: Callable[[], bool] | None = None
) -> Optimised:
    """The plan, or a better one of the same candidates, with a bound that holds for sets that are no bundles, too.

    Where that bound is not near enough, works are taken whole for a nearer one.
    """
    works = asked.menu.works
    if works is None or not works.large:
        return best
    limit = _covered(asked, works, best, budget_idr)[1].limit
    listed = upper_limit(asked.candidates, asked.limits(budget_idr), best.cuts, best.prices)
    best = replace(best, bound=max(best.bound, limit), unlisted=max(limit - listed, 0.0))
    over = expired or _never
    if over() or best.bound - best.gain <= asked.request.gap * best.gain:
        return best
    found = _searched(asked, works, best, budget_idr, over)
    nearer = replace(best, bound=min(best.bound, found.limit))
    known = found.best.chosen[: len(asked.candidates)]
    if found.best.gain <= best.gain or found.best.chosen.sum() > known.sum():
        return replace(nearer, bound=max(nearer.bound, best.gain))
    by = found.best.evaluation
    return replace(nearer, chosen=known, gain=by.gain, gains=by.gains, slopes=by.slopes[: known.size])


def _covered(
    asked: Problem, works: Works, best: Optimised, budget_idr: int | None = None
) -> tuple[Mapping[str, Floats], Covering]:
    """What serving a household is worth by record of evidence, and the limit over all sets of works."""
    _, slope_share = averaged_slopes(asked.evaluator, best)
    slopes = dict(zip(asked.candidates.evidence, slope_share, strict=True))
    limits = asked.limits(budget_idr)
    return slopes, covering(works, asked.candidates, limits, best.cuts, best.prices, slopes)


def _spent(asked: Problem, works: Works, best: Optimised, cluster: int) -> int:
    """What the best plan spends on a cluster of works."""
    cost: dict[str, int] = dict(zip(works.network_names, works.cost_idr.tolist(), strict=True))
    return sum(cost[name] for name in _built(asked, works, best, cluster))


def _built(asked: Problem, works: Works, best: Optimised, cluster: int) -> list[str]:
    """The works of a cluster that the best plan builds."""
    names = {works.network_names[work] for work in works.clusters[cluster].works}
    chosen = (asked.candidates.items[at] for at in np.flatnonzero(best.chosen))
    return [name for item in chosen for name in (item.parts or (item.line,)) if name in names]
