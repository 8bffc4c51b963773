"""Where the search for the best plan stands: the best plan found, the cuts, and the upper limit that they prove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Flags
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.bound import Cuts, Prices, losses, upper_limit, worth
from merata.planning.optimiser.evaluating import Evaluation, Evaluator
from merata.planning.optimiser.filling import Filling
from merata.planning.optimiser.master import Master
from merata.planning.optimiser.optimised import Optimised, Progress
from merata.planning.optimiser.search import Point, Search

Floats = NDArray[np.float64]

MOST_EVALUATIONS = 300
"""Evaluations after which the search ends with what it has."""


@dataclass(slots=True)
class Standing:
    """The search so far. `best` is the best plan, `bound` the upper limit of any plan's gain.

    `parts`, `prices` and `latest` (what each item is worth beyond its prices) are the last answer of the master
    problem; `decided` flags the items that are in, and out of, every plan that can still be better than the best one.
    """

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

    def allowed(self, chosen: Flags) -> bool:
        """Whether a plan keeps all limits, to the rupiah."""
        return Filling(self.evaluator.candidates, self.limits, chosen).feasible

    def decide(self) -> None:
        """Note the items that are in, and out of, every plan better than the best one found."""
        value = np.where(self.limits.excluded | self.decided[1], -np.inf, self.latest)
        taken, left = losses(value, self.evaluator.candidates.chain, self.decided[0])
        open_gain = self.latest_limit - self.best.gain
        self.decided = self.decided[0] | (left > open_gain), self.decided[1] | (taken > open_gain)
        self.master.decide(*self.decided)

    def solve_decided(self) -> bool:
        """Solve the master problem among the plans that can be better; False where there is none left."""
        found = self.master.parts()
        if found is None:
            self.limit(self.best.gain)
            return False
        self.parts, prices = found
        cuts = self.master.cuts
        limit = upper_limit(self.evaluator.candidates, self.limits, cuts, prices, self.decided)
        if limit < self.latest_limit:
            self.latest_limit, self.latest = limit, worth(cuts, prices, self.limits)
        self.limit(limit)
        return True

    def limit(self, limit: float) -> None:
        """No plan is better than the best one and than this limit both."""
        self.bound = min(self.bound, max(limit, self.best.gain))
        self.note()

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

    def point(self, chosen: Flags) -> Point:
        """Evaluate a plan of whole items, and add its cut."""
        return Point(chosen, self.cut(chosen.astype(np.float64)))

    def cut(self, plan: Floats) -> Evaluation:
        """Evaluate a plan in parts, and add its cut."""
        found = self.evaluator.at(plan)
        self.add_cut(found.gain - float(found.slopes @ plan), found.slopes, plan)
        return found

    def add_cut(self, constant: float, slopes: Floats, plan: Floats) -> None:
        """Add the cut gain(x) ≤ constant + slopes·x, which was taken at `plan`."""
        self.evaluations += 1
        self.plans.append(plan)
        self.master.add_cut(constant, slopes)

    def solve(self) -> bool:
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
                self.note()
        return True

    def _cuts(self) -> Cuts:
        """The cuts that the prices of the proof are about."""
        cuts = self.master.cuts
        return Cuts(cuts.constant[: self.proof_cuts], cuts.slopes[: self.proof_cuts])

    def offer(self, point: Point | None) -> None:
        """Take a plan where it is better than the best one so far."""
        if point is not None and point.gain > self.best.gain:
            self.best = point
            self.note()

    def note(self) -> None:
        """Tell where the search stands, where that has changed."""
        now = Progress(self.evaluations, self.best.gain, max(self.bound, self.best.gain))
        if not self.progress or now != self.progress[-1]:
            self.progress.append(now)
            self.tell(now)

    def proved(self) -> bool:
        """Whether the best plan is within the gap that is asked."""
        return self.bound - self.best.gain <= self.gap * abs(self.best.gain)

    def exhausted(self) -> bool:
        """Whether time or evaluations have run out."""
        return self.evaluations >= MOST_EVALUATIONS or self.expired()
