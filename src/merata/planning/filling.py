"""Filling a plan with whole items in order of worth, and taking items out, without ever breaking a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.candidates import Candidates, Flags, Integers
from merata.planning.constraints import Limits


@dataclass(frozen=True, slots=True)
class Ordering:
    """All items from the best to the worst by slope per rupiah, needier bands of a chain always before later
    ones.

    `items` (k) is that order. `worthwhile` (k, by item) is false where an item's slope is not positive.
    """

    items: Integers
    worthwhile: Flags


def ordering(candidates: Candidates, slopes: NDArray[np.float64]) -> Ordering:
    """Order the items by slope per rupiah.

    Within a chain, neighbouring bands are pooled while a later one is worth more than those before it, so that
    the worth falls along the chain and the order respects it: the best prefix comes first.
    """
    cost = np.maximum(candidates.cost_idr, 1).astype(np.float64)
    ratio = _pooled(slopes, cost, candidates.chain)
    return Ordering(np.lexsort((np.arange(ratio.size), -ratio)), ratio > 0)


def _pooled(slopes: NDArray[np.float64], cost: NDArray[np.float64], chain: Integers) -> NDArray[np.float64]:
    """Slope per rupiah of each item's pool."""
    gains: list[float] = []
    costs: list[float] = []
    counts: list[int] = []
    chains: list[int] = []
    for gain, price, number in zip(slopes.tolist(), cost.tolist(), chain.tolist(), strict=True):
        count = 1
        while chains and chains[-1] == number and gain * costs[-1] > gains[-1] * price:
            gain, price, count = gain + gains.pop(), price + costs.pop(), count + counts.pop()  # noqa: PLW2901
            chains.pop()
        gains.append(gain)
        costs.append(price)
        counts.append(count)
        chains.append(number)
    return np.repeat(np.array(gains) / np.maximum(costs, 1.0), counts)


class Filling:
    """A plan being built, with rupiah spent in all and by group; every change keeps the upper limits."""

    def __init__(self, candidates: Candidates, limits: Limits, chosen: Flags | None = None) -> None:
        self._candidates = candidates
        self._limits = limits
        self._groups_of = _groups_of(limits, len(candidates))
        self.chosen = np.zeros(len(candidates), dtype=np.bool_) if chosen is None else chosen.copy()
        self.spent = int(candidates.cost_idr[self.chosen].sum())
        self._group_spent = [int(candidates.cost_idr[group.member & self.chosen].sum()) for group in limits.groups]

    @property
    def feasible(self) -> bool:
        """Whether the plan keeps the budget, every group's bounds, the chains' order and what is required."""
        over = self.spent > self._limits.budget_idr or any(
            spent > group.max_idr for spent, group in zip(self._group_spent, self._limits.groups, strict=True)
        )
        chain = self._candidates.chain
        jumps = self.chosen[1:] & ~self.chosen[:-1] & (chain[1:] == chain[:-1])
        banned = bool((self.chosen & self._limits.excluded).any())
        return not (over or banned or jumps.any() or self.unmet())

    def unmet(self) -> list[str]:
        """The required items that are not chosen and the groups below their least sum, by name."""
        missing = np.flatnonzero(self._limits.required & ~self.chosen)
        short = [
            group.name
            for spent, group in zip(self._group_spent, self._limits.groups, strict=True)
            if spent < group.min_idr
        ]
        return [self._candidates.items[at].line for at in missing] + short

    def meet_demands(self, order: Ordering) -> None:
        """Choose what is required, with the bands before it, and fill every group to its least sum."""
        chain = self._candidates.chain
        for at in np.flatnonzero(self._limits.required):
            for band in np.flatnonzero(chain[: at + 1] == chain[at]):
                self._choose(int(band))
        # The narrowest group first: what it takes also counts towards the wider ones that hold it.
        groups = self._limits.groups
        for number in sorted(range(len(groups)), key=lambda at: int(groups[at].member.sum())):
            group = groups[number]
            closed: set[int] = set()
            for at in order.items[group.member[order.items]].tolist():
                if self._group_spent[number] >= group.min_idr:
                    break
                self._offer(at, closed)

    def fill(self, order: Ordering, allowance_idr: int | None = None, *, but: int | np.integer | None = None) -> None:
        """Choose items in order while they fit, until `allowance_idr` is spent; never the item `but`.

        A chain whose next band does not fit is closed: nobody is passed over for a less needy band.
        """
        allowance = self._limits.budget_idr if allowance_idr is None else allowance_idr
        closed = set() if but is None else {int(self._candidates.chain[but])}
        for at in order.items[(order.worthwhile & ~self.chosen)[order.items]].tolist():
            if self.spent >= allowance:
                break
            self._offer(at, closed)

    def take_out(self, order: Ordering, amount_idr: int) -> None:
        """Take out the worst items until `amount_idr` is freed, keeping least sums and what is required."""
        target = self.spent - amount_idr
        kept: set[int] = set()
        for at in order.items[self.chosen[order.items]][::-1].tolist():
            if self.spent <= target:
                break
            if self._candidates.chain[at] in kept or not self.drop(at):
                kept.add(int(self._candidates.chain[at]))

    def drop(self, at: int | np.integer) -> bool:
        """Take out one chosen item; False where it is required or a least sum would no longer be met.

        The caller sees to it that no later band of its chain is chosen.
        """
        cost = int(self._candidates.cost_idr[at])
        groups = self._groups_of[at]
        short = any(self._group_spent[g] - cost < self._limits.groups[g].min_idr for g in groups)
        if self._limits.required[at] or short:
            return False
        self.chosen[at] = False
        self._spend(at, -cost)
        return True

    def make_room(self, order: Ordering, at: int | np.integer) -> bool:
        """Put one standalone item in, taking out the worst until it fits; False where it cannot."""
        cost = int(self._candidates.cost_idr[at])
        for number in self._groups_of[at]:
            excess = self._group_spent[number] + cost - self._limits.groups[number].max_idr
            if excess > 0:
                members = order.items[self._limits.groups[number].member[order.items]]
                self.take_out(Ordering(members, order.worthwhile), excess)
        excess = self.spent + cost - self._limits.budget_idr
        if excess > 0:
            self.take_out(order, excess)
        return self._choose(int(at))

    def _offer(self, at: int, closed: set[int]) -> None:
        """Choose the item if its chain is open and it fits; close the chain where it does not."""
        chain = int(self._candidates.chain[at])
        if not self.chosen[at] and chain not in closed and not self._choose(at):
            closed.add(chain)

    def _choose(self, at: int) -> bool:
        """Choose the item if it fits; whether it is chosen now."""
        if self.chosen[at]:
            return True
        cost = int(self._candidates.cost_idr[at])
        fits = self.spent + cost <= self._limits.budget_idr and all(
            self._group_spent[g] + cost <= self._limits.groups[g].max_idr for g in self._groups_of[at]
        )
        if self._limits.excluded[at] or not fits:
            return False
        self.chosen[at] = True
        self._spend(at, cost)
        return True

    def _spend(self, at: int | np.integer, amount_idr: int) -> None:
        self.spent += amount_idr
        for group in self._groups_of[at]:
            self._group_spent[group] += amount_idr


def _groups_of(limits: Limits, items: int) -> list[list[int]]:
    """The groups that each item is in."""
    found: list[list[int]] = [[] for _ in range(items)]
    for number, group in enumerate(limits.groups):
        for at in np.flatnonzero(group.member):
            found[at].append(number)
    return found
