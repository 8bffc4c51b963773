"""A publication as the attacker's linear program: equations between columns, and an interval for each.

A column is a cell, a slack of an inequality, or the change of a cell between two editions. The true values are one
solution; the attacker knows all solutions, the publisher must see to it that hidden columns differ enough among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from merata.solver import QuietHighs, solved
from merata.stats.disclosure.equations import Cells, Floats, Places

CLOSE = 1e-6
"""Widths are of whole numbers: a solver's last digits do not decide."""


@dataclass
class System:
    """Columns with their true `values` and what is known of them while they are told: `low` to `high`.

    `hidden`: known only to be at least `free_low`. `owner`: the column by whose hiding this one becomes unknown too
    (its own for a cell; a change belongs to the later cell), -1 where nothing hides it. `need`: the least width that a
    column's interval must have, 0 where it may be known. `cost`: what is lost by hiding it, infinite where it must be
    told. `groups`: columns that hang together closely, by number; -1 where a column belongs to none.
    """

    matrix: sparse.csr_matrix
    values: Floats
    low: Floats
    high: Floats
    free_low: Floats
    owner: Places
    hidden: Cells
    need: Floats
    cost: Floats
    groups: Places
    columns: sparse.csc_matrix = field(init=False)

    def __post_init__(self) -> None:
        self.columns = self.matrix.tocsc()

    def bounds(self) -> tuple[Floats, Floats]:
        """What the attacker knows of each column by itself."""
        unknown = (self.owner >= 0) & self.hidden[np.maximum(self.owner, 0)]
        return np.where(unknown, self.free_low, self.low), np.where(unknown, np.inf, self.high)

    def moves(self) -> tuple[Floats, Floats]:
        """How far each column may move from its true value."""
        low, high = self.bounds()
        return low - self.values, high - self.values

    @property
    def guarded(self) -> Places:
        """The columns that must not be known too well, in order."""
        return np.flatnonzero(self.need > 0)


class ContradictionError(RuntimeError):
    """No values fit all that is said of the columns."""


class Program:
    """A linear program over some columns, whose equations sum to 0 or to `sums`: solved again for other weights."""

    def __init__(self, columns: sparse.csc_matrix, low: Floats, high: Floats, sums: Floats | None = None) -> None:
        rows = np.unique(columns.indices)
        kept = columns[rows].tocsc()
        self._solver = QuietHighs()  # type: ignore[no-untyped-call]
        for name, value in (("parallel", "off"), ("random_seed", 0), ("presolve", "off")):
            self._solver.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = kept.shape[1], kept.shape[0]
        model.col_cost_ = np.zeros(kept.shape[1])
        model.col_lower_, model.col_upper_ = _finite(low), _finite(high)
        model.row_lower_ = model.row_upper_ = np.zeros(kept.shape[0]) if sums is None else sums[rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = kept.indptr
        model.a_matrix_.index_ = kept.indices
        model.a_matrix_.value_ = kept.data
        self._solver.passModel(model)
        self._size = kept.shape[1]

    def largest(self, weights: Floats) -> tuple[float, Floats, Floats]:
        """The largest weighted sum, the columns' values there, and their reduced costs; infinite where unbounded.

        Raises `ContradictionError` where nothing fits.
        """
        at = np.arange(self._size, dtype=np.int32)
        self._solver.changeColsCost(self._size, at, -weights)
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
            return np.inf, np.zeros(self._size), np.zeros(self._size)
        if not solved(self._solver):
            raise ContradictionError("the intervals contradict each other; expected a table to fit what is published")
        found = self._solver.getSolution()
        return -self._solver.getObjectiveValue(), np.array(found.col_value), -np.array(found.col_dual)

    def add_row(self, columns: Places, factors: Floats, least: float) -> None:
        """One more condition: the weighted sum of these columns is at least this."""
        self._solver.addRow(least, highspy.kHighsInf, len(columns), columns.astype(np.int32), factors)


def _finite(values: Floats) -> Floats:
    return np.clip(values, -highspy.kHighsInf, highspy.kHighsInf)
