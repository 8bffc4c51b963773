"""Social welfare, mean × (1 − Gini), and its supergradient, averaged over draws.

The objective is Sen's: W = Σᵢ Σⱼ mᵢ mⱼ min(yᵢ, yⱼ) / M², with y the welfare per person of household i and m
its members: the expected welfare of the poorer of two persons drawn at random, in rupiah per person per month.
A sum of minima is concave in y, and y is linear in what a plan does, so W is concave in the plan: every
linearisation lies above it, which is what makes the planner's bound valid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merata.measurement.summing import ascending

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does to n households: rupiah added per person per month, and a share of own welfare added."""

    added_idr: Floats
    added_share: Floats

    @classmethod
    def none(cls, households: int) -> Change:
        """No change at all."""
        return cls(np.zeros(households), np.zeros(households))

    def applied(self, welfare: Floats) -> Floats:
        """The welfare of the n households (one draw) after the change."""
        return np.asarray(welfare * (1.0 + self.added_share) + self.added_idr, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The objective at a change, and how fast it rises there with each household's rupiah and share.

    `value` is W averaged over the draws. `slope_idr` (n) is dW for one rupiah per person per month more,
    `slope_share` (n) dW for a gain as large as the household's own welfare.
    """

    value: float
    slope_idr: Floats
    slope_share: Floats


def social_welfare(welfare: Floats, size: Floats) -> float:
    """W of one draw: mean × (1 − Gini) over persons, rupiah per person per month."""
    order = ascending(welfare)
    members = size[order]
    total = members.sum()
    above = total - np.cumsum(members)
    return float(np.dot(welfare[order] * members, members + 2.0 * above) / total**2)


def mean_and_gini(welfare: Floats, size: Floats) -> tuple[float, float]:
    """The mean per person and the Gini index of one draw (0 where nobody has anything)."""
    mean = float(np.dot(welfare, size) / size.sum())
    return mean, 1.0 - social_welfare(welfare, size) / mean if mean > 0 else 0.0


def evaluate(welfare: Floats, size: Floats, change: Change) -> Evaluation:
    """The objective and its supergradient after `change`; `welfare` is draws × households before it."""
    draws = welfare.shape[0]
    slope_idr, slope_share = np.zeros(size.size), np.zeros(size.size)
    total = size.sum()
    value = 0.0
    gradient = np.empty(size.size)
    for before in welfare:
        after = change.applied(before)
        order = ascending(after)
        members = size[order]
        slope = total - np.cumsum(members)  # how many persons are above, so far
        slope *= 2.0
        slope += members
        slope *= members
        gradient[order] = slope
        value += float(np.dot(after, gradient))
        slope_idr += gradient
        slope_share += gradient * before
    scale = draws * total**2
    return Evaluation(float(value / scale), slope_idr / scale, slope_share / scale)
