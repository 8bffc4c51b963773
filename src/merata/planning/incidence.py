"""Who gains: means with intervals over draws, tenths of the population, and sums by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.stats.prediction import prediction_interval

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FRACTION = (0.0, 1.0)
"""The range of a share of persons, of money or of consumption."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval that one more of its draws would fall in, 95 times in 100."""

    value: float
    low: float
    high: float


def interval(draws: Floats, *, within: tuple[float, float] = (-np.inf, np.inf)) -> Interval:
    """Mean over at least two draws, and the 95% interval of `merata.stats.prediction.prediction_interval`.

    `within`: the smallest and the largest value that there can be, `FRACTION` for a share; no interval of few
    draws reaches beyond.
    """
    low, high = prediction_interval(draws, within=within)
    return Interval(float(draws.mean()), low, high)


def deciles(welfare: Floats, size: Floats) -> Integers:
    """The tenth of the persons that each household falls in (1 poorest) in one draw of welfare.

    A household goes by the middle of the persons it holds in the ranking.
    """
    order = np.argsort(welfare, kind="stable")
    members = size[order]
    middle = (np.cumsum(members) - members / 2) / members.sum()
    tenth = np.empty(size.size, dtype=np.int64)
    tenth[order] = np.minimum((middle * 10).astype(np.int64), 9) + 1
    return tenth


def person_share(group: Integers, total: Floats, size: Floats, groups: int) -> Floats:
    """`total` (by household) summed by group and divided by the group's persons; 0 in a group without any."""
    persons = np.bincount(group, size, groups)
    return np.bincount(group, total, groups) / np.where(persons > 0, persons, 1.0)
