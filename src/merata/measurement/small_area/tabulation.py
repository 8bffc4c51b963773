"""Sums over households of the closed forms, for many sets of parameters at once.

At a given spread σ of z a household's P0, P1, P2 and mean are functions of a = (T(line) − μ)/σ alone. Between two
places a sixteenth apart they are all but the cubic that has their values and slopes there (error below 1e-7, tested).
So a sum over households needs only how many lie in each cell between two places, and the first three powers of where
in it: these turn into weights of the values and of the slopes at the places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
from scipy.special import ndtr

from merata.measurement.small_area.transformations import Transformation
from merata.measurement.welfare import Floats

LOWEST = -8.5
"""Standard deviations under the line at which a household is taken not to be poor (the chance is 1e-17)."""
_WIDEST = 1 / 16
_LARGEST = 4.0
"""Tables reach so far that beyond them a normal distribution function is 1, up to this deviation."""


@dataclass(frozen=True)
class Tables:
    """What households at `places` (P) are expected to be, for B deviations or one for all.

    `deviation` (B × 1). If `lognormal`, `truncated` has E[(w/K)^k; w < K] for k = 0, 1, 2 (each 1 or B × P) of welfare
    w and line K, and `growth` exp(−σa); else `truncated` has E[(a − Z)₊^q] for q = 0, 1, 2. `density` (P): normal.
    """

    lognormal: bool
    places: Floats
    deviation: Floats
    density: Floats
    truncated: tuple[Floats, Floats, Floats]
    growth: Floats

    @property
    def grid(self) -> tuple[float, float]:
        """Where cells begin, and how wide they are."""
        return float(self.places[0]), float(self.places[1] - self.places[0])


def tables(by: Transformation, deviation: Floats, largest: float) -> Tables:
    """Tables for `deviation` (B); `largest` of all that are to have tables of the same size."""
    lognormal = by.kind != "none"
    reach = 2 * min(largest, _LARGEST) if lognormal else 0.0
    # Functions of exp(σa) bend more the larger σ is.
    width = _WIDEST / 2 ** np.ceil(np.log2(max(reach / 2, 1.0)))
    places = LOWEST + width * np.arange(int(np.ceil((reach - 2 * LOWEST) / width)) + 1)
    density = np.exp(-(places**2) / 2) / np.sqrt(2 * np.pi)
    below, spread = ndtr(places)[None, :], deviation[:, None]
    if not lognormal:
        once = places * below + density
        moments = (below, once, places * once + below)
        return Tables(lognormal, places, spread, density, moments, growth=np.empty((0, 0)))
    growth = np.exp(-spread * places)
    once = growth * np.exp(spread**2 / 2) * ndtr(places - spread)
    twice = growth**2 * np.exp(2 * spread**2) * ndtr(places - 2 * spread)
    return Tables(lognormal, places, spread, density, (below, once, twice), growth)


class _Tally:
    """Households counted into the cells of `tables`, for B sets of parameters."""

    def __init__(self, known: Tables, sets: int) -> None:
        self._known = known
        self.counts = np.zeros((sets, len(known.places) - 1, 4))
        self.outer = np.zeros((sets, 4))

    @cached_property
    def _weights(self) -> tuple[Floats, Floats]:
        """The weights of values and of slopes at the places (B × P each), by cubics with both given at both ends."""
        zeroth, first, second, third = np.moveaxis(self.counts, -1, 0)
        width = self._known.grid[1]
        values = np.zeros((len(self.counts), len(self._known.places)))
        slopes = np.zeros_like(values)
        to_end = 3 * second - 2 * third
        values[:, 1:] = to_end
        values[:, :-1] += zeroth - to_end
        slopes[:, 1:] = third - second
        slopes[:, :-1] += first - 2 * second + third
        slopes *= width
        return values, slopes

    def gap(self, power: int) -> Floats:
        """The sum of the expected gap to the `power` 0, 1 or 2, relative to the line if lognormal, else to σ (B)."""
        values, slopes = self._weights
        known, deviation = self._known, self._known.deviation[:, 0]
        steep = slopes @ known.density
        if not known.lognormal:
            slope = steep if power == 0 else power * _dot(known.truncated[power - 1], slopes)
            beyond = self.outer[:, 1 + power] + (self.outer[:, 1] if power == 2 else 0.0)
            return np.asarray(_dot(known.truncated[power], values) + slope + beyond)
        total = np.zeros(len(values))
        for k in range(power + 1):
            curve = known.truncated[k]
            part = _dot(curve, values) + steep - k * deviation * _dot(curve, slopes)
            beyond = np.exp((k * deviation) ** 2 / 2) * self.outer[:, 1 + k]
            total += (-1) ** k * comb(power, k) * (part + beyond)
        return total

    def growth(self) -> Floats:
        """The sum of exp(−σa) (B)."""
        values, slopes = self._weights
        known = self._known
        inner = _dot(known.growth, values) - known.deviation[:, 0] * _dot(known.growth, slopes)
        return np.asarray(inner + self.outer[:, 0] + self.outer[:, 2])


class Sums:
    """Sums over households of their expected welfare and poverty, times size, for B sets of parameters.

    Households are added in blocks; `means` are exact up to the tables' error. With `one_line` for all, a household
    is counted once for all measures; with a line each, once for every power of the line that a measure needs.
    """

    def __init__(self, known: Tables, shift: Floats, measures: Sequence[str], *, one_line: bool) -> None:
        self._known = known
        self._deviation = np.broadcast_to(known.deviation[:, 0], len(shift)).copy()
        self._shift = shift
        self._measures = tuple(measures)
        self._shifted = known.lognormal and bool(np.any(shift > 0))
        self._one_line = one_line
        self._line = 1.0
        self._size = 0.0
        self._linear = np.zeros(len(shift))
        self._to_line = {power: _Tally(known, len(shift)) for power in self._powers(beyond=False)}
        self._to_shift = {power: _Tally(known, len(shift)) for power in self._powers(beyond=True)}

    def add(self, columns: Floats, coefficients: Floats, effect: Floats, line: Floats, size: Floats) -> None:
        """Add households with `columns` (R × p), poverty `line` and `size` (R).

        In each set of parameters their z is expected to be `effect` (B) + `columns` · `coefficients` (B × p).
        """
        # Imported here: the compiler takes longer to load than all else that imports this module.
        from merata.measurement.small_area.binning import bin_households  # noqa: PLC0415

        self._line = float(line[0])
        self._size += float(size.sum())
        if not self._known.lognormal and "mean" in self._measures:
            self._linear += coefficients @ (size @ columns) + effect * size.sum()
        lognormal, grid = self._known.lognormal, self._known.grid
        for tallies, cut in ((self._to_line, self._cut(line)), (self._to_shift, self._cut(np.zeros(1)))):
            by_household = np.broadcast_to(cut, (len(effect), len(columns)))
            for power, tally in tallies.items():
                weight = size if power == 0 else size / line**power
                bin_households(
                    lognormal,
                    grid,
                    columns,
                    coefficients,
                    effect,
                    self._deviation,
                    by_household,
                    weight,
                    tally.counts,
                    tally.outer,
                )

    def means(self) -> dict[str, Floats]:
        """The sums (B) by measure, divided by the sum of sizes."""
        known = {"mean": self._mean, "p0": self._p0, "p1": self._p1, "p2": self._p2}
        return {name: known[name]() / self._size for name in self._measures}

    def _cut(self, level: Floats) -> Floats:
        """T(level + shift): sets or 1 × rows or 1."""
        level = level[:1] if self._one_line else level
        if not self._known.lognormal:
            return level[None, :]
        with np.errstate(divide="ignore"):
            return np.log(level + self._shift[:, None] if self._shifted else level[None, :])

    def _powers(self, *, beyond: bool) -> list[int]:
        """The powers of 1/line by which sums are needed: with distances to the line, or `beyond`, to the shift."""
        if beyond and not self._shifted:
            return []
        if not self._known.lognormal:
            needed = {"p0": {0}, "p1": {1}, "p2": {2}}
        elif beyond:
            needed = {"mean": {0}, "p1": {1}, "p2": {1, 2}}
        elif self._shifted:
            needed = {"mean": {-1, 0}, "p0": {0}, "p1": {0, 1}, "p2": {0, 1, 2}}
        else:
            needed = {"mean": {-1}, "p0": {0}, "p1": {0}, "p2": {0}}
        powers = set().union(*(needed.get(name, set()) for name in self._measures))
        return [0] if powers and self._one_line else sorted(powers)

    def _gap(self, tallies: dict[int, _Tally], gap: int, power: int) -> Floats:
        """Σ size / line^power × E[gap^q], q = `gap`."""
        if self._one_line:
            return np.asarray(self._line**-power * tallies[0].gap(gap))
        return tallies[power].gap(gap)

    def _mean(self) -> Floats:
        if not self._known.lognormal:
            return self._linear
        total = self._growth(-1)
        if self._shifted:
            total = total + self._shift * self._growth(0)
        total = np.exp(self._deviation**2 / 2) * total
        if self._shifted:
            total = total - self._shift * (self._size - self._gap(self._to_shift, 1, 0))
        return np.asarray(total)

    def _growth(self, power: int) -> Floats:
        """Σ size / line^power × exp(μ) / (line + shift)."""
        if self._one_line:
            return np.asarray(self._line**-power * self._to_line[0].growth())
        return self._to_line[power].growth()

    def _p0(self) -> Floats:
        return self._gap(self._to_line, 0, 0)

    def _p1(self) -> Floats:
        if not self._known.lognormal:
            return np.asarray(self._deviation * self._gap(self._to_line, 1, 1))
        total = self._gap(self._to_line, 1, 0)
        if self._shifted:
            total = total + self._shift * (self._gap(self._to_line, 1, 1) - self._gap(self._to_shift, 1, 1))
        return total

    def _p2(self) -> Floats:
        if not self._known.lognormal:
            return np.asarray(self._deviation**2 * self._gap(self._to_line, 2, 2))
        total = self._gap(self._to_line, 2, 0)
        if self._shifted:
            once = self._gap(self._to_line, 2, 1) - self._gap(self._to_shift, 1, 1)
            twice = self._gap(self._to_line, 2, 2) - self._gap(self._to_shift, 2, 2)
            total = total + 2 * self._shift * once + self._shift**2 * twice
        return total


def _dot(curve: Floats, weights: Floats) -> Floats:
    """Σ over places of a curve (1 or B × P) times weights (B × P): B."""
    if len(curve) == 1:
        return np.asarray(weights @ curve[0])
    return np.asarray(np.einsum("bp,bp->b", curve, weights))
