"""An upper limit of what any plan can reach, from one linearisation of the concave objective.

For every plan x within the limits, W(x) ≤ W(x*) + s·(x − x*), with s the slopes at x*. The largest s·x over a set that
contains all plans is therefore enough: here all fractional plans within the budget that hold what is required and
nothing that is excluded, whatever the order of need and the groups' bounds. Assistance counts by the single benefit,
not by the band, so that a plan that cuts no bands is bounded too. That is a knapsack whose optimum is greedy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.candidates import Candidates, Integers
from merata.planning.constraints import Limits
from merata.planning.objective import Evaluation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Units:
    """The single benefits of which bands consist, one element each.

    `item` is the band, `household` who would be paid, `added` rupiah per person per month, `cost_idr` a year.
    """

    item: Integers
    household: Integers
    added: Floats
    cost_idr: Floats


def units_of(candidates: Candidates, size: Floats) -> Units:
    """The benefits behind the bands: each costs its share of the band, by rupiah per person × members."""
    entries = candidates.added.tocoo()
    item, household = (np.asarray(index, dtype=np.int64) for index in entries.coords)
    rupiah = entries.data * size[household]
    whole = np.bincount(item, weights=rupiah, minlength=len(candidates))
    share = np.divide(rupiah, whole[item], out=np.zeros_like(rupiah), where=whole[item] > 0)
    return Units(item, household, entries.data, candidates.cost_idr[item].astype(np.float64) * share)


def linear_limit(candidates: Candidates, units: Units, evaluation: Evaluation, slopes: Floats, limits: Limits) -> float:
    """The largest linear value of a fractional plan within the budget, required items whole, excluded ones absent.

    `slopes` are those of the whole items at the `evaluation`.
    """
    required = limits.required
    open_items = ~required & ~limits.excluded
    whole = open_items & candidates.standalone
    single = open_items[units.item]
    gain = np.concatenate((slopes[whole], (units.added * evaluation.slope_idr[units.household])[single]))
    cost = np.concatenate((candidates.cost_idr[whole].astype(np.float64), units.cost_idr[single]))
    room = float(limits.budget_idr - candidates.cost_idr[required].sum())
    return float(slopes[required].sum()) + _knapsack(gain[gain > 0], cost[gain > 0], room)


def _knapsack(gain: Floats, cost: Floats, room: float) -> float:
    """The largest gain within `room` when parts may be taken: by gain per rupiah until the room is full."""
    order = np.argsort(-gain / np.maximum(cost, 1e-9), kind="stable")
    gain, cost = gain[order], cost[order]
    before = np.cumsum(cost) - cost
    part = np.clip((room - before) / np.maximum(cost, 1e-9), 0.0, 1.0)
    part[(cost == 0) & (room >= 0)] = 1.0
    return float(np.dot(part, gain))
