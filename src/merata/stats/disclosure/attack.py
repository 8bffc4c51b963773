"""The attacker: what can be reckoned of hidden cells from all that is published, by linear programs.

It has the published figures alone, of all tables at once and of several editions: totals are sums, nobody counts less
than nobody, a figure is what the rules round to it, and a figure that stayed the same hides a change under the
threshold. Hidden cells bear one mark: which of them are small it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from merata.stats.disclosure.equations import Places, equations
from merata.stats.disclosure.rules import RULES, Rules
from merata.stats.disclosure.system import Program
from merata.stats.disclosure.tables import CellId, Published, PublishedCell, keys


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number is at least and at most; `high` infinite where nothing bounds it."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much is left unknown."""
        return self.high - self.low


class Attack:
    """Everything published, edition after edition, as one system of what may have been counted."""

    def __init__(self, *editions: Sequence[Published], rules: Rules = RULES) -> None:
        """The questions raise `ContradictionError` where the figures cannot all be true."""
        self._of: list[dict[CellId, int]] = []
        self.hidden: list[tuple[int, CellId]] = []
        matrices, low, high, figures, start = [], [], [], [], 0
        for number, tables in enumerate(editions):
            found = equations(tables)
            told = _told(tables, [where.tolist() for where in found.places])
            self._of.append({cell: start + at for at, cell in enumerate(found.cells)})
            figures.append({cell: told[at].value for at, cell in enumerate(found.cells)})
            before = figures[number - 1] if number else {}
            for at, cell in enumerate(found.cells):
                value = told[at].value
                if value is None:
                    self.hidden.append((number, cell))
                    interval = (0.0, np.inf)
                else:
                    interval = _interval(value, rules, kept=before.get(cell) == value)
                low.append(interval[0])
                high.append(interval[1])
            low += [0.0] * found.slacks
            high += [np.inf] * found.slacks
            matrices.append(found.matrix)
            start += found.matrix.shape[1]
        matrix = sparse.block_diag(matrices, format="csr")
        changes, self._change = self._changes(figures)
        if changes:
            spread = sparse.lil_matrix((len(changes), start))
            for row, (now, then) in enumerate(changes):
                spread[row, now], spread[row, then] = 1.0, -1.0
            wide = sparse.hstack([matrix, sparse.csr_matrix((matrix.shape[0], len(changes)))])
            matrix = sparse.csr_matrix(sparse.vstack([wide, sparse.hstack([spread, -sparse.identity(len(changes))])]))
            for (number, cell), _ in sorted(self._change.items(), key=lambda item: item[1]):
                value = figures[number][cell]
                same = value is not None and value == figures[number - 1].get(cell)
                # A figure that stayed was kept, perhaps twice: both are within the threshold of one first count.
                again = number > 1 and figures[number - 2].get(cell) == value
                most = (rules.threshold - 1) * (2 if again else 1) * (value != 0) if same else np.inf
                low.append(-most)
                high.append(most)
        self._start = start
        self._columns = sparse.csc_matrix(matrix)
        self._low, self._high = np.array(low), np.array(high)
        # What is known exactly joins nothing: the rest falls into parts that are solved for by themselves.
        known = self._low == self._high
        self._sums = -np.asarray(matrix @ np.where(known, self._low, 0.0))
        open_ = (matrix @ sparse.diags((~known).astype(float))).tocsr()
        open_.eliminate_zeros()
        joined = sparse.csr_matrix(sparse.bmat([[None, open_], [open_.T, None]]))
        self._part = np.where(known, -1, connected_components(joined, directed=False)[1][matrix.shape[0] :])
        self._programs: dict[int, tuple[Places, Program]] = {}

    def bounds(self, cell: CellId, edition: int = 0) -> Bounds:
        """What a cell of an edition may have counted."""
        return self._bounds(self._of[edition][cell])

    def change(self, cell: CellId, edition: int = 1) -> Bounds:
        """By how much a cell may have changed since the edition before."""
        return self._bounds(self._start + self._change[edition, cell])

    def _bounds(self, column: int) -> Bounds:
        part = int(self._part[column])
        if part < 0:
            return Bounds(float(self._low[column]), float(self._high[column]))
        if part not in self._programs:
            mine = np.flatnonzero(self._part == part)
            program = Program(sparse.csc_matrix(self._columns[:, mine]), self._low[mine], self._high[mine], self._sums)
            self._programs[part] = (mine, program)
        mine, program = self._programs[part]
        weights = (mine == column).astype(float)
        high = program.largest(weights)[0]
        return Bounds(0.0 - program.largest(-weights)[0], high)

    def _changes(
        self, figures: list[dict[CellId, int | None]]
    ) -> tuple[list[tuple[int, int]], dict[tuple[int, CellId], int]]:
        pairs: list[tuple[int, int]] = []
        places: dict[tuple[int, CellId], int] = {}
        for number in range(1, len(figures)):
            for cell, column in self._of[number].items():
                if cell in self._of[number - 1]:
                    places[number, cell] = len(pairs)
                    pairs.append((column, self._of[number - 1][cell]))
        return pairs, places


def attack(
    *editions: Sequence[Published], rules: Rules = RULES, cells: Iterable[tuple[int, CellId]] | None = None
) -> dict[tuple[int, CellId], Bounds]:
    """The bounds of each hidden cell (number of the edition, cell) over all tables of all editions jointly.

    `cells`: those alone. Two programs a cell, so a table of many thousands is attacked at a sample.
    """
    attacker = Attack(*editions, rules=rules)
    return {(number, cell): attacker.bounds(cell, number) for number, cell in cells or attacker.hidden}


def _told(tables: Sequence[Published], places: Sequence[Sequence[int]]) -> dict[int, PublishedCell]:
    """What is told of each cell anywhere: a table that tells it tells it for all."""
    found: dict[int, PublishedCell] = {}
    for table, where in zip(tables, places, strict=True):
        for key, at in zip(keys(table.dimensions), where, strict=True):
            if at not in found or found[at].value is None:
                found[at] = table.cells[key]
    return found


def _interval(value: int, rules: Rules, *, kept: bool) -> tuple[float, float]:
    low, high = rules.interval(value)
    stayed = rules.threshold - 1 if kept and value else 0
    return max(float(low - stayed), 0.0), float(high + stayed)
