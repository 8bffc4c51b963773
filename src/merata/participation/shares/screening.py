"""Which projects a share buys, fast: floating point with a proven bound of its error, or no answer.

Add1 counts an election hundreds of times, and all but the last two counts only say what the purchases cost together.
Those are made here in double precision. Every balance carries a bound of its error and so does every price; whenever
a decision (who is cheapest, who can pay) lies within the bounds, the count says that it does not know and is made again
in exact arithmetic. So the answer is always the exact one. For ballots that give every supporter of a project the same
points, as approvals do.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from merata.compiled import compiled, inlined
from merata.participation.shares.equal_shares import Tally

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_EPS = 4.0 * 2.0**-52
"""More than the relative error of any one operation and of reading a rational number."""
_EXACT_UP_TO = 2**53
"""Whole numbers up to here are exact in double precision."""


Layout = tuple[Places, Places, Floats, Floats, Floats]
"""`start` (projects + 1) of each project's stretch of `members`, the ballots that support it; `weights` (ballots):
voters who cast each; `costs` and `units` (projects): what a supporter's payment is divided by for the price."""
Offers = tuple[Floats, Floats, NDArray[np.bool_]]
"""Of each project the price, the bound of its error, and whether a supporter may be short of it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A tally laid out for compiled loops."""

    names: tuple[str, ...]
    layout: Layout

    def bought(self, share: Fraction) -> list[str] | None:
        """The projects that the share buys, in order; None where only exact arithmetic can tell."""
        order = np.full(len(self.names), -1, dtype=np.int64)
        count = _buy(self.layout, float(share), order)
        return None if count < 0 else [self.names[place] for place in order[:count]]


def screen(votes: Tally) -> Screen | None:
    """The tally laid out; None where supporters give different points, or amounts are not whole or too large."""
    if not votes.names or len({level.points for levels in votes.levels for level in levels}) > 1:
        return None
    if any(cost.denominator > 1 or cost.numerator * votes.voters > _EXACT_UP_TO for cost in votes.costs):
        return None
    members = [levels[0].members for levels in votes.levels]
    layout = (
        np.cumsum([0, *(len(one) for one in members)], dtype=np.int64),
        np.concatenate(members).astype(np.int64),
        votes.weights.astype(np.float64),
        np.array([float(cost) for cost in votes.costs]),
        np.array([float(factor) for factor in votes.factors]),
    )
    return Screen(votes.names, layout)


@compiled
def _buy(layout: Layout, share: float, order: Places) -> int:
    """Fills `order` with the projects bought; how many, or −1 where the bounds of error do not tell."""
    start, _, weights, costs, units = layout
    projects = len(costs)
    purses = np.empty((len(weights), 2))  # what each ballot has left, and how far that may be from the truth
    purses[:, 0], purses[:, 1] = share, share * _EPS
    held = np.empty((3, np.max(np.diff(start))))
    offers = (np.zeros(projects), np.zeros(projects), np.zeros(projects, dtype=np.bool_))
    for place in range(projects):
        # While nobody is short the price is lowest.
        offers[0][place] = costs[place] / units[place] / _votes(layout, place)
        offers[1][place] = offers[0][place] * _EPS
    known = np.full(projects, -1, dtype=np.int64)
    gone = np.zeros(projects, dtype=np.bool_)
    for count in range(projects + 1):
        stale = _stale(offers, known, gone, count)
        while stale >= 0:
            status = _price(layout, stale, purses, offers, held)
            if status < 0:
                return -1
            known[stale], gone[stale] = count, status == 0
            stale = _stale(offers, known, gone, count)
        best = _first(layout, offers, known, gone, count)
        if best == _NONE:
            return count
        if best == _UNKNOWN:
            return -1
        _pay(layout, best, purses, offers)
        order[count], gone[best] = best, True
    return projects


_NONE, _UNKNOWN = -1, -2


@inlined
def _cheapest(offers: Offers, known: Places, gone: NDArray[np.bool_], count: int) -> int:
    """The project that seems cheapest of those priced in this round; −1: none is."""
    best = -1
    for place in range(len(known)):
        if not gone[place] and known[place] == count and (best < 0 or offers[0][place] < offers[0][best]):
            best = place
    return best


@inlined
def _stale(offers: Offers, known: Places, gone: NDArray[np.bool_], count: int) -> int:
    """The project to price next: priced in an earlier round only, and maybe the cheapest; −1: there is none."""
    price, bound, _ = offers
    best, stale = _cheapest(offers, known, gone, count), -1
    for place in range(len(known)):
        if gone[place] or known[place] == count:
            continue
        dearer = best >= 0 and price[place] - bound[place] > price[best] + bound[best]
        if not dearer and (stale < 0 or price[place] < price[stale]):
            stale = place
    return stale


