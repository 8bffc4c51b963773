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
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Flags
from merata.planning.limits.conflicts import any_plan, refuse
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.bound import Cuts, Prices, losses, upper_limit, worth
from merata.planning.optimiser.evaluating import Evaluation, Evaluator
from merata.planning.optimiser.filling import Filling
from merata.planning.optimiser.lifting import lifting
from merata.planning.optimiser.master import Master
from merata.planning.optimiser.search import Point, Search

Floats = NDArray[np.float64]

DEFAULT_GAP = 0.001
"""Share of the gain within which the plan is to be proved best."""
STEP_IN = 0.5
"""How far from the best point towards the master's answer the next cut is taken."""
ROUND_EVERY = 4
"""Cuts between two roundings to whole items."""
MOST_EVALUATIONS = 300
"""Evaluations after which the search ends with what it has."""
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


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stood after so many evaluations: the best gain, and the upper limit of any plan's gain."""

    evaluations: int
    gain: float
    bound: float


@dataclass(frozen=True, slots=True)
class Optimised:
    """The best plan found: its `gain`, that of every draw, and an upper limit of every plan's (`bound`).

    `slopes` are what each item would add at the plan, `cuts` and `prices` the proof itself, `plans` where the cuts were
    taken; `parts` the best plan in parts of items. `unlisted` is what sets of works that are no bundles could add to a
    limit that is proved with these cuts and prices.
    """

    chosen: Flags
    gain: float
    gains: Floats
    bound: float
    slopes: Floats
    parts: Floats
    cuts: Cuts
    prices: Prices
    plans: tuple[Floats, ...]
    progress: tuple[Progress, ...]
    unlisted: float = 0.0

    @property
    def gap(self) -> float | None:
        """How much more the best plan can gain, as a share of this one's gain; None at no gain."""
        return max(self.bound - self.gain, 0.0) / self.gain if self.gain > 0 else None


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
    run = _Run(evaluator, limits, gap, tell or _silent, expired or _never)
    run.begin(starts)
    run.prove_with_parts()
    run.improve()
    if lifted:
        run.prove_with_whole_benefits()
    run.prove_with_whole_items()
    return run.result()


