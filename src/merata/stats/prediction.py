"""The interval in which one more draw would fall, from however few draws there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.95
"""The chance with which one more draw falls in the interval."""
FEWEST_FOR_QUANTILES = 39
"""Draws of which the smallest and the largest are the 2.5% and 97.5% quantiles: 1 / (39 + 1) = 2.5%."""


def prediction_interval(
    draws: NDArray[np.float64], *, within: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float]:
    """The ends of the interval that one more draw falls in with the chance `LEVEL`, from at least two `draws`.

    One more draw is as likely to take any of the M + 1 places among M draws alike to it, so it falls below the
    k-th smallest with the chance k / (M + 1): from 39 draws on the ends are those order statistics (Weibull's
    quantiles), whatever the distribution. Even the extremes of fewer draws hold only (M − 1) / (M + 1), 71% of
    six: there the interval is mean ± t(M − 1) · sd · √(1 + 1/M), exact for normal draws, cut to `within`, the
    smallest and the largest value there can be. Draws that all agree have an interval without length.
    """
    count = len(draws)
    if count >= FEWEST_FOR_QUANTILES:
        low, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], method="weibull")
        return float(low), float(high)
    mean, reach = draws.mean(), stdtrit(count - 1, 0.5 + LEVEL / 2) * draws.std(ddof=1) * np.sqrt(1 + 1 / count)
    return float(max(mean - reach, within[0])), float(min(mean + reach, within[1]))
