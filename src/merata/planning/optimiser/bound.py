"""An upper limit of what any plan can gain, from linearisations of the concave objective.

For every plan x and every plan p that was evaluated, gain(x) ≤ gain(p) + s(p)·(x − p), with s the slopes at p: a
*cut*. An average of cuts is one too, and with a price on every row of the limits (Lagrangian relaxation) the largest
value of what is left is found chain by chain: the best number of bands, neediest first, and each other item if it is
worth more than its price. That is an upper limit for whatever weights and prices; the master problem finds the best
ones, and nothing here depends on how exactly it did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Candidates, Flags, Integers
from merata.planning.limits.rows import NO_MOST, Limits

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cuts:
    """c cuts of k items: gain(x) ≤ `constant` + `slopes`·x for every plan x, one row each."""

    constant: Floats
    slopes: Floats


@dataclass(frozen=True, slots=True)
class Prices:
    """What the master problem says: the `weight` of each cut (sums to 1), and the `price` of each row of the limits.

    A price is gain per unit of the row's sum: positive where the row's most binds, negative where its least does.
    """

    weight: Floats
    price: Floats


def settled(weight: Floats, price: Floats, limits: Limits) -> Prices:
    """Weights that are none below 0 and sum to 1, and no price on a side of a row that has no limit."""
    weight = np.maximum(weight, 0.0)
    free = ((price > 0) & (limits.most >= NO_MOST)) | ((price < 0) & (limits.least <= -NO_MOST))
    return Prices(weight / weight.sum(), np.where(free, 0.0, price))


def worth(cuts: Cuts, prices: Prices, limits: Limits) -> Floats:
    """What each item (k) adds by the averaged cuts, less the price of what it uses."""
    return np.asarray(prices.weight @ cuts.slopes - prices.price @ limits.sums)


def upper_limit(
    candidates: Candidates, limits: Limits, cuts: Cuts, prices: Prices, decided: tuple[Flags, Flags] | None = None
) -> float:
    """The largest gain that any plan within the limits can have, whole bands in order of need.

    `decided` are items that it must have and items that it must not; the former begin their chains.
    """
    none = np.zeros(len(candidates), dtype=np.bool_)
    inside, outside = decided or (none, none)
    value = np.where(limits.excluded | outside, -np.inf, worth(cuts, prices, limits))
    return fixed_part(limits, cuts, prices) + float(best_prefixes(value, candidates.chain, inside).sum())


def fixed_part(limits: Limits, cuts: Cuts, prices: Prices) -> float:
    """What the averaged cuts and the prices of the limits add up to before any item is taken."""
    up, down = prices.price > 0, prices.price < 0
    money = np.dot(prices.price[up], limits.most[up]) + np.dot(prices.price[down], limits.least[down])
    return float(prices.weight @ cuts.constant + money)


def best_prefixes(value: Floats, chain: Integers, forced: Flags | None = None) -> Floats:
    """By chain, the largest sum of its first values: of none of them (0) or more, and at least of those `forced`."""
    if not value.size:
        return np.zeros(0)
    first = np.flatnonzero(np.r_[True, np.diff(chain) != 0])
    found = np.zeros(first.size)
    running = np.zeros(first.size)
    length = np.diff(np.r_[first, value.size])
    for place in range(int(length.max())):
        has = length > place
        at = first[has] + place
        running[has] += value[at]
        better = running[has] > found[has]
        must = better if forced is None else better | forced[at]
        found[has] = np.where(must, running[has], found[has])
    return found


def losses(value: Floats, chain: Integers, forced: Flags | None = None) -> tuple[Floats, Floats]:
    """What the upper limit loses, by item (k), when the item must be taken, and when it must not.

    `value` is what each item is worth less its prices; those `forced` begin their chains in any case. An item of which
    one loss exceeds what is open between the limit and the best plan is decided: no better plan has it otherwise
    (reduced-cost fixing, by chain).
    """
    taken, left = np.zeros(value.size), np.zeros(value.size)
    first = np.flatnonzero(np.r_[True, np.diff(chain) != 0]) if value.size else np.zeros(0, dtype=np.int64)
    for start, end in zip(first.tolist(), [*first[1:].tolist(), value.size], strict=True):
        sums = np.concatenate(([0.0], np.cumsum(value[start:end])))
        if forced is not None:
            sums[: int(np.count_nonzero(forced[start:end]))] = -np.inf
        best = sums.max()
        without = np.maximum.accumulate(sums)[:-1]
        having = np.maximum.accumulate(sums[::-1])[::-1][1:]
        taken[start:end], left[start:end] = best - having, best - without
    return taken, left
