"""The Shapley value of programmes: each one's share in what all of them do together, whatever order they are taken in.

A game gives every subset of k players a worth (here q measures at once). The Shapley value of a player is the mean of
what it adds to those before it, over all k! orders; the values of all players sum to the worth of all less that of
none. L. S. Shapley (1953), *A value for n-person games*; for distributions: A. F. Shorrocks (2013), *Journal of
Economic Inequality* 11:99–126.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError

Floats = NDArray[np.float64]
Worth = Callable[[int], Floats]
"""The worth (q) of a subset of the players, given as a number whose bit p says whether player p is in it."""

MOST_ENUMERATED = 12
"""Players up to which every subset is asked for; beyond it orders are drawn."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The Shapley values (k × q) of the players; `error` (k × q) is the Monte-Carlo standard error, zero where exact.

    `none` and `all` (q) are the worths of no player and of all.
    """

    value: Floats
    error: Floats
    none: Floats
    all: Floats

    @property
    def exact(self) -> bool:
        """Whether no order was drawn."""
        return not self.error.any()


def enumerated(worth: Worth, players: int) -> Shares:
    """The exact values, from the worth of every one of the 2^k subsets."""
    worths = np.array([worth(subset) for subset in range(1 << players)])
    subsets = np.arange(1 << players)
    count = np.array([int(subset).bit_count() for subset in subsets])
    # A subset of s players comes directly before a given one in s! (k − s − 1)! of the k! orders.
    before = np.array([1.0 / (players * _choices(players - 1, s)) for s in range(players)])
    value = np.zeros((players, worths.shape[1]))
    for player in range(players):
        without = subsets[(subsets >> player) & 1 == 0]
        value[player] = before[count[without]] @ (worths[without | 1 << player] - worths[without])
    return Shares(value, np.zeros_like(value), worths[0], worths[-1])


def sampled(worth: Worth, players: int, *, pairs: int, rng: np.random.Generator) -> Shares:
    """The values from `pairs` random orders, each with its reverse; they sum to the whole as the exact ones do.

    Reversing an order cancels what pairs of players do to each other, so that a single pair is exact where no three
    players interact (the antithetic sampling of Mitchell and others 2022, JMLR 23:43). The Monte-Carlo error needs two
    pairs; of one alone it is NaN. `UsageError` for none.
    """
    if pairs < 1:
        raise UsageError(f"the Shapley value got {pairs} pairs of orders; expected at least 1")
    known: dict[int, Floats] = {}

    def asked(subset: int) -> Floats:
        if subset not in known:
            known[subset] = worth(subset)
        return known[subset]

    found = []
    for _ in range(pairs):
        order = rng.permutation(players)
        found.append((_along(asked, order) + _along(asked, order[::-1])) / 2)
    each = np.array(found)
    error = each.std(axis=0, ddof=1) / np.sqrt(pairs) if pairs > 1 else np.full(each.shape[1:], np.nan)
    return Shares(each.mean(axis=0), error, asked(0), asked((1 << players) - 1))


def shapley(worth: Worth, players: int, *, pairs: int, rng: np.random.Generator) -> Shares:
    """The exact values of up to `MOST_ENUMERATED` players, and those `sampled` of more."""
    if players <= MOST_ENUMERATED:
        return enumerated(worth, players)
    return sampled(worth, players, pairs=pairs, rng=rng)


def _along(worth: Worth, order: NDArray[np.int64]) -> Floats:
    """What each player adds to those before it in `order`."""
    subset, before = 0, worth(0)
    added = np.zeros((len(order), len(before)))
    for player in order.tolist():
        subset |= 1 << player
        after = worth(subset)
        added[player] = after - before
        before = after
    return added


def _choices(n: int, k: int) -> float:
    found = 1.0
    for i in range(k):
        found = found * (n - i) / (i + 1)
    return found
