"""An upper limit of what any plan can reach, from one linearisation of the concave objective.

For every plan x within the limits, W(x) ≤ W(x*) + s·(x − x*), with s the items' slopes at x*. The largest s·x
over a set that contains all plans is therefore enough: here all fractional plans within the budget that hold
what is required and nothing that is excluded, whatever the chains' order and the groups' bounds. That is a
knapsack whose optimum is greedy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.planning.candidates import Integers
from merata.planning.constraints import Limits


def linear_limit(slopes: NDArray[np.float64], cost_idr: Integers, limits: Limits) -> float:
    """The largest s·x over fractional x within the budget, required items whole and excluded ones absent."""
    required = limits.required
    free = ~required & ~limits.excluded & (slopes > 0)
    room = float(limits.budget_idr - cost_idr[required].sum())
    gain, cost = slopes[free], cost_idr[free].astype(np.float64)
    order = np.argsort(-gain / np.maximum(cost, 1e-9), kind="stable")
    gain, cost = gain[order], cost[order]
    before = np.cumsum(cost) - cost
    part = np.clip((room - before) / np.maximum(cost, 1e-9), 0.0, 1.0)
    part[(cost == 0) & (room >= 0)] = 1.0
    return float(slopes[required].sum() + np.dot(part, gain))
