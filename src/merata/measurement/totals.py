"""Totals by group: the bridge between the compiled sums and the measures made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.measurement import summing
from merata.measurement.summing import (
    Clusters,
    Integers,
    Places,
    Rows,
    Sums,
    Terms,
    number_ranges,
    put_in_groups,
    ranges_of,
    sort_groups,
    sum_groups,
)
from merata.measurement.welfare import Floats
from merata.stats.design import Design

Term = tuple[int, float]
"""A term's code in `merata.measurement.summing`, and its parameter (0 where it has none)."""
THREADS = max(min(os.cpu_count() or 1, 8), 1)
_PARTS = 4
"""Parts of the work for each thread, so that one that is done early takes from the others."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of terms in each group.

    `place`: where each term stands; `mean` (groups): weighted mean welfare, NaN of a group without rows; `total`,
    `quantile` (groups × terms): totals, and the relative quantile behind a term that has one; `covariance` (groups ×
    terms × terms) of the totals under the design, None where no design was given; `rows`, `positive_rows`, `psus`,
    `strata` (groups): how many.
    """

    place: Mapping[Term, int]
    mean: Floats
    total: Floats
    quantile: Floats
    covariance: Floats | None
    rows: Integers
    positive_rows: Integers
    psus: Integers
    strata: Integers

    def __getitem__(self, term: Term) -> Floats:
        """The total of a term in each group."""
        return np.asarray(self.total[:, self.place[term]])

    def quantile_of(self, term: Term) -> Floats:
        """The relative quantile behind a term in each group."""
        return np.asarray(self.quantile[:, self.place[term]])

    def variance(self, gradient: Mapping[Term, Floats]) -> Floats:
        """The variance of a smooth function of the totals, by its derivatives (groups); zero where nothing varies."""
        if self.covariance is None:
            raise ValueError("totals were summed without a design")
        places = [self.place[term] for term in gradient]
        slope = np.column_stack(list(gradient.values()))
        covariance = self.covariance[:, places][:, :, places]
        products = slope[:, :, None] * covariance * slope[:, None, :]
        variance = products.sum(axis=(1, 2))
        # What rounding leaves of a variance of nothing is not a variance.
        noise = 1e-13 * np.abs(products).sum(axis=(1, 2))
        return np.where(variance > noise, variance, 0.0)


def totals(
    welfare: Floats,
    weight: Floats,
    group: NDArray[np.integer] | None,
    *,
    groups: int = 1,
    terms: Iterable[Term],
    line: float | Floats | None = None,
    design: Design | None = None,
    overall: bool = False,
) -> Totals:
    """The totals of `terms` in each of `groups` (None: one), with their covariance where a `design` is given.

    Arguments as checked arrays (rows); `group` numbers from 0; `line` one for all or one a row; with `overall` the
    whole comes before the groups. Groups are shared among threads, with the same result whatever their number.
    """
    listed = list(dict.fromkeys(terms))
    columns, clusters = Terms(*_columns(listed)), _clusters(design)
    none = np.zeros(0, np.int32)
    rows = Rows(
        compilable(welfare),
        compilable(weight),
        np.zeros(0) if line is None else compilable(np.atleast_1d(line)),
        none if design is None else compilable(design.psu, np.int32),
        none if group is None else compilable(group, np.int32),
    )
    counts = np.zeros(0, np.int64) if group is None else np.bincount(group, minlength=groups)
    ranked = bool(np.isin(columns.code, summing.RANKED).any())
    works = _works(rows, counts, whole=overall or group is None, ranked=ranked)
    sums = _empty(sum(work.last - work.first for work in works), len(listed), designed=design is not None)

    def fill(work: _Work) -> None:
        sum_groups(work.first, work.last, work.starts, work.rows, columns, clusters, _after(sums, work.before))

    _side_by_side(fill, works)
    rows_in, positive, psus, strata = sums.size.T
    place = {term: i for i, term in enumerate(listed)}
    covariance = None if design is None else sums.covariance
    return Totals(place, sums.mean, sums.total, sums.quantile, covariance, rows_in, positive, psus, strata)


@dataclass(frozen=True, slots=True)
class _Work:
    """The groups from `first` to before `last`, of `rows` that lie group by group; `before`: results before theirs."""

    first: int
    last: int
    starts: Integers
    rows: Rows
    before: int


def _works(rows: Rows, counts: Integers, *, whole: bool, ranked: bool) -> list[_Work]:
    """The work there is: the whole, if that is asked for, and the groups, which have as many rows as `counts` say."""
    # One sort serves the whole and its groups; small groups alone are each sorted in the nearest cache.
    sorted_once = ranked and (whole or counts.max() > summing.LARGE)
    if sorted_once:
        rows = _in_order(rows)
    works = [_Work(0, 1, np.array([0, len(rows.welfare)]), rows, 0)] if whole else []
    if len(counts):
        starts = _starts(counts)
        sorted_by_group = ranked and not sorted_once
        grouped = _grouped(rows, starts, copied=sorted_by_group)
        if sorted_by_group:
            _sort(grouped, starts)
        works += [_Work(first, last, starts, grouped, int(whole)) for first, last in _parts(counts)]
    return works


