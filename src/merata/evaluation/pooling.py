"""Several estimates of effects that may differ between places and years, averaged with the differences counted.

Each estimate yᵢ has its own standard error sᵢ and its own true effect, which vary around the mean with variance τ².
Weights are 1 / (sᵢ² + τ²). With few estimates τ² is hardly known, so the interval is that of Hartung and Knapp (2001)
with Student's t, never narrower than without (Röver, Knapp and Friede 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri, stdtrit

from merata.errors import UsageError

Floats = NDArray[np.float64]
Method = Literal["paule_mandel", "dersimonian_laird"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean effect of several, `heterogeneity` τ (a standard deviation), and each one's share in the mean.

    `q` is Cochran's Q and `i_squared` the share of the variation that is more than sampling error. `heterogeneity` is
    0 and says nothing for a single estimate.
    """

    effect: float
    standard_error: float
    low: float
    high: float
    heterogeneity: float
    weights: tuple[float, ...]
    q: float
    i_squared: float

    @property
    def normal_error(self) -> float:
        """The standard error with which a normal distribution has the same 95% interval."""
        return (self.high - self.low) / 2 / float(ndtri(0.5 + CONFIDENCE / 2))


def pool(effects: Sequence[float], errors: Sequence[float], *, method: Method = "paule_mandel") -> Pooled:
    """The random-effects mean of `effects` with standard `errors` (all above 0).

    τ² by Paule and Mandel (1982), or by DerSimonian and Laird (1986). Raises `UsageError` for no estimates, or errors
    that are not above 0.
    """
    y, s = np.asarray(effects, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if not y.size or y.shape != s.shape or not bool(np.all(np.isfinite(y) & (s > 0))):
        raise UsageError(f"pool: expected effects each with a standard error above 0; got {effects} and {errors}")
    fixed = s**-2
    q = _cochran(y, fixed)
    squared = _paule_mandel(y, s) if method == "paule_mandel" else _dersimonian_laird(y, fixed)
    weight = 1 / (s**2 + squared)
    mean = float(weight @ y / weight.sum())
    degrees = y.size - 1
    # Never narrower than the plain random-effects interval: few estimates may agree by chance.
    stretch = max(_cochran(y, weight) / degrees, 1.0) if degrees else 1.0
    error = float(np.sqrt(stretch / weight.sum()))
    reach = float(stdtrit(degrees or np.inf, 0.5 + CONFIDENCE / 2)) * error
    return Pooled(
        effect=mean,
        standard_error=error,
        low=mean - reach,
        high=mean + reach,
        heterogeneity=float(np.sqrt(squared)),
        weights=tuple((weight / weight.sum()).tolist()),
        q=q,
        i_squared=max(1 - degrees / q, 0.0) if q > 0 else 0.0,
    )


def _cochran(y: Floats, weight: Floats) -> float:
    mean = weight @ y / weight.sum()
    return float(weight @ (y - mean) ** 2)


def _dersimonian_laird(y: Floats, weight: Floats) -> float:
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    return max((_cochran(y, weight) - (y.size - 1)) / float(spread), 0.0) if y.size > 1 else 0.0


def _paule_mandel(y: Floats, s: Floats) -> float:
    """The τ² at which the weighted squared deviations are what chance and τ² together would give."""

    def excess(squared: float) -> float:
        return _cochran(y, 1 / (s**2 + squared)) - (y.size - 1)

    if y.size < 2 or excess(0.0) <= 0:
        return 0.0
    most = float(np.ptp(y)) ** 2
    return float(brentq(excess, 0.0, max(most, 1e-12), xtol=1e-15)) if excess(most) < 0 else most
