"""Sums and means of few: rupiah received, consumption, whatever persons or households have different amounts of.

A sum is told as a mean of three digits beside the rounded count, never exactly: an exact sum of equal payments divided
by one of them is the exact count. It is withheld with its count, and where one part of it is nearly all (the p%-rule);
then further sums are hidden as further counts are, so that totals do not give it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.stats.disclosure.equations import Floats, equations
from merata.stats.disclosure.protect import settle
from merata.stats.disclosure.rules import DIGITS, P_PERCENT, RULES, Rules, significant
from merata.stats.disclosure.system import System
from merata.stats.disclosure.tables import Dimension, Key, Published, Table, keys


def dominated(total: float, largest: float, second: float, percent: float = P_PERCENT) -> bool:
    """Whether whoever gave the second largest part finds the largest to within `percent` of it (the p%-rule)."""
    return total - largest - second < percent / 100 * largest


@dataclass(frozen=True)
class Sums:
    """Amounts of a table's units (not negative, rupiah or anything else), by the key of its finest categories."""

    table: Table
    amounts: Mapping[Key, NDArray[np.float64]]

    def __post_init__(self) -> None:
        for key, found in self.amounts.items():
            count = self.table.counts.get(key, 0)
            if len(found) != count or (np.asarray(found) < 0).any() or not np.isfinite(found).all():
                raise InputError(
                    f"table {self.table.name}: {len(found)} amounts in {key!r} of {count} counted; expected one each, "
                    "0 or more"
                )
        if any(one.overlapping for one in self.table.dimensions):
            raise InputError(f"table {self.table.name}: categories overlap; expected sums of ones that do not")

    @cached_property
    def contributions(self) -> list[tuple[float, float, float]]:
        """Sum, largest and second largest of every cell, in the order of `keys`."""
        above = [_ancestors(one) for one in self.table.dimensions]
        found: dict[Key, list[float]] = {key: [0.0, 0.0, 0.0] for key in keys(self.table.dimensions)}
        for key, amounts in sorted(self.amounts.items()):
            top = np.sort(np.concatenate([[0.0, 0.0], amounts]))[-2:]
            for cell in _products([above[at][category] for at, category in enumerate(key)]):
                entry = found[cell]
                entry[0] += float(np.sum(amounts))
                entry[2], entry[1] = sorted([entry[1], entry[2], *top.tolist()])[-2:]
        return [(total, largest, second) for total, largest, second in found.values()]


@dataclass(frozen=True, slots=True)
class PublishedSum:
    """What is told of a cell's amounts; None where they are withheld."""

    mean: float | None
    total: float | None


def protect_sums(sums: Sums, counts: Published, rules: Rules = RULES) -> dict[Key, PublishedSum]:
    """Means and totals of the cells of `counts`, as that table was protected (alone or with others).

    A total is the told mean times the told count. What a total and other sums tell of a hidden one leaves at least
    `P_PERCENT` of it unknown, by the attacker's program over all sums.
    """
    order = keys(sums.table.dimensions)
    found = equations([counts])
    place = found.places[0]
    total, largest, second = (np.array(one) for one in zip(*sums.contributions, strict=True))
    told = [counts.cells[key].value for key in order]
    count = np.array([-1 if one is None else one for one in told], dtype=float)
    unsafe = (total > 0) & ((count < 0) | (total - largest - second < P_PERCENT / 100 * largest))
    ends = [rules.interval(one) if one is not None else (0, 0) for one in told]
    mean = np.array(
        [
            significant(value / n) if n else 0.0
            for value, n in zip(total, sums.table.values.ravel().tolist(), strict=True)
        ]
    )
    unit = max(float(total.max(initial=0.0)), 1.0) / 1e6  # rupiah in millionths of the largest: a solver's scale
    half = _half_digit(mean)
    low = np.minimum((mean - half) * [one[0] for one in ends], total) / unit
    high = np.maximum((mean + half) * [one[1] for one in ends], total) / unit
    system = System(
        matrix=found.matrix,
        values=_placed(total / unit, place),
        low=_placed(np.maximum(low, 0.0), place),
        high=_placed(high, place),
        free_low=np.zeros(len(place)),
        owner=np.arange(len(place)),
        hidden=_placed(unsafe.astype(float), place) > 0,
        need=_placed(np.where(unsafe, P_PERCENT / 100 * total / unit, 0.0), place),
        cost=_placed(np.where(total > 0, 1.0 + np.log2(1.0 + total / unit), np.inf), place),
        groups=found.groups,
    )
    settle(system)
    hidden = system.hidden[place]
    return {
        key: PublishedSum(None, None)
        if hidden[at] or count[at] < 0
        else PublishedSum(float(mean[at]), float(mean[at] * count[at]))
        for at, key in enumerate(order)
    }


def _half_digit(values: Floats) -> Floats:
    """Half a unit of the last digit told."""
    safe = np.where(values > 0, values, 1.0)
    return np.where(values > 0, 0.5 * 10.0 ** (np.floor(np.log10(safe)) - DIGITS + 1), 0.0)


def _placed(values: Floats, place: NDArray[np.int64]) -> Floats:
    found = np.empty(len(place))
    found[place] = values
    return found


def _ancestors(dimension: Dimension) -> dict[str, list[str]]:
    return {category: [category, *dimension.above(category)] for category in dimension.parents}


def _products(parts: list[list[str]]) -> list[Key]:
    found: list[Key] = [()]
    for part in parts:
        found = [(*key, one) for key in found for one in part]
    return found
