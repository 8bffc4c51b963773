"""Measures without a closed form, by simulating the census of an area: their predictions, and these' bootstrap MSE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from merata.errors import UsageError
from merata.measurement.small_area.area_values import Prediction, closed_values
from merata.measurement.small_area.exact_measures import CLOSED, POWERS
from merata.measurement.small_area.posterior import area_key
from merata.measurement.small_area.unit_input import Census
from merata.measurement.small_area.worlds import Worlds
from merata.measurement.welfare import Floats
from merata.progress import Step, silent

_PART, _WORLD_PART = 314, 315
"""This module's parts of a seed: predictions, and bootstrap worlds."""

MeasureFunction = Callable[[Floats, Floats, "float | Floats | None"], float]
"""A measure of welfare, weight (both by household) and poverty line: a number, or one a household where they differ."""


@dataclass(frozen=True, slots=True)
class AreaMeasure:
    """A measure by its `name`; `function` is None where it is known in closed form."""

    name: str
    function: MeasureFunction | None
    needs_line: bool


@dataclass(frozen=True, slots=True)
class Simulated:
    """Values (A) and their standard error from the number of simulations (A); NaN where the measure does not exist."""

    value: Floats
    error: Floats


def area_measures(measures: Sequence[str | MeasureFunction] | str | MeasureFunction) -> list[AreaMeasure]:
    """The measures asked for, each once: names in closed form, names of `merata.measurement.measures`, functions.

    Raises `UsageError` for an unknown name, no measure at all, or two functions of one name.
    """
    found: dict[str, AreaMeasure] = {}
    several = [measures] if isinstance(measures, str) or callable(measures) else list(measures)
    for measure in several:
        for one in _resolved(measure):
            if one.name in found and callable(measure):
                raise UsageError(f"two measures are called {one.name!r}; give functions names of their own")
            found[one.name] = one
    if not found:
        raise UsageError("measures is empty; expected at least one name or function")
    return list(found.values())


def simulate(
    of: Prediction, census: Census, measures: Sequence[AreaMeasure], simulations: int, seed: int
) -> dict[str, Simulated]:
    """The mean of each measure over `simulations` censuses of every area, drawn at the fitted parameters.

    One census of one area is held at a time. An area's random numbers are its own.
    """
    values = {measure.name: np.empty((simulations, len(census.areas))) for measure in measures}
    for area, label in enumerate(census.areas):
        rng = np.random.default_rng([seed, _PART, area_key(label)])
        for simulation in range(simulations):
            welfare = _census_draw(of, census, area, rng)
            for measure in measures:
                values[measure.name][simulation, area] = _value(measure, welfare, census, area)
    return {
        name: Simulated(drawn.mean(axis=0), drawn.std(axis=0, ddof=1) / np.sqrt(simulations))
        for name, drawn in values.items()
    }


def simulated_mse(
    found: Worlds,
    census: Census,
    measures: Sequence[AreaMeasure],
    simulations: int,
    seed: int,
    step: Step | None = None,
) -> dict[str, Floats]:
    """The bootstrap MSE (A) of any measure: in every world the census is simulated once for the truth, and the
    prediction made as outside of the bootstrap, by `simulations` of it or, in closed form, exactly.

    Its cost is that of worlds × simulations censuses. The prediction's simulation error is part of what is measured.
    """
    report = step or silent
    missed = {measure.name: np.zeros(len(census.areas)) for measure in measures}
    number = len(found.truth)
    for area, label in enumerate(census.areas):
        rng = np.random.default_rng([seed, _WORLD_PART, area_key(label)])
        index = census.columns[census.rows(area)] @ found.model.coefficients
        for world in range(number):
            truth = found.model.by.inverse(index + found.truth[world, area] + found.own(rng, index))
            predicted = _predicted(_refitted(found, world), census, area, measures, simulations, rng)
            for measure in measures:
                true_value = _value(measure, truth, census, area)
                missed[measure.name][area] += np.square(predicted[measure.name] - true_value) / number
        report((area + 1) / len(census.areas), "bootstrap")
    return missed


def _resolved(measure: str | MeasureFunction) -> list[AreaMeasure]:
    if callable(measure):
        return [AreaMeasure(getattr(measure, "__name__", repr(measure)), measure, needs_line=False)]
    if measure in CLOSED:
        return [AreaMeasure(measure, None, needs_line=measure in POWERS)]
    # Imported here: it compiles the kernels of all measures.
    from merata.measurement.measures import listed  # noqa: PLC0415

    return [AreaMeasure(one.name, one.value, one.needs_line) for one in listed([measure])]


def _refitted(found: Worlds, world: int) -> Prediction:
    return Prediction(
        found.by(world),
        found.coefficients[world],
        found.effect[world],
        found.effect_spread[world],
        float(np.sqrt(found.household_variance[world])),
    )


def _predicted(
    of: Prediction,
    census: Census,
    area: int,
    measures: Sequence[AreaMeasure],
    simulations: int,
    rng: np.random.Generator,
) -> dict[str, float]:
    closed = [measure.name for measure in measures if measure.function is None]
    values = closed_values(of, census, area, closed) if closed else {}
    others = [measure for measure in measures if measure.function is not None]
    for _ in range(simulations if others else 0):
        welfare = _census_draw(of, census, area, rng)
        for measure in others:
            part = _value(measure, welfare, census, area) / simulations
            values[measure.name] = values.get(measure.name, 0.0) + part
    return values


def _census_draw(of: Prediction, census: Census, area: int, rng: np.random.Generator) -> Floats:
    index = of.index(census, area)
    random = rng.standard_normal(1 + len(index))
    return of.by.inverse(index + of.effect_spread[area] * random[0] + of.household_spread * random[1:])


def _value(measure: AreaMeasure, welfare: Floats, census: Census, area: int) -> float:
    """The measure of a simulated area; NaN where a household's welfare is too large for a number."""
    if not np.all(np.isfinite(welfare)):
        return float("nan")
    size, line = census.size[census.rows(area)], census.line_of(area)
    given = float(line) if line is not None and line.ndim == 0 else line
    if measure.function is not None:
        return float(measure.function(welfare, size, given))
    if measure.name == "mean":
        values = welfare
    else:
        assert given is not None  # noqa: S101 - asked for with the measure
        values = np.where(welfare < given, np.maximum(1 - welfare / given, 0.0) ** POWERS[measure.name], 0.0)
    return float(values @ size / size.sum())
