"""The method of equal shares for one given share of each voter, in exact rational arithmetic.

Every voter gets the same share of the budget. Again and again the project is bought whose supporters pay least per
unit of utility: with price ρ a supporter pays min(what is left, ρ × utility), and the payments add up to the cost
exactly. It ends when no project's supporters have its cost left among them (Peters, Pierczyński & Skowron 2021,
"Proportional participatory budgeting with additive utilities").

Balances are integers over one common denominator. Voters with the same ballot always have the same balance, and
most balances coincide: the work of a round is by distinct balance, not by voter.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.participation.shares.election import Election, Points, tie_order

Utility = Literal["cost", "count"]
"""What a project is worth to a voter: her points (1 in an approval ballot) × its cost, or the points alone."""


@dataclass(frozen=True, slots=True)
class Round:
    """One purchase. `price_per_point`: what a supporter with enough left pays for each point (for her approval)."""

    project_id: str
    price_per_point: Fraction


@dataclass(frozen=True, slots=True)
class Level:
    """The ballots (`members`, numbers of distinct ballots) that give a project the same points."""

    points: int
    members: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tally:
    """An election counted by distinct ballots, ready to be bought from.

    `names`, `costs`, `levels`, `factors` by project in the order of ties: points × factor is utility; points are
    whole after multiplication by `scale`. `weights` (distinct ballots): how many voters cast each.
    """

    names: tuple[str, ...]
    costs: tuple[Fraction, ...]
    factors: tuple[Fraction, ...]
    levels: tuple[tuple[Level, ...], ...]
    weights: NDArray[np.int64]
    voters: int
    scale: int


def tally(election: Election, *, utility: Utility = "cost", lot: str | None = None) -> Tally:
    """Counts the ballots. Projects that cost more than the budget, or that nobody supports, are not in it."""
    if utility not in get_args(Utility):
        raise UsageError(f"utility is {utility!r}; expected one of {', '.join(get_args(Utility))}")
    distinct: dict[frozenset[tuple[str, Points]], int] = {}
    for cast in election.ballots:
        key = frozenset(cast.items())
        distinct[key] = distinct.get(key, 0) + 1
    scale = 1
    for points in {points for ballot in distinct for _, points in ballot}:
        scale = scale * points.denominator // gcd(scale, points.denominator)
    support: dict[str, dict[int, list[int]]] = {}
    for number, ballot in enumerate(distinct):
        for name, points in ballot:
            support.setdefault(name, {}).setdefault(int(points * scale), []).append(number)
    costs = election.costs
    names = tuple(name for name in tie_order(election, lot) if name in support and costs[name] <= election.budget)
    return Tally(
        names,
        tuple(costs[name] for name in names),
        tuple(costs[name] if utility == "cost" else Fraction(1) for name in names),
        tuple(tuple(Level(p, np.array(at)) for p, at in sorted(support[name].items())) for name in names),
        np.fromiter(distinct.values(), np.int64, len(distinct)),
        len(election.ballots),
        scale,
    )


def buy(votes: Tally, share: Fraction) -> list[Round]:
    """What equal shares buys when each voter has `share`, in the order of purchase. Ties go by the tally's order."""
    purse = _Purses(votes, share)
    # Balances only fall, so prices only rise: a price of an earlier round bounds today's from below.
    waiting = [(Fraction(0), place, -1) for place in range(len(votes.names))]
    heapq.heapify(waiting)
    bought: list[Round] = []
    while waiting:
        _, place, known = heapq.heappop(waiting)
        if known == len(bought):
            bought.append(Round(votes.names[place], purse.pay(place)))
        else:
            price = purse.price(place)
            if price is not None:
                heapq.heappush(waiting, (price / votes.factors[place], place, len(bought)))
    return bought


class _Purses:
    """What every ballot has left: `at` (ballots) points into `left`, ascending numerators over `denominator`."""

    def __init__(self, votes: Tally, share: Fraction) -> None:
        self.votes = votes
        self.at = np.zeros(len(votes.weights), dtype=np.intp)
        self.left = [share.numerator]
        self.denominator = share.denominator

    def price(self, place: int) -> Fraction | None:
        """What each point of the project costs its supporters now; None where they have less than its cost."""
        cost = self.votes.costs[place]
        missing = Fraction(cost.numerator * self.denominator, cost.denominator)
        rest, below = missing.numerator, missing.denominator
        purses = self._supporters(place)
        points = sum(level * count for _, level, count in purses)
        for left, level, count in purses:
            # Over `below`, so that all stays whole: nobody from here on has less than the price of her points.
            if left * below * points >= rest * level:
                return Fraction(rest, points * below * self.denominator)
            rest -= left * below * count
            points -= level * count
        return None

    def _supporters(self, place: int) -> list[tuple[int, int, int]]:
        """(left, points, voters) of the project's supporters, by what they have left for each point, ascending."""
        found = []
        for level in self.votes.levels[place]:
            at = self.at[level.members]
            counts = np.bincount(at, weights=self.votes.weights[level.members])
            held = np.flatnonzero(counts)
            found += [(self.left[p], level.points, int(c)) for p, c in zip(held.tolist(), counts[held], strict=True)]
        if len(self.votes.levels[place]) > 1:
            found.sort(key=lambda one: Fraction(one[0], one[1]))
        return found

    def pay(self, place: int) -> Fraction:
        """Take the project's cost from its supporters; the price per point of a ballot."""
        price = self.price(place)
        if price is None:
            raise UsageError(f"the supporters of {self.votes.names[place]} cannot pay its cost")
        common = self.denominator * price.denominator // gcd(self.denominator, price.denominator)
        grown, due = common // self.denominator, price.numerator * (common // price.denominator)
        values = {left * grown: number for number, left in enumerate(self.left)}
        amounts = list(values)
        for level in self.votes.levels[place]:
            before = self.at[level.members]
            moved = np.zeros(len(self.left), dtype=np.intp)
            for number in np.unique(before).tolist():
                after = max(0, self.left[number] * grown - due * level.points)
                moved[number] = values.setdefault(after, len(values))
                if moved[number] == len(amounts):
                    amounts.append(after)
            self.at[level.members] = moved[before]
        self._renumber(amounts, common)
        return price * self.votes.scale

    def _renumber(self, amounts: list[int], common: int) -> None:
        """Ascending numbers for the balances that somebody still has, over the smallest common denominator."""
        held = np.flatnonzero(np.bincount(self.at, minlength=len(amounts))).tolist()
        order = sorted(held, key=amounts.__getitem__)
        number = np.zeros(len(amounts), dtype=np.intp)
        number[order] = np.arange(len(order))
        self.at = number[self.at]
        shrunk = gcd(common, *(amounts[one] for one in order))
        self.left = [amounts[one] // shrunk for one in order]
        self.denominator = common // shrunk
