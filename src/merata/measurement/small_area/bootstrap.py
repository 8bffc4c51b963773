"""The mean squared error of empirical best predictions by parametric bootstrap (González-Manteiga et al. 2008).

What a prediction misses splits in two, since the households of a census are drawn independently of the sample:
MSE = mean over worlds of (θ̂* − E[θ*|u*])² + Var(θ*|u*). For measures in closed form both parts are exact given u*, so
that no census is ever simulated: the truth depends on the world through the number u* alone and is interpolated, and
the predictions are sums over households of tabulated functions.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from merata.measurement.small_area.chebyshev import Interval
from merata.measurement.small_area.closed_forms import variance
from merata.measurement.small_area.one_way import Integers
from merata.measurement.small_area.tabulation import Sums, Tables, tables
from merata.measurement.small_area.unit_input import Census
from merata.measurement.small_area.worlds import Worlds
from merata.measurement.welfare import Floats
from merata.progress import Step, silent

_BLOCK_VALUES = 2**14
"""Values of which variances are computed at a time: few enough to stay in the cache."""
_TASK_AREAS = 8
"""Areas that a thread takes at a time."""


def exact_mse(found: Worlds, census: Census, measures: Sequence[str], step: Step | None = None) -> dict[str, Floats]:
    """The bootstrap MSE (A) of each of `measures`, of those in closed form, for every area of `census`.

    For the transformations none, log and log_shift. Uses as many threads as the machine has cores.
    """
    report = step or silent
    result = {name: np.empty(len(census.areas)) for name in measures}
    deviation = np.sqrt(np.array([found.model.household_variance]))
    known = tables(found.model.by, deviation, float(deviation[0]))
    done = [0]

    # Here, as a thread does not take over the error state of the one that starts it.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def work(areas: Integers) -> None:
        households = [_households(found, census, int(area)) for area in areas]
        for area, predicted in zip(households, _predictions(found, households, measures), strict=True):
            expectation = _expectation(found, area, measures, known)
            spread = _variance(found, area, measures)
            for name in measures:
                result[name][area.number] = np.mean((predicted[name] - expectation[name]) ** 2 + spread[name])
        done[0] += len(areas)
        report(done[0] / len(census.areas), "bootstrap")

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for _ in pool.map(work, _tasks(found)):
            pass
    return result


@dataclass(frozen=True, slots=True)
class _Households:
    """The census households of the area numbered so: R rows."""

    number: int
    columns: Floats
    size: Floats
    line: Floats

    @property
    def one_line(self) -> bool:
        """Whether all share a poverty line."""
        return bool(np.all(self.line == self.line[0]))


def _households(found: Worlds, census: Census, area: int) -> _Households:
    rows = census.rows(area)
    size = census.size[rows]
    # Means are tabulated by the distance to a line too: without any, to one that lies where welfare does.
    typical = np.full(len(size), np.median(found.model.sample.welfare))
    return _Households(area, census.columns[rows], size, typical if census.line is None else census.line[rows])


def _tasks(found: Worlds) -> list[Integers]:
    """Areas to be done together: those with the same deviations share their tables."""
    _, group = np.unique(found.deviation, axis=1, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return [
        together[start : start + _TASK_AREAS]
        for together in np.split(order, starts[1:])
        for start in range(0, len(together), _TASK_AREAS)
    ]


def _predictions(found: Worlds, areas: Sequence[_Households], measures: Sequence[str]) -> list[dict[str, Floats]]:
    """Predictions in all worlds (B) by area and measure, for `areas` with the same deviations."""
    by = found.model.by
    shift = found.parameter if by.kind == "log_shift" else np.zeros(len(found.parameter))
    known = tables(by, found.deviation[:, areas[0].number], float(found.deviation.max()))
    result = []
    for area in areas:
        sums = Sums(known, shift, measures, one_line=area.one_line)
        effect = np.ascontiguousarray(found.effect[:, area.number])
        sums.add(area.columns, found.coefficients, effect, area.line, area.size)
        result.append(sums.means())
    return result


def _expectation(found: Worlds, area: _Households, measures: Sequence[str], known: Tables) -> dict[str, Floats]:
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


def _variance(found: Worlds, area: _Households, measures: Sequence[str]) -> dict[str, Floats]:
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
