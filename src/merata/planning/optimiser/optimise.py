"""The best plan within the limits, and the proof of how near the best possible it is.

Cuts of the concave gain (see `bound.py`) make a linear master problem. Its answer in parts of items gives the bound; a
new cut is taken half-way between it and the best point so far (the in-out separation of Ben-Ameur and Neto 2007), as
plain cutting planes (Kelley 1960) wander. Plans of whole items come from rounding those parts, from a greedy start,
from the plans that are given, and from exchanges; at the end the master problem is solved with whole items, if few
enough are undecided. Every plan that counts is evaluated itself, with its actual recipients. The same inputs give the
same plan, unless time runs out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from merata.planning.choices.candidates import Flags
from merata.planning.limits.conflicts import any_plan, refuse
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.lifting import lifting
from merata.planning.optimiser.master import Master
from merata.planning.optimiser.optimised import Optimised, Progress
from merata.planning.optimiser.search import Point, Search
from merata.planning.optimiser.standing import Standing

DEFAULT_GAP = 0.001
"""Share of the gain within which the plan is to be proved best."""
STEP_IN = 0.5
"""How far from the best point towards the master's answer the next cut is taken."""
ROUND_EVERY = 4
"""Cuts between two roundings to whole items."""
RELAXED_SHARE = 0.1
"""The parts are good enough when they are proved to so much of the gap that is asked."""
STALLED_CUTS, STALLED_SHARE = 8, 0.05
"""Cutting in parts ends when so many cuts closed less than this share of what was open."""
WHOLE_NODES, WHOLE_ROUNDS = 200, 40
"""Nodes of one solution of the master problem with whole items, and how often it is solved at most."""
MOST_OPEN_ITEMS = 150
"""Undecided items beyond which the master problem is not solved with whole ones: it would not end."""
SOLVER_TOLERANCE = 1e-6
"""Share by which the solver's own upper limit is raised, as it keeps limits to such a tolerance."""


def optimise(
    evaluator: Evaluator,
    limits: Limits,
    *,
    gap: float = DEFAULT_GAP,
    starts: Sequence[Flags] = (),
    tell: Callable[[Progress], None] | None = None,
    expired: Callable[[], bool] | None = None,
    lifted: bool = True,
) -> Optimised:
    """The best plan found within the limits, proved to a `gap`, or as far as `expired` allows.

    `starts` are plans to be no worse than; one that breaks the limits is passed over. `tell` hears of every better
    plan or bound. Without `lifted` cuts what bands in parts gain too much stays open: for where much more does. Raises
    `InputError` naming a smallest set of limits that no plan can keep together.
    """
    run = Standing(evaluator, limits, gap, tell or _silent, expired or _never)
    _begin(run, starts)
    _prove_with_parts(run)
    _improve(run)
    if lifted:
        _prove_with_whole_benefits(run)
    _prove_with_whole_items(run)
    return run.result()


def _silent(progress: Progress) -> None:
    """Say nothing."""


def _never() -> bool:
    return False


def _begin(run: Standing, starts: Sequence[Flags]) -> None:
    """The empty plan, the master problem, and the first plans of whole items."""
    candidates = run.evaluator.candidates
    nothing = np.zeros(len(candidates), dtype=np.bool_)
    run.decided = nothing, nothing
    first = run.evaluator.at(nothing.astype(np.float64))
    unit = float(np.abs(first.slopes).max()) if len(candidates) else 1.0
    run.master = Master(candidates, run.limits, unit)
    run.search = Search(candidates, run.limits, run.point, run.exhausted)
    run.add_cut(first.gain, first.slopes, nothing.astype(np.float64))
    if not run.solve():
        refuse(candidates, run.limits)
    found = run.search.greedy(Point(nothing, first))
    run.best = found or _some_plan(run)
    for start in starts:
        if run.allowed(start):
            run.offer(run.search.evaluated(start))
    run.note()


def _prove_with_parts(run: Standing) -> None:
    """Cut until the best plan in parts of items is known well enough."""
    centre, at_centre = run.best.chosen.astype(np.float64), run.best.gain
    bounds: list[float] = []
    while run.solve() and not run.proved() and not run.exhausted():
        settled = run.bound - at_centre <= RELAXED_SHARE * run.gap * abs(run.best.gain)
        if settled or _stalled(run, bounds):
            return
        if len(bounds) % ROUND_EVERY == 0:
            run.offer(run.search.rounded(run.parts, run.latest))
        bounds.append(run.bound)
        tried = centre + STEP_IN * (run.parts - centre)
        found = run.cut(tried).gain
        if found > at_centre:
            centre, at_centre = tried, found


def _stalled(run: Standing, bounds: list[float]) -> bool:
    """Whether the last cuts closed next to nothing of what was open before them."""
    if len(bounds) < STALLED_CUTS:
        return False
    before = bounds[-STALLED_CUTS]
    return before - run.bound < STALLED_SHARE * (before - run.best.gain)


def _improve(run: Standing) -> None:
    """Exchange from the best plan."""
    if not run.proved():
        run.offer(run.search.improve(run.best))
        run.solve()


def _prove_with_whole_benefits(run: Standing) -> None:
    """Cut with what whole benefits add (see `lifting.py`), among the plans that can still be better."""
    bounds: list[float] = []
    centre = run.parts
    while not run.proved() and not run.exhausted() and not _stalled(run, bounds):
        run.decide()
        lifted = lifting(run.evaluator, *run.decided)
        if lifted is None:
            return
        centre = centre + STEP_IN * (run.parts - centre)
        found = lifted.cut(centre, run.latest)
        run.add_cut(found.constant, found.slopes, centre)
        bounds.append(run.bound)
        if not run.solve_decided():
            return
        if len(bounds) % ROUND_EVERY == 1:
            run.offer(run.search.rounded(run.parts, run.latest))


def _prove_with_whole_items(run: Standing) -> None:
    """Solve the master problem with whole items until its answer is as good as the best plan."""
    for _ in range(WHOLE_ROUNDS):
        if run.proved() or run.exhausted():
            return
        run.decide()
        if int(np.count_nonzero(~(run.decided[0] | run.decided[1]))) > MOST_OPEN_ITEMS:
            return
        found = run.master.whole(gap=run.gap / 4, nodes=WHOLE_NODES, start=run.best.chosen)
        run.limit(found.bound + SOLVER_TOLERANCE * abs(found.bound))
        chosen = found.chosen
        # The solver keeps limits to a tolerance; a plan keeps them to the rupiah.
        if chosen is None or not run.allowed(chosen) or chosen.tobytes() in run.search.tried:
            return
        run.offer(run.search.evaluated(chosen))
        if not run.solve_decided():
            return


def _some_plan(run: Standing) -> Point:
    """A plan that meets the limits, where filling by worth finds none."""
    chosen = any_plan(run.evaluator.candidates, run.limits)
    if chosen is None or not run.allowed(chosen):
        refuse(run.evaluator.candidates, run.limits)
    return run.search.evaluated(chosen)
