"""Measures by area of a population whose welfare is known for everyone: exact, through summaries on any engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError, UsageError
from merata.measurement.areas import AREA_COLUMNS, By, Measured, area_names, poverty_lines, require_areas
from merata.measurement.estimates import Method, true_value
from merata.measurement.measures import MEASURES, named
from merata.measurement.notes import without_line
from merata.measurement.summaries import ENGINES, DuckDB, Spark, summarise
from merata.measurement.summaries.engine import Engine
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

WELFARE = "consumption_pc_idr"
"""The column of welfare unless another is named: rupiah per person per month."""
COLUMNS = ("regency_code", "size")
"""The columns of a population beside those of its areas and of welfare; `size` counts the persons of a row."""


def measure_truth(
    dataset: Dataset,
    *,
    by: By,
    year: int | None = None,
    measures: Sequence[str] = MEASURES,
    engine: str | Engine = "duckdb",
) -> Measured:
    """The `measures` of a synthetic dataset's hidden consumption, exact, by area.

    Raises `InputError` where a table is missing or lacks a household, `UsageError` as `measure_population`.
    """
    require_areas(by)
    chosen = year or dataset.description.year
    frame = household_frame(dataset)
    truth = dataset.read("truth")
    truth = truth.filter(pc.equal(truth["year"], chosen))
    place = pc.index_in(frame["household_id"], value_set=truth["household_id"].combine_chunks())
    if place.null_count:
        raise InputError(f"truth has no consumption of {place.null_count} households in {chosen}")
    table = pa.table(
        {name: frame[name] for name in dict.fromkeys((AREA_COLUMNS[by], "regency_code", "size"))}
        | {WELFARE: truth["consumption_pc_idr"].take(place)}
    )
    return _measured(dataset, _Population(table, WELFARE, "truth"), by, chosen, measures, engine)


def measure_population(
    dataset: Dataset,
    files: Sequence[Path],
    *,
    by: By,
    welfare: str = WELFARE,
    year: int | None = None,
    measures: Sequence[str] = MEASURES,
    engine: str | Engine = "duckdb",
) -> Measured:
    """The `measures` of the population in Parquet `files`, exact, by area: a census, or a draw that was stored.

    The files may be larger than memory; they hold `COLUMNS`, the areas' codes, and `welfare`, rounded to whole rupiah
    a month. The poverty lines of `year` (None: the dataset's) and the names of areas are those of `dataset`.
    `engine`: "duckdb", "spark", or one with settings of its own. Regencies without a line have no measures of
    poverty, and a note says so.

    Raises `UsageError` for an unknown engine or columns that the files lack, `InputError` counting rows with missing or
    negative consumption, or without an area.
    """
    require_areas(by)
    population = _Population([str(file) for file in files], welfare, "population")
    return _measured(dataset, population, by, year or dataset.description.year, measures, engine)


@dataclass(frozen=True, slots=True)
class _Population:
    """A table, or files, of a population; its column of welfare; and what its measures are called."""

    source: Any
    welfare: str
    method: Method


def _measured(
    dataset: Dataset, population: _Population, by: By, year: int, measures: Sequence[str], engine: str | Engine
) -> Measured:
    lines = poverty_lines(dataset, year)
    place = _engine(engine)
    try:
        found = _summed(place, population, AREA_COLUMNS[by], lines, measures)
    finally:
        place.close()
    estimates = [
        true_value(row["group"], row["measure"], row["value"], n=row["n"], method=population.method)
        for row in found
        if row["value"] is not None and not (named(row["measure"]).needs_line and _regency(row["group"]) not in lines)
    ]
    regencies = {_regency(row["group"]) for row in found}
    return Measured(estimates, None, without_line(regencies, lines, area_names(dataset, "regency"), year))


def _summed(
    place: Engine, population: _Population, column: str, lines: Mapping[str, float], measures: Sequence[str]
) -> list[dict[str, Any]]:
    """The measures of each area: rows of group, measure, value and n."""
    frame = place.read(population.source)
    has = frame.collect_schema().names()
    if lacking := [name for name in dict.fromkeys((column, population.welfare, *COLUMNS)) if name not in has]:
        raise UsageError(f"the population has no column {', '.join(lacking)}; it has {', '.join(has)}")
    if lines:
        frame = _with_lines(frame, place, lines)
    summary = summarise(
        frame,
        welfare=population.welfare,
        weight="size",
        by=column,
        line="line_idr" if lines else None,
        engine=place,
    )
    try:
        rows = summary.measures([name for name in measures if lines or not named(name).needs_line]).to_pylist()
    finally:
        summary.close()
    return list(rows)


def _engine(engine: str | Engine) -> Engine:
    if not isinstance(engine, str):
        return engine
    if engine not in ENGINES:
        raise UsageError(f"engine is {engine!r}; expected one of {', '.join(ENGINES)}, or an engine")
    return DuckDB() if engine == "duckdb" else Spark()


def _with_lines(frame: nw.LazyFrame[Any], place: Engine, lines: Mapping[str, float]) -> nw.LazyFrame[Any]:
    """The frame with each regency's poverty line; 1 where it has none, of which no measure is shown."""
    known = place.read(pa.table({"regency_code": list(lines), "line_idr": [float(line) for line in lines.values()]}))
    return frame.join(known, on="regency_code", how="left").with_columns(nw.col("line_idr").fill_null(1.0))


def _regency(area: str) -> str:
    """The regency of an area's Kemendagri code, whose first two parts it is."""
    return ".".join(area.split(".")[:2])
