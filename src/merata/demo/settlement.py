"""How many persons and households live in each village, and how large the households are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MEAN_SIZE = 3.09
"""Persons per household, East Java's order of magnitude (about 460 thousand households in the two Blitar)."""

LEAST_HOUSEHOLDS = 8
"""A village keeps at least so many households at any scale, so that every village can be measured."""

LEAST_PERSONS = 25
"""A village keeps at least so many persons at any scale."""

LARGEST = 12
_SHARE_BY_SIZE = np.array([0.115, 0.24, 0.28, 0.215, 0.095, 0.037, 0.012, 0.004, 0.002])
"""Share of households with 1, 2, … 9 members before a village's total is met (assumption; mean 3.1)."""


def village_persons(population: NDArray[np.int64], scale: float) -> NDArray[np.int64]:
    """Persons of each village: the published count times `scale`, rounded, at least `LEAST_PERSONS`."""
    return np.asarray(np.maximum(np.rint(population * scale), LEAST_PERSONS), np.int64)


def village_households(persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Households of each village: persons over `MEAN_SIZE`, rounded, at least `LEAST_HOUSEHOLDS`."""
    return np.asarray(np.maximum(np.rint(persons / MEAN_SIZE), LEAST_HOUSEHOLDS), np.int64)


def household_sizes(
    persons: NDArray[np.int64], households: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw household sizes that sum to `persons` in every village.

    Returns each household's village (index into `persons`, ascending) and its size (1 to `LARGEST`).
    """
    village = np.repeat(np.arange(persons.size), households)
    share = _SHARE_BY_SIZE / _SHARE_BY_SIZE.sum()
    size = rng.choice(np.arange(1, share.size + 1), p=share, size=village.size).astype(np.int64)
    starts = np.cumsum(households) - households
    while True:
        gap = persons - np.bincount(village, weights=size, minlength=persons.size).astype(np.int64)
        if not gap.any():
            return village, size
        change = np.sign(gap)[village]
        movable = np.where(change > 0, size < LARGEST, size > 1) & (change != 0)
        order = np.lexsort((rng.random(village.size), ~movable, village))
        rank = np.empty_like(village)
        rank[order] = np.arange(village.size) - starts[village[order]]
        size += np.where(movable & (rank < np.abs(gap)[village]), change, 0)
