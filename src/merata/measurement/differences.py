"""Differences of measures between two dates or two groups of people, with the covariance of a shared design."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.estimation import Sample, read_sample
from merata.measurement.measures import Measure, listed
from merata.measurement.welfare import Floats
from merata.stats.design import LonelyRule, variance_of_total
from merata.stats.intervals import interval
from merata.tables import frames


def difference(  # noqa: PLR0913 - one parameter an aspect of a survey, all by keyword
    table: Any,
    measures: str | Iterable[str],
    *,
    welfare: str,
    weight: str | None,
    between: str,
    first: Any = None,
    second: Any = None,
    by: str | None = None,
    stratum: str | None = None,
    psu: str | None = None,
    line: str | float | None = None,
    independent: bool = False,
    lonely: LonelyRule = "refuse",
    confidence: float = 0.95,
) -> pa.Table:
    """How much the `measures` of the rows whose column `between` is `second` exceed those where it is `first`.

    `between` names a column of dates or of groups of people (rural and urban); `first` and `second` are two of its
    values, by default its only two in their order. Columns of the result: group (a value of `by`; null without one),
    measure, first, second (the two values), value (second − first), se, low, high, df, n (rows behind both).

    The variance is the design's for the total of weight × influence of the second less that of the first, so that
    clusters which hold rows of both bring their covariance: equal labels of stratum and psu are the same cluster at
    both dates (a panel of clusters). `independent` says that they are not: two samples drawn apart whose labels
    happen to repeat, so no covariance. Intervals are value ± t·se with df = clusters − strata among the rows of both.
    `value` is null where the measure does not exist in one of the two; `se` where its error cannot be known.

    The rest is as in `merata.measurement.estimate`, and so is what is raised; `UsageError` too where `between` does not
    have exactly two values and none are chosen, or a chosen one does not occur.
    """
    chosen = listed(measures)
    data = frames.arrow(table)
    frames.require(data, [between, *([by] if by else []), *([stratum] if stratum else [])])
    pair = _pair(data, between, first, second)
    is_first, is_second = (_equal(data, between, value) for value in pair)
    if independent:
        data, stratum = _with_strata_apart(data, stratum, between)
    sample = read_sample(data, chosen, welfare, weight, stratum=stratum, psu=psu, line=line, lonely=lonely)
    numbers, labels = (np.zeros(len(data), np.int64), [None]) if by is None else frames.codes(data, by)
    rows = [
        (label, measure, _difference(measure, sample, is_first & here, is_second & here))
        for number, label in enumerate(labels)
        for here in [numbers == number]
        for measure in chosen
    ]
    return _table(rows, pair, confidence)


@dataclass(frozen=True, slots=True)
class _Difference:
    value: float
    se: float
    degrees: int
    n: int


def _pair(data: pa.Table, between: str, first: Any, second: Any) -> tuple[Any, Any]:
    values = sorted(pc.unique(data[between]).drop_null().to_pylist())
    if first is None and second is None:
        if len(values) != 2:
            raise UsageError(
                f"{between} has {len(values)} values ({', '.join(map(str, values[:10]))}); "
                "choose two of them as first and second"
            )
        return values[0], values[1]
    missing = [value for value in (first, second) if value not in values]
    if missing or first == second:
        raise UsageError(
            f"first is {first!r} and second {second!r}; expected two values of {between}: "
            f"{', '.join(map(str, values[:20]))}"
        )
    return first, second


def _equal(data: pa.Table, column: str, value: Any) -> NDArray[np.bool_]:
    equal = pc.fill_null(pc.equal(data[column], pa.scalar(value, data[column].type)), False)  # noqa: FBT003 - the filling
    return np.asarray(equal.to_numpy())


def _with_strata_apart(data: pa.Table, stratum: str | None, between: str) -> tuple[pa.Table, str]:
    """The table with a column of strata that no two values of `between` share, and its name."""
    dates = pc.fill_null(data[between].cast(pa.string()), "")
    strata = pa.repeat("all", len(data)) if stratum is None else data[stratum].cast(pa.string())
    name = f"{stratum or 'stratum'} × {between}"
    return data.append_column(name, pc.binary_join_element_wise(strata, dates, " × ")), name


def _difference(measure: Measure, sample: Sample, first: NDArray[np.bool_], second: NDArray[np.bool_]) -> _Difference:
    """The measure of the second rows less that of the first, and the standard error of that."""
    value = 0.0
    weighted = np.zeros(len(sample.welfare))
    n = 0
    for rows, sign in ((first, -1.0), (second, 1.0)):
        here = rows & (sample.welfare > 0) if measure.of_positive else rows
        n += int(np.count_nonzero(here))
        line = sample.line[here] if isinstance(sample.line, np.ndarray) else sample.line
        one, influence = _influence(measure, sample.welfare[here], sample.weight[here], line)
        value += sign * one
        weighted[here] += sign * sample.weight[here] * influence
    both = first | second
    clusters = len(np.unique(sample.design.psu[both]))
    variance = variance_of_total(weighted, sample.design) if np.isfinite(value) else 0.0
    # What rounding leaves of a variance of nothing is not a variance.
    known = clusters > 1 and variance > (1e-12 * float(np.abs(weighted).sum())) ** 2
    return _Difference(value, np.sqrt(variance) if known else np.nan, sample.design.degrees_within(both), n)


def _influence(measure: Measure, welfare: Floats, weight: Floats, line: float | Floats | None) -> tuple[float, Floats]:
    """The measure and its influence values; NaN and zeros where it does not exist."""
    nothing = np.zeros(len(welfare))
    if not len(welfare):
        return np.nan, nothing
    try:
        value = measure.value(welfare, weight, line)
    except InputError:
        return np.nan, nothing
    if not np.isfinite(value):
        return np.nan, nothing
    return value, measure.influence(welfare, weight, line)


def _table(rows: list[tuple[Any, Measure, _Difference]], pair: tuple[Any, Any], confidence: float) -> pa.Table:
    values, errors, degrees = (
        np.array([getattr(found, name) for _, _, found in rows], dtype=np.float64)
        for name in ("value", "se", "degrees")
    )
    low, high = interval(values, errors, degrees, scale="identity", confidence=confidence)
    return pa.table(
        {
            "group": pa.array([label for label, _, _ in rows]),
            "measure": pa.array([measure.name for _, measure, _ in rows]),
            "first": pa.array([pair[0]] * len(rows)),
            "second": pa.array([pair[1]] * len(rows)),
            **{
                name: pa.array(column, from_pandas=True)
                for name, column in (("value", values), ("se", errors), ("low", low), ("high", high))
            },
            "df": pa.array([found.degrees for _, _, found in rows]),
            "n": pa.array([found.n for _, _, found in rows]),
        }
    )
