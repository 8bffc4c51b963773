"""A proof that covers every set of works: also the sets of a large cluster that are no bundles (yet).

The limit of `bound.upper_limit` holds for the items that are listed. Here each large cluster counts with the most that
any set of its works can be worth at the same slopes and prices, instead of with its listed items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from merata.planning.choices.candidates import Candidates, Flags, Floats
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.bound import Cuts, Prices, best_prefixes, fixed_part, worth
from merata.planning.works.bundles import BestSet
from merata.planning.works.together import Works


@dataclass(frozen=True, slots=True)
class Covering:
    """An upper `limit` of the gain of any plan, listed or not; by large cluster, the set that is worth most there."""

    limit: float
    best: Mapping[int, BestSet]


def covering(
    works: Works, candidates: Candidates, limits: Limits, cuts: Cuts, prices: Prices, slope_share: Mapping[str, Floats]
) -> Covering:
    """The limit that holds for every set of works, and the sets that would be the next bundles.

    `slope_share` (n, by record of evidence) is `Evaluation.slope_share` averaged over the plans of the `cuts` with
    their weights. Every row of the limits must count a bundle as the sum of its works, but for that of its set.
    """
    known = {item.line: at for at, item in enumerate(candidates.items) if not item.parts}
    value = works.value(slope_share)
    price = prices.price.copy()
    inside = np.zeros(len(candidates), dtype=np.bool_)
    members = []
    for cluster in works.large:
        own = members_of(works, candidates, cluster)
        inside |= own
        members.append((cluster, own))
    price[exclusive_rows(limits, [own for _, own in members])] = 0.0
    settled = Prices(prices.weight, price)
    used = np.asarray(price @ limits.sums)
    of_work = np.array([used[known[name]] for name in works.network_names])
    barred = np.array([limits.excluded[known[name]] for name in works.network_names], dtype=np.bool_)
    of_work = np.where(barred, np.inf, of_work)
    best = {cluster: works.best_set(cluster, value, of_work) for cluster, _ in members}
    listed = np.where(limits.excluded | inside, -np.inf, worth(cuts, settled, limits))
    others = float(best_prefixes(listed, candidates.chain).sum())
    most = sum(found.most for found in best.values())
    return Covering(fixed_part(limits, cuts, settled) + others + most, best)


def members_of(works: Works, candidates: Candidates, cluster: int) -> Flags:
    """The items of a cluster, its bundles among them."""
    first = works.network_names[works.clusters[cluster].works[0]]
    at = next(number for number, item in enumerate(candidates.items) if item.line == first and not item.parts)
    return np.asarray(candidates.exclusive == candidates.exclusive[at], dtype=np.bool_)


def exclusive_rows(limits: Limits, members: list[Flags]) -> list[int]:
    """The rows that say that one item at most of a cluster is taken."""
    found = []
    for row in range(len(limits.names)):
        part = limits.sums[[row]].toarray()[0]
        if limits.most[row] == 1 and any(np.array_equal(part != 0, own) for own in members):
            found.append(row)
    return found
