"""Measures of many groups: one pass over the rows for all that follow from totals, group by group for the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merata.errors import InputError, UsageError
from merata.measurement.measures import MEASURES, Measure, listed
from merata.measurement.totals import totals
from merata.measurement.welfare import Floats, checked
from merata.stats.design import Design, variance_of_total

__all__ = ["MEASURES", "GroupEstimate", "estimate_groups", "measure_groups"]

ROUNDING = 1e-12
"""What is smaller, of a measure without a unit, is what rounding left of nothing."""


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """A measure of each group: `value` (NaN where it does not exist), its `variance` under the design (NaN where it
    cannot be known: none was given, the group lies in one cluster, or nothing varies in it), the rows it is of
    (`n`), and `degrees` of freedom, clusters less strata that hold the group's rows, at least 1.
    """

    value: Floats
    variance: Floats
    n: NDArray[np.int64]
    degrees: NDArray[np.int64]


def measure_groups(
    welfare: ArrayLike,
    weight: ArrayLike | None,
    group: ArrayLike,
    *,
    groups: int,
    line: float | ArrayLike | None = None,
    measures: Iterable[str] = MEASURES,
) -> dict[str, Floats]:
    """The `measures` of each of `groups` groups: a dict of arrays of length `groups`.

    `welfare` (rows): rupiah per person per month; `weight` (rows): persons a row stands for, None for one each;
    `group` (rows): numbers from 0 to `groups` − 1; `line`: the poverty line, one for all or one a row, in the
    unit of welfare. Without a line the dict lacks the measures that need one. Poor is whoever is below the line.

    The Theil measures are those of the positive values. A group without rows is NaN in every measure; a group
    whose welfare is all zero in the relative ones; `palma` is NaN where the poorest 40% hold nothing.

    Raises `InputError` as `merata.measurement.welfare.checked` does, and `UsageError` for group numbers out of
    range, lengths that differ, or a line that is not positive.
    """
    values, weights = checked(welfare, weight)
    chosen = [measure for measure in listed(measures) if line is not None or not measure.needs_line]
    found = estimate_groups(
        chosen, values, weights, _group_numbers(group, len(values), groups), groups=groups, line=_lines(line, values)
    )
    return {measure.name: found[measure.name].value for measure in chosen}


def estimate_groups(
    measures: Sequence[Measure],
    welfare: Floats,
    weight: Floats,
    group: NDArray[np.integer] | None,
    *,
    groups: int = 1,
    line: float | Floats | None = None,
    design: Design | None = None,
    overall: bool = False,
) -> dict[str, GroupEstimate]:
    """The `measures` of each of `groups` groups (None: one), by name, from checked arrays (rows).

    With `overall` the whole comes before the groups. Variances are by linearisation under the `design`, whose
    clusters without rows of a group count with a total of zero (estimation for a domain).
    """
    terms = [term for measure in measures for term in measure.terms] or list(listed("mean")[0].terms)
    summed = totals(welfare, weight, group, groups=groups, terms=terms, line=line, design=design, overall=overall)
    estimated = len(summed.rows)
    degrees = np.maximum(summed.psus - summed.strata, 1)
    rows = (
        []
        if all(measure.smooth for measure in measures)
        else _rows_by_group(group, groups, len(welfare), overall=overall)
    )
    found = {}
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for measure in measures:
            if measure.smooth is None:
                value, variance = _one_by_one(measure, welfare, weight, rows, line, design)
            else:
                value, slope = measure.smooth(summed)
                variance = np.full(estimated, np.nan) if design is None else summed.variance(slope)
            value = np.where(np.isfinite(value) & (summed.rows > 0), value, np.nan)
            # A headcount of 0 in a sample is not a certain 0, nor is an inequality of 0; one cluster says nothing.
            nothing = np.zeros(estimated, np.bool_) if measure.in_unit else np.abs(value) <= ROUNDING
            known = np.isfinite(variance) & (variance > 0) & (summed.psus > 1) & ~np.isnan(value) & ~nothing
            n = summed.positive_rows if measure.of_positive else summed.rows
            found[measure.name] = GroupEstimate(value, np.where(known, variance, np.nan), n, degrees)
    return found


def _one_by_one(
    measure: Measure,
    welfare: Floats,
    weight: Floats,
    rows_by_group: Sequence[NDArray[np.intp]],
    line: float | Floats | None,
    design: Design | None,
) -> tuple[Floats, Floats]:
    """Values and variances of a measure that does not follow from totals; NaN where it does not exist."""
    value, variance = np.full(len(rows_by_group), np.nan), np.full(len(rows_by_group), np.nan)
    for number, rows in enumerate(rows_by_group):
        here = line[rows] if isinstance(line, np.ndarray) and line.ndim else line
        y, w = welfare[rows], weight[rows]
        if not len(rows) or measure.scalar is None:
            continue
        try:
            value[number] = measure.scalar(y, w, here)
        except InputError:  # it does not exist in this group, as inequality does not where nobody holds anything
            continue
        if design is not None:
            values = w * measure.influence(y, w, here)
            found = variance_of_total(values, design, rows)
            variance[number] = found if found > (ROUNDING * float(np.abs(values).sum())) ** 2 else 0.0
    return value, variance


def _rows_by_group(
    group: NDArray[np.integer] | None, groups: int, rows: int, *, overall: bool
) -> list[NDArray[np.intp]]:
    whole = [np.arange(rows)] if overall or group is None else []
    if group is None:
        return whole
    order = np.argsort(group, kind="stable")
    return [*whole, *np.split(order, np.cumsum(np.bincount(group, minlength=groups))[:-1])]


def _lines(line: float | ArrayLike | None, welfare: Floats) -> float | Floats | None:
    if line is None:
        return None
    lines = np.asarray(line, dtype=np.float64)
    if not np.all(lines > 0) or lines.shape not in ((), welfare.shape):
        raise UsageError("line must be positive: one number for all, or one a row")
    return lines if lines.ndim else float(lines)


def _group_numbers(group: ArrayLike, rows: int, groups: int) -> NDArray[np.integer]:
    numbers = np.asarray(group)
    if numbers.shape != (rows,) or not np.issubdtype(numbers.dtype, np.integer):
        raise UsageError(f"group must hold {rows} whole numbers, one a row")
    if numbers.min() < 0 or numbers.max() >= groups:
        raise UsageError(f"group has numbers {numbers.min()} to {numbers.max()}; expected 0 to {groups - 1}")
    return numbers
