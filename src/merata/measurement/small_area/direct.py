"""Direct estimates of areas as the table that an area-level model starts from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from merata.errors import Fault, InputError, UsageError
from merata.measurement.estimation import estimate
from merata.measurement.measures import listed
from merata.measurement.small_area.area_covariates import area_list
from merata.stats.design import LonelyRule
from merata.tables.frames import arrow, numbers, require


def direct_estimates(  # noqa: PLR0913 - one parameter an aspect of a survey, all by keyword
    survey: Any,
    measure: str,
    *,
    welfare: str,
    weight: str | None,
    area: str,
    stratum: str | None = None,
    psu: str | None = None,
    line: str | float | None = None,
    areas: Any = None,
    population_psus: str | None = None,
    lonely: LonelyRule = "refuse",
) -> pa.Table:
    """One row an area: area, the `measure` (a column of that name), variance, n, and the columns of `areas`.

    Estimates, standard errors and what is refused are those of `merata.measurement.estimation.estimate` with
    `by=area`; `population_psus` (the finite-population correction) and `lonely` (strata of a single cluster) are its.
    The variance is null where the error cannot be known (a single cluster, a headcount of 0), which
    `smooth_variances` mends. `areas`: a table with the column `area` and what is known of every area, one row each;
    those that the survey does not reach come with null estimate and variance and an n of 0, and rows follow its order.

    Raises, beyond that, `UsageError` where `areas` has a column that the result needs for itself, and `InputError`
    naming the areas of the survey that `areas` lacks, or areas that it has twice.
    """
    chosen = listed(measure)
    if len(chosen) != 1:
        raise UsageError(f"direct_estimates takes one measure; {measure} stands for several")
    found = estimate(
        survey,
        measure,
        welfare=welfare,
        weight=weight,
        stratum=stratum,
        psu=psu,
        by=area,
        line=line,
        population_psus=population_psus,
        lonely=lonely,
    )
    columns = {
        chosen[0].name: found["value"],
        "variance": pa.array(numbers(found, "se") ** 2, from_pandas=True),
        "n": found["n"].cast(pa.int64()),
    }
    measured = pa.table({area: found["group"], **columns})
    return measured if areas is None else _joined(measured, arrow(areas, "areas"), area)


def _joined(measured: pa.Table, areas: pa.Table, area: str) -> pa.Table:
    """The rows of `areas`, each with its direct estimate or with none."""
    require(areas, [area], "areas")
    own = [column for column in measured.column_names if column != area]
    clash = [column for column in own if column in areas.column_names]
    if clash:
        raise UsageError(f"areas has a column {', '.join(clash)}, which the direct estimates need; rename it")
    keys = areas[area].to_pylist()
    place = {key: row for row, key in enumerate(measured[area].to_pylist())}
    twice = sorted({str(key) for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    known = set(keys)
    lacking = np.array([key not in known for key in place], dtype=np.bool_)
    faults = []
    if twice:
        faults.append(_fault(area, "each area once", f"more than one row for {', '.join(twice)}"))
    if lacking.any():
        faults.append(
            _fault(area, "every area of the survey", f"no row for {area_list(list(map(str, place)), lacking)}")
        )
    if faults:
        raise InputError("areas does not fit the survey", faults)
    rows = pa.array([place.get(key) for key in keys], pa.int64())
    joined = areas
    for column in own:
        values = measured[column].take(rows)
        joined = joined.append_column(column, values.fill_null(0) if column == "n" else values)
    return joined


def _fault(column: str, expected: str, problem: str) -> Fault:
    return Fault(file="areas", row=None, column=column, value=None, expected=expected, problem=problem)
