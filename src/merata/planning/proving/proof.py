"""What the proof of a plan says besides: prices of the limits, and a bound for bands cut to single benefits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.effects import CASH_EVIDENCE
from merata.planning.limits.rows import ONE_OF_SET, Limits
from merata.planning.optimiser.bound import best_prefixes, fixed_part, worth
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.optimised import Optimised
from merata.planning.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShadowPrice:
    """What one more unit of a limit would add to the gain: a rupiah where it is money, else one of what it counts.

    `value` is positive where more room would help (a most), negative where a demand costs (a least). It is the price in
    the proof, exact for the best plan in parts of items and a good guide for whole ones.
    """

    limit: str
    value: float
    in_rupiah: bool

    def as_json(self) -> dict[str, Any]:
        """The price as plain values."""
        return asdict(self)


def shadow_prices(best: Optimised, limits: Limits) -> tuple[ShadowPrice, ...]:
    """The price of every limit that binds, the dearest first, money before counts; that bundles exclude each other is
    no limit that anyone could move.
    """
    found = [
        ShadowPrice(name, float(price), bool(money))
        for name, price, money in zip(limits.names, best.prices.price, limits.in_rupiah, strict=True)
        if price and not name.startswith(ONE_OF_SET)
    ]
    return tuple(sorted(found, key=lambda one: (not one.in_rupiah, -abs(one.value), one.limit)))


def averaged_slopes(evaluator: Evaluator, best: Optimised) -> tuple[Floats, Floats]:
    """The proof's averaged `slope_idr` and `slope_share` (e × n), as in `Evaluation`: its cuts, taken again."""
    shape = (len(evaluator.candidates.effects), evaluator.candidates.households)
    slope_idr, slope_share = np.zeros(shape), np.zeros(shape)
    for cut in np.flatnonzero(best.prices.weight > 0):
        found = evaluator.at(best.plans[cut])
        slope_idr += best.prices.weight[cut] * found.slope_idr
        slope_share += best.prices.weight[cut] * found.slope_share
    return slope_idr, slope_share


def single_benefit_bound(asked: Problem, best: Optimised, limits: Limits) -> float:
    """An upper limit of the gain of any plan that pays single benefits in order of need, not only whole bands.

    The cuts of the proof are taken again, household by household; a limit that counts items counts a band from its
    first benefit on. The order of need within a chain is that of the claims. Sets of works that are no bundles are
    covered.
    """
    menu, candidates = asked.menu, asked.candidates
    band = menu.band_of_claim
    if not band.size:
        return best.bound
    slope_idr, _ = averaged_slopes(asked.evaluator, best)
    at = candidates.evidence.index(CASH_EVIDENCE)
    effect = menu.effects[CASH_EVIDENCE].mean
    monthly = menu.claims.annual_idr / 12.0 / asked.people.size[menu.claims.household] * effect
    gain = monthly * slope_idr[at][menu.claims.household]
    money = best.prices.price * limits.in_rupiah
    value = worth(best.cuts, best.prices, limits)
    member = sparse.csr_array((np.ones(limits.sums.nnz), limits.sums.indices, limits.sums.indptr), limits.sums.shape)
    per_rupiah = np.asarray(money @ member)[band]
    counted = np.asarray((best.prices.price * ~limits.in_rupiah) @ limits.sums)
    order = np.lexsort((np.arange(band.size), band))
    first = np.r_[True, np.diff(band[order]) != 0]
    each = (gain - per_rupiah * menu.claims.annual_idr)[order]
    each[first] -= counted[band[order][first]]
    each[limits.excluded[band[order]]] = -np.inf
    chains = best_prefixes(each, candidates.chain[band[order]])
    others = np.where(limits.excluded, -np.inf, value)[candidates.standalone]
    whole = fixed_part(limits, best.cuts, best.prices) + float(chains.sum() + np.maximum(others, 0.0).sum())
    return whole + best.unlisted
