"""Choosing whole items within a budget: greedy in rounds, then exchanges that the exact objective must approve.

The objective W is concave and is linearised by its supergradient. Rounds of greedy filling, re-linearised in
between, give a start; so does every comparison that meets the constraints, so the answer is never worse than
they are. Exchanges then take the worst chosen items out and fill again by the slopes of the present point, and
try each class and work in or out. A move is kept only when W itself, on all draws, rises; a move whose linear
gain is not positive cannot raise a concave W and is not even tried. The upper bound of any plan's gain comes
from the linearisations (`bound.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError
from merata.planning.bound import Units, linear_limit, units_of
from merata.planning.candidates import Candidates, Flags
from merata.planning.constraints import Limits
from merata.planning.filling import Filling, Ordering, ordering
from merata.planning.objective import Evaluation, evaluate

Floats = NDArray[np.float64]

ROUNDS = 6
"""Rounds of the greedy start, each spending as much of the budget."""
FIRST_EXCHANGE, SMALLEST_EXCHANGE = 0.1, 0.002
"""Share of the spending that an exchange takes out: the first try, and where halving stops."""
SMALLEST_GAIN = 1e-5
"""Share of the gain so far that a move must promise to be worth an evaluation."""
MOVES_TRIED = 8
"""Classes and works tried in or out at one point, best linear gain first."""
MOST_EVALUATIONS = 60
"""Evaluations of the exact objective after which the search ends with what it has."""


@dataclass(slots=True)
class Point:
    """A plan that was evaluated: its items, the exact objective with its supergradient, the items' slopes."""

    chosen: Flags
    evaluation: Evaluation
    slopes: Floats

    @property
    def value(self) -> float:
        """The objective."""
        return self.evaluation.value


@dataclass(slots=True)
class Search:
    """The search's state: what is fixed, and the tightest bound found so far.

    `units` are the single benefits within the bands. `bound` is an upper limit of W over every plan within the
    budget: the least over all points of the linearisation's own maximum. `evaluations` counts the points, `start`
    is W of the empty plan, `exchange` the share of the spending to exchange next, `tried` the plans seen.
    """

    candidates: Candidates
    limits: Limits
    welfare: Floats
    size: Floats
    tell: Callable[[float], None]
    units: Units
    bound: float = np.inf
    evaluations: int = 0
    start: float = 0.0
    exchange: float = FIRST_EXCHANGE
    tried: set[bytes] = field(default_factory=set)

    def point(self, chosen: Flags) -> Point:
        """Evaluate a plan exactly, and tighten the bound with its linearisation."""
        found = evaluate(self.welfare, self.size, self.candidates.change(chosen))
        slopes = self.candidates.slopes(found)
        reach = linear_limit(self.candidates, self.units, found, slopes, self.limits)
        self.bound = min(self.bound, found.value + reach - float(slopes[chosen].sum()))
        self.start = self.start if self.evaluations else found.value
        self.evaluations += 1
        self.tried.add(chosen.tobytes())
        self.tell(min(self.evaluations / MOST_EVALUATIONS, 1.0))
        return Point(chosen, found, slopes)

    @property
    def exhausted(self) -> bool:
        """Whether the search has used its evaluations."""
        return self.evaluations >= MOST_EVALUATIONS


@dataclass(frozen=True, slots=True)
class Optimised:
    """The best plan found: W before (`start`) and after (`value`), and an upper limit of W over every plan."""

    chosen: Flags
    start: float
    value: float
    bound: float


def optimise(
    candidates: Candidates,
    limits: Limits,
    welfare: Floats,
    size: Floats,
    *,
    starts: Sequence[Flags] = (),
    tell: Callable[[float], None] | None = None,
) -> Optimised:
    """The best plan found over `welfare` (draws × households) and `size`, within the limits.

    `starts` are plans to be no worse than; one that breaks the limits is passed over. Raises `InputError` where
    no plan could be built that meets the least sums and the required items together.
    """
    search = Search(candidates, limits, welfare, size, tell or _silent, units_of(candidates, size))
    best = _greedy(search)
    for start in starts:
        filling = Filling(candidates, limits, start)
        if filling.feasible:
            best = max(best, search.point(filling.chosen), key=_value)
    best = _improve(search, best)
    return Optimised(best.chosen, search.start, best.value, search.bound)


def _silent(share: float) -> None:
    """Say nothing."""


def _value(point: Point) -> float:
    return point.value


def _greedy(search: Search) -> Point:
    """Fill the budget in rounds, slopes renewed in between; first what is required and the least sums."""
    filling = Filling(search.candidates, search.limits)
    point = search.point(filling.chosen)
    filling.meet_demands(ordering(search.candidates, point.slopes))
    if not filling.feasible:
        raise InputError(
            f"no plan was found that meets all the constraints within Rp {search.limits.budget_idr:,}: "
            f"still unmet {', '.join(filling.unmet())}; raise the budget or lower these demands"
        )
    for turn in range(1, ROUNDS + 1):
        before = filling.chosen.copy()
        filling.fill(ordering(search.candidates, point.slopes), search.limits.budget_idr * turn // ROUNDS)
        if not np.array_equal(before, filling.chosen):
            point = search.point(filling.chosen.copy())
    return point


def _improve(search: Search, best: Point) -> Point:
    """Exchange until nothing helps."""
    while not search.exhausted:
        better = _exchanged(search, best)
        if better is None:
            better = _moved(search, best)
            search.exchange = FIRST_EXCHANGE
        if better is None:
            return best
        best = better
    return best


def _exchanged(search: Search, best: Point) -> Point | None:
    """A better plan with the worst of the spending taken out and filled again; None where there is none."""
    order = ordering(search.candidates, best.slopes)
    spent = int(search.candidates.cost_idr[best.chosen].sum())
    while search.exchange >= SMALLEST_EXCHANGE and not search.exhausted:
        filling = Filling(search.candidates, search.limits, best.chosen)
        filling.take_out(order, int(spent * search.exchange))
        filling.fill(order)
        better = _tried(search, best, filling.chosen)
        if better is not None:
            return better
        search.exchange /= 2
    return None


def _moved(search: Search, best: Point) -> Point | None:
    """A better plan with one class or work put in or taken out; None where none of the likeliest helps."""
    order = ordering(search.candidates, best.slopes)
    moves = [
        (float(best.slopes[chosen].sum() - best.slopes[best.chosen].sum()), at, chosen)
        for at, chosen in _moves(search, best, order)
    ]
    for gain, _, chosen in sorted(moves, key=lambda move: (-move[0], move[1]))[:MOVES_TRIED]:
        if gain <= 0 or search.exhausted:
            return None
        better = _tried(search, best, chosen)
        if better is not None:
            return better
    return None


def _moves(search: Search, best: Point, order: Ordering) -> Iterator[tuple[int, Flags]]:
    """Plans that differ by one class or work, put in or taken out, and what that does to the rest."""
    for at in np.flatnonzero(search.candidates.standalone & ~search.limits.excluded):
        filling = Filling(search.candidates, search.limits, best.chosen)
        moved = filling.drop(at) if best.chosen[at] else filling.make_room(order, at)
        if moved:
            filling.fill(order, but=at)
            yield int(at), filling.chosen


def _tried(search: Search, best: Point, chosen: Flags) -> Point | None:
    """The plan as a point if the exact objective is higher than the best's; None otherwise."""
    linear = float(best.slopes[chosen].sum() - best.slopes[best.chosen].sum())
    if linear <= SMALLEST_GAIN * (best.value - search.start) or chosen.tobytes() in search.tried:
        return None
    point = search.point(chosen)
    return point if point.value > best.value else None
