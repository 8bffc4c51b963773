"""The sums of buckets put together into those of groups: what lies in the buckets below is added here.

A table of buckets is small (some hundred rows a group) whatever the number of people, and all that follows is done on
it in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.measurement.summaries.welfare_sums import BUCKET, UNIT_IDR, WEIGHT, WELFARE
from merata.measurement.welfare import Floats
from merata.tables.frames import codes, numbers

SLACK = 1e-12
"""The share of a group's weight within which a running weight counts as having reached a target exactly."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a running weight reaches a share of each group (groups): the welfare there (rupiah), the mass of all
    below (million rupiah × weight), the weight of all below, the mass up to and with it, and the weighted quantile.
    """

    welfare: Floats
    weight_below: Floats
    mass_below: Floats
    mass_up_to: Floats
    quantile: Floats


@dataclass(frozen=True, slots=True)
class BucketTable:
    """Buckets in the order of group and welfare, and where each group's begin.

    `table`: as the engine gave it, sorted; `starts` (groups + 1); `group` (buckets): the group's number;
    `weight_below`, `mass_below` (buckets): of the group's buckets below; `labels`: the groups, sorted.
    """

    table: pa.Table
    labels: tuple[Any, ...]
    starts: NDArray[np.int64]
    group: NDArray[np.int64]
    weight_below: Floats
    mass_below: Floats

    def column(self, name: str) -> Floats:
        """A column of the buckets."""
        return numbers(self.table, name, "sums")

    def by_group(self, values: Floats) -> Floats:
        """The sum of `values` (one a bucket) in each group."""
        return np.asarray(np.add.reduceat(values, self.starts[:-1]), dtype=np.float64)

    def rank_sum(self) -> Floats:
        """Σ m(2F − w) of each group, F the weight up to a value in all of it; the Gini is this ÷ (Σw · Σm) − 1."""
        return self.by_group(self.column("rank") + 2.0 * self.weight_below * self.column("mass"))

    def targets(self, shares: Sequence[float], keys: Sequence[str]) -> pa.Table:
        """For each share of people, and group by group: the bucket in which it is reached, and at what weight there."""
        weight = self.column(WEIGHT)
        total = self.by_group(weight)
        picked, target = [], []
        for share in shares:
            wanted = share * total
            bucket = self._reaching(weight, wanted, SLACK * total)
            picked.append(bucket)
            target.append(wanted - self.weight_below[bucket])
        rows = np.concatenate(picked)
        return (
            self.table.select([*keys, BUCKET])
            .take(pa.array(rows))
            .append_column("target", pa.array(np.concatenate(target)))
            .append_column("slack", pa.array(np.tile(2.0 * SLACK * total, len(shares))))
            .append_column("place", pa.array(np.arange(len(rows))))
        )

    def _reaching(self, weight: Floats, wanted: Floats, slack: Floats) -> NDArray[np.int64]:
        """The first bucket of each group up to whose end the weight is `wanted`; its last where none is."""
        reached = self.weight_below + weight >= (wanted - slack)[self.group]
        place = np.where(reached, np.arange(len(weight)), len(weight))
        first = np.minimum.reduceat(place, self.starts[:-1])
        return np.minimum(first, self.starts[1:] - 1)

    def reached(self, shares: Sequence[float], targets: pa.Table, found: pa.Table) -> list[Reached]:
        """Read what the engine found for `targets`: one for each share."""
        groups = len(self.labels)
        order = np.lexsort((numbers(found, WELFARE), numbers(found, "place")))
        found = found.take(pa.array(order))
        place = numbers(found, "place").astype(np.int64)
        first = np.searchsorted(place, np.arange(groups * len(shares)))
        following = np.minimum(first + 1, len(place) - 1)
        has_next = (following > first) & (place[following] == place[first])
        bucket = self._buckets_of(targets)
        welfare, weight = numbers(found, WELFARE), numbers(found, WEIGHT)[first]
        up_to, mass_up_to = numbers(found, "weight_up_to")[first], numbers(found, "mass_up_to")[first]
        # On a tie the quantile lies halfway to the next value, which may be the least of the next bucket.
        least = np.append(self.column("least"), np.nan)
        more_buckets = bucket + 1 < self.starts[self.group[bucket] + 1]
        beyond = np.where(more_buckets, least[bucket + 1], welfare[first])
        tie = np.abs(up_to - numbers(targets, "target", "sums")) <= numbers(targets, "slack", "sums")
        other = np.where(has_next, welfare[following], beyond)
        quantile = np.where(tie, (welfare[first] + other) / 2.0, welfare[first])
        mass_up_to = self.mass_below[bucket] + mass_up_to
        columns = (
            welfare[first],
            self.weight_below[bucket] + up_to - weight,
            mass_up_to - weight * welfare[first] / UNIT_IDR,
            mass_up_to,
            quantile,
        )
        return [
            Reached(*(column[part * groups : (part + 1) * groups] for column in columns)) for part in range(len(shares))
        ]

    def _buckets_of(self, targets: pa.Table) -> NDArray[np.int64]:
        """The rows of this table in which the targets lie; targets come share by share, group by group."""
        groups = len(self.labels)
        wanted = numbers(targets, BUCKET)
        own = self.column(BUCKET)
        key = self.group * (own.max() + 1.0) + own
        number = np.tile(np.arange(groups), len(wanted) // groups)
        return np.asarray(np.searchsorted(key, number * (own.max() + 1.0) + wanted), dtype=np.int64)


def bucket_table(sums: pa.Table, keys: Sequence[str]) -> BucketTable:
    """Sort the buckets and add up what lies below each. `sums` as `welfare_sums.bucket_sums` has them."""
    group, labels = numbered(sums, keys)
    order = np.lexsort((numbers(sums, BUCKET), group))
    table, group = sums.take(pa.array(order)), group[order]
    starts = np.searchsorted(group, np.arange(len(labels) + 1))
    below = [_below(numbers(table, name), starts) for name in (WEIGHT, "mass")]
    return BucketTable(table, tuple(labels), starts, group, below[0], below[1])


def numbered(table: pa.Table, keys: Sequence[str]) -> tuple[NDArray[np.int64], list[Any]]:
    """The number of each row's group, and the groups: values of one key, or those of several joined by " / "."""
    number, labels = codes(table, keys[0])
    for key in keys[1:]:
        more, values = codes(table, key)
        number = number * len(values) + more
        labels = [f"{label} / {value}" for label in labels for value in values]
    present, placed = np.unique(number, return_inverse=True)
    return placed.astype(np.int64), [labels[place] for place in present]


def _below(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """The running sum before each row, anew in each group."""
    below = np.zeros_like(values)
    # One running sum less what came before a group would lose a poor group's digits behind a rich one's.
    for first, end in pairwise(starts.tolist()):
        np.cumsum(values[first : end - 1], out=below[first + 1 : end])
    return below
