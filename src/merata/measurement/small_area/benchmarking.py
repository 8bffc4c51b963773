"""Small-area estimates made to agree with a published total: their population-weighted mean is the region's value.

A council does not accept villages that do not add up to the figure that the statistical office publishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import Fault, InputError, UsageError
from merata.measurement.measures import is_fraction
from merata.measurement.welfare import Floats
from merata.tables.frames import arrow, numbers, require

Method = Literal["ratio", "difference", "mse"]
"""How a region's difference is spread over its areas."""

SANE_FACTORS = (0.5, 2.0)
"""A published total further than this from what the estimates add up to is more likely another definition."""

NOT_ADDITIVE = frozenset(
    {
        "arpr",
        "arpt",
        "atkinson",
        "bottom40_share",
        "ge",
        "generalised_lorenz",
        "gini",
        "lorenz",
        "median",
        "palma",
        "quantile",
        "s80s20",
        "s_gini",
        "sen",
        "share",
        "theil_l",
        "theil_t",
        "wolfson",
    }
)
"""Measures of a region that are no mean of its areas' values, without the parameter in brackets."""

Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Benchmarked:
    """`estimates`: as given, with value and mse (null where it was) adjusted; `factors`: region, measure, areas, before
    (the weighted mean as it was), total, factor (total ÷ before) and difference; `draws` adjusted, or None; `warnings`:
    sentences in Indonesian and English.
    """

    estimates: pa.Table
    factors: pa.Table
    draws: pa.Table | None
    warnings: tuple[str, ...]


def benchmark(
    estimates: Any,
    totals: Any,
    *,
    population: str | Mapping[Any, float],
    region: str | Mapping[Any, Any] | None = None,
    method: Method = "ratio",
    draws: Any = None,
) -> Benchmarked:
    """Adjust `estimates` so that, in every region and measure, Σ population × value ÷ Σ population is the total.

    `estimates`: a table with area, measure, value and mse (as `fay_herriot` and `ebp` give); `totals`: a table with
    measure, value (a mean or a rate of the whole region, in the unit of the estimates) and region (not needed where
    `region` is None: all areas are one region). `population` and `region`: a column of `estimates`, or a mapping from
    area. A measure of which `totals` has no region at all stays as it is.

    `method` "ratio" multiplies all areas alike; "difference" adds the same to all; "mse" adds in proportion to
    share × MSE, so that Σ (change)² ÷ MSE is least: what is uncertain moves most (Battese, Harter & Fuller 1988;
    Pfeffermann & Barnard 1991; Wang, Fuller & Qu 2008). The MSE becomes MSE + change²: what the error is on average
    if the estimate before was the best guess (You, Rao & Dick 2004). Where it is null (`ebp` without a bootstrap) it
    stays null; "mse" cannot do without it.

    `draws` (a table as `fay_herriot` gives: one row a row of `estimates`, in the same order, with the column area and
    draw_1 … draw_M) get the same factors or additions as the estimates, not one for each draw:
    a published total has its own sampling error, and draws that all met it exactly would make a region's figure
    look free of error. Fractions among them are kept within 0 and 1.

    Raises `UsageError` for columns that are not there, or measures whose regional value is no mean of the areas'
    (`NOT_ADDITIVE`); `InputError`, all at once, for areas without a value, a population or a region, regions without
    a total and totals without a region, and adjusted values that the measure cannot have (p0 above 1, a negative
    amount that was none before). Warns of a factor outside 0.5 to 2.
    """
    if method not in ("ratio", "difference", "mse"):
        raise UsageError(f"method is {method!r}; expected 'ratio', 'difference' or 'mse'")
    rows = _read(arrow(estimates, "estimates"), population, region, method)
    drawn = None if draws is None else arrow(draws, "draws")
    published = _published(arrow(totals, "totals"), one_region=region is None)
    groups = _matched(rows, published)
    value = rows.value.copy()
    moved = None if drawn is None else _drawn(rows, drawn)
    factors, warnings = [], _untouched(rows, published)
    for key, members in groups.items():
        adjustment = _adjustment(rows, members, key, published[key], method)
        value[members] = adjustment.of(rows.value[members])
        if moved is not None:
            moved[members] = adjustment.of(moved[members])
        factors.append(adjustment.as_row(len(members)))
        warnings += adjustment.warnings()
    _refuse_impossible(rows, value)
    if moved is not None:
        warnings += _kept_within(rows.measure, moved)
    return Benchmarked(
        _replaced(rows, value),
        pa.Table.from_pylist(factors, schema=_FACTORS),
        None if drawn is None or moved is None else _redrawn(drawn, moved),
        tuple(warnings),
    )


_FACTORS = pa.schema(
    [
        ("region", pa.string()),
        ("measure", pa.string()),
        ("areas", pa.int64()),
        ("before", pa.float64()),
        ("total", pa.float64()),
        ("factor", pa.float64()),
        ("difference", pa.float64()),
    ]
)
_ALL = "all"
_Key = tuple[str, str]
"""A region and a measure."""


