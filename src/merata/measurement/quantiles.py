"""Quantiles of welfare. Arguments, errors and zeros as in `merata.measurement.inequality`; negative values count."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import UsageError
from merata.measurement.welfare import Floats, checked


def quantile(welfare: ArrayLike, weight: ArrayLike | None = None, probability: float = 0.5) -> float:
    """The smallest value up to which at least the fraction `probability` of people lie.

    Where exactly that fraction lies up to a value, the mean of it and the next: as R's laeken has it. Raises
    `UsageError` for a probability outside 0 to 1.
    """
    if not 0 <= probability <= 1:
        raise UsageError(f"quantile got probability {probability:g}; expected a fraction from 0 to 1")
    values, weights = checked(welfare, weight, negative=True)
    ordered, cumulative = ranked(values, weights)
    return quantile_of_ranked(ordered, cumulative, probability)


def median(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The value below and above which half of the people lie: the quantile at 0.5."""
    return quantile(welfare, weight, 0.5)


def ranked(welfare: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Checked welfare from the smallest to the largest, and the fraction of people up to each."""
    order = np.argsort(welfare, kind="stable")
    up_to = np.cumsum(weight[order])
    return welfare[order], up_to / up_to[-1]


def quantile_of_ranked(ordered: Floats, cumulative: Floats, probability: float) -> float:
    """`quantile` of values already `ranked`."""
    # Sums of weights that should meet the fraction exactly miss it by rounding.
    first = int(np.searchsorted(cumulative, probability * (1 - 1e-12)))
    first = min(first, len(ordered) - 1)
    if abs(cumulative[first] - probability) <= 1e-12 and first + 1 < len(ordered):
        return float(ordered[first] + ordered[first + 1]) / 2.0
    return float(ordered[first])
