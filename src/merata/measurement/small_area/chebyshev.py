"""Smooth functions of one variable, known at a few places and wanted at many: Chebyshev interpolation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.measurement.welfare import Floats


@dataclass(frozen=True, slots=True)
class Interval:
    """Chebyshev's places `number` between `low` and `high`."""

    low: float
    high: float
    number: int

    @property
    def places(self) -> Floats:
        """Where the function must be known (number)."""
        angle = (np.arange(self.number) + 0.5) * np.pi / self.number
        return np.asarray((self.low + self.high) / 2 + (self.high - self.low) / 2 * np.cos(angle))

    def interpolate(self, values: Floats, at: Floats) -> Floats:
        """The function at `at` (n, inside the interval) from its `values` (number × …) at `places`: n × …."""
        angle = (np.arange(self.number) + 0.5) * np.pi / self.number
        cosines = np.cos(np.arange(self.number)[:, None] * angle)
        coefficients = 2 / self.number * cosines @ values.reshape(self.number, -1)
        coefficients[0] /= 2
        reach = (self.high - self.low) / 2
        scaled = (at - (self.low + self.high) / 2) / (reach if reach > 0 else 1.0)
        return np.asarray(_sum(coefficients, scaled).reshape(*at.shape, *values.shape[1:]))


def _sum(coefficients: Floats, scaled: Floats) -> Floats:
    """Clenshaw's recursion of the series at `scaled` (n): n × columns."""
    last = np.zeros((len(scaled), coefficients.shape[1]))
    before = np.zeros_like(last)
    for row in coefficients[:0:-1]:
        last, before = row + 2 * scaled[:, None] * last - before, last
    return np.asarray(coefficients[0] + scaled[:, None] * last - before)
