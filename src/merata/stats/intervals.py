"""Confidence intervals of estimates with standard errors, on the scale where an estimate is nearest to normal."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, stdtrit

Scale = Literal["identity", "log", "logit"]
"""identity: value ± t·se; log: of a positive value, multiplied and divided; logit: of a fraction, which stays one."""


def interval(
    value: ArrayLike, se: ArrayLike, degrees: ArrayLike, *, scale: Scale, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends of the intervals (n) of `value` (n) with standard errors `se` (n) and `degrees` of freedom (n).

    Student's t on the scale given, carried back. A value at the edge of its scale (0; a fraction of 1) has no
    logarithm or logit: there the interval is value ± t·se, cut at the edge. NaN where the standard error is.
    """
    values, errors = np.asarray(value, dtype=np.float64), np.asarray(se, dtype=np.float64)
    reach = stdtrit(np.asarray(degrees, dtype=np.float64), 0.5 + confidence / 2) * errors
    low, high = values - reach, values + reach
    if scale == "identity":
        return low, high
    low = np.where(np.isnan(low), low, np.maximum(low, 0.0))
    if scale == "log":
        inside = values > 0
        safe = np.where(inside, values, 1.0)
        with np.errstate(over="ignore"):
            factor = np.exp(reach / safe)
        return np.where(inside, safe / factor, low), np.where(inside, safe * factor, high)
    high = np.where(np.isnan(high), high, np.minimum(high, 1.0))
    inside = (values > 0) & (values < 1)
    safe = np.where(inside, values, 0.5)
    step = reach / (safe * (1.0 - safe))
    return np.where(inside, expit(logit(safe) - step), low), np.where(inside, expit(logit(safe) + step), high)
