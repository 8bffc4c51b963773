"""Poverty: at a fixed line, and relative to the median. Arguments and errors as in `merata.measurement.inequality`.

Poor is whoever is below the line. A line is in the unit of welfare; without a positive one `UsageError` is raised.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import InputError, UsageError
from merata.measurement import ranked
from merata.measurement.quantiles import quantile, quantile_of_ranked
from merata.measurement.quantiles import ranked as ranked_people
from merata.measurement.welfare import all_positive, checked, given

RELATIVE_SHARE = 0.6
"""The share of the median below which Eurostat counts people as at risk of poverty."""


def fgt(
    welfare: ArrayLike,
    weight: ArrayLike | None = None,
    line: float | None = None,
    alpha: float | None = None,
) -> float:
    """Foster–Greer–Thorbecke poverty: mean of (1 − y/line)^α over everyone, the non-poor as 0; between 0 and 1.

    Foster, Greer and Thorbecke (1984). Zeros count as poor with a gap of 1; negative values are admitted for α = 0
    only. Without an `alpha` ≥ 0 raises `UsageError`.
    """
    power = given(alpha, "fgt", "alpha")
    if power < 0:
        raise UsageError(f"fgt got alpha {power:g}; expected 0 or more")
    limit = _line(line, "fgt")
    values, weights = checked(welfare, weight, negative=power == 0)
    poor = values < limit
    return float(np.sum(weights[poor] * (1.0 - values[poor] / limit) ** power) / weights.sum())


def headcount(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P0: the fraction of people below `line`. Otherwise as `fgt` with alpha 0."""
    return fgt(welfare, weight, line, 0.0)


def poverty_gap(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P1: the mean shortfall from `line` as a fraction of it, the non-poor as 0. As `fgt` with alpha 1."""
    return fgt(welfare, weight, line, 1.0)


def poverty_severity(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P2: the mean squared shortfall as a fraction of `line`, the non-poor as 0. As `fgt` with alpha 2."""
    return fgt(welfare, weight, line, 2.0)


def watts(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """Watts' poverty (1968): mean of ln(line/y) over everyone, the non-poor as 0; from 0 up.

    Zeros raise `InputError`.
    """
    limit = _line(line, "watts")
    values, weights = all_positive(welfare, weight, "watts")
    poor = values < limit
    return float(np.sum(weights[poor] * np.log(limit / values[poor])) / weights.sum())


def sen(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """Sen's poverty (1976): H·(I + (1 − I)·G), between 0 and 1; 0 where nobody is poor.

    H is the headcount, I the mean shortfall of the poor as a fraction of the line, G the Gini index among the poor: the
    form that does not change when every person is counted twice (Sen's own has a factor q ÷ (q + 1) for q poor). Zeros
    count; where the poor hold nothing at all their G counts as 0, and the index is H.
    """
    limit = _line(line, "sen")
    values, weights = checked(welfare, weight)
    poor = values < limit
    if not poor.any():
        return 0.0
    head = float(weights[poor].sum() / weights.sum())
    mean = float(np.average(values[poor], weights=weights[poor]))
    among = 0.0 if mean == 0 else float(ranked.gini(ranked.rank(values[poor], weights[poor]))[0])
    return head * (1.0 - mean / limit * (1.0 - among))


def arpt(welfare: ArrayLike, weight: ArrayLike | None = None, share: float = RELATIVE_SHARE) -> float:
    """The at-risk-of-poverty threshold: `share` (0.6) of the median, in the unit of welfare (as laeken).

    Negative values count, but a negative median has no meaningful share: `InputError`. `UsageError` for a share that is
    not positive.
    """
    if not 0 < share < np.inf:
        raise UsageError(f"arpt got share {share:g}; expected a positive number")
    middle = quantile(welfare, weight, 0.5)
    if middle < 0:
        raise InputError(f"the median is negative ({middle:g}), so no share of it is a threshold; take a fixed line")
    return share * middle


def arpr(welfare: ArrayLike, weight: ArrayLike | None = None, share: float = RELATIVE_SHARE) -> float:
    """The at-risk-of-poverty rate: the fraction of people below `arpt` (as laeken, ÷ 100). Negative values count."""
    values, weights = checked(welfare, weight, negative=True)
    return float(weights[values < arpt(values, weights, share)].sum() / weights.sum())


def rmpg(welfare: ArrayLike, weight: ArrayLike | None = None, share: float = RELATIVE_SHARE) -> float:
    """The relative median at-risk-of-poverty gap: 1 − median of those below `arpt` ÷ `arpt` (as laeken, ÷ 100).

    Where nobody is below the threshold the gap does not exist: `InputError`.
    """
    values, weights = checked(welfare, weight)
    threshold = arpt(values, weights, share)
    poor = values < threshold
    if not poor.any():
        raise InputError("rmpg does not exist: nobody is below the threshold; report arpr, which is 0")
    return 1.0 - quantile_of_ranked(*ranked_people(values[poor], weights[poor]), 0.5) / threshold


def _line(line: float | None, measure: str) -> float:
    limit = given(line, measure, "line")
    if limit <= 0:
        raise UsageError(f"{measure} got line {limit:g}; the line must be positive")
    return limit
