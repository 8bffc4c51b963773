"""The master problem with every set of works in it: works and classes whole, bands in parts (where they are many).

The master problem of the optimiser knows sets of works as listed bundles and mixes them, as if a third of one set and
two thirds of another could be built; so does a price on money. Works are few and dear, so that this may be worth some
percent of the gain. Here every work of a large cluster is a whole variable, and a village takes one of the ways that
the chosen works open. The cuts are the same tangents (see `bound.py`): what they say of a set is linear in what its
ways serve. The solver's own upper limit, raised by its tolerance, so holds for every set of works, listed or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from merata.planning.choices.candidates import Candidates, Floats, Integers
from merata.planning.limits.rows import NO_MOST, Limits
from merata.planning.proving.covering import exclusive_rows, members_of
from merata.planning.proving.way_columns import WayColumns, way_columns
from merata.planning.pulse import Interrupted, still
from merata.planning.works.together import Works
from merata.planning.works.works_cuts import WorksCut
from merata.solver import QuietHighs, solved

SOLVER_TOLERANCE = 1e-6
"""Share by which the solver's own upper limit is raised, as it keeps limits to such a tolerance."""
MOST_WHOLE_ITEMS = 150
"""With so many items outside large clusters at most, bands are whole too; with more the search would not end."""

_OPTIONS = (
    ("parallel", "off"),  # one scheduler serves the whole process
    # The relaxation is nearly whole by itself: searches for good plans and restarts took nine tenths of the time.
    ("mip_allow_restart", False),
    ("mip_heuristic_effort", 0.0),
    ("mip_heuristic_run_feasibility_jump", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_root_reduced_cost", False),
)
_INFINITY = highspy.kHighsInf


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best plan by the cuts: `items` (of those `outside`), by large cluster the works of its `sets`, and its `gain`
    by the cuts (minus infinity where none was found). `limit` is what no plan of whole works gains more than.
    """

    items: Floats
    sets: Mapping[int, tuple[int, ...]]
    gain: float
    limit: float

    @property
    def found(self) -> bool:
        """Whether there is a plan, or only a limit."""
        return self.gain > -np.inf


class WorksMaster:
    """Items outside large clusters, the works in them, the ways they open, the limits, and the cuts so far.

    `outside` are those items' numbers. Gains are scaled by `unit` within the solver. Every row of the limits must count
    a bundle as the sum of its works, but for that of its set.
    """

    def __init__(self, works: Works, candidates: Candidates, limits: Limits, unit: float) -> None:
        self._works, self._unit = works, unit or 1.0
        own = [members_of(works, candidates, cluster) for cluster in works.large]
        inside = np.any(own, axis=0)
        self.outside: Integers = np.flatnonzero(~inside)
        self._numbers = np.array([work for cluster in works.large for work in works.clusters[cluster].works])
        self._ways: WayColumns = way_columns(works, self._numbers)
        singles = {item.line: at for at, item in enumerate(candidates.items) if not item.parts}
        rows = np.array([singles[works.network_names[work]] for work in self._numbers], dtype=np.int64)
        self._known = np.r_[self.outside, rows]
        few = self.outside.size <= MOST_WHOLE_ITEMS
        self._whole = np.r_[candidates.standalone[self.outside] | few, np.ones(rows.size, dtype=np.bool_)]
        self._solver = QuietHighs()  # type: ignore[no-untyped-call]
        for option, setting in _OPTIONS:
            self._solver.setOptionValue(option, setting)
        self._upper = np.where(limits.excluded[self._known], 0.0, 1.0)
        self._add_columns()
        self._add_limits(limits, exclusive_rows(limits, own))
        self._add_chains(candidates.chain[self.outside])
        self._ways.add_rows(self._solver, self._numbers, self.outside.size, self._known.size)

    def add_cut(self, cut: WorksCut) -> None:
        """Every plan gains at most what the cut says."""
        outside = cut.slopes[self.outside]
        row = np.r_[-outside, np.zeros(self._numbers.size), -self._ways.value(cut.value)] / self._unit
        used = np.flatnonzero(row).astype(np.int32)
        total = np.int32(row.size)
        at, values = np.append(used, total), np.append(row[used], 1.0)
        self._solver.addRow(-_INFINITY, cut.constant / self._unit, at.size, at, values)

    def whole(
        self, *, gap: float, nodes: int, expired: Callable[[], bool], beat: Callable[[], None] = still
    ) -> Answer | None:
        """The best plan of whole works and classes, to a relative `gap`, or as far as so many `nodes` or the time
        reach; None where the limits leave no plan. `beat` is called on the way; what it raises is raised.
        """
        solver, at = self._solver, np.flatnonzero(self._whole).astype(np.int32)
        self._bound(np.zeros(self._known.size), self._upper)
        solver.changeColsIntegrality(at.size, at, np.full(at.size, highspy.HighsVarType.kInteger))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_max_nodes", nodes)
        watch = solver.cbMipInterrupt
        interrupted = Interrupted(beat, expired)
        watch.subscribe(lambda event: event.interrupt(interrupted()))
        solver.run()
        watch.clear()  # type: ignore[no-untyped-call]
        interrupted.raise_error()
        stopped = solver.getModelStatus() == highspy.HighsModelStatus.kInterrupt
        possible = stopped or solved(solver, stopped=True)
        limit = -float(solver.getInfo().mip_dual_bound) * self._unit
        found = self._answer(limit + SOLVER_TOLERANCE * abs(limit)) if possible else None
        solver.changeColsIntegrality(at.size, at, np.full(at.size, highspy.HighsVarType.kContinuous))
        solver.clearSolver()
        return found

    def parts(self, answer: Answer) -> Answer | None:
        """The best bands in parts for the works and classes of an answer; None where there are none."""
        fixed = np.zeros(self._known.size)
        fixed[: self.outside.size] = np.round(answer.items)
        built = [work for works in answer.sets.values() for work in works]
        fixed[self.outside.size :] = np.isin(self._numbers, built)
        lower, upper = np.where(self._whole, fixed, 0.0), np.where(self._whole, fixed, self._upper)
        self._bound(lower, upper)
        self._solver.run()
        found = self._answer(answer.limit) if solved(self._solver) else None
        return found if found and found.found else None

    def _answer(self, limit: float) -> Answer:
        info = self._solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(np.zeros(0), {}, -np.inf, limit)
        values = np.array(self._solver.getSolution().col_value)
        items = np.clip(values[: self.outside.size], 0.0, 1.0)
        # The solver keeps whole what is whole to a tolerance.
        items = np.where(self._whole[: self.outside.size], np.round(items), items)
        built = self._numbers[values[self.outside.size : self._known.size] > 0.5]
        sets = {
            cluster: tuple(built[np.isin(built, self._works.clusters[cluster].works)].tolist())
            for cluster in self._works.large
        }
        return Answer(items, sets, -info.objective_function_value * self._unit, limit)

    def _bound(self, lower: Floats, upper: Floats) -> None:
        at = np.arange(lower.size, dtype=np.int32)
        self._solver.changeColsBounds(lower.size, at, lower, upper)

    def _add_columns(self) -> None:
        count = self._known.size + len(self._ways)
        self._solver.addVars(count, np.zeros(count), np.r_[self._upper, np.ones(len(self._ways))])
        self._solver.addVar(-_INFINITY, _INFINITY)
        self._solver.changeColCost(count, -1.0)

    def _add_limits(self, limits: Limits, exclusive: list[int]) -> None:
        sums, scale = limits.sums[:, self._known].tocsr(), limits.units
        for row in sorted(set(range(len(limits.names))) - set(exclusive)):
            inside = slice(int(sums.indptr[row]), int(sums.indptr[row + 1]))
            at = sums.indices[inside].astype(np.int32)
            least, most = float(limits.least[row]), float(limits.most[row])
            low = -_INFINITY if least <= -NO_MOST else least / scale[row]
            high = _INFINITY if most >= NO_MOST else most / scale[row]
            self._solver.addRow(low, high, at.size, at, sums.data[inside] / scale[row])

    def _add_chains(self, chain: Integers) -> None:
        for at in (np.flatnonzero(np.diff(chain) == 0) + 1).tolist():
            pair = np.array([at, at - 1], dtype=np.int32)
            self._solver.addRow(-_INFINITY, 0.0, 2, pair, np.array([1.0, -1.0]))
