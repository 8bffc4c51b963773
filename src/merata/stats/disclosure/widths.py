"""How wide the attacker's intervals are, by witnesses: other tables that fit all that is published.

Two of them in which a hidden column differs by enough prove that it is protected, and one proves it of many columns at
once. A witness in which only few columns move is as good as any, so small neighbourhoods are tried before the whole.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from merata.stats.disclosure.equations import Cells, Floats, Places
from merata.stats.disclosure.system import CLOSE, Program, System

SMALL = 2000
"""Columns that may move together and each be moved alone: programs of this size take milliseconds."""
_ROUNDS = 6
_FAR = 1e4
"""Witnesses go no farther than this: enough for any width asked of counts, and no program is without an end."""


class Widths:
    """The least and the most that each column is in the witnesses found so far, as moves from its true value."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._far = max(_FAR, 4 * float(system.need.max(initial=0)))
        self.least = np.zeros(len(system.values))
        self.most = np.zeros(len(system.values))
        self.opened()

    def opened(self) -> None:
        """More is hidden than before: what was a witness still is one."""
        self.low_moves, self.high_moves = self.system.moves()
        self.can_move = (self.low_moves < 0) | (self.high_moves > 0)

    @property
    def found(self) -> Floats:
        """The widths proved so far."""
        return self.most - self.least

    def missing(self, columns: Places) -> Places:
        """Those of the columns that are not proved wide enough."""
        return columns[self.found[columns] < self.system.need[columns] - CLOSE]

    def prove(self, columns: Places) -> Places:
        """Seek witnesses for these columns, in their groups, then in all that is joined, then for each alone; what is
        returned has none: it is bounded more tightly than it must be."""
        for group in np.unique(self.system.groups[self.missing(columns)]).tolist():
            self._together(self._group(group))
        left, tight = self.missing(columns), []
        while left.size:
            block = self.near(int(left[0]), len(self.least))
            mine = left[np.isin(left, block)]
            before = -1
            while mine.size and before != mine.size:
                before = mine.size
                self._together(block)
                mine = self.missing(mine)
            if len(block) <= SMALL:
                mine = mine[[not self.alone(one, block) for one in mine.tolist()]]
            tight += mine.tolist()
            left = self.missing(np.setdiff1d(left, block))
        return np.array(sorted(tight), dtype=np.int64)

    def _group(self, group: int) -> Places:
        inside = np.flatnonzero((self.system.groups == group) & self.can_move)
        joined = _of(self.system.matrix, np.unique(_of(self.system.columns, inside)))
        return np.union1d(inside, joined[self.system.owner[joined] < 0]) if group >= 0 else inside[:0]

    def near(self, column: int, size: int, can_move: Cells | None = None) -> Places:
        """Columns that can move, joined with this one by equations, the nearest first and about `size` of them."""
        can_move = self.can_move if can_move is None else can_move
        rows, columns = self.system.matrix, self.system.columns
        seen = np.zeros(rows.shape[1], dtype=bool)
        used = np.zeros(rows.shape[0], dtype=bool)
        seen[column] = True
        count, edge = 1, np.array([column])
        while edge.size and count < size:
            touched = np.unique(_of(columns, edge))
            touched = touched[~used[touched]]
            used[touched] = True
            further = np.unique(_of(rows, touched))
            edge = further[~seen[further] & can_move[further]][: size - count]
            seen[edge] = True
            count += edge.size
        return np.flatnonzero(seen)

    def alone(self, column: int, block: Places) -> bool:
        """Whether this column, moved by itself as far as it goes within the block, is wide enough."""
        program = self._program(block)
        weights = (block == column).astype(float)
        for sign in (1.0, -1.0):
            self.take(block, program.largest(sign * weights)[1])
        return not self.missing(np.array([column])).size

    def _together(self, block: Places) -> None:
        """Move the unproved columns of a block up and down by turns, until a turn proves nothing more."""
        if not block.size:
            return
        program = self._program(block)
        for turn in range(_ROUNDS):
            wanted = np.isin(block, self.missing(block[self.system.need[block] > 0]), assume_unique=True)
            if not wanted.any():
                return
            # Half of them one way and half the other, another half each turn: what one gains another must lose.
            signs = np.where((np.cumsum(wanted) + turn // 2) >> (turn // 2) & 1, 1.0, -1.0) * (-1.0) ** turn
            before = self.found[block].sum()
            self.take(block, program.largest(np.where(wanted, signs, 0.0))[1])
            if self.found[block].sum() <= before + CLOSE:
                return

    def _program(self, block: Places) -> Program:
        room = np.maximum(2 * self.system.need[block].max(initial=1.0), 1.0)
        low = np.maximum(self.low_moves[block], -self._far)
        high = np.minimum(self.high_moves[block], self._far)
        guarded = self.system.need[block] > 0
        return Program(
            self.system.columns[:, block],
            np.where(guarded, np.maximum(low, -room), low),
            np.where(guarded, np.minimum(high, room), high),
        )

    def take(self, block: Places, moves: Floats) -> None:
        """One more witness: these columns moved so, all others where they are."""
        self.least[block] = np.minimum(self.least[block], moves)
        self.most[block] = np.maximum(self.most[block], moves)


def _of(matrix: sparse.csr_matrix | sparse.csc_matrix, lines: Places) -> Places:
    """The places of all entries of these lines (rows of a csr, columns of a csc matrix)."""
    starts, ends = matrix.indptr[lines], matrix.indptr[lines + 1]
    if not lines.size:
        return np.zeros(0, dtype=np.int64)
    counts = ends - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return np.asarray(matrix.indices[offsets + np.arange(counts.sum())], dtype=np.int64)
