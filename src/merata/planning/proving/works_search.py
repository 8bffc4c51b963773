"""Plans and limits with works taken whole: sets of works are tried where the cuts say that they may be best.

By outer approximation (Duran and Grossmann 1986): the master problem with every set of works (`works_master.py`) gives
a set, and a limit that holds for all of them; a few cuts at that set with its best bands correct what the cuts promised
of it; then the next set is asked for, until no other can be better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from merata.planning.choices.candidates import Candidates, Flags, Floats
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.evaluating import Evaluation, Evaluator
from merata.planning.optimiser.optimised import Optimised
from merata.planning.optimiser.search import Point, Search
from merata.planning.proving.works_master import Answer, WorksMaster
from merata.planning.works.together import Works
from merata.planning.works.works_cuts import WorksCut

MOST_ROUNDS = 25
"""Sets of works that are asked for at most."""
STALLED_ROUNDS, STALLED_SHARE = 3, 0.05
"""The search ends when so many sets closed less than this share of what was open before them."""
NODES = 500
"""Nodes of one search for a set."""
OPEN_SHARE = 0.1
"""Each set is looked for to this share of what is open, and its cuts to as much: more would be corrected anyway."""
MOST_CUTS_OF_SET = 4
"""Cuts at one set, each with the best bands by those before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """The `candidates` with the sets that were tried listed as bundles behind them, the `best` plan of those, and a
    `limit` of the gain of any plan. `cuts` are all that it is proved with; they hold for any budget and limits.
    """

    candidates: Candidates
    best: Point
    limit: float
    cuts: tuple[WorksCut, ...]

    @property
    def gap(self) -> float:
        """What any plan can gain more, as a share of the best one's gain (infinite at no gain)."""
        return max(self.limit - self.best.gain, 0.0) / self.best.gain if self.best.gain > 0 else np.inf


def search_works(
    evaluator: Evaluator,
    works: Works,
    limits: Callable[[Candidates], Limits],
    found: Optimised,
    *,
    gap: float,
    expired: Callable[[], bool],
    known: Sequence[WorksCut] = (),
) -> Searched:
    """Better sets of works than those of the plan `found`, and a limit over all sets, to a `gap` or as time allows.

    `limits` tells what holds for more candidates; `known` are cuts that were taken before.
    """
    run = _Run(evaluator, works, limits, gap, expired, Point(found.chosen, _evaluation_of(found)))
    run.begin(found, known)
    run.look()
    return Searched(run.evaluator.candidates, run.best, max(run.limit, run.best.gain), tuple(run.cuts))


def _evaluation_of(found: Optimised) -> Evaluation:
    nothing = np.zeros(0)
    return Evaluation(found.gain, found.gains, found.slopes, nothing, nothing)


