"""Empirical best prediction: what a survey's households and a census's covariates say together of every area."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.small_area.area_values import Prediction, closed_values, prediction
from merata.measurement.small_area.bootstrap import exact_mse
from merata.measurement.small_area.diagnostics import Diagnostics, diagnose, sentences, warning_names
from merata.measurement.small_area.empirical_parts import empirical_parts
from merata.measurement.small_area.posterior import draw_area, draw_parameters
from merata.measurement.small_area.simulation import (
    AreaMeasure,
    MeasureFunction,
    Simulated,
    area_measures,
    simulate,
    simulated_mse,
)
from merata.measurement.small_area.stored import draws_table
from merata.measurement.small_area.transformations import KINDS
from merata.measurement.small_area.unit_input import Census, Roles, UnitData, listed, not_whole, read_unit_data
from merata.measurement.small_area.unit_model import UnitModel, fit_unit_model
from merata.measurement.small_area.worlds import Worlds, worlds
from merata.measurement.welfare import Floats
from merata.progress import Step
from merata.tables.frames import arrow

ERRORS = ("normal", "empirical")
"""What the areas' effects and households' own parts of bootstrap worlds may be."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient on the transformed scale, with its standard error given the variances."""

    name: str
    value: float
    se: float


@dataclass(frozen=True, slots=True)
class EmpiricalBest:
    """What `ebp` gives.

    `estimates`: area, measure, value, mse (null without a bootstrap), n (sampled households), one row for each area of
    the census and measure. `draws`: the area column and draw_1 … draw_M (float32), one row for each census row, in its
    order; None without. `simulation_error`: area, measure, simulation_error: the standard error that simulating a
    measure adds to its value, one row where a measure was simulated. `model`: the fitted one; `coefficients`;
    `diagnostics`; `warnings`: sentences in Indonesian and English on when not to trust it, and `warning_names`, their
    names in `merata.measurement.small_area.diagnostics.WARNINGS`; `seed`: the one used.
    """

    estimates: pa.Table
    draws: pa.Table | None
    simulation_error: pa.Table
    model: UnitModel
    coefficients: tuple[Coefficient, ...]
    diagnostics: Diagnostics
    warnings: tuple[str, ...]
    warning_names: tuple[str, ...]
    seed: int


def ebp(  # noqa: PLR0913 - the interface that the issue holds fixed
    survey: Any,
    census: Any,
    *,
    outcome: str,
    covariates: Sequence[str],
    area: str,
    weight: str | None = None,
    size: str | float | None = None,
    line: str | float | None = None,
    measures: Sequence[str | MeasureFunction] | str | MeasureFunction = ("mean", "p0", "p1", "p2"),
    transformation: str = "log",
    bootstrap: int = 0,
    draws: int = 0,
    seed: int | None = None,
    simulations: int = 100,
    parameter: float | None = None,
    bootstrap_errors: str = "normal",
    step: Step | None = None,
) -> EmpiricalBest:
    """Predict measures of `outcome` for every area of `census` from the households of `survey`.

    A nested-error model of the transformed outcome on the covariates with an effect of each area is fitted by REML, and
    every census household predicted given its area's sample: census EB (Molina & Rao 2010; Corral, Molina & Nguyen
    2021), as the survey's households are not known in the census. With `weight` (a column of the survey, any scale) it
    is pseudo-EB: coefficients and effects weighted (You & Rao 2002; Guadarrama, Molina & Rao 2018).

    `survey` and `census`: any table, with the columns `covariates` (numbers, yes/no or text, which becomes a column a
    category against the most frequent) and `area`. `size` and `line`: a number or a column of the census: how many
    persons a row counts (None: each row once), and the poverty line in the outcome's unit. An area without a sample is
    predicted from its covariates, with n = 0, and named in `diagnostics.unsampled`.

    `measures`: "mean", "p0", "p1", "p2" are exact expectations given the fitted parameters. Any other name of
    `merata.measurement.measures`, or a function f(welfare, weight, line) → float called by its `__name__`, is the mean
    over `simulations` simulated censuses, its simulation error stated. A measure that does not exist in some simulated
    census of an area, or is too large for a number, is null there, and named in `diagnostics.undefined`.

    `transformation`: "none", "log", "log_shift" or "box_cox"; `parameter`: of the latter two, estimated unless given.
    `bootstrap`: worlds of the bootstrap for `mse`, exact given a world for the measures in closed form under none, log
    and log_shift, otherwise simulated (worlds × simulations censuses: slow). `bootstrap_errors`: effects and own parts
    of worlds are "normal" (González-Manteiga et al. 2008), or "empirical": the sample's, own parts within fifths of
    expected welfare. Then `mse` has in it what the model misses at some level of welfare, and is some percent too
    large where it misses nothing. `draws`: joint draws of every census household's welfare, from the posterior of the
    model with flat priors, parameters redrawn: what any later figure and its interval should be computed on. Their
    mean differs a little from `estimates`, which take the parameters as known. `seed` (None counts as 0) settles all
    that is random; `step` is told how far the bootstrap is.

    Raises `UsageError` for a wrong call, `InputError` with all faults at once where the tables do not fit together
    (areas that the census lacks, other codes, missing values, weights or lines that are not positive) or the sample is
    too small.
    """
    tables = arrow(survey, "survey"), arrow(census, "census")
    roles = Roles(outcome, listed(covariates), area, weight, size, line)
    number = 0 if seed is None else seed
    kinds = transformation, bootstrap_errors
    wanted = _checked_call(tables, roles, measures, kinds, (bootstrap, draws, simulations, number))
    data = read_unit_data(*tables, roles, transformation)
    # What overflows is told by `undefined`, not by NumPy.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        model = fit_unit_model(data.sample, transformation, parameter)
        predicted = prediction(model, data.census)
        simulated = _simulated(predicted, data.census, wanted, simulations, number)
        values = _values(predicted, data.census, wanted, simulated)
        found_worlds = _worlds(model, data.census, bootstrap, bootstrap_errors, number) if bootstrap else None
        mse = _mse(found_worlds, data.census, wanted, simulations, number, step) if found_worlds else {}
        drawn = _draws(model, data.census, tables[1].select([area]), draws, number) if draws else None
        found = diagnose(model, data)
    found = replace(found, undefined=_undefined(data.census, values, mse, drawn))
    names = warning_names(model, found)
    return EmpiricalBest(
        _estimates(tables[1][area].type, data.census, values, mse),
        drawn,
        _simulation_error(tables[1][area].type, data.census, simulated),
        model,
        _coefficients(model, data),
        found,
        sentences(names),
        names,
        number,
    )


