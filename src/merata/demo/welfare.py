"""True consumption of every synthetic household, solved so that each regency equals its published figures.

The logarithm of consumption is `level + spread × (score + this year's luck)`, planted effects multiply it, and
aid comes on top. Level and spread of each regency are found so that in the calibrated year the headcount on its
own poverty line and the Gini equal what was published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from merata.errors import UsageError
from merata.measurement import gini

YEARS = (2022, 2023, 2024, 2025)
"""Years for which consumption is computed; the first is seen only through the monitored villages."""
CALIBRATED_YEAR = 2025
NOMINAL_GROWTH = 0.055
"""Yearly growth of consumption before planted effects and aid, both regencies alike (assumption)."""

_PART = 104
_LUCK, _VILLAGE_LUCK = 0.60, 0.03
"""Standard deviations of one year's luck of a household and of a village, in the score's (assumption)."""
_SPREADS = (0.05, 2.5)


@dataclass(frozen=True, slots=True)
class Target:
    """What a regency's consumption must give in the calibrated year: fractions; the line in rupiah a month."""

    line_idr: float
    headcount: float
    gini: float


@dataclass(frozen=True, slots=True)
class Households:
    """The calibrated year of one regency's households: arrays of equal length."""

    shape: NDArray[np.float64]
    factor: NDArray[np.float64]
    aid_pc_idr: NDArray[np.float64]
    size: NDArray[np.int64]

    def consumption(self, level: float, spread: float) -> NDArray[np.float64]:
        """Rupiah per person per month, whole."""
        return np.rint(np.exp(level + spread * self.shape) * self.factor + self.aid_pc_idr)


def luck(
    score: NDArray[np.float64], village: NDArray[np.int64], *, seed: int, years: Sequence[int] = YEARS
) -> dict[int, NDArray[np.float64]]:
    """The score as each year makes it: the lasting part, the village's year and the household's own."""
    rng = np.random.default_rng([seed, _PART])
    villages = int(village.max()) + 1
    return {
        year: score + _VILLAGE_LUCK * rng.standard_normal(villages)[village] + _LUCK * rng.standard_normal(score.size)
        for year in years
    }


def solve(households: Households, target: Target) -> tuple[float, float]:
    """Level and spread of log consumption that give the target's headcount and Gini.

    The headcount is a step of one household's members, so a small population meets it as nearly as one
    household allows. Raises `UsageError` where no spread gives the Gini.
    """

    def excess(spread: float) -> float:
        welfare = households.consumption(level_for(households, spread, target), spread)
        return gini(welfare, households.size) - target.gini

    low, high = (excess(spread) for spread in _SPREADS)
    if low > 0 or high < 0:
        raise UsageError(
            f"no spread of consumption gives a Gini of {target.gini} (from {low + target.gini:.3f} to"
            f" {high + target.gini:.3f} are possible); choose a larger scale or another target"
        )
    spread = float(brentq(excess, *_SPREADS, xtol=1e-5))
    return level_for(households, spread, target), spread


def level_for(households: Households, spread: float, target: Target) -> float:
    """The level at which the share of persons below the line is nearest to the target's headcount.

    Each household leaves poverty at a level of its own; the answer lies halfway between two such levels.
    """
    missing = target.line_idr - households.aid_pc_idr
    leaves = np.where(
        missing > 0,
        np.log(np.maximum(missing, 1.0)) - spread * households.shape - np.log(households.factor),
        -np.inf,
    )
    order = np.argsort(leaves)
    out = np.cumsum(households.size[order]) / households.size.sum()
    last = int(np.argmin(np.abs((1 - out[:-1]) - target.headcount)))
    return float(leaves[order[last : last + 2]].mean())


def consumption(
    shapes: Mapping[int, NDArray[np.float64]],
    factors: Mapping[int, NDArray[np.float64]],
    aid_pc_idr: Mapping[int, NDArray[np.float64]],
    level: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> dict[int, NDArray[np.float64]]:
    """Rupiah per person per month by year, whole; `level` and `spread` by household (its regency's)."""
    return {
        year: np.rint(
            np.exp(level + spread * shape - np.log1p(NOMINAL_GROWTH) * (CALIBRATED_YEAR - year)) * factors[year]
            + aid_pc_idr[year]
        )
        for year, shape in shapes.items()
    }
