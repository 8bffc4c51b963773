"""People ranked by welfare in one draw: fractional ranks, tenths of the persons, the Gini before and after a gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.compiled import compiled
from merata.measurement.summing import ascending
from merata.measurement.totals import compilable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """n households in the order of one draw of welfare, persons counted.

    In that order, poorest first: `order` (the rows), `welfare`, `size` and `size_up_to` (running sum of persons). In
    the order of the rows: `place` of each in the ranking, and `rank`, the fraction of the persons who are poorer plus
    half of those who are equally poor, its own members among them.
    """

    order: Integers
    place: Integers
    welfare: Floats
    size: Floats
    size_up_to: Floats
    rank: Floats

    @property
    def persons(self) -> float:
        """All persons."""
        return float(self.size_up_to[-1])

    @property
    def mean(self) -> float:
        """Welfare per person."""
        return float(np.dot(self.size, self.welfare) / self.persons)

    @property
    def gini(self) -> float:
        """The Gini index over persons, of a population whose mean is above 0."""
        return self.concentration(self.order, self.size * self.welfare)

    @property
    def tenth(self) -> Integers:
        """The tenth of the persons that each row falls in, 0 poorest, by the middle of the persons it holds.

        Where households are equally poor, the earlier row counts as the poorer, so that each tenth holds a tenth.
        """
        middle = (self.size_up_to - self.size / 2) / self.size_up_to[-1]
        tenth: Integers = np.minimum((middle * 10).astype(np.int64), 9)[self.place]
        return tenth

    def concentration(self, rows: Integers, total: Floats) -> float:
        """The concentration index of what `rows` get, `total` (in rupiah, say) to each whole household.

        C = 2·Σ Bᵢ·rᵢ ÷ Σ Bᵢ − 1 with B the totals and r the fractional ranks (Kakwani 1980; Lerman and Yitzhaki
        1989 for the weights): −1 all to the poorest, 0 as the persons are spread, 1 all to the richest. NaN where
        nothing is given.
        """
        given = float(total.sum())
        return 2.0 * float(np.dot(total, self.rank[rows])) / given - 1.0 if given else np.nan

    def gini_after(self, rows: Integers, gain: Floats) -> float:
        """The Gini index once `rows` (each once) have `gain` more per person, everyone ranked anew.

        Only those who gain are sorted again, and merged with the others, who keep their order.
        """
        by_place = np.full(len(self.place), np.nan)
        by_place[self.place[rows]] = gain
        at = np.flatnonzero(~np.isnan(by_place))
        after = self.welfare[at] + by_place[at]
        again = ascending(after)
        return _merged_gini(self.welfare, self.size, at, after[again], self.size[at][again])


def rank(welfare: Floats, size: Floats) -> Ranking:
    """Rank n households by `welfare` per person, `size` persons each (both n, finite, size above 0)."""
    order = ascending(compilable(welfare))
    ordered = welfare[order]
    tied = ordered[1:] == ordered[:-1]
    if tied.any():  # only a stable sort keeps equal ones in the order of their rows
        order = np.argsort(welfare, kind="stable")
    members = size[order]
    up_to = np.cumsum(members)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    middle = up_to - members / 2
    if tied.any():
        starts = np.flatnonzero(np.concatenate(([True], ~tied)))
        ends = np.append(starts[1:], len(order)) - 1
        below = up_to[starts] - members[starts]
        middle = np.repeat((below + up_to[ends]) / 2, ends - starts + 1)
    ranks = (middle / up_to[-1])[place]
    return Ranking(order, place, ordered, members, up_to, ranks)


def deciles(welfare: Floats, size: Floats) -> Integers:
    """The tenth of the persons that each household falls in (1 poorest) in one draw of welfare.

    A household goes by the middle of the persons it holds in the ranking.
    """
    return rank(welfare, size).tenth + 1


def person_share(group: Integers, total: Floats, size: Floats, groups: int) -> Floats:
    """`total` (by household) summed by group and divided by the group's persons; 0 in a group without any."""
    persons = np.bincount(group, size, groups)
    return np.bincount(group, total, groups) / np.where(persons > 0, persons, 1.0)


@compiled
def _merged_gini(welfare: Floats, size: Floats, at: Integers, after: Floats, moved: Floats) -> float:
    """The Gini index of ranked households of which those at the places `at` now have `after`, `moved` persons each.

    Σ mᵢyᵢ·(2·persons before i + mᵢ) ÷ (persons × Σ mᵢyᵢ) − 1, in which those equally poor may come in any order.
    `welfare`, `at` and `after` ascend.
    """
    persons, held, sum_ = 0.0, 0.0, 0.0
    left, arrived = 0, 0
    for place in range(len(welfare) + 1):
        while arrived < len(after) and (place == len(welfare) or after[arrived] <= welfare[place]):
            mass = moved[arrived] * after[arrived]
            sum_ += mass * (2.0 * persons + moved[arrived])
            held += mass
            persons += moved[arrived]
            arrived += 1
        if place == len(welfare):
            break
        if left < len(at) and at[left] == place:
            left += 1
            continue
        mass = size[place] * welfare[place]
        sum_ += mass * (2.0 * persons + size[place])
        held += mass
        persons += size[place]
    return sum_ / (persons * held) - 1.0
