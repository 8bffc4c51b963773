"""Own parts that are a mixture of normals of one spread: the gaps expected under it, read from a table.

Every expectation is the mean over the mixture's centres of the normal closed form, and a function of the distance to
the line alone. It is tabulated once, at places a 64th of the spread apart, and read in between by a straight line:
the error is below 1e-5 (tested), far below what one bootstrap world more or less is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from merata.measurement.small_area.closed_forms import NormalPart
from merata.measurement.welfare import Floats

_REACH = 6.0
"""Spreads beyond the outermost centres where tables end: the chance beyond is 1e-9."""
_PLACES = 64
"""Places of a table in one spread."""
_HIGHEST = 4
"""The highest power of a gap: that of the squared gap's square."""
_BLOCK = 2**16
"""Normal distribution functions computed at a time."""
_NORMAL_MOMENTS = (1.0, 0.0, 1.0, 0.0, 3.0)


@dataclass(frozen=True, slots=True)
class MixturePart:
    """e is a centre, each as likely, plus N(0, spread²); `mixture` makes one.

    `lognormal`: as `OwnPart`'s. `moments` (5): E[exp(k·e)] if so, else E[e^k]. `table` (5 × places): `gaps` at places
    from `low` on, `step` apart; `rise` (5 × places − 1): from one to the next.
    """

    lognormal: bool
    moments: Floats
    low: float
    step: float
    table: Floats
    rise: Floats

    def moment(self, power: int) -> Floats:
        """As `OwnPart`'s."""
        return np.asarray(self.moments[power])

    def gaps(self, distance: Floats, highest: int) -> list[Floats]:
        """As `OwnPart`'s, to `highest` 4."""
        place = (distance - self.low) / self.step
        last = self.rise.shape[1]
        above = place >= last
        # What is not finite is set below, or lies below the table.
        place = np.where(above | ~(place > 0.0), 0.0, place)
        cell = place.astype(np.intp)
        within = place - cell
        found = [self.table[power].take(cell) + within * self.rise[power].take(cell) for power in range(highest + 1)]
        if np.any(above):
            for power, values in enumerate(found):
                values[above] = self._of_all(distance[above], power)
        return found

    def _of_all(self, distance: Floats, power: int) -> Floats:
        """The gap where all are below the line."""
        total = np.zeros_like(distance)
        for k in range(power + 1):
            scale = np.exp(-k * distance) if self.lognormal else distance ** (power - k)
            total += (-1) ** k * comb(power, k) * self.moments[k] * scale
        return total


def mixture(centre: Floats, spread: float, *, lognormal: bool) -> MixturePart:
    """The own part that is one of `centre` (n) plus N(0, `spread`²), with its tables."""
    normal = NormalPart(np.asarray(spread), lognormal=lognormal)
    low, high = centre.min() - _REACH * spread, centre.max() + _REACH * spread
    step = spread / _PLACES
    places = low + step * np.arange(int(np.ceil((high - low) / step)) + 1)
    table = np.empty((_HIGHEST + 1, len(places)))
    rows = max(_BLOCK // len(centre), 1)
    for start in range(0, len(places), rows):
        block = slice(start, start + rows)
        for power, values in enumerate(normal.gaps(places[block, None] - centre, _HIGHEST)):
            table[power, block] = values.mean(axis=1)
    return MixturePart(lognormal, _moments(centre, spread, lognormal=lognormal), low, step, table, np.diff(table))


def _moments(centre: Floats, spread: float, *, lognormal: bool) -> Floats:
    powers = range(_HIGHEST + 1)
    if lognormal:
        return np.array([np.exp(k * centre).mean() * np.exp((k * spread) ** 2 / 2) for k in powers])
    return np.array(
        [
            sum(comb(k, j) * (centre ** (k - j)).mean() * spread**j * _NORMAL_MOMENTS[j] for j in range(k + 1))
            for k in powers
        ]
    )
