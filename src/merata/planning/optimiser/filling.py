"""Filling a plan with whole items in order of worth, and taking items out, without ever breaking a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import Candidates, Flags, Integers
from merata.planning.limits.rows import Limits


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
    """A plan being built, with the sum of every row; every change keeps the limits that were kept before it."""

    def __init__(self, candidates: Candidates, limits: Limits, chosen: Flags | None = None) -> None:
        self._candidates = candidates
        self._limits = limits
        self._rows_of = limits.of_item
        self._least, self._most = limits.least.tolist(), limits.most.tolist()
        self.chosen = np.zeros(len(candidates), dtype=np.bool_) if chosen is None else chosen.copy()
        self._sums: list[int] = np.asarray(limits.sums @ self.chosen.astype(np.int64)).tolist()

    @property
    def spent(self) -> int:
        """Rupiah spent."""
        return self._sums[0]

    @property
    def feasible(self) -> bool:
        """Whether the plan keeps every row, the chains' order and what is excluded."""
        chain = self._candidates.chain
        jumps = self.chosen[1:] & ~self.chosen[:-1] & (chain[1:] == chain[:-1])
        banned = bool((self.chosen & self._limits.excluded).any())
        over = any(total > most for total, most in zip(self._sums, self._most, strict=True))
        return not (over or banned or jumps.any() or self.unmet())

    def unmet(self) -> list[str]:
        """The rows below their least, by name."""
        return [self._limits.names[row] for row in self._short()]

    def _short(self) -> list[int]:
        return [row for row, total in enumerate(self._sums) if total < self._least[row]]

    def meet_demands(self, order: Ordering) -> None:
        """Fill every row to its least."""
        # The narrowest first: what it takes also counts towards the wider ones that hold it.
        width = np.diff(self._limits.sums.indptr)
        for row in sorted(self._short(), key=lambda at: (int(width[at]), at)):
            members = np.zeros(len(self._candidates), dtype=np.bool_)
            members[self._limits.sums.indices[self._limits.sums.indptr[row] : self._limits.sums.indptr[row + 1]]] = True
            for at in order.items[members[order.items]].tolist():
                if self._sums[row] >= self._least[row]:
                    break
                self._choose_up_to(at)

    def fill(self, order: Ordering, allowance_idr: int | None = None, *, but: int | np.integer | None = None) -> None:
        """Choose items in order while they fit, until `allowance_idr` is spent; never the item `but`.

        A chain whose next band does not fit is closed: nobody is passed over for a less needy band.
        """
        allowance = self._limits.budget_idr if allowance_idr is None else allowance_idr
        closed = set() if but is None else {int(self._candidates.chain[but])}
        for at in order.items[(order.worthwhile & ~self.chosen)[order.items]].tolist():
            chain = int(self._candidates.chain[at])
            spent_out = self.spent >= allowance and self._paid(at)
            if chain not in closed and (spent_out or not self._choose(at)):
                closed.add(chain)

    def take_out(self, order: Ordering, amount: int, row: int = 0) -> None:
        """Take out the worst items until a row's sum (the first: rupiah) is less by `amount`, keeping the limits."""
        target = self._sums[row] - amount
        kept: set[int] = set()
        counted = self._limits.sums[[row]].toarray()[0] != 0
        for at in order.items[(self.chosen & counted)[order.items]][::-1].tolist():
            if self._sums[row] <= target:
                break
            if self._candidates.chain[at] in kept or not self.drop(at):
                kept.add(int(self._candidates.chain[at]))

    def drop(self, at: int | np.integer) -> bool:
        """Take out one chosen item; False where a limit would then be broken. Only the last band of a chain can go."""
        following = int(at) + 1
        chain = self._candidates.chain
        last = following >= len(self._candidates) or chain[following] != chain[at] or not self.chosen[following]
        if not last or not self._allowed(at, -1):
            return False
        self.chosen[at] = False
        self._count(at, -1)
        return True

    def make_room(self, order: Ordering, at: int | np.integer) -> bool:
        """Put one standalone item in, taking out the worst until it fits; False where it cannot."""
        for row, part in self._rows_of[at]:
            excess = self._sums[row] + part - self._most[row]
            if part > 0 and excess > 0:
                self.take_out(order, excess, row)
        return self._choose(int(at))

    def _paid(self, at: int) -> bool:
        """Whether the budget, the first row, pays the item."""
        return any(row == 0 for row, _ in self._rows_of[at])

    def _choose_up_to(self, at: int) -> None:
        """Choose an item and, where it is a band, those before it, as far as they fit."""
        chain = self._candidates.chain
        first = at
        while first and chain[first - 1] == chain[at] and not self.chosen[first - 1]:
            first -= 1
        for band in range(first, at + 1):
            if not self._choose(band):
                return

    def _choose(self, at: int) -> bool:
        """Choose the item if it fits; whether it is chosen now."""
        if self.chosen[at]:
            return True
        if self._limits.excluded[at] or not self._allowed(at, 1):
            return False
        self.chosen[at] = True
        self._count(at, 1)
        return True

    def _allowed(self, at: int | np.integer, sign: int) -> bool:
        """Whether every row that choosing (+1) or dropping (−1) the item moves stays within the limit it moves to."""
        return all(
            self._sums[row] + sign * part <= self._most[row]
            if sign * part > 0
            else self._sums[row] + sign * part >= self._least[row]
            for row, part in self._rows_of[at]
        )

    def _count(self, at: int | np.integer, sign: int) -> None:
        for row, part in self._rows_of[at]:
            self._sums[row] += sign * part
