"""What an area-level model is fitted on, read from a table of direct estimates, with every fault named at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from merata.errors import Fault, InputError
from merata.measurement.small_area.area_covariates import Mask, area_columns, area_list, listed
from merata.measurement.welfare import Floats
from merata.tables.frames import arrow, numbers, require

FEWEST_SPARE_AREAS = 5
"""Areas with a direct estimate that must be left over the number of coefficients."""


@dataclass(frozen=True, slots=True)
class AreaTable:
    """A table of direct estimates, one row an area, in the order in which it came.

    `area`: the column of areas, `names` the same as text; `y` and `d`: direct estimates and their variances, NaN
    where there is none; `sampled`: areas with both; `n`: the column of that name, or nulls; `x` with `columns`.
    """

    area: pa.ChunkedArray
    names: tuple[str, ...]
    y: Floats
    d: Floats
    sampled: Mask
    n: pa.ChunkedArray
    x: Floats
    columns: tuple[str, ...]
    table: pa.Table


def read_areas(direct: object, *, estimate: str, variance: str, covariates: Sequence[str], area: str) -> AreaTable:
    """Read `direct`; a row whose estimate or variance is null is an area without a direct estimate.

    Raises `UsageError` for columns that are not there, and `InputError`, naming all areas concerned by all faults,
    for areas that are missing or come twice, estimates that are infinite, variances of zero or less, covariates
    that are missing, unseen in the fitted areas, constant or collinear, and too few areas for the coefficients.
    """
    table = arrow(direct, "direct")
    chosen = listed(covariates)
    require(table, [area, estimate, variance, *chosen], "direct")
    if table.num_rows == 0:
        empty = Fault("direct", None, None, None, "one row for each area", "the table is empty")
        raise InputError("direct cannot be modelled", [empty])
    names = tuple("" if name is None else str(name) for name in table[area].to_pylist())
    y, d = numbers(table, estimate, "direct"), numbers(table, variance, "direct")
    sampled = ~np.isnan(y) & ~np.isnan(d)
    faults = _area_faults(table, area, names) + _value_faults(y, d, sampled, names, estimate, variance)
    columns = area_columns(table, chosen, names, sampled)
    faults += columns.faults
    spare = int(sampled.sum()) - columns.x.shape[1]
    if spare < FEWEST_SPARE_AREAS:
        faults.append(
            _fault(
                estimate,
                f"at least {FEWEST_SPARE_AREAS} areas more than coefficients",
                f"{sampled.sum()} areas have a direct estimate and the model {columns.x.shape[1]} coefficients; "
                "take fewer covariates or more areas",
            )
        )
    if faults:
        raise InputError("direct cannot be modelled", faults)
    n = table["n"].cast(pa.int64()) if "n" in table.column_names else pa.chunked_array([pa.nulls(len(y), pa.int64())])
    y, d = np.where(sampled, y, np.nan), np.where(sampled, d, np.nan)
    return AreaTable(table[area], names, y, d, sampled, n, columns.x, columns.names, table)


def _area_faults(table: pa.Table, area: str, names: Sequence[str]) -> list[Fault]:
    faults = []
    if table[area].null_count:
        rows = [str(row) for row, name in enumerate(table[area].to_pylist(), start=1) if name is None]
        faults.append(_fault(area, "a name for every area", f"rows {', '.join(rows)} have none"))
    known, counts = np.unique([name for name in names if name], return_counts=True)
    if np.any(counts > 1):
        faults.append(_fault(area, "each area once", f"more than one row for {area_list(known.tolist(), counts > 1)}"))
    return faults


def _value_faults(
    y: Floats, d: Floats, sampled: Mask, names: Sequence[str], estimate: str, variance: str
) -> list[Fault]:
    faults = []
    infinite = np.isinf(y)
    if infinite.any():
        faults.append(_fault(estimate, "finite estimates", f"infinite in {area_list(names, infinite)}"))
    zero = sampled & (d == 0)
    if zero.any():
        faults.append(
            _fault(
                variance,
                "variances above 0",
                f"zero in {area_list(names, zero)}: such a sample would count as free of error; "
                "smooth the variances first (small_area.smooth_variances)",
            )
        )
    wrong = sampled & ((d < 0) | np.isinf(d))
    if wrong.any():
        faults.append(_fault(variance, "variances above 0", f"negative or infinite in {area_list(names, wrong)}"))
    return faults


def _fault(column: str, expected: str, problem: str) -> Fault:
    return Fault(file="direct", row=None, column=column, value=None, expected=expected, problem=problem)
