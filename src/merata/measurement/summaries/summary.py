"""Measures of a table too large for memory, from sums that add up: of chunks, of machines, of regencies to a nation.

A `Summary` holds the weight and the number of rows for each group and each welfare in *whole rupiah a month*: welfare
is rounded, halves up, which is all that differs from measuring the rows themselves. Two summaries `merge` into that of
all their rows, so that a table may be read in chunks, or measured where its parts are. DuckDB does the sums in this
process, Apache Spark on a cluster, from the same expressions, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError, UsageError
from merata.measurement import summing
from merata.measurement.measures import MEASURES, Measure, listed
from merata.measurement.summaries.bucket_table import BucketTable, Reached, bucket_table, numbered
from merata.measurement.summaries.engine import Engine, engine_for
from merata.measurement.summaries.summed_measures import shares_needed, summable, totals_of, value_of
from merata.measurement.summaries.welfare_sums import (
    FAULTS,
    POVERTY,
    ROWS,
    WHOLE,
    Frame,
    bucket_sums,
    chosen_rows,
    located,
    merged,
    per_octave,
    row_sums,
    value_sums,
)
from merata.measurement.summing import Integers
from merata.measurement.welfare import Floats
from merata.tables.frames import numbers


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums of rows by group and welfare.

    `engine`: where they are; `values`: weight and rows by the `keys` of the group and welfare (whole rupiah);
    `groups`: by the keys, rows, rows with positive welfare and, `with_line`, the sums over the poor; `by`: the columns
    that the keys were.
    """

    engine: Engine
    values: Frame
    groups: pa.Table
    keys: tuple[str, ...]
    by: tuple[str, ...]
    with_line: bool

    def measures(self, measures: str | Iterable[str] = MEASURES) -> pa.Table:
        """The `measures` of each group: columns group (null without `by`), measure, value (null where it does not
        exist, as a relative one where all is zero), n (rows; of the Theil measures and their like those with
        positive welfare, which they are of).

        Definitions are those of `merata.measurement.kernel.measure_groups`. Without a line the default list leaves
        out what needs one. Raises `UsageError` for a measure that sums cannot give (`sen`, `s_gini`, `arpr`,
        `wolfson`, `fgt` beyond 0, 1 and 2), or that needs a line where none was given.
        """
        chosen = self._chosen(measures)
        number, labels = numbered(self.groups, self.keys)
        rows = {name: _placed(self.groups, name, number) for name in self._counts()}
        found = self._values(chosen, rows)
        columns = np.column_stack([found[measure.name] for measure in chosen])
        counts = np.column_stack([rows["positive_rows" if measure.of_positive else ROWS] for measure in chosen])
        names = [None] if self.keys == (WHOLE,) else labels
        return pa.table(
            {
                "group": pa.array([name for name in names for _ in chosen]),
                "measure": pa.array([measure.name for measure in chosen] * len(names)),
                "value": pa.array(np.where(np.isfinite(columns), columns, np.nan).ravel(), from_pandas=True),
                "n": pa.array(counts.ravel().astype(np.int64)),
            }
        )

    def together(self) -> Summary:
        """The summary of all groups as one: the nation of its regencies, each with its own poverty line."""
        counts = {name: pa.array([pc.sum(self.groups[name]).as_py()]) for name in self._counts()}
        whole = self.values.with_columns(nw.lit(0).alias(WHOLE))
        return Summary(
            self.engine,
            self.engine.keep(merged([whole], (WHOLE,))),
            pa.table({WHOLE: pa.array([0]), **counts}),
            (WHOLE,),
            (),
            self.with_line,
        )

    def close(self) -> None:
        """Give back the memory that the sums take; the summary cannot be used after."""
        self.engine.release(self.values)

    def _chosen(self, measures: str | Iterable[str]) -> list[Measure]:
        chosen = listed(measures)
        if not self.with_line:
            needing = [measure.name for measure in chosen if measure.needs_line]
            if needing and measures is not MEASURES:
                raise UsageError(f"{', '.join(needing)} need a poverty line; give summarise its line")
            chosen = [measure for measure in chosen if not measure.needs_line]
        unknown = [measure.name for measure in chosen if not summable(measure)]
        if unknown:
            raise UsageError(f"{', '.join(unknown)} cannot be had from sums; measure the rows (measurement.estimate)")
        return chosen

    def _counts(self) -> tuple[str, ...]:
        return (ROWS, "positive_rows", *(POVERTY if self.with_line else ()))

    def _values(self, chosen: Sequence[Measure], rows: Mapping[str, Floats]) -> dict[str, Floats]:
        terms = list(dict.fromkeys(term for measure in chosen for term in measure.terms))
        powers = [parameter for code, parameter in terms if code == summing.POWER]
        octave = per_octave(self.groups.num_rows)
        sums = bucket_sums(self.values, self.keys, octave=octave, powers=powers)
        table = bucket_table(self.engine.collect(sums), self.keys)
        reached = self._reached(table, shares_needed(chosen, terms), octave)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            totals = totals_of(table, terms, powers, rows, reached)
            return {measure.name: value_of(measure, totals, reached) for measure in chosen}

    def _reached(self, table: BucketTable, shares: Sequence[float], octave: int) -> dict[float, Reached]:
        if not shares:
            return {}
        targets = table.targets(shares, self.keys)
        found = located(self.values, self.engine.read(targets), self.keys, octave=octave)
        return dict(zip(shares, table.reached(shares, targets, self.engine.collect(found)), strict=True))