@dataclass(slots=True)
class _Run:
    evaluator: Evaluator
    works: Works
    limits_of: Callable[[Candidates], Limits]
    gap: float
    expired: Callable[[], bool]
    best: Point
    limit: float = np.inf
    cuts: list[WorksCut] = field(default_factory=list)
    tried: set[bytes] = field(default_factory=set)
    limits: Limits = field(init=False)
    master: WorksMaster = field(init=False)

    def begin(self, found: Optimised, known: Sequence[WorksCut]) -> None:
        """The master problem with the cuts that are known, those of the proof so far and that of its plan."""
        self.limits = self.limits_of(self.evaluator.candidates)
        unit = float(np.abs(found.cuts.slopes).max(initial=0.0))
        self.master = WorksMaster(self.works, self.evaluator.candidates, self.limits, unit)
        for cut in known:
            self._add(cut)
        for at in np.flatnonzero(found.prices.weight > 0):
            if not self.expired():
                self._evaluated(found.plans[at])
        self._point(found.chosen)

    def look(self) -> None:
        """Ask for sets until none can be better than the best plan by more than the gap."""
        finest = self.gap / 4
        wanted = OPEN_SHARE
        left: list[float] = []
        for _ in range(MOST_ROUNDS):
            left.append(self.limit - self.best.gain)
            if self._proved() or self.expired() or self._stalled(left):
                return
            wanted = max(finest, min(wanted, OPEN_SHARE * self._open_share()))
            answer = self.master.whole(gap=wanted, nodes=NODES, expired=self.expired, beat=self.evaluator.beat)
            if answer is None:
                return
            self.limit = min(self.limit, max(answer.limit, self.best.gain))
            if not answer.found:
                return
            if not self._corrected(answer):
                if wanted == finest:
                    return
                wanted = finest

    def _stalled(self, left: list[float]) -> bool:
        """Whether the last sets closed next to nothing of what was open before them."""
        return len(left) > STALLED_ROUNDS and left[-1] > (1.0 - STALLED_SHARE) * left[-1 - STALLED_ROUNDS]

    def _corrected(self, answer: Answer) -> bool:
        """Cut at the set of an answer, and try its plan of whole bands; whether anything was learnt."""
        learnt = False
        for _ in range(MOST_CUTS_OF_SET):
            plan = self._plan(answer)
            there = self._evaluated(plan)
            excess = answer.gain - there.gain
            learnt |= excess > self.gap / 4 * abs(self.best.gain)
            if excess <= OPEN_SHARE * (self.limit - self.best.gain) or self.expired():
                break
            better = self.master.parts(answer)
            if better is None:
                break
            answer = better
        return self._tried(plan, there.slopes) or learnt

    def _tried(self, plan: Floats, slopes: Floats) -> bool:
        """Round a plan in parts to whole bands; whether that is the best plan so far."""
        search = Search(self.evaluator.candidates, self.limits, self._point, self.expired, self.tried)
        point = search.rounded(plan, slopes)
        if point is None or point.gain <= self.best.gain:
            return False
        self.best = point
        return True

    def _plan(self, answer: Answer) -> Floats:
        """An answer as a plan of the candidates, its sets listed as bundles where they were not."""
        at = [self._listed(cluster, works) for cluster, works in answer.sets.items() if works]
        plan = np.zeros(len(self.evaluator.candidates))
        plan[self.master.outside] = answer.items
        plan[at] = 1.0
        return plan

    def _listed(self, cluster: int, works: tuple[int, ...]) -> int:
        """The item of a set of works."""
        candidates = self.works.extended(self.evaluator.candidates, [works], cluster)
        if len(candidates) > len(self.evaluator.candidates):
            self.evaluator = replace(self.evaluator, candidates=candidates)
            self.limits = self.limits_of(candidates)
            longer = np.append(self.best.chosen, np.zeros(1, dtype=np.bool_))
            self.best = Point(longer, self.best.evaluation)
        parts = {self.works.network_names[work] for work in works}
        return next(at for at, item in enumerate(candidates.items) if set(item.parts or (item.line,)) == parts)

    def _point(self, chosen: Flags) -> Point:
        return Point(chosen, self._evaluated(chosen.astype(np.float64)))

    def _evaluated(self, plan: Floats) -> Evaluation:
        """Evaluate a plan in parts, and add its cut."""
        found = self.evaluator.at(plan)
        slopes = dict(zip(self.evaluator.candidates.evidence, found.slope_share, strict=True))
        self._add(WorksCut(found.gain - float(found.slopes @ plan), found.slopes, self.works.value(slopes)))
        return found

    def _add(self, cut: WorksCut) -> None:
        self.cuts.append(cut)
        self.master.add_cut(cut)

    def _open_share(self) -> float:
        """What is open between the limit and the best plan, as a share of its gain; 1 at most."""
        open_ = self.limit - self.best.gain
        return float(min(open_ / abs(self.best.gain), 1.0)) if self.best.gain else 1.0

    def _proved(self) -> bool:
        return self.limit - self.best.gain <= self.gap * abs(self.best.gain)
