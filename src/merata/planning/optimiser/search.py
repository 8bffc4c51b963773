"""Plans of whole items: greedy in rounds, then exchanges that the exact objective must approve.

Exchanges take the worst chosen items out and fill again by the slopes of the present point, and try each class and
work in or out. A move is kept only when the gain itself rises; a move whose linear gain is not positive cannot raise a
concave gain and is not even tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Candidates, Flags, Integers
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.evaluating import Evaluation
from merata.planning.optimiser.filling import Filling, Ordering, ordering

Floats = NDArray[np.float64]

ROUNDS = 6
"""Rounds of the greedy start, each spending as much of the budget."""
FIRST_EXCHANGE, SMALLEST_EXCHANGE = 0.1, 0.002
"""Share of the spending that an exchange takes out: the first try, and where halving stops."""
SMALLEST_GAIN = 1e-6
"""Share of the gain so far that a move must promise to be worth an evaluation."""
MOVES_BUILT, MOVES_TRIED = 32, 8
"""Classes and works put in or out at one point, the likeliest first, and how many of those plans are evaluated."""


@dataclass(slots=True)
class Point:
    """A plan of whole items that was evaluated."""

    chosen: Flags
    evaluation: Evaluation

    @property
    def gain(self) -> float:
        """The plan's gain."""
        return self.evaluation.gain

    @property
    def slopes(self) -> Floats:
        """What each item adds, linearised at the plan."""
        return self.evaluation.slopes


@dataclass(slots=True)
class Search:
    """What is fixed, and the plans tried. `point` evaluates a plan; `exhausted` says whether to stop looking."""

    candidates: Candidates
    limits: Limits
    point: Callable[[Flags], Point]
    exhausted: Callable[[], bool]
    tried: set[bytes] = field(default_factory=set)

    def evaluated(self, chosen: Flags) -> Point:
        """The plan as a point, remembered as tried."""
        self.tried.add(chosen.tobytes())
        return self.point(chosen.copy())

    def greedy(self, empty: Point) -> Point | None:
        """Fill the budget in rounds, slopes renewed in between; first what is demanded. None where that fails.

        The best of the rounds is told: in the tail of the draws more of an uncertain effect may well gain less.
        """
        filling = Filling(self.candidates, self.limits)
        filling.meet_demands(ordering(self.candidates, empty.slopes))
        if not filling.feasible:
            return None
        best = point = self.evaluated(filling.chosen) if filling.chosen.any() else empty
        for turn in range(1, ROUNDS + 1):
            before = filling.chosen.copy()
            filling.fill(ordering(self.candidates, point.slopes), self.limits.budget_idr * turn // ROUNDS)
            if not np.array_equal(before, filling.chosen):
                point = self.evaluated(filling.chosen)
                best = point if point.gain > best.gain else best
        return best

    def rounded(self, parts: Floats, worth: Floats) -> Point | None:
        """A plan of whole items from parts of them: those taken whole, then the rest by worth; None if none is new."""
        order = ordering(self.candidates, worth)
        filling = Filling(self.candidates, self.limits)
        whole = np.zeros(len(self.candidates))
        whole[parts > 1.0 - 1e-6] = 1.0
        # Items that the parts take whole come first, in the order of their worth; their slopes may well be level.
        first = Ordering(order.items[np.argsort(-whole[order.items], kind="stable")], parts > 1e-6)
        filling.fill(first)
        filling.meet_demands(order)
        filling.fill(order)
        if not filling.feasible or filling.chosen.tobytes() in self.tried:
            return None
        return self.evaluated(filling.chosen)

    def improve(self, best: Point) -> Point:
        """Exchange until nothing helps."""
        share = FIRST_EXCHANGE
        while not self.exhausted():
            better, share = self._exchanged(best, share)
            if better is None:
                better = self._moved(best)
                share = FIRST_EXCHANGE
            if better is None:
                return best
            best = better
        return best

    def _exchanged(self, best: Point, share: float) -> tuple[Point | None, float]:
        """A better plan with the worst of the spending taken out and filled again, and how much was exchanged."""
        order = ordering(self.candidates, best.slopes)
        spent = int(self.candidates.cost_idr[best.chosen].sum())
        while share >= SMALLEST_EXCHANGE and not self.exhausted():
            filling = Filling(self.candidates, self.limits, best.chosen)
            filling.take_out(order, int(spent * share))
            filling.fill(order)
            better = self._tried(best, filling.chosen)
            if better is not None:
                return better, share
            share /= 2
        return None, share

    def _moved(self, best: Point) -> Point | None:
        """A better plan with one class or work put in or taken out; None where none of the likeliest helps."""
        order = ordering(self.candidates, best.slopes)
        moves = [
            (float(best.slopes[chosen].sum() - best.slopes[best.chosen].sum()), at, chosen)
            for at, chosen in self._moves(best, order)
        ]
        for gain, _, chosen in sorted(moves, key=lambda move: (-move[0], move[1]))[:MOVES_TRIED]:
            if gain <= 0 or self.exhausted():
                return None
            better = self._tried(best, chosen)
            if better is not None:
                return better
        return None

    def _moves(self, best: Point, order: Ordering) -> Iterator[tuple[int, Flags]]:
        """Plans that differ by one class or work, put in or taken out, and what that does to the rest."""
        for at in self._likeliest(best):
            filling = Filling(self.candidates, self.limits, best.chosen)
            moved = filling.drop(at) if best.chosen[at] else filling.make_room(order, at)
            if moved:
                filling.fill(order, but=at)
                if filling.feasible:
                    yield int(at), filling.chosen

    def _likeliest(self, best: Point) -> Integers:
        """The classes and works whose putting in or taking out promises most, at the worth of what is last chosen."""
        cost = np.maximum(self.candidates.cost_idr, 1)
        bought = best.slopes[best.chosen] / cost[best.chosen]
        price = float(np.quantile(bought, 0.05)) if bought.size else 0.0
        promise = np.where(best.chosen, -1.0, 1.0) * (best.slopes - price * cost)
        alone = np.flatnonzero(self.candidates.standalone & ~self.limits.excluded)
        return alone[np.argsort(-promise[alone], kind="stable")][:MOVES_BUILT]

    def _tried(self, best: Point, chosen: Flags) -> Point | None:
        """The plan as a point if its gain is higher than the best's; None otherwise."""
        linear = float(best.slopes[chosen].sum() - best.slopes[best.chosen].sum())
        if linear <= SMALLEST_GAIN * abs(best.gain) or chosen.tobytes() in self.tried:
            return None
        point = self.evaluated(chosen)
        return point if point.gain > best.gain else None
