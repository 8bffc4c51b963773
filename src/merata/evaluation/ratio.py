"""A ratio of two estimates and the set of ratios that the data do not reject, however weak the denominator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Region:
    """Ratios that are not rejected.

    `bounded`: from `low` to `high`. `outside`: everything up to `low` and from `high` on. `everything`: nothing is
    rejected; `low` and `high` are then minus and plus infinity.
    """

    kind: Literal["bounded", "outside", "everything"]
    low: float
    high: float

    def holds(self, ratio: float) -> bool:
        """Whether `ratio` is not rejected."""
        if self.kind == "outside":
            return ratio <= self.low or ratio >= self.high
        return self.low <= ratio <= self.high


def fieller(numerator: float, denominator: float, covariance: tuple[float, float, float], quantile: float) -> Region:
    """The ratios β with (numerator − β·denominator)² ≤ quantile² · Var(numerator − β·denominator).

    `covariance` is (Var numerator, Cov, Var denominator). For an instrumental variable this is the set of Anderson and
    Rubin (1949), whose coverage does not depend on how strong the instrument is (Fieller 1954).
    """
    variance, shared, below = covariance
    square = quantile**2
    a = denominator**2 - square * below
    b = numerator * denominator - square * shared
    c = numerator**2 - square * variance
    discriminant = b**2 - a * c
    if a > 0:
        # Above zero in theory; rounding may put it below where nothing varies.
        root = math.sqrt(max(discriminant, 0.0))
        return Region("bounded", (b - root) / a, (b + root) / a)
    if discriminant <= 0 or a == 0:
        return Region("everything", -math.inf, math.inf)
    root = math.sqrt(discriminant)
    return Region("outside", (b + root) / a, (b - root) / a)