def _in_order(rows: Rows) -> Rows:
    """The rows in the order of welfare."""
    count = len(rows.welfare)
    if count <= summing.LARGE:
        ordered, starts = _copied(rows), np.array([0, count])
    else:
        ranges = ranges_of(rows.welfare)
        number = np.empty(count, np.int32)
        bounds = _row_parts(count)
        held = np.zeros((len(bounds), int(ranges.of[-1]) + 1), np.int64)

        def count_rows(part: int) -> None:
            number_ranges(bounds[part][0], bounds[part][1], ranges, rows.welfare, number, held[part])

        _side_by_side(count_rows, range(len(bounds)))
        starts = _starts(held.sum(axis=0))
        ordered = _put(rows, number, starts, held, keep_group=True)
    _sort(ordered, starts)
    return ordered


def _grouped(rows: Rows, starts: Integers, *, copied: bool) -> Rows:
    """The rows in the order of their group, whose rows are to begin at `starts`; in a group they keep their order.

    Rows that are in that order already are `copied` only if that is asked for.
    """
    if not np.any(rows.group[1:] < rows.group[:-1]):
        return _copied(rows) if copied else rows
    bounds = _row_parts(len(rows.group))
    held = np.array([np.bincount(rows.group[first:last], minlength=len(starts) - 1) for first, last in bounds])
    return _put(rows, rows.group, starts, held, keep_group=False)


def _put(rows: Rows, group: Places, starts: Integers, held: Integers, *, keep_group: bool) -> Rows:
    """The rows in the order of `group`; `held` (parts × groups): how many of each group the parts of the rows hold."""
    put = Rows(
        np.empty_like(rows.welfare),
        np.empty_like(rows.weight),
        np.empty_like(rows.line) if len(rows.line) > 1 else rows.line,
        np.empty_like(rows.psu),
        np.empty_like(rows.group if keep_group else rows.group[:0]),
    )
    bounds = _row_parts(len(rows.welfare))
    filled = np.cumsum([starts[:-1], *held[:-1]], axis=0)

    def put_part(part: int) -> None:
        put_in_groups(bounds[part][0], bounds[part][1], group, filled[part], rows, put)

    _side_by_side(put_part, range(len(bounds)))
    return put


def _sort(rows: Rows, starts: Integers) -> None:
    """Put the rows of each group, which begin at `starts`, in the order of welfare, in place."""
    _side_by_side(lambda part: sort_groups(part[0], part[1], starts, rows), _parts(np.diff(starts)))


def _copied(rows: Rows) -> Rows:
    return Rows(rows.welfare.copy(), rows.weight.copy(), rows.line.copy(), rows.psu.copy(), rows.group.copy())


def _starts(counts: Integers) -> Integers:
    """Where runs of so many rows begin, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts)))


def _after(sums: Sums, before: int) -> Sums:
    """The results without those `before`."""
    return Sums(
        sums.mean[before:], sums.total[before:], sums.quantile[before:], sums.covariance[before:], sums.size[before:]
    )


def _side_by_side(work: Callable[[Any], None], parts: Sequence[Any]) -> None:
    """Do the work of every part, in several threads where there are several parts."""
    if len(parts) == 1 or THREADS == 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(min(THREADS, len(parts))) as threads:
        list(threads.map(work, parts))


def compilable(values: NDArray[Any], kind: type[np.generic] = np.float64) -> NDArray[Any]:
    """An array of the one kind that the compiled code is made for: contiguous and, though not written to, writable."""
    return np.require(values, kind, ["C", "W"])


def _columns(terms: Sequence[Term]) -> tuple[Integers, Floats]:
    codes, parameters = zip(*terms, strict=True)
    return np.array(codes, dtype=np.int64), np.array(parameters, dtype=np.float64)


def _clusters(design: Design | None) -> Clusters:
    if design is None:
        none = np.zeros(0, np.int64)
        return Clusters(none, none, np.zeros(0), np.zeros(0, np.bool_))
    return Clusters(
        design.stratum_of_psu.astype(np.int64, copy=False),
        design.psus_by_stratum.astype(np.int64, copy=False),
        design.factors,
        design.centred_on_all,
    )


def _empty(groups: int, terms: int, *, designed: bool) -> Sums:
    return Sums(
        np.full(groups, np.nan),
        np.zeros((groups, terms)),
        np.zeros((groups, terms)),
        np.zeros((groups, terms, terms) if designed else (groups, 0, 0)),
        np.zeros((groups, 4), np.int64),
    )


def _row_parts(rows: int) -> list[tuple[int, int]]:
    """As many runs of rows as there are threads, each worth one."""
    few = min(THREADS, rows // summing.WORTH_A_THREAD + 1)
    return list(pairwise(np.linspace(0, rows, few + 1).astype(int).tolist()))


def _parts(counts: Integers) -> list[tuple[int, int]]:
    """Runs of groups of about as many rows each, some for each thread."""
    groups = len(counts)
    up_to = np.cumsum(counts)
    few = min(THREADS * _PARTS, groups, int(up_to[-1]) // summing.WORTH_A_THREAD + 1)
    ends = [int(np.searchsorted(up_to, up_to[-1] * (part + 1) / few)) + 1 for part in range(few - 1)]
    bounds = sorted({0, *(min(end, groups) for end in ends), groups})
    return list(pairwise(bounds))
