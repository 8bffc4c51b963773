"""Means with intervals over draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.stats.prediction import prediction_interval

Floats = NDArray[np.float64]

FRACTION = (0.0, 1.0)
"""The range of a share of persons, of money or of consumption."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval that one more of its draws would fall in, 95 times in 100."""

    value: float
    low: float
    high: float


def interval(draws: Floats, *, within: tuple[float, float] = (-np.inf, np.inf)) -> Interval:
    """Mean over at least two draws, and the 95% interval of `merata.stats.prediction.prediction_interval`.

    `within`: the smallest and the largest value that there can be, `FRACTION` for a share; no interval of few
    draws reaches beyond.
    """
    low, high = prediction_interval(draws, within=within)
    return Interval(float(draws.mean()), low, high)


def interval_where_defined(draws: Floats, *, within: tuple[float, float] = (-np.inf, np.inf)) -> Interval | None:
    """As `interval`; None where the measure does not exist (NaN) in any of the draws.

    A mean over only those draws in which it exists would be of another population.
    """
    if np.isnan(draws).any():
        return None
    if (draws == draws[0]).all():  # a mean of equal numbers may miss them by its rounding
        return Interval(*[float(draws[0])] * 3)
    return interval(draws, within=within)
