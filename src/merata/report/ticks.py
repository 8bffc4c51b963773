"""Axes: round values to write beside them, and where values lie on the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LEAST = 1e-10
"""An axis shorter than this is none: its ticks, written with twelve decimals, would be one."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis: the values from `low` to `high` lie from `start_px` to `end_px`, which may be the lesser."""

    low: float
    high: float
    start_px: float
    end_px: float

    def __call__(self, value: float) -> float:
        """Where a value lies, in pixels; the middle of an axis without extent."""
        if self.high == self.low:
            return (self.start_px + self.end_px) / 2
        return self.start_px + (value - self.low) / (self.high - self.low) * (self.end_px - self.start_px)

    def back(self, px: float) -> float:
        """The value that lies there."""
        return self.low + (px - self.start_px) / (self.end_px - self.start_px) * (self.high - self.low)


def nice_ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """At most `most` + 1 round values, evenly apart, the first not above `low` and the last not below `high`.

    The steps are 1, 2, 2.5 or 5 times a power of ten. Where `low` is `high`, but for less than `_LEAST`, the
    axis reaches to zero, or from 0 to 1 where both are zero. Raises `ValueError` for what is not finite or
    is the wrong way round.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise ValueError(f"no axis from {low} to {high}")
    if high - low < _LEAST:
        low, high = min(low, 0.0), max(high, 0.0)
        if high - low < _LEAST:
            high = 1.0
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (factor * scale for scale in (power, power * 10) for factor in _STEPS[:-1]):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most:
            return tuple(round(at * step, 12) + 0.0 for at in range(first, last + 1))
    raise AssertionError("unreachable: ten times the power gives at most two steps")  # pragma: no cover


def spanning(values: list[float], *, zero: bool, most: int = 5) -> tuple[float, ...]:
    """The ticks that enclose values, and zero where it must be seen (bars are read by their length)."""
    ends = [*values, 0.0] if zero or not values else values
    return nice_ticks(min(ends), max(ends), most)
