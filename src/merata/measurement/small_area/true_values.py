"""An area's true value in bootstrap worlds: what it is expected to be given its true effect, and how it varies.

The truth depends on a world through that one number: it is known at a few places and interpolated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from merata.measurement.small_area.chebyshev import Interval
from merata.measurement.small_area.closed_forms import mean_and_variance, variance
from merata.measurement.small_area.empirical_parts import EmpiricalParts
from merata.measurement.small_area.mixture import MixturePart, mixture
from merata.measurement.small_area.tabulation import Sums, Tables, tables
from merata.measurement.small_area.worlds import Worlds
from merata.measurement.welfare import Floats

_BLOCK_VALUES = 2**14
"""Values of which variances are computed at a time: few enough to stay in the cache."""


@dataclass(frozen=True, slots=True)
class Households:
    """The census households of the area numbered so: R rows."""

    number: int
    columns: Floats
    size: Floats
    line: Floats

    @property
    def one_line(self) -> bool:
        """Whether all share a poverty line."""
        return bool(np.all(self.line == self.line[0]))


@dataclass(frozen=True, slots=True)
class Truth:
    """By measure, in all worlds (B each): the `expectation` of the true value given the true effect, its `variance`."""

    expectation: dict[str, Floats]
    variance: dict[str, Floats]


TruthOf = Callable[[Households, Sequence[str]], Truth]
"""The truth of an area's households, for measures in closed form."""


def truth_in(found: Worlds) -> TruthOf:
    """How to compute the truth of areas in the worlds `found`; tables are made once. Not for Box–Cox."""
    if found.parts is None:
        deviation = np.sqrt(np.array([found.model.household_variance]))
        known = tables(found.model.by, deviation, float(deviation[0]))
        return lambda area, measures: Truth(
            _expectation(found, area, measures, known), _variance(found, area, measures)
        )
    parts = found.parts
    own = [
        mixture(centre, float(spread), lognormal=found.model.by.kind != "none")
        for centre, spread in zip(parts.centre, parts.spread, strict=True)
    ]
    return lambda area, measures: _empirical(found, parts, own, area, measures)


def _expectation(found: Worlds, area: Households, measures: Sequence[str], known: Tables) -> dict[str, Floats]:
    """The expectation of an area's true value given its true effect, in all worlds (B each)."""
    by, effect = found.model.by, found.truth[:, area.number]
    span = Interval(effect.min(), effect.max(), 8 + int(np.ceil(3 * np.ptp(effect) / known.deviation[0, 0])))
    places = span.places if span.number < len(effect) else np.ascontiguousarray(effect)
    shift = np.full(len(places), float(np.asarray(by.parameter)) if by.kind == "log_shift" else 0.0)
    sums = Sums(known, shift, measures, one_line=area.one_line)
    coefficients = np.tile(found.model.coefficients, (len(places), 1))
    sums.add(area.columns, coefficients, places, area.line, area.size)
    curves = sums.means()
    if span.number >= len(effect):
        return curves
    return {name: span.interpolate(curve, effect) for name, curve in curves.items()}


def _variance(found: Worlds, area: Households, measures: Sequence[str]) -> dict[str, Floats]:
    """The variance of an area's true value given its true effect, in all worlds (B each); to four digits."""
    model, effect = found.model, found.truth[:, area.number]
    deviation = np.asarray(np.sqrt(model.household_variance))
    span = Interval(effect.min(), effect.max(), 5 + int(np.ceil(2.5 * np.ptp(effect) / float(deviation))))
    sums = {name: np.zeros(span.number) for name in measures}
    block = max(_BLOCK_VALUES // span.number, 1)
    for start in range(0, len(area.size), block):
        rows = slice(start, start + block)
        index = area.columns[rows] @ model.coefficients + span.places[:, None]
        for name, values in variance(model.by, measures, index, deviation, area.line[rows]).items():
            sums[name] += values @ area.size[rows] ** 2
    total = area.size.sum() ** 2
    return {name: np.maximum(span.interpolate(values / total, effect), 0.0) for name, values in sums.items()}


def _empirical(
    found: Worlds, parts: EmpiricalParts, own: Sequence[MixturePart], area: Households, measures: Sequence[str]
) -> Truth:
    """The truth where households' own parts are those of `own` that their group has; to four digits."""
    effect, index = found.truth[:, area.number], area.columns @ found.model.coefficients
    span = Interval(effect.min(), effect.max(), 8 + int(np.ceil(3 * np.ptp(effect) / float(parts.spread.min()))))
    places = span.places if span.number < len(effect) else effect
    sums = {name: np.zeros((len(places), 2)) for name in measures}
    group = parts.group(index)
    block = max(_BLOCK_VALUES // len(places), 1)
    for number in np.unique(group):
        of_group = np.flatnonzero(group == number)
        for start in range(0, len(of_group), block):
            rows = of_group[start : start + block]
            at, size = index[rows] + places[:, None], area.size[rows]
            for name, (mean, spread) in mean_and_variance(
                found.model.by, measures, at, own[number], area.line[rows]
            ).items():
                sums[name] += np.column_stack([mean @ size, spread @ size**2])
    scale = area.size.sum() ** np.array([1, 2])
    truth = {name: values / scale for name, values in sums.items()}
    if span.number < len(effect):
        truth = {name: span.interpolate(values, effect) for name, values in truth.items()}
    return Truth(
        {name: values[:, 0] for name, values in truth.items()},
        {name: np.maximum(values[:, 1], 0.0) for name, values in truth.items()},
    )