@inlined
def _first(layout: Layout, offers: Offers, known: Places, gone: NDArray[np.bool_], count: int) -> int:
    """The project to buy; `_NONE`, or `_UNKNOWN` where another may be as cheap and somebody may be short of it."""
    _, _, _, costs, units = layout
    price, bound, short = offers
    best = _cheapest(offers, known, gone, count)
    if best < 0:
        return _NONE
    for place in range(len(known)):
        near = price[place] - bound[place] <= price[best] + bound[best]
        if place == best or gone[place] or known[place] != count or not near:
            continue
        if short[place] or short[best]:
            return _UNKNOWN
        # Nobody is short: the price is cost ÷ unit ÷ votes, which whole numbers compare exactly.
        ours = costs[best] / units[best] * _votes(layout, place)
        theirs = costs[place] / units[place] * _votes(layout, best)
        if theirs < ours or (theirs == ours and place < best):
            best = place
    return best


@inlined
def _votes(layout: Layout, place: int) -> float:
    start, members, weights, _, _ = layout
    total = 0.0
    for at in range(start[place], start[place + 1]):
        total += weights[members[at]]
    return total


@inlined
def _price(layout: Layout, place: int, purses: Floats, offers: Offers, held: Floats) -> int:
    """Prices the project, with the bound of the price's error. 1: priced; 0: its supporters cannot pay; −1: unknown.

    `held` (3, most supporters) is room for what its supporters have: a copy in one piece is read much faster.
    """
    start, members, weights, costs, units = layout
    cost, size = costs[place], start[place + 1] - start[place]
    money, doubt, votes = 0.0, 0.0, 0.0
    for at in range(size):
        ballot = members[start[place] + at]
        held[0, at], held[1, at], held[2, at] = purses[ballot, 0], purses[ballot, 1], weights[ballot]
        money += held[2, at] * held[0, at]
        doubt += held[2, at] * held[1, at]
        votes += held[2, at]
    rounding = (money + cost) * _EPS * size
    if money + doubt + rounding < cost:
        return 0
    if money - doubt - rounding <= cost:
        return -1
    pay, rich, short = _meeting(cost, votes, size, held)
    # How far the true price may be: what the short may have more or less, shared by those who are not short.
    reach = 8.0 * (short + rounding) / rich
    sure, doubt = 0.0, rounding
    for at in range(size):
        if held[0, at] - held[1, at] > pay + reach:
            sure += held[2, at]
        else:
            doubt += held[2, at] * held[1, at]
    # Payments rise by at least `sure` for each unit of price within reach: so it is a bound, if it holds the doubt.
    if doubt > reach * sure:
        return -1
    price, bound, capped = offers
    price[place], capped[place] = pay / units[place], sure < votes
    bound[place] = reach / units[place] + price[place] * _EPS
    return 1


@inlined
def _meeting(cost: float, votes: float, size: int, held: Floats) -> tuple[float, float, float]:
    """Where payments meet the cost: what each pays, how many can, and the error of what those have who cannot.

    Raised until nobody more is short; somebody always can, because the supporters have more than the cost.
    """
    pay = cost / votes
    while True:
        rest, rich, short = cost, votes, 0.0
        for at in range(size):
            if held[0, at] < pay:
                rest -= held[2, at] * held[0, at]
                rich -= held[2, at]
                short += held[2, at] * held[1, at]
        if rich <= 0.0 or rest / rich <= pay:
            return pay, max(rich, 1.0), short
        pay = rest / rich


@inlined
def _pay(layout: Layout, place: int, purses: Floats, offers: Offers) -> None:
    """Takes the price from every supporter, or all she has; whoever surely has nothing left has exactly nothing."""
    start, members, _, _, units = layout
    pay = offers[0][place] * units[place]
    doubt = offers[1][place] * units[place] + pay * _EPS
    for at in range(start[place], start[place + 1]):
        ballot = members[at]
        if purses[ballot, 0] + purses[ballot, 1] < pay - doubt:
            purses[ballot, 0], purses[ballot, 1] = 0.0, 0.0
        else:
            purses[ballot, 1] += doubt + purses[ballot, 0] * _EPS
            purses[ballot, 0] = max(0.0, purses[ballot, 0] - pay)
