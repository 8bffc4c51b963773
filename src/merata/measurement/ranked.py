"""A population cut into groups and ranked from poorest to richest in each: what every measure is computed from.

Weights enter as shares of their group and welfare as multiples of the group's mean, so that no measure depends
on the scale of either, and sums stay of the order of one whatever the currency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.welfare import Floats

_MAX_RADIX_GROUPS = 2**15
"""NumPy sorts 16-bit integers by radix, several times faster than wider ones."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Rows in the order of group, then welfare. Only groups that have rows appear.

    `group_ids` (k): number of each group. `starts`, `counts` (k): its first row and number of rows.
    `mean` (k): weighted mean of welfare. Per row: `share` of the group's weight (sums to 1 in a group),
    `relative` welfare ÷ mean (0 throughout where the mean is 0), `mass` = share × relative (sums to 1).
    """

    group_ids: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]
    mean: Floats
    share: Floats
    relative: Floats
    mass: Floats

    def total(self, values: Floats) -> Floats:
        """Sum of `values` (one per row) in each group."""
        return np.asarray(np.add.reduceat(values, self.starts))


def rank(welfare: Floats, weight: Floats, group: NDArray[np.integer] | None = None, groups: int = 1) -> Ranked:
    """Rank checked `welfare` with `weight` within `group` (numbers 0 to `groups` − 1; None: one group)."""
    order = np.argsort(welfare)
    if group is None:
        counts = np.array([len(welfare)])
    else:
        width = np.int16 if groups <= _MAX_RADIX_GROUPS else np.int64
        counts = np.bincount(group, minlength=groups)
        order = order[np.argsort(group.astype(width)[order], kind="stable")]
    group_ids = np.flatnonzero(counts)
    counts = counts[group_ids]
    starts = np.cumsum(counts) - counts
    sorted_welfare, sorted_weight = welfare[order], weight[order]
    weight_total = np.add.reduceat(sorted_weight, starts)
    share = sorted_weight / np.repeat(weight_total, counts)
    mean = np.add.reduceat(share * sorted_welfare, starts)
    relative = sorted_welfare / np.repeat(np.where(mean > 0, mean, 1.0), counts)
    return Ranked(group_ids, starts, counts, mean, share, relative, share * relative)


def gini(ranked: Ranked) -> Floats:
    """The Gini index of each group (0 equal, towards 1 unequal), after laeken: free of the weights' scale.

    Equal to the weighted mean absolute difference of all pairs ÷ twice the mean. NaN where the mean is 0.
    """
    below = _within(np.cumsum(ranked.share), ranked)
    index = ranked.total(ranked.mass * (2.0 * below - ranked.share)) - 1.0
    return _defined(ranked, np.maximum(index, 0.0))


def lorenz_ordinates(ranked: Ranked, *shares: float) -> tuple[Floats, ...]:
    """Share of each group's welfare that its poorest fraction holds, for each of `shares` (between 0 and 1).

    The Lorenz curve is interpolated linearly within the household that straddles the fraction, so the value
    does not depend on the order of ties or on how a weight is split over equal rows. NaN where the mean is 0.
    """
    people = np.concatenate(([0.0], np.cumsum(ranked.share)))
    held = np.concatenate(([0.0], np.cumsum(ranked.mass)))
    ends = ranked.starts + ranked.counts
    before = people[ranked.starts]
    ordinates = []
    for share in shares:
        target = before + share * (people[ends] - before)
        row = np.clip(np.searchsorted(people, target) - 1, ranked.starts, ends - 1)
        ordinate = held[row] - held[ranked.starts] + (target - people[row]) * ranked.relative[row]
        ordinates.append(_defined(ranked, np.clip(ordinate, 0.0, 1.0)))
    return tuple(ordinates)


def _within(cumulative: Floats, ranked: Ranked) -> Floats:
    """A running sum over all rows turned into one that starts anew in each group."""
    if len(ranked.starts) == 1:
        return cumulative
    before: Floats = np.concatenate(([0.0], cumulative[ranked.starts[1:] - 1]))
    return cumulative - np.repeat(before, ranked.counts)


def _defined(ranked: Ranked, values: Floats) -> Floats:
    defined: Floats = np.where(ranked.mean > 0, values, np.nan)
    return defined
