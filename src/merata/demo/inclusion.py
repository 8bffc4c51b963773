"""Drawing with chances that are known exactly: for the survey's census blocks and for course lotteries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError


def probabilities(measure: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Inclusion probabilities proportional to `measure` that sum to `count`.

    Units whose share would exceed one are certain, and the rest is shared anew among the others. With as many
    units as `count` or fewer, all are certain. Raises `UsageError` where a measure is not positive.
    """
    if measure.size and not (measure > 0).all():
        raise UsageError(f"{int((measure <= 0).sum())} of {measure.size} measures of size are not above 0")
    certain = np.full(measure.size, measure.size <= count)
    while True:
        free = ~certain
        share = np.ones(measure.size)
        if not free.any():
            return share
        share[free] = measure[free] * (count - certain.sum()) / measure[free].sum()
        if (share[free] <= 1).all():
            return share
        certain |= share > 1


def systematic(probability: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw units systematically along their order, each with exactly its `probability`; return their positions.

    One random start serves all draws, so units that follow each other are spread out, and the number drawn is
    the sum of the probabilities (up to the fraction of a unit). Source: Madow 1949.
    """
    upper = np.cumsum(probability)
    # A sum that should be whole is made whole, so that rounding never loses or adds the last unit.
    whole = np.rint(upper[-1]) if upper.size else 0.0
    if upper.size and abs(upper[-1] - whole) < 1e-6:
        upper[-1] = whole
    total = upper[-1] if upper.size else 0.0
    ticks = np.arange(rng.random(), total, 1.0)
    return np.asarray(np.searchsorted(upper, ticks, side="right"))