def _checked_call(
    tables: tuple[pa.Table, pa.Table],
    roles: Roles,
    measures: Sequence[str | MeasureFunction] | str | MeasureFunction,
    kinds: tuple[str, str],
    numbers: tuple[int, int, int, int],
) -> list[AreaMeasure]:
    """The measures; `UsageError` with all that is wrong with the call."""
    problems = [*_wrong_numbers(roles, *numbers), *_wrong_names(tables, roles)]
    for name, given, known in zip(("transformation", "bootstrap_errors"), kinds, (KINDS, ERRORS), strict=True):
        if given not in known:
            problems.append(f"{name} is {given!r}; expected one of {', '.join(known)}")
    wanted: list[AreaMeasure] = []
    try:
        wanted = area_measures(measures)
    except UsageError as error:
        problems.append(str(error))
    if roles.line is None and (poverty := [measure.name for measure in wanted if measure.needs_line]):
        problems.append(
            f"{', '.join(poverty)}: no poverty line is given; give line, a number or a column of the census"
        )
    if problems:
        raise UsageError("; ".join(problems))
    return wanted


def _wrong_names(tables: tuple[pa.Table, pa.Table], roles: Roles) -> list[str]:
    no_text = [
        f"{role} is {given!r}; expected the name of a column"
        for role, given in (
            ("outcome", roles.outcome),
            *(("covariates", name) for name in roles.covariates),
            ("area", roles.area),
            ("weight", roles.weight or ""),
        )
        if not isinstance(given, str)
    ]
    if no_text:
        return no_text
    problems = []
    for table, name, columns in zip(tables, ("survey", "census"), (roles.of_survey, roles.of_census), strict=True):
        if lacking := [column for column in dict.fromkeys(columns) if column not in table.column_names]:
            problems.append(f"{name} has no column {', '.join(lacking)}; it has {', '.join(table.column_names)}")
    if roles.outcome in roles.covariates or roles.area in roles.covariates:
        problems.append("the outcome or the area is among the covariates; leave it out")
    return problems


def _wrong_numbers(roles: Roles, bootstrap: int, draws: int, simulations: int, seed: int) -> list[str]:
    problems = [
        f"{name} is {given}; expected a positive number or a column of the census"
        for name, given in (("size", roles.size), ("line", roles.line))
        if given is not None and not isinstance(given, str) and not 0 < given < np.inf
    ]
    counts = {"bootstrap": bootstrap, "draws": draws, "simulations": simulations, "seed": seed}
    if no_whole := not_whole(**counts):
        return [*problems, *no_whole]
    if bootstrap < 0 or bootstrap == 1:
        problems.append(f"bootstrap is {bootstrap}; expected 0, or at least 2")
    if draws < 0 or seed < 0:
        problems.append(f"draws is {draws} and seed {seed}; expected numbers of 0 or more")
    if simulations < 2:
        problems.append(f"simulations is {simulations}; expected at least 2")
    return problems


