"""Lists as they are in life: places that last, ranks that stray from the registry's order, families on none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_PART = 108
_KEPT = 0.9
"""Share of places on a list that last from year to year."""
_OVERLOOKED = 0.3
"""Share of families without earlier aid that no list of `further_aid` knows (assumption)."""
_UNRANKED = 6
"""Desil that a list gives to a family whose own is not determined (assumption)."""


def overlooked(receiving: NDArray[np.bool_], *, seed: int) -> NDArray[np.bool_]:
    """Flags of households that no list knows: newly arrived, without papers. Whoever is `receiving` is known."""
    rng = np.random.default_rng([seed, _PART])
    return ~receiving & (rng.random(receiving.size) < _OVERLOOKED)


def renewed(kept: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Uniform numbers of which most are last year's: places on a list mostly last."""
    return np.where(rng.random(kept.size) < _KEPT, kept, rng.random(kept.size))


def strayed(desil: NDArray[np.int64], uniform: NDArray[np.float64], scatter: float) -> NDArray[np.float64]:
    """A list's own order of need: the desil, `scatter` of them (one standard deviation) off."""
    return np.where(desil == 0, _UNRANKED, desil) + scatter * _normal(uniform)


def lowest(rank: NDArray[np.float64], allowed: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Flags of the `count` allowed households with the lowest rank."""
    chosen = np.zeros(rank.size, np.bool_)
    order = np.argsort(np.where(allowed, rank, np.inf), kind="stable")
    chosen[order[: min(count, int(allowed.sum()))]] = True
    return chosen


def lowest_by_village(
    rank: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    village: NDArray[np.int64],
    quota: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Flags of the allowed households with the lowest rank within their village's quota."""
    order = np.lexsort((np.where(allowed, rank, np.inf), village))
    starts = np.searchsorted(village[order], np.arange(quota.size))
    place = np.arange(rank.size) - starts[village[order]]
    chosen = np.zeros(rank.size, np.bool_)
    chosen[order] = place < quota[village[order]]
    return chosen & allowed


def at_random(allowed: NDArray[np.bool_], count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Flags of `count` allowed households drawn at random, or of all where they are fewer."""
    chosen = np.zeros(allowed.size, np.bool_)
    able = np.flatnonzero(allowed)
    chosen[rng.choice(able, min(count, able.size), replace=False)] = True
    return chosen


def _normal(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Roughly standard normal numbers from uniform ones (logistic, rescaled): a list's aim need be no finer."""
    clipped = np.clip(uniform, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)) / 1.8138)