def summarise(
    frame: Any,
    *,
    welfare: str,
    weight: str | None = None,
    by: str | Sequence[str] | None = None,
    line: str | float | None = None,
    engine: str | Engine = "duckdb",
) -> Summary:
    """Sum `frame` by group and welfare in whole rupiah.

    `frame`: an Arrow table or what Narwhals reads, a Spark frame, or Parquet files: a path, several, or a folder.
    `welfare` (rupiah per person per month), `weight` (persons a row stands for; None: one each) and `by` name its
    columns, several of `by` giving groups named "a / b"; `line` is a poverty line, a number or a column, above 0.
    `engine`: "duckdb", "spark", or an engine with settings of its own (`merata.measurement.summaries.DuckDB`,
    `Spark`); summaries that are to be merged need the same one.

    Raises `UsageError` for columns that are not there, and `InputError`, saying how many rows are concerned, for
    missing, infinite or negative welfare, weights or lines that are not positive numbers, rows without a group, and
    a table without rows.
    """
    chosen_by = (by,) if isinstance(by, str) else tuple(by or ())
    place = engine_for(engine, frame)
    source = place.read(frame)
    _require(source, [welfare, *(column for column in (weight, line, *chosen_by) if isinstance(column, str))])
    _require_numbers(source, [welfare, *(column for column in (weight, line) if isinstance(column, str))])
    if isinstance(line, int | float) and not 0 < line < np.inf:
        raise UsageError(f"line is {line:g}; expected a number above 0, or a column")
    rows, keys = chosen_rows(source, welfare=welfare, weight=weight, line=line, by=chosen_by)
    groups = place.collect(row_sums(rows, keys, with_line=line is not None))
    _refuse_faulty(groups)
    values = place.keep(value_sums(rows, keys))
    return Summary(place, values, groups, tuple(keys), chosen_by, line is not None)


def merge(first: Summary, *others: Summary) -> Summary:
    """The summary of all rows of several, as if they had been one table. The parts stay; `close` them when done.

    Raises `UsageError` for summaries of different engines, of different groups, or some with a line and some without.
    """
    every = (first, *others)
    for other in others:
        if other.engine is not first.engine:
            raise UsageError("only summaries of the same engine merge; give summarise one engine for all")
        if (other.by, other.with_line) != (first.by, first.with_line):
            raise UsageError("only summaries by the same columns merge, all with a poverty line or all without")
    values = first.engine.keep(merged([summary.values for summary in every], first.keys))
    counts = first._counts()
    groups = pa.concat_tables(
        [_as_numbers(summary.groups.select([*first.keys, *counts]), counts) for summary in every],
        promote_options="permissive",
    )
    added = groups.group_by(list(first.keys)).aggregate([(name, "sum") for name in counts])
    return Summary(
        first.engine,
        values,
        added.rename_columns({f"{name}_sum": name for name in counts}),
        first.keys,
        first.by,
        first.with_line,
    )


def _require(frame: Frame, columns: Sequence[str]) -> None:
    has = frame.collect_schema().names()
    missing = [column for column in dict.fromkeys(columns) if column not in has]
    if missing:
        raise UsageError(f"frame has no column {', '.join(missing)}; it has {', '.join(has)}")


def _require_numbers(frame: Frame, columns: Sequence[str]) -> None:
    schema = frame.collect_schema()
    wrong = [f"{name} ({schema[name]})" for name in columns if not schema[name].is_numeric()]
    if wrong:
        raise UsageError(f"{', '.join(wrong)}: expected numbers")


def _refuse_faulty(groups: pa.Table) -> None:
    rows = float(numbers(groups, ROWS).sum()) if groups.num_rows else 0.0
    if rows == 0:
        raise InputError("frame has no rows; a measure needs at least one")
    counts = {name: int(numbers(groups, name).sum()) for name in FAULTS if name in groups.column_names}
    problems = [f"{count} {FAULTS[name]}" for name, count in counts.items() if count]
    if problems:
        raise InputError(f"of {rows:.0f} rows {', '.join(problems)}; correct or leave out these rows")


def _placed(table: pa.Table, name: str, number: Integers) -> Floats:
    """A column of `groups` in the order of the groups' numbers."""
    values = np.empty(table.num_rows)
    values[number] = numbers(table, name)
    return values


def _as_numbers(table: pa.Table, names: Iterable[str]) -> pa.Table:
    """With the sums as float64, in which counts are exact; engines give integers of several widths."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, pa.array(numbers(table, name)))
    return table
