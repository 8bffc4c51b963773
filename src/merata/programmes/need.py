"""The order of need, and who is served when the money does not reach everyone who is eligible.

The order is stated once, here: the registry's decile (unknown last), then the consumption that the model
expects (lower first), then the household's identifier so that ties do not depend on the order of a list.
Benefits are paid whole or not at all, and nobody is passed over for someone less needy with a smaller benefit.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def need_order(household_id: pa.Array, desil: pa.Array, expected: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rows of n households, neediest first. `expected` is the model's score, lower for poorer."""
    keys = [("desil", "ascending"), ("expected", "ascending"), ("household_id", "ascending")]
    table = pa.table({"desil": desil, "expected": expected, "household_id": household_id})
    order = pc.sort_indices(table, sort_keys=keys).to_numpy()
    return np.asarray(order, dtype=np.int64)


def served(cost_idr: NDArray[np.int64], group: NDArray[np.int64], ceiling_idr: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which claims are served when each group spends at most its ceiling.

    The claims stand in order of need; `group[i]` indexes `ceiling_idr`. A group serves its claims in that order
    until the first whose whole cost no longer fits.
    """
    by_group = np.argsort(group, kind="stable")
    spent = np.cumsum(cost_idr[by_group])
    ordered = group[by_group]
    first = np.searchsorted(ordered, np.arange(ceiling_idr.size))
    before = np.concatenate(([0], spent))[first]
    fits = np.empty(cost_idr.size, dtype=np.bool_)
    fits[by_group] = spent - before[ordered] <= ceiling_idr[ordered]
    return fits
