"""The best sites, proven: HiGHS, started from a heuristic's answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.siting.assignment import Assignment, filled, to_the_best
from merata.access.siting.heuristic import greedy_with_swaps
from merata.access.siting.model import Model
from merata.access.siting.problem import SitingProblem, check_problem
from merata.errors import MerataError, UsageError

TIME_LIMIT_S = 60.0

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Siting:
    """The chosen `sites` (numbers, those built already among them), who uses which, what is gained, and `bound`: no
    choice gains more. `start_gain`: what the heuristic found.
    """

    sites: Integers
    assignment: Assignment
    gain: float
    bound: float
    start_gain: float

    @property
    def gap(self) -> float:
        """How far from the best the choice can be at most, as a share of what is gained."""
        missing = max(self.bound - self.gain, 0.0)
        return missing / self.gain if self.gain > 0 else (0.0 if missing == 0 else float("inf"))


def best_sites(problem: SitingProblem, *, time_limit_s: float = TIME_LIMIT_S) -> Siting:
    """Choose sites so that the most is gained, and prove how near to the best that is.

    Where the time runs out the best choice found is returned with the bound proven so far. Raises as `check_problem`,
    and `UsageError` for a time limit that is not above 0.
    """
    if not time_limit_s > 0:
        raise UsageError(f"a time limit of {time_limit_s} seconds; expected one above 0")
    check_problem(problem)
    # With capacities each trial fills all sites anew, so that few swaps are tried.
    start = greedy_with_swaps(problem, 2 if problem.capacitated else 20)
    begun = filled(problem, start) if problem.capacitated else to_the_best(problem, start)
    model = Model.of(problem)
    opened, values, bound = _solved(model, None, time_limit_s, _columns(model, start, begun))
    assignment = _assignment(model, opened, values)
    if problem.capacitated and assignment.gain(problem) < bound * (1 - _ROUNDING):
        # The solver's values may be those of its start, where its bound proves that these sites allow more.
        assignment = max(assignment, best_assignment(problem, opened), key=lambda one: one.gain(problem))
    if begun.gain(problem) > assignment.gain(problem):
        opened, assignment = start, begun
    used = np.union1d(np.unique(assignment.site), np.flatnonzero(problem.sites.built)).astype(np.int64)
    gain = assignment.gain(problem)
    return Siting(used, assignment, gain, max(bound, gain), begun.gain(problem))


def best_assignment(problem: SitingProblem, chosen: Integers) -> Assignment:
    """The best assignment to the chosen sites: a transport problem, solved exactly, where capacities bind."""
    free = to_the_best(problem, chosen)
    if (free.people(problem) <= problem.sites.capacity).all():
        return free
    model = Model.of(problem)
    opened, values, _ = _solved(model, chosen, TIME_LIMIT_S, None)
    return _assignment(model, opened, values)


def _columns(model: Model, sites: Integers, assignment: Assignment) -> Floats:
    problem = model.problem
    share = np.zeros(problem.gain.shape)
    share[assignment.cluster, assignment.site] = assignment.share
    return model.columns(np.isin(np.arange(len(problem.sites)), sites).astype(np.float64), share)


def _assignment(model: Model, opened: Integers, values: Floats) -> Assignment:
    """Who uses which site, from the values of the columns."""
    problem = model.problem
    if not problem.capacitated:
        return to_the_best(problem, opened)
    share = np.clip(values[len(problem.sites) :], 0.0, 1.0)
    kept = np.flatnonzero((share > 1e-9) & np.isin(model.site, opened))
    return Assignment(model.cluster[kept], model.site[kept], share[kept])


def _solved(
    model: Model, fixed: Integers | None, time_limit_s: float, start: Floats | None
) -> tuple[Integers, Floats, float]:
    """The sites that are open, the values of all columns, and the bound."""
    from highspy import HighsModelStatus, HighsSolution  # noqa: PLC0415 - takes a moment to load

    from merata.solver import QuietHighs  # noqa: PLC0415 - likewise

    highs = QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("time_limit", time_limit_s),
        ("mip_rel_gap", 0.0),
        ("mip_feasibility_tolerance", 1e-9),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(model.program(fixed))
    if start is not None:
        solution = HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    sites, limits = model.problem.sites, model.problem.limits
    while True:
        highs.run()
        status = highs.getModelStatus()
        values = np.asarray(highs.getSolution().col_value, dtype=np.float64)
        if status not in (HighsModelStatus.kOptimal, HighsModelStatus.kTimeLimit) or not len(values):
            raise MerataError(f"HiGHS ends with {highs.modelStatusToString(status)}; this is a fault of Merata")
        opened = np.flatnonzero(values[: len(sites)] > 0.5)
        if fixed is not None or limits.allow(sites, opened):
            return opened, values, float(highs.getInfo().mip_dual_bound)
        # A whole rupiah too much is below the solver's tolerance: this very choice is forbidden, and no better one is.
        new = opened[~sites.built[opened]].astype(np.int32)
        highs.addRow(-np.inf, len(new) - 1.0, len(new), new, np.ones(len(new)))
