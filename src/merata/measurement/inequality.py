"""The measures of inequality of one population, each a function of welfare and weights.

`welfare` is anything NumPy can read as numbers, one a row; `weight` the persons a row stands for (None: one
each). Every function raises `InputError`, naming how many rows are concerned, on missing or negative welfare,
weights of zero or less, or an empty sample; none ever returns NaN. Values of zero are part of the population:
each function says what it does with them. None depends on the scale of the weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import InputError, UsageError
from merata.measurement import ranked
from merata.measurement.welfare import Floats, all_positive, checked, given, not_all_zero


def mean(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The weighted mean, in the unit of welfare. Zeros and negative values count."""
    values, weights = checked(welfare, weight, negative=True)
    return float(np.average(values, weights=weights))


def gini(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The Gini index, from 0 (all equal) towards 1: mean absolute difference of all pairs ÷ twice the mean.

    As R's laeken computes it (÷ 100). Zeros count; a population that holds nothing raises `InputError`.
    """
    values, weights = not_all_zero(welfare, weight)
    return float(ranked.gini(ranked.rank(values, weights))[0])


def s_gini(welfare: ArrayLike, weight: ArrayLike | None = None, nu: float | None = None) -> float:
    """The extended Gini index of aversion ν > 1: 1 − equally distributed equivalent ÷ mean; ν = 2 is the Gini.

    The equivalent is Σ y_i·(T_i^ν − T_{i+1}^ν), with T_i the share of people from the i-th poorest up: the poor weigh
    the more, the higher ν (Donaldson and Weymark 1980; Yitzhaki 1983). Zeros count. Without a finite `nu` above 1
    raises `UsageError`.
    """
    aversion = given(nu, "s_gini", "nu")
    if aversion <= 1:
        raise UsageError(f"s_gini got nu {aversion:g}; expected a number above 1 (2 gives the Gini)")
    values, weights = not_all_zero(welfare, weight)
    order = np.argsort(values)
    share = weights[order] / weights.sum()
    from_here = np.concatenate((np.cumsum(share[::-1])[::-1], [0.0])) ** aversion
    equivalent = float(np.sum(values[order] * (from_here[:-1] - from_here[1:])) / from_here[0])
    return max(1.0 - equivalent / float(np.sum(share * values[order])), 0.0)


def theil_t(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Theil's T, GE(1): mean of (y/μ)·ln(y/μ), from 0 up. A zero counts with its limit, 0.

    A population that holds nothing raises `InputError`.
    """
    values, weights = not_all_zero(welfare, weight)
    share, relative = _relative(values, weights)
    logs = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return max(float(np.sum(share * relative * logs)), 0.0)


def theil_l(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Theil's L or mean log deviation, GE(0): mean of ln(μ/y), from 0 up. Zeros raise `InputError`."""
    share, relative = _relative(*all_positive(welfare, weight, "theil_l"))
    return max(float(-np.sum(share * np.log(relative))), 0.0)


def ge(welfare: ArrayLike, weight: ArrayLike | None = None, alpha: float | None = None) -> float:
    """The generalised entropy index of parameter `alpha`: mean of ((y/μ)^α − 1) ÷ (α(α − 1)).

    `alpha` 1 is `theil_t`, 0 is `theil_l`, 2 half the squared coefficient of variation. With alpha ≤ 0 zeros
    raise `InputError`. Without a finite `alpha` raises `UsageError`.
    """
    power = given(alpha, "ge", "alpha")
    if power == 1:
        return theil_t(welfare, weight)
    if power == 0:
        return theil_l(welfare, weight)
    if power < 0:
        values, weights = all_positive(welfare, weight, f"ge with alpha {power:g}")
    else:
        values, weights = not_all_zero(welfare, weight)
    share, relative = _relative(values, weights)
    with np.errstate(over="ignore", divide="ignore"):
        index = (np.sum(share * relative**power) - 1.0) / (power * (power - 1.0))
    return _finite(max(float(index), 0.0), f"ge with alpha {power:g}")


def atkinson(welfare: ArrayLike, weight: ArrayLike | None = None, epsilon: float | None = None) -> float:
    """Atkinson's index of aversion `epsilon` ≥ 0: the share of welfare that equality would be worth.

    1 − (mean of (y/μ)^(1−ε))^(1/(1−ε)); for ε = 1, 1 − geometric mean ÷ mean. Zeros count for ε < 1 and raise
    `InputError` for ε ≥ 1. Without a finite `epsilon` ≥ 0 raises `UsageError`.
    """
    aversion = given(epsilon, "atkinson", "epsilon")
    if aversion < 0:
        raise UsageError(f"atkinson got epsilon {aversion:g}; expected 0 or more")
    if aversion < 1:
        values, weights = not_all_zero(welfare, weight)
    else:
        values, weights = all_positive(welfare, weight, f"atkinson with epsilon {aversion:g}")
    share, relative = _relative(values, weights)
    if aversion == 1:
        return max(float(1.0 - np.exp(np.sum(share * np.log(relative)))), 0.0)
    power = 1.0 - aversion
    with np.errstate(over="ignore", divide="ignore"):
        moment = _finite(float(np.sum(share * relative**power)), f"atkinson with epsilon {aversion:g}")
    return max(float(1.0 - moment ** (1.0 / power)), 0.0)


def _relative(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Shares of the weight, and welfare as multiples of its mean."""
    share = weights / weights.sum()
    return share, values / np.sum(share * values)


def _finite(value: float, measure: str) -> float:
    if not np.isfinite(value):
        raise InputError(f"{measure} overflows on these values; take a parameter nearer to 0")
    return value
