"""The master problem: the best plan by the cuts so far, with parts of items or with whole ones, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.rows import NO_MOST, Limits
from merata.planning.optimiser.bound import Cuts, Prices, settled
from merata.solver import QuietHighs, solved

Floats = NDArray[np.float64]

_INFINITY = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Whole:
    """The best plan of whole items that was found (None: none), and the solver's upper limit of any one's gain."""

    chosen: Flags | None
    bound: float


class Master:
    """Items as parts from 0 to 1, the limits, the chains' order, and the cuts that have been added.

    Gains are scaled by `unit` within the solver.
    """

    def __init__(self, candidates: Candidates, limits: Limits, unit: float) -> None:
        self._candidates, self._limits, self._unit = candidates, limits, unit or 1.0
        self._items = len(candidates)
        self._scale = limits.units
        self._constant: list[float] = []
        self._slopes: list[Floats] = []
        self._solver = QuietHighs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("parallel", "off")  # one scheduler serves the whole process
        self._add_items()
        self._add_limits()
        self._add_chains()
        self._first_cut = self._solver.getNumRow()

    @property
    def cuts(self) -> Cuts:
        """The cuts so far."""
        slopes = np.array(self._slopes).reshape(len(self._slopes), self._items)
        return Cuts(np.array(self._constant), slopes)

    def add_cut(self, constant: float, slopes: Floats) -> None:
        """gain(x) ≤ constant + slopes·x for every plan x."""
        self._constant.append(constant)
        self._slopes.append(slopes)
        at = np.arange(self._items + 1, dtype=np.int32)
        values = np.concatenate((-slopes / self._unit, [1.0]))
        self._solver.addRow(-_INFINITY, constant / self._unit, self._items + 1, at, values)

    def decide(self, inside: Flags, outside: Flags) -> None:
        """From now on, items `inside` are in every plan and those `outside` in none."""
        at = np.arange(self._items, dtype=np.int32)
        upper = np.where(outside | self._limits.excluded, 0.0, 1.0)
        self._solver.changeColsBounds(self._items, at, inside.astype(np.float64), upper)

    def parts(self) -> tuple[Floats, Prices] | None:
        """The best parts (k) by the cuts, and the prices that prove it; None where the limits leave no plan."""
        self._solver.run()
        if not solved(self._solver):
            return None
        solution = self._solver.getSolution()
        plan = np.clip(np.array(solution.col_value[: self._items]), 0.0, 1.0)
        dual = -np.array(solution.row_dual)
        price = dual[: len(self._limits.names)] * self._unit / self._scale
        return plan, settled(dual[self._first_cut :], price, self._limits)

    def whole(self, *, gap: float, nodes: int, start: Flags | None = None) -> Whole:
        """The best plan of whole items by the cuts, to a relative `gap` or as far as so many `nodes` reach."""
        solver = self._solver
        at = np.arange(self._items, dtype=np.int32)
        solver.changeColsIntegrality(self._items, at, np.full(self._items, highspy.HighsVarType.kInteger))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            solver.setSolution(self._items, at, start.astype(np.float64))
        solver.run()
        possible = solved(solver, stopped=True)
        info = solver.getInfo()
        found = np.array(solver.getSolution().col_value[: self._items])
        known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solver.changeColsIntegrality(self._items, at, np.full(self._items, highspy.HighsVarType.kContinuous))
        solver.clearSolver()
        return Whole(found > 0.5 if known else None, -float(info.mip_dual_bound) * self._unit if possible else -np.inf)

    def _add_items(self) -> None:
        upper = np.where(self._limits.excluded, 0.0, 1.0)
        self._solver.addVars(self._items, np.zeros(self._items), upper)
        self._solver.addVar(-_INFINITY, _INFINITY)
        self._solver.changeColCost(self._items, -1.0)

    def _add_limits(self) -> None:
        sums = self._limits.sums
        for row, (least, most) in enumerate(zip(self._limits.least, self._limits.most, strict=True)):
            inside = slice(int(sums.indptr[row]), int(sums.indptr[row + 1]))
            at = sums.indices[inside].astype(np.int32)
            low = -_INFINITY if least <= -NO_MOST else float(least) / self._scale[row]
            high = _INFINITY if most >= NO_MOST else float(most) / self._scale[row]
            self._solver.addRow(low, high, at.size, at, sums.data[inside] / self._scale[row])

    def _add_chains(self) -> None:
        follows = np.flatnonzero(np.diff(self._candidates.chain) == 0) + 1
        if not follows.size:
            return
        at = np.stack((follows, follows - 1), axis=1).astype(np.int32).ravel()
        starts = np.arange(0, at.size, 2, dtype=np.int32)
        ends = np.zeros(follows.size)
        values = np.tile([1.0, -1.0], follows.size)
        self._solver.addRows(follows.size, np.full(follows.size, -_INFINITY), ends, at.size, starts, at, values)
