"""Whom a coverage reaches, and whom of the target: exact shares of households, ties decided fairly.

A coverage reaches the persons with the lowest scores until it is used up. Households of the same score have the same
chance: where the coverage ends among them, each counts as reached by the share that is left for them. Errors are
therefore the expected ones over all fair ways to break the tie, with no list order and nothing random in them.

The target is those below their poverty line, or the poorest share of persons. Where a share ends among households of
the same welfare, none deserves it more: those of them that were reached count as target first, so that perfect
targeting errs in nothing when coverage and target are equal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.measurement.welfare import Floats

Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a programme is meant for: those with welfare below `line_idr` (n), or the poorest `share` of persons.

    Exactly one of the two is given; `UsageError` otherwise, or where `share` is not above 0 and at most 1.
    """

    line_idr: Floats | None = None
    share: float | None = None

    def __post_init__(self) -> None:
        if (self.line_idr is None) == (self.share is None):
            raise UsageError("the target is the poor (line_idr) or the poorest share of persons (share); give one")
        if self.share is not None and not 0 < self.share <= 1:
            raise UsageError(f"the target's share is {self.share:g}; expected a fraction above 0, at most 1")


@dataclass(frozen=True, slots=True)
class Ranking:
    """n households from the lowest value on, within blocks that are ranked separately.

    `place` (n): the number of each one's class of equal values; `block` (classes): the block of each.
    """

    place: Integers
    block: Integers

    def lowest(self, weight: Floats, share: float) -> Floats:
        """The part (n, 0 to 1) of each household that belongs to the lowest `share` of its block's `weight` (n)."""
        mass = self.sums(weight)
        total = np.asarray(np.bincount(self.block, mass), dtype=np.float64)
        before = np.cumsum(mass) - mass - (np.cumsum(total) - total)[self.block]
        part = np.clip(_ratio(share * total[self.block] - before, mass), 0.0, 1.0)
        return np.asarray(part[self.place])

    def sums(self, values: Floats) -> Floats:
        """The sum of `values` (n) in each class."""
        return np.asarray(np.bincount(self.place, values, minlength=len(self.block)), dtype=np.float64)


def ranking(values: Floats, block: Integers) -> Ranking:
    """The ranking of `values` (n) within each `block` (n)."""
    order = np.lexsort((values, block))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(values[order]) != 0) | (np.diff(block[order]) != 0)
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.cumsum(new) - 1
    return Ranking(place, block[order][new])


@dataclass(frozen=True, slots=True)
class Reached:
    """Parts of n households (0 to 1): `reached`, of the `target`, and `both`."""

    reached: Floats
    target: Floats
    both: Floats


@dataclass(frozen=True, slots=True)
class Poor:
    """Those below their line are meant: `part` (n) is 1 for them, 0 for others."""

    part: Floats

    def meets(self, reached: Floats, weight: Floats) -> Reached:  # noqa: ARG002 - as of a share
        """The households whose part `reached` (n) is, beside who is meant."""
        return Reached(reached, self.part, reached * self.part)


@dataclass(frozen=True, slots=True)
class Poorest:
    """The lowest `share` of persons by their ranked welfare are meant."""

    by_welfare: Ranking
    share: float

    def meets(self, reached: Floats, weight: Floats) -> Reached:
        """The households whose part `reached` (n) is, beside who is meant."""
        place = self.by_welfare.place
        # In the class of equal welfare where the target ends: places for some, taken by those who were reached first.
        meant = self.by_welfare.sums(weight * self.by_welfare.lowest(weight, self.share))
        took = self.by_welfare.sums(weight * reached)
        others = self.by_welfare.sums(weight * (1.0 - reached))
        both = reached * np.minimum(_ratio(meant, took), 1.0)[place]
        rest = np.clip(_ratio(meant - took, others), 0.0, 1.0)[place]
        return Reached(reached, both + (1.0 - reached) * rest, both)


def meant(target: Target, welfare: Floats, block: Integers) -> Poor | Poorest:
    """Who of households with `welfare` (n) is meant; a share is taken within each `block` (n)."""
    if target.line_idr is not None:
        return Poor((welfare < target.line_idr).astype(np.float64))
    return Poorest(ranking(welfare, block), 1.0 if target.share is None else target.share)


def _ratio(over: Floats, under: Floats) -> Floats:
    """over ÷ under, 0 where nothing is divided among nobody."""
    result: Floats = np.divide(over, under, out=np.zeros_like(over), where=under > 0)
    return result
