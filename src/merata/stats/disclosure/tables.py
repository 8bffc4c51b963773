"""Tables of counts with fixed hierarchies, and what is published of them.

A cell is known by what it counts and by its categories other than totals, so that the same cell in two tables is one:
women of a village stand in village × sex and, as the total over desil, in village × sex × desil.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError

TOTAL = ""
"""In place of a category: all of the dimension."""
Key = tuple[str, ...]
CellId = tuple[str, tuple[tuple[str, str], ...]]
Reason = Literal["", "small", "complement"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way of dividing: `parents` gives for each category the one it lies in, `TOTAL` at the top, None where no total
    exists (programmes of which one household may receive several: then they are lists beside each other).

    `overlapping`: categories share units, so that the total (households that any programme reaches) is between the
    largest of them and their sum. Its counts are given, not summed.
    """

    name: str
    parents: Mapping[str, str | None]
    overlapping: bool = False

    def __post_init__(self) -> None:
        for category, parent in self.parents.items():
            if category == TOTAL or (parent not in (None, TOTAL) and parent not in self.parents):
                raise InputError(
                    f"dimension {self.name}: category {category!r} lies in {parent!r}; expected a category of the "
                    "dimension, and a name that is not empty"
                )
        for category in self.parents:
            self.above(category)

    @classmethod
    def flat(cls, name: str, categories: Iterable[str]) -> Dimension:
        """Categories under one total."""
        return cls(name, dict.fromkeys(categories, TOTAL))

    @classmethod
    def separate(cls, name: str, categories: Iterable[str]) -> Dimension:
        """Categories without a total."""
        return cls(name, dict.fromkeys(categories))

    def above(self, category: str) -> list[str]:
        """The categories that a category lies in, the nearest first; `InputError` where they go round."""
        found: list[str] = []
        parent = self.parents[category]
        while parent is not None:
            found.append(parent)
            if len(found) > len(self.parents) + 1:
                raise InputError(f"dimension {self.name}: category {category!r} lies in itself")
            parent = self.parents[parent] if parent != TOTAL else None
        return found

    @property
    def categories(self) -> tuple[str, ...]:
        """All categories in order, the total last where there is one."""
        total = any(parent == TOTAL for parent in self.parents.values())
        return (*sorted(self.parents), *((TOTAL,) if total else ()))


def areas(villages: Mapping[str, tuple[str, str]]) -> Dimension:
    """Villages within kecamatan within regencies under one total; `villages` gives each one's kecamatan and regency."""
    parents: dict[str, str | None] = {}
    for village, (kecamatan, regency) in villages.items():
        parents |= {village: kecamatan, kecamatan: regency, regency: TOTAL}
    return Dimension("area", parents)


@dataclass(frozen=True)
class Table:
    """Counts of one thing (`measure`) by dimensions.

    `counts`: by a key with the finest category of each dimension in order; a key that is not there counts nobody. Of an
    overlapping dimension each category's and the total's counts are given.
    """

    name: str
    measure: str
    dimensions: tuple[Dimension, ...]
    counts: Mapping[Key, int]

    @cached_property
    def values(self) -> NDArray[np.int64]:
        """Every cell, an axis a dimension, in the order of its `categories`; `InputError` for impossible counts."""
        axes = [{category: at for at, category in enumerate(one.categories)} for one in self.dimensions]
        values = np.zeros([len(one) for one in axes], dtype=np.int64)
        for key, count in self.counts.items():
            try:
                place = tuple(axis[category] for axis, category in zip(axes, key, strict=True))
            except (KeyError, ValueError):
                expected = " × ".join(one.name for one in self.dimensions)
                raise InputError(f"table {self.name}: key {key!r}; expected a category each of {expected}") from None
            if count < 0 or count != int(count):
                raise InputError(f"table {self.name}: {key!r} counts {count}; expected a whole number, 0 or more")
            values[place] = count
        for axis, one in enumerate(self.dimensions):
            if not one.overlapping:
                values = self._summed(values, axis, one)
        return values

    def _summed(self, values: NDArray[np.int64], axis: int, dimension: Dimension) -> NDArray[np.int64]:
        categories = dimension.categories
        at = {category: place for place, category in enumerate(categories)}
        inner = {parent for parent in dimension.parents.values() if parent is not None}
        spread = np.zeros((len(categories), len(categories)), dtype=np.int64)
        for category in categories:
            if category not in inner:
                for above in (category, *dimension.above(category)):
                    spread[at[above], at[category]] = 1
            elif np.take(values, at[category], axis=axis).any():
                raise InputError(
                    f"table {self.name}: counts are given of {category or 'the total'!r} of {dimension.name}; expected "
                    "its finest categories alone, totals follow from them"
                )
        return np.moveaxis(np.tensordot(spread, values, axes=(1, axis)), 0, axis)


def keys(dimensions: Sequence[Dimension]) -> list[Key]:
    """The keys of all cells of a table, in the order of its values."""
    found: list[Key] = [()]
    for one in dimensions:
        found = [(*key, category) for key in found for category in one.categories]
    return found


def cell_ids(measure: str, dimensions: Sequence[Dimension]) -> list[CellId]:
    """What each cell is in whatever table it stands, in the order of `keys`."""
    named = sorted((one.name, at) for at, one in enumerate(dimensions))
    return [(measure, tuple((name, key[at]) for name, at in named if key[at] != TOTAL)) for key in keys(dimensions)]


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """What is told of a cell: `value` (rounded) or None. `reason` is the office's: whoever publishes it tells the
    attacker which of the hidden cells are small, so exports write one mark for both."""

    value: int | None
    reason: Reason = ""


@dataclass(frozen=True)
class Published:
    """A table as it may be published: all of its cells by key, `TOTAL` for totals."""

    name: str
    measure: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, PublishedCell]

    def value(self, *key: str) -> int | None:
        """What is told of a cell; None where it is withheld."""
        return self.cells[key].value

    def rate(self, part: Key, whole: Key) -> float | None:
        """The share that `part` is of `whole`, from the published figures alone; None where one is withheld or 0.

        The rest of the whole is a cell of the table too, so a share of nearly all hides where the rest is small.
        """
        of, total = self.cells[part].value, self.cells[whole].value
        return None if of is None or not total else min(of / total, 1.0)
