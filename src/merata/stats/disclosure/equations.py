"""What holds between the cells of tables, as linear equations: parts and their totals, cells that stand twice.

Of cells x the equations are A x = 0: a total less its parts. Where categories overlap the total is at least each of
them and at most their sum, each with a slack of its own that is not negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merata.stats.disclosure.tables import TOTAL, CellId, Dimension, cell_ids

Floats = NDArray[np.float64]
Cells = NDArray[np.bool_]
Places = NDArray[np.int64]


class Shape(Protocol):
    """A table or a published one: which cells it has."""

    @property
    def measure(self) -> str:
        """What is counted."""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """How it is divided."""


@dataclass(frozen=True)
class Equations:
    """Cells of several tables, each once, in a fixed order, and A with a column for each, slacks after them.

    `places`: for each table, where its cells stand among the columns, in the order of its keys. `groups`: a number for
    each column; cells of one number lie in one kecamatan, or whatever else is nested, and one of separate categories.
    """

    cells: tuple[CellId, ...]
    places: tuple[Places, ...]
    matrix: sparse.csr_matrix
    groups: Places

    @property
    def slacks(self) -> int:
        """How many columns after those of the cells are slacks."""
        return int(self.matrix.shape[1]) - len(self.cells)


def equations(tables: Sequence[Shape]) -> Equations:
    """The equations of tables, or of published ones; the same for the same cells whatever the tables' order."""
    named = [cell_ids(shape.measure, shape.dimensions) for shape in tables]
    cells = tuple(sorted({cell for ids in named for cell in ids}))
    at = {cell: place for place, cell in enumerate(cells)}
    places = tuple(np.array([at[cell] for cell in ids], dtype=np.int64) for ids in named)
    equal: dict[tuple[int, bytes], Places] = {}
    within: dict[tuple[int, bytes], Places] = {}
    for shape, where in zip(tables, places, strict=True):
        grid = where.reshape([len(one.categories) for one in shape.dimensions])
        for axis, one in enumerate(shape.dimensions):
            found = within if one.overlapping else equal
            for parent, children in _families(one):
                totals = np.take(grid, parent, axis=axis).ravel()
                parts = np.moveaxis(np.take(grid, children, axis=axis), axis, -1).reshape(-1, len(children))
                for total, part in zip(totals.tolist(), parts, strict=True):
                    found[total, part.tobytes()] = part
    matrix = _matrix(len(cells), equal, within)
    groups = np.concatenate([_groups(tables, cells), np.full(int(matrix.shape[1]) - len(cells), -1)])
    return Equations(cells, places, matrix, groups)


def _groups(tables: Sequence[Shape], cells: Sequence[CellId]) -> Places:
    """Cells that hang together closely: what moves within them seldom moves anything outside."""
    of: dict[str, dict[str, str]] = {}
    for one in (one for shape in tables for one in shape.dimensions):
        inner = set(one.parents.values()) - {TOTAL, None}
        if inner or None in one.parents.values():
            # Tables may divide by other categories of the same dimension: those of each are kept.
            of.setdefault(one.name, {}).update(
                (category, parent if parent is not None and parent in inner and category not in inner else category)
                for category, parent in one.parents.items()
            )
    labels = [
        (measure, tuple(of[name][category] for name, category in named if name in of)) for measure, named in cells
    ]
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return np.array([numbers[label] for label in labels], dtype=np.int64)


def _families(dimension: Dimension) -> list[tuple[int, list[int]]]:
    at = {category: place for place, category in enumerate(dimension.categories)}
    children: dict[str, list[int]] = {}
    for category, parent in sorted(dimension.parents.items()):
        if parent is not None:
            children.setdefault(parent, []).append(at[category])
    return [(at[parent], found) for parent, found in sorted(children.items())]


def _matrix(
    cells: int, equal: dict[tuple[int, bytes], Places], within: dict[tuple[int, bytes], Places]
) -> sparse.csr_matrix:
    rows: list[tuple[list[int], list[float]]] = []
    slack = cells
    for (total, _), parts in sorted(equal.items()):
        rows.append(([total, *parts.tolist()], [-1.0] + [1.0] * len(parts)))
    for (total, _), parts in sorted(within.items()):
        rows.append(([total, *parts.tolist(), slack], [-1.0] + [1.0] * len(parts) + [-1.0]))
        slack += 1
        for part in parts.tolist():
            rows.append(([total, part, slack], [1.0, -1.0, -1.0]))
            slack += 1
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.array([column for found, _ in rows for column in found], dtype=np.int64)
    data = np.array([value for _, found in rows for value in found])
    return sparse.csr_matrix((data, columns, starts), shape=(len(rows), slack))


def slack_values(matrix: sparse.csr_matrix, values: Floats) -> Floats:
    """The slacks that make the equations hold for these values of the cells."""
    cells = len(values)
    missing = matrix[:, :cells] @ values
    # Every slack stands in one equation, with a factor of -1.
    return -np.asarray(matrix[:, cells:].T @ missing)