def _silent(progress: Progress) -> None:
    """Say nothing."""


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Run:
    evaluator: Evaluator
    limits: Limits
    gap: float
    tell: Callable[[Progress], None]
    expired: Callable[[], bool]
    evaluations: int = 0
    bound: float = np.inf
    best: Point = field(init=False)
    search: Search = field(init=False)
    master: Master = field(init=False)
    parts: Floats = field(init=False)
    prices: Prices = field(init=False)
    latest: Floats = field(init=False)
    latest_limit: float = np.inf
    decided: tuple[Flags, Flags] = field(init=False)
    proof_cuts: int = 0
    plans: list[Floats] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    def begin(self, starts: Sequence[Flags]) -> None:
        """The empty plan, the master problem, and the first plans of whole items."""
        candidates = self.evaluator.candidates
        nothing = np.zeros(len(candidates), dtype=np.bool_)
        self.decided = nothing, nothing
        first = self.evaluator.at(nothing.astype(np.float64))
        unit = float(np.abs(first.slopes).max()) if len(candidates) else 1.0
        self.master = Master(candidates, self.limits, unit)
        self.search = Search(candidates, self.limits, self._point, self._exhausted)
        self._add_cut(first.gain, first.slopes, nothing.astype(np.float64))
        if not self._solve():
            refuse(candidates, self.limits)
        found = self.search.greedy(Point(nothing, first))
        self.best = found or self._some_plan()
        for start in starts:
            if self._allowed(start):
                self._offer(self.search.evaluated(start))
        self._note()

    def prove_with_parts(self) -> None:
        """Cut until the best plan in parts of items is known well enough."""
        centre, at_centre = self.best.chosen.astype(np.float64), self.best.gain
        bounds: list[float] = []
        while self._solve() and not self._proved() and not self._exhausted():
            settled = self.bound - at_centre <= RELAXED_SHARE * self.gap * abs(self.best.gain)
            if settled or self._stalled(bounds):
                return
            if len(bounds) % ROUND_EVERY == 0:
                self._offer(self.search.rounded(self.parts, self.latest))
            bounds.append(self.bound)
            tried = centre + STEP_IN * (self.parts - centre)
            found = self._cut(tried).gain
            if found > at_centre:
                centre, at_centre = tried, found

    def _stalled(self, bounds: list[float]) -> bool:
        """Whether the last cuts closed next to nothing of what was open before them."""
        if len(bounds) < STALLED_CUTS:
            return False
        before = bounds[-STALLED_CUTS]
        return before - self.bound < STALLED_SHARE * (before - self.best.gain)

    def improve(self) -> None:
        """Exchange from the best plan."""
        if not self._proved():
            self._offer(self.search.improve(self.best))
            self._solve()

    def prove_with_whole_benefits(self) -> None:
        """Cut with what whole benefits add (see `lifting.py`), among the plans that can still be better."""
        bounds: list[float] = []
        centre = self.parts
        while not self._proved() and not self._exhausted() and not self._stalled(bounds):
            self._decide()
            lifted = lifting(self.evaluator, *self.decided)
            if lifted is None:
                return
            centre = centre + STEP_IN * (self.parts - centre)
            found = lifted.cut(centre, self.latest)
            self._add_cut(found.constant, found.slopes, centre)
            bounds.append(self.bound)
            if not self._solve_decided():
                return
            if len(bounds) % ROUND_EVERY == 1:
                self._offer(self.search.rounded(self.parts, self.latest))

    def prove_with_whole_items(self) -> None:
        """Solve the master problem with whole items until its answer is as good as the best plan."""
        for _ in range(WHOLE_ROUNDS):
            if self._proved() or self._exhausted():
                return
            self._decide()
            if int(np.count_nonzero(~(self.decided[0] | self.decided[1]))) > MOST_OPEN_ITEMS:
                return
            found = self.master.whole(gap=self.gap / 4, nodes=WHOLE_NODES, start=self.best.chosen)
            self._limit(found.bound + SOLVER_TOLERANCE * abs(found.bound))
            chosen = found.chosen
            # The solver keeps limits to a tolerance; a plan keeps them to the rupiah.
            if chosen is None or not self._allowed(chosen) or chosen.tobytes() in self.search.tried:
                return
            self._offer(self.search.evaluated(chosen))
            if not self._solve_decided():
                return

    def _allowed(self, chosen: Flags) -> bool:
        return Filling(self.evaluator.candidates, self.limits, chosen).feasible

    def _decide(self) -> None:
        """Note the items that are in, and out of, every plan better than the best one found."""
        value = np.where(self.limits.excluded | self.decided[1], -np.inf, self.latest)
        taken, left = losses(value, self.evaluator.candidates.chain, self.decided[0])
        open_gain = self.latest_limit - self.best.gain
        self.decided = self.decided[0] | (left > open_gain), self.decided[1] | (taken > open_gain)
        self.master.decide(*self.decided)

    def _solve_decided(self) -> bool:
        """Solve the master problem among the plans that can be better; False where there is none left."""
        found = self.master.parts()
        if found is None:
            self._limit(self.best.gain)
            return False
        self.parts, prices = found
        cuts = self.master.cuts
        limit = upper_limit(self.evaluator.candidates, self.limits, cuts, prices, self.decided)
        if limit < self.latest_limit:
            self.latest_limit, self.latest = limit, worth(cuts, prices, self.limits)
        self._limit(limit)
        return True

    def _limit(self, limit: float) -> None:
        """No plan is better than the best one and than this limit both."""
        self.bound = min(self.bound, max(limit, self.best.gain))
        self._note()

    def result(self) -> Optimised:
        """What was found."""
        best = self.best
        return Optimised(
            chosen=best.chosen,
            gain=best.gain,
            gains=best.evaluation.gains,
            bound=max(self.bound, best.gain),
            slopes=best.slopes,
            parts=self.parts,
            cuts=self._cuts(),
            prices=self.prices,
            plans=tuple(self.plans[: self.proof_cuts]),
            progress=tuple(self.progress),
        )

    def _some_plan(self) -> Point:
        """A plan that meets the limits, where filling by worth finds none."""
        chosen = any_plan(self.evaluator.candidates, self.limits)
        if chosen is None or not self._allowed(chosen):
            refuse(self.evaluator.candidates, self.limits)
        return self.search.evaluated(chosen)

    def _point(self, chosen: Flags) -> Point:
        return Point(chosen, self._cut(chosen.astype(np.float64)))

    def _cut(self, plan: Floats) -> Evaluation:
        """Evaluate a plan in parts, and add its cut."""
        found = self.evaluator.at(plan)
        self._add_cut(found.gain - float(found.slopes @ plan), found.slopes, plan)
        return found

    def _add_cut(self, constant: float, slopes: Floats, plan: Floats) -> None:
        self.evaluations += 1
        self.plans.append(plan)
        self.master.add_cut(constant, slopes)

    def _solve(self) -> bool:
        """Solve the master problem in parts; the bound is tightened by its proof. False where there is no plan."""
        found = self.master.parts()
        if found is None:
            return False
        self.parts, prices = found
        limit = upper_limit(self.evaluator.candidates, self.limits, self.master.cuts, prices)
        if limit < self.latest_limit or not self.proof_cuts:
            self.prices, self.proof_cuts = prices, prices.weight.size
            self.latest_limit, self.latest = limit, worth(self._cuts(), prices, self.limits)
            self.bound = min(limit, self.bound)
            if self.progress:
                self._note()
        return True

    def _cuts(self) -> Cuts:
        """The cuts that the prices of the proof are about."""
        cuts = self.master.cuts
        return Cuts(cuts.constant[: self.proof_cuts], cuts.slopes[: self.proof_cuts])

    def _offer(self, point: Point | None) -> None:
        if point is not None and point.gain > self.best.gain:
            self.best = point
            self._note()

    def _note(self) -> None:
        now = Progress(self.evaluations, self.best.gain, max(self.bound, self.best.gain))
        if not self.progress or now != self.progress[-1]:
            self.progress.append(now)
            self.tell(now)

    def _proved(self) -> bool:
        return self.bound - self.best.gain <= self.gap * abs(self.best.gain)

    def _exhausted(self) -> bool:
        return self.evaluations >= MOST_EVALUATIONS or self.expired()