@dataclass(frozen=True, slots=True)
class _Rows:
    table: pa.Table
    area: Names
    measure: Names
    region: Names
    population: Floats
    value: Floats
    mse: Floats

    def named(self, which: NDArray[np.bool_]) -> str:
        return ", ".join(f"{a} ({m})" for a, m in zip(self.area[which], self.measure[which], strict=True))


@dataclass(frozen=True, slots=True)
class _Adjustment:
    """What takes the values of one region and measure to its total: a factor, or an addition for each area."""

    key: _Key
    before: float
    total: float
    factor: float | None
    added: Floats

    def of(self, values: Floats) -> Floats:
        if self.factor is not None:
            return values * self.factor
        return values + (self.added[:, None] if values.ndim == 2 else self.added)

    def ratio(self) -> float | None:
        return self.total / self.before if self.before != 0 else None

    def as_row(self, areas: int) -> dict[str, object]:
        return {
            "region": self.key[0],
            "measure": self.key[1],
            "areas": areas,
            "before": self.before,
            "total": self.total,
            "factor": self.ratio(),
            "difference": self.total - self.before,
        }

    def warnings(self) -> list[str]:
        ratio = self.ratio()
        if ratio is not None and SANE_FACTORS[0] <= ratio <= SANE_FACTORS[1]:
            return []
        region, measure = self.key
        times = "?" if ratio is None else f"{ratio:.2f}"
        return [
            f"{measure} di {region}: angka resmi {times} kali jumlah perkiraan; periksa apakah definisinya sama / "
            f"{measure} in {region}: the published value is {times} times what the estimates add up to; check that "
            "both have the same definition"
        ]


def _read(
    table: pa.Table, population: str | Mapping[Any, float], region: str | Mapping[Any, Any] | None, method: Method
) -> _Rows:
    given = [name for name in (population, region) if isinstance(name, str)]
    require(table, ["area", "measure", "value", "mse", *given], "estimates")
    area = np.array(table["area"].to_pylist(), dtype=object)
    measure = np.array(table["measure"].to_pylist(), dtype=object)
    no_mean = sorted({name for name in measure if str(name).partition("(")[0] in NOT_ADDITIVE})
    if no_mean:
        raise UsageError(
            f"{', '.join(no_mean)} of a region is no mean of its areas' values and cannot be benchmarked; "
            "leave it out, and benchmark mean, p0, p1 or p2"
        )
    persons = numbers(table, population, "estimates") if isinstance(population, str) else _mapped(population, area)
    regions = np.full(len(area), _ALL, dtype=object)
    if isinstance(region, str):
        regions = np.array(table[region].to_pylist(), dtype=object)
    elif region is not None:
        regions = np.array([region.get(name) for name in area], dtype=object)
    unknown = pa.types.is_null(table["mse"].type)
    mse = np.full(len(area), np.nan) if unknown else numbers(table, "mse", "estimates")
    rows = _Rows(table, area, measure, regions, persons, numbers(table, "value", "estimates"), mse)
    _refuse_incomplete(rows, method)
    return rows


def _mapped(population: Mapping[Any, float], area: Names) -> Floats:
    return np.array([population.get(name, np.nan) for name in area], dtype=np.float64)


def _refuse_incomplete(rows: _Rows, method: Method) -> None:
    checks = {
        ("value", "a value for every area"): ~np.isfinite(rows.value),
        ("mse", "an mse of 0 or more for every area"): ~(rows.mse >= 0) if method == "mse" else rows.mse < 0,
        ("population", "a population above 0 for every area"): ~(rows.population > 0) | np.isinf(rows.population),
        ("region", "a region for every area"): np.array([name is None for name in rows.region], dtype=np.bool_),
    }
    faults = [
        _fault("estimates", column, expected, f"not so in {rows.named(wrong)}")
        for (column, expected), wrong in checks.items()
        if wrong.any()
    ]
    if faults:
        raise InputError("the estimates cannot be benchmarked", faults)


def _published(table: pa.Table, *, one_region: bool) -> dict[_Key, float]:
    require(table, ["measure", "value", *([] if one_region else ["region"])], "totals")
    value = numbers(table, "value", "totals")
    regions = [_ALL] * len(value) if one_region else [str(name) for name in table["region"].to_pylist()]
    keys = list(zip(regions, map(str, table["measure"].to_pylist()), strict=True))
    twice = sorted({f"{measure} of {region}" for region, measure in keys if keys.count((region, measure)) > 1})
    lacking = [f"{m} of {r}" for (r, m), number in zip(keys, value, strict=True) if not np.isfinite(number)]
    faults = [_fault("totals", "region", "one total for each region and measure", ", ".join(twice))] if twice else []
    faults += [_fault("totals", "value", "a number", f"missing for {', '.join(lacking)}")] if lacking else []
    if faults:
        raise InputError("the totals cannot be used", faults)
    return dict(zip(keys, map(float, value), strict=True))


