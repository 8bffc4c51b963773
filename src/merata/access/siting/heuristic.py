"""A good choice of sites at once: greedy, then swaps of one site for another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.siting.assignment import filled
from merata.access.siting.problem import SitingProblem

_BETTER = 1e-9
"""Less than this share more is rounding."""


def greedy_with_swaps(problem: SitingProblem, sweeps: int = 20) -> Integers:
    """Sites, one after another, that add most (per rupiah where money is the limit), then the best swaps that gain.

    Where capacities bind, people fill the sites in the order of what they gain: feasible, not always the best. A start
    for `merata.access.siting.exact`, and no proof of anything.
    """
    value = _filled_value if problem.capacitated else _free_value
    chosen = _greedy(problem, [site for site in range(len(problem.sites)) if problem.sites.built[site]])
    for _ in range(sweeps):
        better = _swapped(problem, chosen, value(problem, chosen))
        if better is None:
            break
        chosen = _greedy(problem, better)
    return np.array(sorted(chosen), dtype=np.int64)


def _greedy(problem: SitingProblem, chosen: list[int]) -> list[int]:
    """`chosen`, and more as long as they fit and add something."""
    chosen = list(chosen)
    while True:
        fits = [site for site in range(len(problem.sites)) if site not in chosen and _fits(problem, [*chosen, site])]
        if not fits:
            return chosen
        now = _value(problem, chosen)
        added = _values_with(problem, chosen, fits) - now
        price = np.ones(len(fits))
        if problem.limits.budget_idr is not None:
            price = np.array([max(problem.sites.cost_idr[site], 1) for site in fits], dtype=np.float64)
        best = int(np.argmax(added / price))
        if added[best] <= _BETTER * max(now, 1.0):
            return chosen
        chosen.append(fits[best])


def _swapped(problem: SitingProblem, chosen: list[int], now: float) -> list[int] | None:
    """The best choice that differs in one site; None where none is better."""
    best, found = now * (1 + _BETTER), None
    for out in [site for site in chosen if not problem.sites.built[site]]:
        rest = [site for site in chosen if site != out]
        fits = [site for site in range(len(problem.sites)) if site not in chosen and _fits(problem, [*rest, site])]
        if not fits:
            continue
        values = _values_with(problem, rest, fits)
        place = int(np.argmax(values))
        if values[place] > best:
            best, found = float(values[place]), [*rest, fits[place]]
    return found


def _fits(problem: SitingProblem, chosen: Iterable[int]) -> bool:
    return problem.limits.allow(problem.sites, np.array(list(chosen), dtype=np.int64))


def _values_with(problem: SitingProblem, chosen: list[int], more: list[int]) -> Floats:
    """What `chosen` and each one of `more` are worth."""
    if problem.capacitated:
        return np.array([_filled_value(problem, [*chosen, site]) for site in more])
    now = problem.gain[:, chosen].max(axis=1, initial=0.0)
    values: Floats = np.maximum(problem.gain[:, more], now[:, None]).sum(axis=0)
    return values


def _value(problem: SitingProblem, chosen: list[int]) -> float:
    return _filled_value(problem, chosen) if problem.capacitated else _free_value(problem, chosen)


def _free_value(problem: SitingProblem, chosen: list[int]) -> float:
    return float(problem.gain[:, chosen].max(axis=1, initial=0.0).sum())


def _filled_value(problem: SitingProblem, chosen: list[int]) -> float:
    return filled(problem, np.array(chosen, dtype=np.int64)).gain(problem)
