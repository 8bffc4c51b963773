"""The attacker of a single equation: what one total and its other parts tell of a hidden part, for all at once.

Of a large publication most badly protected cells are so within one equation, and there the cheapest further cell is
found without a program; what several equations together tell is left to `choosing`.
"""

from __future__ import annotations

import numpy as np

from merata.stats.disclosure.equations import Places
from merata.stats.disclosure.system import CLOSE, System


def hide_within_families(system: System) -> Places:
    """Hide the cheapest further cells of every equation that bounds a guarded cell too tightly; returns them."""
    hidden: list[int] = []
    rows = np.arange(system.matrix.shape[0])
    while rows.size:
        tight = _tight(system)
        rows = np.array(sorted(set(tight.tolist())), dtype=np.int64)
        taken = [one for one in (_cheapest(system, row) for row in rows.tolist()) if one >= 0]
        if not taken:
            break
        system.hidden[taken] = True
        hidden += taken
    return np.array(sorted(hidden), dtype=np.int64)


def _tight(system: System) -> Places:
    """The equations that leave a guarded column of theirs too narrow an interval."""
    matrix = system.matrix
    low, high = system.bounds()
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    at, sign = matrix.indices, matrix.data
    # In Σ sign·x = 0 the column is minus sign times the sum of the others, which is known between two ends.
    least = np.where(sign > 0, low[at], -high[at])
    most = np.where(sign > 0, high[at], -low[at])
    endless = np.bincount(row_of, weights=np.isinf(most), minlength=matrix.shape[0])
    bottomless = np.bincount(row_of, weights=np.isinf(least), minlength=matrix.shape[0])
    sum_most = np.bincount(row_of, weights=np.where(np.isinf(most), 0.0, most), minlength=matrix.shape[0])
    sum_least = np.bincount(row_of, weights=np.where(np.isinf(least), 0.0, least), minlength=matrix.shape[0])
    others_most = np.where(
        endless[row_of] - np.isinf(most) > 0, np.inf, sum_most[row_of] - np.where(np.isinf(most), 0.0, most)
    )
    others_least = np.where(
        bottomless[row_of] - np.isinf(least) > 0, -np.inf, sum_least[row_of] - np.where(np.isinf(least), 0.0, least)
    )
    top = np.minimum(np.where(sign > 0, -others_least, others_most), high[at])
    bottom = np.maximum(np.where(sign > 0, -others_most, others_least), low[at])
    return np.asarray(row_of[top - bottom < system.need[at] - CLOSE])


def _cheapest(system: System, row: int) -> int:
    """The cell of an equation that is cheapest to hide, the first of equals; -1 where none can be."""
    at = system.matrix.indices[system.matrix.indptr[row] : system.matrix.indptr[row + 1]]
    owners = system.owner[at]
    owners = np.sort(owners[owners >= 0])
    owners = owners[~system.hidden[owners] & np.isfinite(system.cost[owners])]
    return int(owners[np.argmin(system.cost[owners])]) if owners.size else -1
