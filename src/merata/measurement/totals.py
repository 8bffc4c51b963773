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
from merata.measurement.summing import Clusters, Integers, Rows, Sums, Terms, put_in_groups, sum_groups
from merata.measurement.welfare import Floats
from merata.stats.design import Design

Term = tuple[int, float]
"""A term's code in `merata.measurement.summing`, and its parameter (0 where it has none)."""
THREADS = max(min(os.cpu_count() or 1, 8), 1)


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
) -> Totals:
    """The totals of `terms` in each of `groups` (None: one), with their covariance where a `design` is given.

    Arguments as checked arrays (rows); `group` numbers from 0; `line` one for all or one a row. Groups are shared
    among threads, with the same result whatever their number.
    """
    listed = list(dict.fromkeys(terms))
    counts = np.array([len(welfare)]) if group is None else np.bincount(group, minlength=groups)
    starts = np.concatenate(([0], np.cumsum(counts)))
    rows = Rows(
        starts,
        compilable(welfare),
        compilable(weight),
        np.zeros(0) if line is None else compilable(np.atleast_1d(line)),
        np.zeros(0, np.int32) if design is None else compilable(design.psu, np.int32),
    )
    if group is not None and np.any(group[1:] < group[:-1]):
        rows = _grouped(rows, compilable(group, np.int32), starts)
    sums = _empty(groups, len(listed), designed=design is not None)
    columns, clusters = Terms(*_columns(listed)), _clusters(design)

    def fill(part: tuple[int, int]) -> None:
        sum_groups(part[0], part[1], rows, columns, clusters, sums)

    _side_by_side(fill, _parts(counts))
    rows_in, positive, psus, strata = sums.size.T
    place = {term: i for i, term in enumerate(listed)}
    covariance = None if design is None else sums.covariance
    return Totals(place, sums.mean, sums.total, sums.quantile, covariance, rows_in, positive, psus, strata)


def _grouped(rows: Rows, group: NDArray[np.int32], starts: Integers) -> Rows:
    """The same rows in the order of `group`, whose rows are to begin at `starts`; in a group they keep their order."""
    count = len(group)
    line = np.empty(count) if len(rows.line) > 1 else rows.line
    grouped = Rows(starts, np.empty(count), np.empty(count), line, np.empty_like(rows.psu))
    few = min(THREADS, count // summing.WORTH_A_THREAD + 1)
    parts = list(pairwise(np.linspace(0, count, few + 1).astype(int).tolist()))
    held = [np.bincount(group[first:last], minlength=len(starts) - 1) for first, last in parts]
    filled = np.cumsum([starts[:-1], *held[:-1]], axis=0)

    def put(part: int) -> None:
        put_in_groups(*parts[part], group, filled[part].copy(), rows, grouped)

    _side_by_side(put, range(few))
    return grouped


def _side_by_side(work: Callable[[Any], None], parts: Sequence[Any]) -> None:
    """Do the work of every part, each in a thread of its own where there are several."""
    if len(parts) == 1:
        work(parts[0])
        return
    with ThreadPoolExecutor(len(parts)) as threads:
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


def _parts(counts: Integers) -> list[tuple[int, int]]:
    """Runs of groups of about as many rows each, one a thread."""
    groups = len(counts)
    up_to = np.cumsum(counts)
    few = min(THREADS, groups, int(up_to[-1]) // summing.WORTH_A_THREAD + 1)
    ends = [int(np.searchsorted(up_to, up_to[-1] * (part + 1) / few)) + 1 for part in range(few - 1)]
    bounds = sorted({0, *(min(end, groups) for end in ends), groups})
    return list(pairwise(bounds))
