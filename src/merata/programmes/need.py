"""The order of need, and who is served when the money does not reach everyone who is eligible.

The order is stated once, here: the registry's decile (unknown last), then the consumption that the model
expects (lower first), then the household's identifier so that ties do not depend on the order of a list.
A score of the proxy means test orders by itself; equal scores are told apart by a lot that anyone can recompute.
Benefits are paid whole or not at all, and nobody is passed over for someone less needy with a smaller benefit.
"""

from __future__ import annotations

from hashlib import sha256

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


def score_order(household_id: pa.ChunkedArray, score: NDArray[np.int64], *, lot: str) -> NDArray[np.int64]:
    """The rows of n households from the lowest `score` (n) on, whatever order they are listed in.

    Of equal scores the household with the smaller lot comes first: the SHA-256 digest of "`lot`:household_id". An
    identifier itself is given out in some list's order, village by village; its digest is not, and another `lot` (of
    another year or programme) deals the luck anew.
    """
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    tied = np.flatnonzero(count[place] > 1)
    names = household_id.take(pa.array(tied)).to_pylist()
    digests = sorted(
        (int(score[row]), sha256(f"{lot}:{name}".encode()).digest(), row) for name, row in zip(names, tied, strict=True)
    )
    rows = np.fromiter((row for _, _, row in digests), dtype=np.int64, count=len(digests))
    turn = np.zeros(len(score), dtype=np.int64)
    turn[rows] = np.arange(len(rows))
    return np.asarray(np.lexsort((turn, score)), dtype=np.int64)


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
