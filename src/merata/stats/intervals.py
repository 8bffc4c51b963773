"""Confidence intervals of estimates with standard errors, on the scale where an estimate is nearest to normal."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, stdtrit

Scale = Literal["identity", "log", "logit", "inverse"]
"""identity: value ± t·se; log: of a positive value, multiplied and divided; logit: of a fraction, which stays one;
inverse: of a positive value whose standard error grows with its square, as that of a heavy upper tail does."""
_FAR = 0.5
"""Reach in parts of the value beyond which the inverse scale is continued along its slope, so as to stay finite."""


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
    if scale in ("log", "inverse"):
        inside = values > 0
        safe = np.where(inside, values, 1.0)
        down, up = _factors(reach / safe, scale)
        return np.where(inside, safe * down, low), np.where(inside, safe * up, high)
    high = np.where(np.isnan(high), high, np.minimum(high, 1.0))
    inside = (values > 0) & (values < 1)
    safe = np.where(inside, values, 0.5)
    step = reach / (safe * (1.0 - safe))
    return np.where(inside, expit(logit(safe) - step), low), np.where(inside, expit(logit(safe) + step), high)


def _factors(reach: NDArray[np.float64], scale: Scale) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a positive value is multiplied by for the ends of its interval, from the reach in parts of the value."""
    with np.errstate(over="ignore"):
        if scale == "log":
            up = np.exp(reach)
            return 1.0 / up, up
        near = np.minimum(reach, _FAR)
        up = np.exp((reach - near) / (1.0 - near)) / (1.0 - near)
    return 1.0 / (1.0 + reach), up
