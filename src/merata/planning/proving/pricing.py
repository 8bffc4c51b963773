"""What the proof's prices say of one thing that can be chosen: what it adds, what it uses, and at what cost it enters.

A price is given to every row of the limits by the master problem (see `bound.py`). What is worth more than the prices
of what it uses belongs in; the rest would have to be cheaper, or a limit wider.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.candidates import ALONE, Candidates, Flags, Integers
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.bound import Cuts, Prices

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A limit that the thing would use: `price` is what that use is worth elsewhere, in the unit of the gain."""

    limit: str
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """The part of a thing that is the likeliest to be taken next (or, where it is in the plan, all that is taken).

    `items` is that part, `cost_idr` what the thing itself costs in it and `gain` what it adds, as the averaged cuts
    say; of works that depend on each other, what it adds to the best set without it, net of what else changes.
    `price` is what it uses itself of the limits (the `obstacles` together), and `gain` − `price` its worth.
    `entry_cost_idr` is the cost at which its worth is nothing: below it, it enters (None where no limit on money has a
    price, so that no cost decides).
    """

    items: Integers
    cost_idr: int
    gain: float
    price: float
    entry_cost_idr: float | None
    obstacles: tuple[Obstacle, ...]

    @property
    def worth(self) -> float:
        """What it adds less what it uses."""
        return self.gain - self.price


@dataclass(frozen=True, slots=True)
class Pricing:
    """The candidates with the proof of a plan over them."""

    candidates: Candidates
    limits: Limits
    cuts: Cuts
    prices: Prices

    def of(self, members: Flags, chosen: Flags, name: str) -> Priced:
        """The thing whose items are `members`, in the light of the plan `chosen`; `name` is the work's in bundles."""
        at = np.flatnonzero(members)
        exclusive = self.candidates.exclusive[at]
        if (exclusive != ALONE).any():
            return self._of_set(at, int(exclusive[0]), name)
        if (members & chosen).any():
            return self._priced(np.flatnonzero(members & chosen))
        parts = [self._best_prefix(np.flatnonzero(members & (self.candidates.chain == one)))
                 for one in np.unique(self.candidates.chain[at])]  # fmt: skip
        return max(parts, key=lambda part: (self._ratio(part), -part.items[0]))

    def _ratio(self, part: Priced) -> float:
        """How much of its cost it would be worth: 1 or more belongs in."""
        if part.entry_cost_idr is None:
            return 1.0 if part.worth >= 0 else 0.0
        return part.entry_cost_idr / max(part.cost_idr, 1)

    def _best_prefix(self, chain: Integers) -> Priced:
        """Of a chain's first bands, so many that their worth is the most for their cost."""
        gain, count = np.cumsum(self._gain(chain)), np.cumsum(self._price(chain, money=False))
        ratio = (gain - count) / np.maximum(np.cumsum(self.candidates.cost_idr[chain]), 1)
        return self._priced(chain[: int(np.argmax(ratio)) + 1])

    def _of_set(self, members: Integers, number: int, name: str) -> Priced:
        """A work of a cluster: the best set that holds it against the best that does not, or none."""
        others = np.flatnonzero((self.candidates.exclusive == number) & ~self.limits.excluded)
        others = others[~np.isin(others, members)]
        worth = self._gain(members) - self._price(members, shared=number)
        best = members[int(np.argmax(worth))]
        found = self._priced(np.array([best]), shared=number)
        alternative = self._gain(others) - self._price(others, shared=number)
        without = max(float(alternative.max()), 0.0) if others.size else 0.0
        own = np.array([self._alone(name, int(best))])
        cost, money = int(self.candidates.cost_idr[own].sum()), self._money_price(own)
        price = float(self._price(own, shared=number).sum())
        spare = found.worth - without
        entry = cost + spare / money if money > 0 else None
        return Priced(found.items, cost, spare + price, price, entry, self._obstacles(own, number))

    def _alone(self, name: str, at: int) -> int:
        """The item that is the work alone; `at` where there is none."""
        singles = [row for row, item in enumerate(self.candidates.items) if item.line == name]
        return singles[0] if singles else at

    def _set_name(self, number: int) -> str:
        return f"one of set {number}"

    def _priced(self, items: Integers, shared: int = ALONE) -> Priced:
        cost = int(self.candidates.cost_idr[items].sum())
        gain = float(self._gain(items).sum())
        money, counts = (float(self._price(items, money=kind, shared=shared).sum()) for kind in (True, False))
        per_rupiah = self._money_price(items)
        entry = (gain - counts) / per_rupiah if per_rupiah > 0 else None
        return Priced(items, cost, gain, money + counts, entry, self._obstacles(items, shared))

    def _gain(self, items: Integers) -> Floats:
        return np.asarray(self.prices.weight @ self.cuts.slopes[:, items])

    def _price(self, items: Integers, *, money: bool | None = None, shared: int = ALONE) -> Floats:
        """The price of what each item uses of the limits on money, of the others, or (None) of all.

        The row that lets one of the set `shared` in is left out.
        """
        price = self.prices.price.copy()
        if money is not None:
            price[self.limits.in_rupiah != money] = 0.0
        if shared != ALONE:
            price[[name == self._set_name(shared) for name in self.limits.names]] = 0.0
        return np.asarray(price @ self.limits.sums[:, items])

    def _money_price(self, items: Integers) -> float:
        """The price of one rupiah spent on these items, over all limits on money that count it."""
        money = float(self._price(items, money=True).sum())
        return money / max(int(self.candidates.cost_idr[items].sum()), 1)

    def _obstacles(self, items: Integers, shared: int) -> tuple[Obstacle, ...]:
        """The limits with a price that `items` use, the dearest first; without the row of the set `shared`."""
        used = np.asarray(self.limits.sums[:, items].sum(axis=1)) * self.prices.price
        found = [
            Obstacle(name, float(price))
            for name, price in zip(self.limits.names, used, strict=True)
            if price > 0 and not (shared != ALONE and name == self._set_name(shared))
        ]
        return tuple(sorted(found, key=lambda one: -one.price))
