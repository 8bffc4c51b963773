"""Where intervals are drawn: places from 0 to `WIDE` on one scale, so that those of a table can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 300.0
EDGE = 8.0
_ROOM = 0.04


@dataclass(frozen=True, slots=True)
class Drawn:
    """An interval as drawn: `low` to `high` with a dot at `value` (None: outside the picture), zero at `zero`.

    `kind` is a class of the style sheet; `certain`: zero lies outside the interval.
    """

    low: float
    high: float
    value: float | None
    zero: float
    certain: bool
    kind: str = ""

    @property
    def length(self) -> float:
        """How long the line is."""
        return round(self.high - self.low, 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `least` to `most` of what is drawn."""

    least: float
    most: float

    def draw(self, value: float, low: float, high: float, kind: str = "") -> Drawn:
        """An interval on this scale, cut off at the picture's edges."""
        shown = self.least <= value <= self.most
        return Drawn(
            low=self._at(low), high=self._at(high), value=self._at(value) if shown else None, zero=self._at(0.0),
            certain=not low <= 0 <= high, kind=kind,
        )  # fmt: skip

    def _at(self, value: float) -> float:
        share = (value - self.least) / max(self.most - self.least, 1e-12)
        return round(EDGE + (WIDE - 2 * EDGE) * min(max(share, 0.0), 1.0), 1)


def scale(values: Sequence[float]) -> Scale:
    """A scale on which zero and all `values` lie, with a little room beside them."""
    least, most = min(0.0, *values), max(0.0, *values)
    room = _ROOM * (most - least) or 1.0
    return Scale(least - room, most + room)