def _matched(rows: _Rows, published: dict[_Key, float]) -> dict[_Key, NDArray[np.intp]]:
    """The rows of every region and measure that has a total."""
    measures = {measure for _, measure in published}
    groups: dict[_Key, list[int]] = {}
    for row, (region, measure) in enumerate(zip(rows.region, rows.measure, strict=True)):
        if measure in measures:
            groups.setdefault((str(region), measure), []).append(row)
    faults = [
        _fault("totals", "region", "a total for every region of the estimates", f"no {measure} of {region}")
        for region, measure in groups
        if (region, measure) not in published
    ]
    faults += [
        _fault("totals", "region", "regions and measures of the estimates", f"no area has {measure} in {region}")
        for region, measure in published
        if (region, measure) not in groups
    ]
    if faults:
        raise InputError("the estimates and the totals do not match", faults)
    return {key: np.array(members, dtype=np.intp) for key, members in groups.items()}


def _untouched(rows: _Rows, published: dict[_Key, float]) -> list[str]:
    left = sorted(set(map(str, rows.measure)) - {measure for _, measure in published})
    if not left:
        return []
    return [
        f"tanpa angka resmi, jadi tidak disesuaikan: {', '.join(left)} / "
        f"without a published total, so left as they were: {', '.join(left)}"
    ]


def _adjustment(rows: _Rows, members: NDArray[np.intp], key: _Key, total: float, method: Method) -> _Adjustment:
    share = rows.population[members] / rows.population[members].sum()
    before = float(np.sum(share * rows.value[members]))
    if method == "ratio":
        if before == 0:
            raise InputError(f"{key[1]} of {key[0]} is 0 in every area: no ratio takes it to {total:g}; use difference")
        return _Adjustment(key, before, total, total / before, np.zeros(len(members)))
    if method == "difference":
        weight = np.ones(len(members))
    else:
        pull = share * rows.mse[members]
        if not pull.any():
            raise InputError(f"{key[1]} of {key[0]} has an mse of 0 in every area: nothing can move; use difference")
        weight = pull / np.sum(share * pull)
    return _Adjustment(key, before, total, None, weight * (total - before))


def _refuse_impossible(rows: _Rows, value: Floats) -> None:
    fraction = np.array([is_fraction(str(name)) for name in rows.measure], dtype=np.bool_)
    above = fraction & (value > 1) & (value > rows.value)
    below = (value < 0) & (rows.value >= 0)
    faults = []
    if above.any():
        faults.append(_fault("estimates", "value", "fractions of at most 1", f"pushed above 1: {rows.named(above)}"))
    if below.any():
        faults.append(_fault("estimates", "value", "values of at least 0", f"pushed below 0: {rows.named(below)}"))
    if faults:
        raise InputError("benchmarking makes values that cannot be; take another method or check the totals", faults)


def _kept_within(measure: Names, draws: Floats) -> list[str]:
    """Cut the draws of fractions to 0 and 1, in place, and say how many that were."""
    fraction = np.array([is_fraction(str(name)) for name in measure], dtype=np.bool_)
    part = draws[fraction]
    outside = int(np.count_nonzero((part < 0) | (part > 1)))
    if not outside:
        return []
    draws[fraction] = np.clip(part, 0.0, 1.0)
    return [
        f"{outside} dari {part.size} undian pecahan dipotong ke 0–1 / "
        f"{outside} of {part.size} draws of fractions were cut to 0–1"
    ]


def _replaced(rows: _Rows, value: Floats) -> pa.Table:
    mse = rows.mse + (value - rows.value) ** 2
    table = rows.table
    for name, column in (("value", value), ("mse", mse)):
        table = table.set_column(table.column_names.index(name), name, pa.array(column, from_pandas=True))
    return table


def _drawn(rows: _Rows, table: pa.Table) -> Floats:
    """The draws of `table`, rows of estimates × draws."""
    names = _draw_names(table)
    if not names or "area" not in table.column_names:
        raise UsageError("draws has no column area, or no draw_1; expected a table as fay_herriot gives it")
    identifiers = [("area", rows.area), ("measure", rows.measure)]
    for column, expected in identifiers:
        if column in table.column_names and table[column].to_pylist() != expected.tolist():
            raise UsageError(
                f"draws has {table.num_rows} rows and other {column}s than the {len(rows.value)} rows of estimates, or "
                "in another order; expected one row a row of estimates, in the same order"
            )
    found = np.column_stack([numbers(table, name, "draws") for name in names])
    if lacking := int(np.count_nonzero(~np.isfinite(found))):
        raise InputError(f"draws: {lacking} draws are missing or not finite; expected a number in every one")
    return found


def _redrawn(table: pa.Table, draws: Floats) -> pa.Table:
    """`table` with these draws."""
    for place, name in enumerate(_draw_names(table)):
        table = table.set_column(table.column_names.index(name), name, pa.array(draws[:, place], pa.float32()))
    return table


def _draw_names(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name.startswith("draw_")]


def _fault(file: str, column: str, expected: str, problem: str) -> Fault:
    return Fault(file=file, row=None, column=column, value=None, expected=expected, problem=problem)
