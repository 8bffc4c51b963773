"""The mean squared error of empirical best predictions by bootstrap, parametric (González-Manteiga et al. 2008) or not.

What a prediction misses splits in two, since the households of a census are drawn independently of the sample:
MSE = mean over worlds of (θ̂* − E[θ*|u*])² + Var(θ*|u*). For measures in closed form both parts are exact given u*, so
that no census is ever simulated: the truth depends on the world through the number u* alone (`true_values`), and the
predictions are sums over households of tabulated functions.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from merata.measurement.small_area.one_way import Integers
from merata.measurement.small_area.tabulation import Sums, tables
from merata.measurement.small_area.true_values import Households, truth_in
from merata.measurement.small_area.unit_input import Census
from merata.measurement.small_area.worlds import Worlds
from merata.measurement.welfare import Floats
from merata.progress import Step, silent

_TASK_AREAS = 8
"""Areas that a thread takes at a time."""


def exact_mse(found: Worlds, census: Census, measures: Sequence[str], step: Step | None = None) -> dict[str, Floats]:
    """The bootstrap MSE (A) of each of `measures`, of those in closed form, for every area of `census`.

    For the transformations none, log and log_shift. Uses as many threads as the machine has cores.
    """
    report = step or silent
    result = {name: np.empty(len(census.areas)) for name in measures}
    truth_of = truth_in(found)
    done = [0]

    # Here, as a thread does not take over the error state of the one that starts it.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def work(areas: Integers) -> None:
        households = [_households(found, census, int(area)) for area in areas]
        for area, predicted in zip(households, _predictions(found, households, measures), strict=True):
            truth = truth_of(area, measures)
            for name in measures:
                result[name][area.number] = np.mean(
                    (predicted[name] - truth.expectation[name]) ** 2 + truth.variance[name]
                )
        done[0] += len(areas)
        report(done[0] / len(census.areas), "bootstrap")

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for _ in pool.map(work, _tasks(found)):
            pass
    return result


def _households(found: Worlds, census: Census, area: int) -> Households:
    rows = census.rows(area)
    size = census.size[rows]
    # Means are tabulated by the distance to a line too: without any, to one that lies where welfare does.
    typical = np.full(len(size), np.median(found.model.sample.welfare))
    return Households(area, census.columns[rows], size, typical if census.line is None else census.line[rows])


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


def _predictions(found: Worlds, areas: Sequence[Households], measures: Sequence[str]) -> list[dict[str, Floats]]:
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
