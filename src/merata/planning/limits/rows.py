"""What a plan must keep, as rows of sums over items: ceilings, least sums, who needs or excludes whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.choices.candidates import ALONE, Candidates, Flags, Integers

ONE_OF_SET = "one of set"
"""How the rows are called that let one item at most of an exclusive set be taken."""
NO_MOST = 2**53
"""A most that no sum of rupiah reaches; sums up to it are exact in a 64-bit float too."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sum over k items that must lie between `least` and `most`: `coefficient` is its part of each item, whole.

    `in_rupiah` says that the sum is money, so that its shadow price is per rupiah.
    """

    name: str
    coefficient: Integers
    least: int = -NO_MOST
    most: int = NO_MOST
    in_rupiah: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that holds for k candidates: r rows, and the items that may not be taken.

    `sums` is r × k; `of_item` the same by item, as (row, part) pairs. The order of the bands of a chain holds besides.
    `area_names` are what kecamatan and villages are called, by code.
    """

    names: tuple[str, ...]
    sums: sparse.csr_array
    least: Integers
    most: Integers
    in_rupiah: Flags
    excluded: Flags
    area_names: Mapping[str, str] = field(default_factory=dict)
    of_item: tuple[tuple[tuple[int, int], ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Tell the rows by item, once for all the plans that are filled within them."""
        by_item: list[list[tuple[int, int]]] = [[] for _ in range(self.excluded.size)]
        entries = self.sums.tocoo()
        places = (index.tolist() for index in entries.coords)
        for row, at, part in zip(*places, entries.data.tolist(), strict=True):
            by_item[at].append((row, part))
        object.__setattr__(self, "of_item", tuple(tuple(each) for each in by_item))

    @property
    def units(self) -> NDArray[np.float64]:
        """By row, the unit that a solver should count it in, so that its tolerances mean the same for all rows."""
        return np.array(
            [np.abs(part.data).max(initial=1) for part in (self.sums[[row]] for row in range(len(self.names)))]
        )

    @property
    def budget_idr(self) -> int:
        """The most that the first row, the budget, allows."""
        return int(self.most[0])


def limits_of(rows: Sequence[Row], excluded: Flags, area_names: Mapping[str, str] | None = None) -> Limits:
    """The rows as one."""
    return Limits(
        names=tuple(row.name for row in rows),
        sums=sparse.csr_array(np.array([row.coefficient for row in rows], dtype=np.int64)),
        least=np.array([_whole_least(row) for row in rows], dtype=np.int64),
        most=np.array([row.most for row in rows], dtype=np.int64),
        in_rupiah=np.array([row.in_rupiah for row in rows], dtype=np.bool_),
        excluded=excluded,
        area_names=area_names or {},
    )


def _whole_least(row: Row) -> int:
    """A row's least, or its smallest part where that is more: nothing smaller can be taken, and solvers see it."""
    parts = row.coefficient[row.coefficient != 0]
    if row.least <= 0 or not parts.size or parts.min() < 0:
        return row.least
    return max(row.least, int(parts.min()))


def within(
    candidates: Candidates,
    budget_idr: int,
    rows: Iterable[Row] = (),
    excluded: Flags | None = None,
    paid: Flags | None = None,
    area_names: Mapping[str, str] | None = None,
) -> Limits:
    """The limits of a budget over the items that it pays (None: all), and further `rows`.

    One item at most is taken of every exclusive set.
    """
    none = np.zeros(len(candidates), dtype=np.bool_)
    budget = spending("budget", ~none if paid is None else paid, candidates, -NO_MOST, budget_idr)
    barred = none if excluded is None else excluded
    return limits_of([budget, *rows, *_one_of_each(candidates)], barred, area_names)


def _one_of_each(candidates: Candidates) -> Iterable[Row]:
    for number in np.unique(candidates.exclusive[candidates.exclusive != ALONE]):
        yield Row(f"{ONE_OF_SET} {number}", (candidates.exclusive == number).astype(np.int64), most=1)


def spending(name: str, member: Flags, candidates: Candidates, least: int, most: int) -> Row:
    """A row on the rupiah of the items that are `member`; a bundle spends what those of its works spend that are."""
    cost = np.where(member, candidates.cost_idr, 0)
    alone = {item.line: int(cost[at]) for at, item in enumerate(candidates.items) if not item.parts}
    for at, item in enumerate(candidates.items):
        if item.parts:
            cost[at] = sum(alone[part] for part in item.parts)
    return Row(name, cost, least, most, in_rupiah=True)