def _simulated(
    predicted: Prediction, census: Census, measures: Sequence[AreaMeasure], simulations: int, seed: int
) -> dict[str, Simulated]:
    others = [measure for measure in measures if measure.function is not None]
    return simulate(predicted, census, others, simulations, seed) if others else {}


def _values(
    predicted: Prediction, census: Census, measures: Sequence[AreaMeasure], simulated: dict[str, Simulated]
) -> dict[str, Floats]:
    """The value of each measure (A), NaN where it does not exist."""
    closed = [measure.name for measure in measures if measure.function is None]
    by_area = [closed_values(predicted, census, area, closed) for area in range(len(census.areas))] if closed else []
    return {
        measure.name: simulated[measure.name].value
        if measure.function is not None
        else np.array([values[measure.name] for values in by_area])
        for measure in measures
    }


def _worlds(model: UnitModel, census: Census, number: int, errors: str, seed: int) -> Worlds:
    return worlds(model, census, number, seed, empirical_parts(model) if errors == "empirical" else None)


def _mse(
    found: Worlds, census: Census, measures: Sequence[AreaMeasure], simulations: int, seed: int, step: Step | None
) -> dict[str, Floats]:
    box_cox = found.model.by.kind == "box_cox"
    exact = [measure.name for measure in measures if measure.function is None and not box_cox]
    others = [measure for measure in measures if measure.name not in exact]
    mse = exact_mse(found, census, exact, step) if exact else {}
    return mse | (simulated_mse(found, census, others, simulations, seed, step) if others else {})


def _estimates(kind: pa.DataType, census: Census, values: dict[str, Floats], mse: dict[str, Floats]) -> pa.Table:
    areas, names = len(census.areas), list(values)
    unknown = np.full(areas, np.nan)
    by_measure = {
        "value": np.column_stack([values[name] for name in names]),
        "mse": np.column_stack([mse.get(name, unknown) for name in names]),
    }
    return pa.table(
        {
            "area": _repeated(kind, census, len(names)),
            "measure": pa.array(names * areas, pa.string()),
            **{name: _nullable(column) for name, column in by_measure.items()},
            "n": pa.array(np.repeat(census.n, len(names)), pa.int64()),
        }
    )


def _simulation_error(kind: pa.DataType, census: Census, simulated: dict[str, Simulated]) -> pa.Table:
    names = list(simulated)
    errors = np.array([simulated[name].error for name in names]).reshape(len(names), len(census.areas))
    return pa.table(
        {
            "area": _repeated(kind, census, len(names)),
            "measure": pa.array(names * len(census.areas), pa.string()),
            "simulation_error": _nullable(errors.T),
        }
    )


def _nullable(values: Floats) -> pa.Array:
    """The numbers row by row, null where they are not finite."""
    return pa.array(values.ravel(), pa.float64(), mask=~np.isfinite(values.ravel()))


def _undefined(
    census: Census, values: dict[str, Floats], mse: dict[str, Floats], drawn: pa.Table | None
) -> tuple[tuple[str, Hashable], ...]:
    """What is null, as (measure, area)."""
    lacking = {name: ~np.isfinite(value) for name, value in values.items()}
    for name, errors in mse.items():
        lacking[name] |= ~np.isfinite(errors)
    if drawn is not None:
        row = np.zeros(drawn.num_rows, dtype=np.bool_)
        for column in drawn.columns[1:]:
            if column.null_count:
                row |= column.is_null().to_numpy()
        lacking["draws"] = np.array([row[census.order[census.rows(a)]].any() for a in range(len(census.areas))])
    return tuple((name, census.areas[place]) for name, where in lacking.items() for place in np.flatnonzero(where))


def _repeated(kind: pa.DataType, census: Census, times: int) -> pa.Array:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.array([label for label in census.areas for _ in range(times)], kind)


def _draws(model: UnitModel, census: Census, areas: pa.Table, number: int, seed: int) -> pa.Table:
    parameters = draw_parameters(model, number, seed)
    found: NDArray[np.float32] = np.empty((number, len(census.order)), dtype=np.float32)
    for place, label in enumerate(census.areas):
        rows = census.rows(place)
        found[:, census.order[rows]] = draw_area(parameters, census.columns[rows], label)
    table = draws_table(areas, found)
    for draw in np.flatnonzero(~np.isfinite(found).all(axis=1)):
        name = f"draw_{draw + 1}"
        column = pa.array(found[draw], pa.float32(), mask=~np.isfinite(found[draw]))
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _coefficients(model: UnitModel, data: UnitData) -> tuple[Coefficient, ...]:
    errors = np.sqrt(np.diag(model.coefficient_covariance))
    kept = model.layout.kept.tolist()
    return tuple(Coefficient(data.labels[k], float(model.coefficients[k]), float(errors[k])) for k in kept)
