"""The public estimate: any measures of any table by any grouping, with standard errors and intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.kernel import GroupEstimate, estimate_groups
from merata.measurement.measures import Measure, listed
from merata.measurement.totals import compilable
from merata.measurement.welfare import Floats, checked
from merata.stats.design import Design, LonelyRule, design_of_codes
from merata.stats.intervals import interval
from merata.tables import frames

if TYPE_CHECKING:
    from merata.stats import replication

Variance = Literal["linearised", "jackknife", "bootstrap", "brr"]
_VARIANCES = ("linearised", "jackknife", "bootstrap", "brr")


@dataclass(frozen=True, slots=True)
class Sample:
    """A table's columns as checked arrays (rows), with the design they were drawn by."""

    welfare: Floats
    weight: Floats
    line: float | Floats | None
    design: Design


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table's columns (rows), of which nothing is the table's any more: strata with their labels, clusters with
    their number, and clusters in the population.
    """

    welfare: Floats
    weight: Floats
    line: float | Floats | None
    stratum: tuple[NDArray[np.int32], list[Any]]
    psu: tuple[NDArray[np.int32], int]
    population_psus: Floats | None

    def sample(self, lonely: LonelyRule) -> Sample:
        drawn_by = design_of_codes(*self.stratum, *self.psu, lonely=lonely, population_psus=self.population_psus)
        return Sample(self.welfare, self.weight, self.line, drawn_by)


@dataclass(frozen=True, slots=True)
class _Method:
    """How variances are found."""

    variance: Variance
    replicates: int
    seed: int

    def drawn(self, sample: Design) -> replication.Replicates:
        """The replicate weights of the method."""
        from merata.stats import replication  # noqa: PLC0415 - SciPy's linear algebra, which no other method needs

        if self.variance == "jackknife":
            return replication.jackknife(sample)
        if self.variance == "brr":
            return replication.balanced(sample)
        return replication.bootstrap(sample, replicates=self.replicates, seed=self.seed)


def estimate(  # noqa: PLR0913 - one parameter an aspect of a survey, all by keyword
    table: Any,
    measures: str | Iterable[str],
    *,
    welfare: str,
    weight: str | None,
    stratum: str | None = None,
    psu: str | None = None,
    by: str | Sequence[str] | None = None,
    line: str | float | None = None,
    overall: bool = False,
    population_psus: str | None = None,
    lonely: LonelyRule = "refuse",
    variance: Variance = "linearised",
    replicates: int = 500,
    seed: int = 1,
    confidence: float = 0.95,
) -> pa.Table:
    """The `measures` of `table` by group: columns group, measure, value, se, low, high, df, n.

    `table` is an Arrow table or anything Narwhals reads; `welfare`, `weight`, `stratum`, `psu`, `by` name its
    columns: weights count persons (size × household weight), None weighs all rows alike. Without `stratum` there is
    one, without `psu` every row is its own cluster; a cluster's label counts within its stratum. `by`: a column, or
    several whose values are joined by " / "; with `overall` the whole comes first, its group null. `line`: a number or
    a column, in the unit of welfare. `measures`: names of `merata.measurement.measures`, e.g. "gini",
    "atkinson(0.5)", "decile_shares".

    `se` is by Taylor linearisation: the design's variance of the total of weight × influence value, clusters without
    rows of a group counting as zero; `population_psus` names the column with the number of clusters in the
    population of the row's stratum, for the finite-population correction. Or by replicate weights: variance
    "jackknife", "brr", or "bootstrap" with `replicates` and `seed`. `lonely` says what to do with strata of a single
    cluster. Intervals of `confidence` use Student's t with `df` = clusters − strata among the group's rows (at least
    1), on the logit scale for fractions, on the logarithmic one for ratios and quantiles, else symmetric. `n` is the
    rows behind a value: for Theil, Watts, GE(≤ 0) and Atkinson(≥ 1) those with positive welfare, which they are of.

    Nothing is NaN: `value` is null where a measure does not exist in a group (relative ones where all is zero), `se`,
    `low` and `high` where the error cannot be known (a single cluster, or nothing varies: a headcount of 0 in a
    sample is not a certain 0). Results do not depend on the scale of the weights nor on the order of rows.

    Raises `InputError` for missing or negative welfare (which mean, quantiles and headcount admit), weights that are
    missing, zero or negative, rows without group, stratum, psu or line, and strata of a single cluster unless
    `lonely` says otherwise; `UsageError` for unknown columns, measures or options.
    """
    if variance not in _VARIANCES:
        raise UsageError(f"variance is {variance!r}; expected one of {', '.join(_VARIANCES)}")
    if not 0 < confidence < 1:
        raise UsageError(f"confidence is {confidence}; expected a number between 0 and 1")
    chosen = listed(measures)
    data = frames.arrow(table)
    columns = _read(data, chosen, welfare, weight, stratum, psu, line, population_psus)
    group, labels = (None, []) if by is None else _groups(data, by)
    # A table that nobody else holds gives its room to the sums.
    del table, data
    pa.default_memory_pool().release_unused()
    method = _Method(variance, replicates, seed)
    found = _estimated(chosen, columns.sample(lonely), group, len(labels), method, overall=overall)
    return _rows([None, *labels] if overall or group is None else labels, chosen, found, confidence)


def read_sample(  # noqa: PLR0913 - one parameter an aspect of a survey
    data: pa.Table,
    measures: Sequence[Measure],
    welfare: str,
    weight: str | None,
    *,
    stratum: str | None,
    psu: str | None,
    line: str | float | None,
    population_psus: str | None = None,
    lonely: LonelyRule = "refuse",
) -> Sample:
    """The columns of a survey as checked arrays; raises as `estimate` does."""
    return _read(data, measures, welfare, weight, stratum, psu, line, population_psus).sample(lonely)


def _read(
    data: pa.Table,
    measures: Sequence[Measure],
    welfare: str,
    weight: str | None,
    stratum: str | None,
    psu: str | None,
    line: str | float | None,
    population_psus: str | None,
) -> _Columns:
    named = [column for column in (welfare, weight, stratum, psu, population_psus) if column is not None]
    frames.require(data, [*named, *([line] if isinstance(line, str) else [])])
    values, weights = checked(
        frames.numbers(data, welfare),
        None if weight is None else frames.numbers(data, weight),
        negative=all(measure.admits_negative for measure in measures),
    )
    rows = len(values)
    # Arrow's arrays cannot be written, for which compiled code wants copies: here once, rather than in every sum.
    return _Columns(
        compilable(values),
        compilable(weights),
        read_line(data, measures, line),
        (np.zeros(rows, np.int32), ["all"]) if stratum is None else frames.codes(data, stratum),
        (np.arange(rows, dtype=np.int32), rows) if psu is None else _counted(frames.codes(data, psu)),
        None if population_psus is None else frames.numbers(data, population_psus),
    )


def _counted(codes: tuple[NDArray[np.int32], list[Any]]) -> tuple[NDArray[np.int32], int]:
    return codes[0], len(codes[1])


def read_line(data: pa.Table, measures: Sequence[Measure], line: str | float | None) -> float | Floats | None:
    """The poverty line of each row, or of all; raises where a measure needs one that is not given or not positive."""
    if line is None:
        lacking = [measure.name for measure in measures if measure.needs_line]
        if lacking:
            raise UsageError(f"{', '.join(lacking)} need a poverty line; give line=, a number or a column")
        return None
    lines = frames.numbers(data, line) if isinstance(line, str) else np.asarray(float(line))
    wrong = int(np.count_nonzero(~(np.isfinite(lines) & (lines > 0))))
    if wrong:
        where = f"{wrong} of {lines.size} rows have none" if isinstance(line, str) else f"got {line}"
        raise InputError(f"a poverty line must be a positive number; {where}")
    return lines if lines.ndim else float(lines)


def _groups(data: pa.Table, by: str | Sequence[str]) -> tuple[NDArray[np.integer], list[Any]]:
    """Each row's group as a number, and the groups' labels in order."""
    if isinstance(by, str):
        return frames.codes(data, by)
    if not by:
        raise UsageError("by is empty; name a column, or leave it out for the whole")
    numbers, labels = np.zeros(len(data), np.int64), [""]
    for column in by:
        more, values = frames.codes(data, column)
        numbers = numbers * len(values) + more
        labels = [f"{label} / {value}" if label else str(value) for label in labels for value in values]
    found, numbers = np.unique(numbers, return_inverse=True)
    return numbers, [labels[place] for place in found]


def _estimated(
    measures: Sequence[Measure],
    sample: Sample,
    group: NDArray[np.integer] | None,
    groups: int,
    method: _Method,
    *,
    overall: bool,
) -> dict[str, GroupEstimate]:
    """The estimates of the groups, after that of the whole if that is asked for."""
    found = estimate_groups(
        measures,
        sample.welfare,
        sample.weight,
        group,
        groups=groups,
        line=sample.line,
        design=sample.design,
        overall=overall,
    )
    if method.variance == "linearised":
        return found
    drawn = method.drawn(sample.design)
    values = {name: np.empty((len(drawn.scale), len(estimated.value))) for name, estimated in found.items()}
    for replicate in range(len(drawn.scale)):
        weight = sample.weight * drawn.factor(replicate)[sample.design.psu]
        rows = np.flatnonzero(weight > 0)  # those that a replicate leaves out have no part in it
        once = estimate_groups(
            measures,
            sample.welfare[rows],
            weight[rows],
            None if group is None else group[rows],
            groups=groups,
            line=sample.line[rows] if isinstance(sample.line, np.ndarray) else sample.line,
            overall=overall,
        )
        for name, estimated in once.items():
            values[name][replicate] = estimated.value
    return _with_variances(found, drawn, values)


def _with_variances(
    found: dict[str, GroupEstimate], drawn: replication.Replicates, values: dict[str, Floats]
) -> dict[str, GroupEstimate]:
    """The estimates with their variances by the `values` (replicates × groups) under replicate weights."""
    replaced = {}
    for name, estimated in found.items():
        variance = drawn.variance(values[name], estimated.value)
        known = np.isfinite(variance) & (variance > 1e-24 * estimated.value**2)
        replaced[name] = GroupEstimate(
            estimated.value, np.where(known, variance, np.nan), estimated.n, estimated.degrees
        )
    return replaced


def _rows(
    labels: Sequence[Any], measures: Sequence[Measure], found: dict[str, GroupEstimate], confidence: float
) -> pa.Table:
    """The result's rows, group by group."""
    values = np.column_stack([found[measure.name].value for measure in measures])
    errors = np.sqrt(np.column_stack([found[measure.name].variance for measure in measures]))
    degrees = np.column_stack([found[measure.name].degrees for measure in measures])
    ends = [
        interval(values[:, i], errors[:, i], degrees[:, i], scale=measure.scale, confidence=confidence)
        for i, measure in enumerate(measures)
    ]
    low, high = (np.column_stack([pair[end] for pair in ends]) for end in (0, 1))
    return pa.table(
        {
            "group": pa.array([label for label in labels for _ in measures]),
            "measure": pa.array([measure.name for measure in measures] * len(labels)),
            **{
                name: pa.array(column.ravel(), from_pandas=True)  # what is not a number is null
                for name, column in (("value", values), ("se", errors), ("low", low), ("high", high))
            },
            "df": pa.array(degrees.ravel()),
            "n": pa.array(np.column_stack([found[measure.name].n for measure in measures]).ravel()),
        }
    )
