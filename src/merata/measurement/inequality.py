"""The measures of one population: inequality, poverty and shares, each a function of welfare and weights.

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
from merata.measurement.kernel import poverty_by_group
from merata.measurement.welfare import Floats, checked


def mean(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The weighted mean, in the unit of welfare. Zeros count."""
    values, weights = checked(welfare, weight)
    return float(np.average(values, weights=weights))


def gini(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The Gini index, from 0 (all equal) towards 1: mean absolute difference of all pairs ÷ twice the mean.

    As R's laeken computes it (÷ 100). Zeros count; a population that holds nothing raises `InputError`.
    """
    values, weights = _not_all_zero(welfare, weight)
    return float(ranked.gini(ranked.rank(values, weights))[0])


def theil_t(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Theil's T, GE(1): mean of (y/μ)·ln(y/μ), from 0 up. A zero counts with its limit, 0.

    A population that holds nothing raises `InputError`.
    """
    values, weights = _not_all_zero(welfare, weight)
    share, relative = _relative(values, weights)
    logs = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return max(float(np.sum(share * relative * logs)), 0.0)


def theil_l(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Theil's L or mean log deviation, GE(0): mean of ln(μ/y), from 0 up. Zeros raise `InputError`."""
    share, relative = _relative(*_all_positive(welfare, weight, "theil_l"))
    return max(float(-np.sum(share * np.log(relative))), 0.0)


def ge(welfare: ArrayLike, weight: ArrayLike | None = None, alpha: float | None = None) -> float:
    """The generalised entropy index of parameter `alpha`: mean of ((y/μ)^α − 1) ÷ (α(α − 1)).

    `alpha` 1 is `theil_t`, 0 is `theil_l`, 2 half the squared coefficient of variation. With alpha ≤ 0 zeros
    raise `InputError`. Without a finite `alpha` raises `UsageError`.
    """
    power = _given(alpha, "ge", "alpha")
    if power == 1:
        return theil_t(welfare, weight)
    if power == 0:
        return theil_l(welfare, weight)
    if power < 0:
        values, weights = _all_positive(welfare, weight, f"ge with alpha {power:g}")
    else:
        values, weights = _not_all_zero(welfare, weight)
    share, relative = _relative(values, weights)
    with np.errstate(over="ignore", divide="ignore"):
        index = (np.sum(share * relative**power) - 1.0) / (power * (power - 1.0))
    return _finite(max(float(index), 0.0), f"ge with alpha {power:g}")


def atkinson(welfare: ArrayLike, weight: ArrayLike | None = None, epsilon: float | None = None) -> float:
    """Atkinson's index of aversion `epsilon` ≥ 0: the share of welfare that equality would be worth.

    1 − (mean of (y/μ)^(1−ε))^(1/(1−ε)); for ε = 1, 1 − geometric mean ÷ mean. Zeros count for ε < 1 and raise
    `InputError` for ε ≥ 1. Without a finite `epsilon` ≥ 0 raises `UsageError`.
    """
    aversion = _given(epsilon, "atkinson", "epsilon")
    if aversion < 0:
        raise UsageError(f"atkinson got epsilon {aversion:g}; expected 0 or more")
    if aversion < 1:
        values, weights = _not_all_zero(welfare, weight)
    else:
        values, weights = _all_positive(welfare, weight, f"atkinson with epsilon {aversion:g}")
    share, relative = _relative(values, weights)
    if aversion == 1:
        return max(float(1.0 - np.exp(np.sum(share * np.log(relative)))), 0.0)
    power = 1.0 - aversion
    with np.errstate(over="ignore", divide="ignore"):
        moment = _finite(float(np.sum(share * relative**power)), f"atkinson with epsilon {aversion:g}")
    return max(float(1.0 - moment ** (1.0 / power)), 0.0)


def fgt(
    welfare: ArrayLike,
    weight: ArrayLike | None = None,
    line: float | None = None,
    alpha: float | None = None,
) -> float:
    """Foster–Greer–Thorbecke poverty: mean of (1 − y/line)^α over everyone, the non-poor as 0; between 0 and 1.

    Poor is whoever is below `line` (in the unit of welfare). Zeros count as poor with a gap of 1. Without a
    positive `line` and an `alpha` ≥ 0 raises `UsageError`.
    """
    values, weights = checked(welfare, weight)
    power = _given(alpha, "fgt", "alpha")
    if power < 0:
        raise UsageError(f"fgt got alpha {power:g}; expected 0 or more")
    everyone = np.zeros(len(values), dtype=np.int16)
    limit = _given(line, "fgt", "line")
    return float(poverty_by_group(values, weights, everyone, groups=1, line=limit, alphas=(power,))[0][0])


def headcount(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P0: the fraction of people below `line`. Otherwise as `fgt` with alpha 0."""
    return fgt(welfare, weight, line, 0.0)


def poverty_gap(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P1: the mean shortfall from `line` as a fraction of it, the non-poor as 0. As `fgt` with alpha 1."""
    return fgt(welfare, weight, line, 1.0)


def poverty_severity(welfare: ArrayLike, weight: ArrayLike | None = None, line: float | None = None) -> float:
    """P2: the mean squared shortfall as a fraction of `line`, the non-poor as 0. As `fgt` with alpha 2."""
    return fgt(welfare, weight, line, 2.0)


def bottom_share(welfare: ArrayLike, weight: ArrayLike | None = None, share: float = 0.4) -> float:
    """The fraction of all welfare that the poorest `share` of people hold: the Lorenz curve at `share`.

    Interpolated within the row that straddles the share. Zeros count; a population that holds nothing raises
    `InputError`, a share outside 0 to 1 `UsageError`.
    """
    if not 0 <= share <= 1:
        raise UsageError(f"bottom_share got share {share:g}; expected a fraction from 0 to 1")
    values, weights = _not_all_zero(welfare, weight)
    return float(ranked.lorenz_ordinates(ranked.rank(values, weights), share)[0][0])


def palma(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The Palma ratio: what the richest 10% hold ÷ what the poorest 40% hold.

    Zeros count; where the poorest 40% hold nothing the ratio does not exist: `InputError`.
    """
    values, weights = _not_all_zero(welfare, weight)
    bottom, ninety = ranked.lorenz_ordinates(ranked.rank(values, weights), 0.4, 0.9)
    if bottom[0] <= 0:
        raise InputError("palma does not exist: the poorest 40% hold nothing; report their number instead")
    return float((1.0 - ninety[0]) / bottom[0])


def quintile_share_ratio(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """S80/S20: what people above the fourth quintile hold ÷ what people up to the first hold (as laeken).

    Zeros count; where the poorest fifth holds nothing, or nobody lies above the fourth quintile, `InputError`.
    """
    values, weights = _not_all_zero(welfare, weight)
    order = np.argsort(values)
    ordered, below = values[order], np.cumsum(weights[order])
    cumulative = below / below[-1]
    poorest = ordered <= _quantile(ordered, cumulative, 0.2)
    richest = ordered > _quantile(ordered, cumulative, 0.8)
    if not richest.any() or ordered[poorest].max() <= 0:
        raise InputError("quintile_share_ratio does not exist: the poorest fifth holds nothing, or nobody is richer")
    mass = weights[order] * ordered
    return float(mass[richest].sum() / mass[poorest].sum())


def lorenz(welfare: ArrayLike, weight: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """The Lorenz curve: cumulative shares of people and of welfare, poorest first, both from 0 to 1.

    One point more than there are rows. Zeros count; a population that holds nothing raises `InputError`.
    """
    everyone = ranked.rank(*_not_all_zero(welfare, weight))
    people = np.concatenate(([0.0], np.cumsum(everyone.share)))
    held = np.concatenate(([0.0], np.cumsum(everyone.mass)))
    return people / people[-1], held / held[-1]


def _relative(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Shares of the weight, and welfare as multiples of its mean."""
    share = weights / weights.sum()
    return share, values / np.sum(share * values)


def _not_all_zero(welfare: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats]:
    values, weights = checked(welfare, weight)
    if values.max() <= 0:
        raise InputError(f"all {len(values)} values are zero; inequality does not exist where nobody holds anything")
    return values, weights


def _all_positive(welfare: ArrayLike, weight: ArrayLike | None, measure: str) -> tuple[Floats, Floats]:
    values, weights = checked(welfare, weight)
    zeros = int(np.count_nonzero(values == 0))
    if zeros:
        raise InputError(
            f"{zeros} of {len(values)} values are zero and {measure} needs the logarithm or a negative power "
            "of each; measure the positive values alone and say so, or take a measure that admits zeros"
        )
    return values, weights


def _given(value: float | None, measure: str, parameter: str) -> float:
    if value is None or not np.isfinite(value):
        raise UsageError(f"{measure} needs a finite {parameter}; got {value}")
    return float(value)


def _finite(value: float, measure: str) -> float:
    if not np.isfinite(value):
        raise InputError(f"{measure} overflows on these values; take a parameter nearer to 0")
    return value


def _quantile(ordered: Floats, cumulative: Floats, probability: float) -> float:
    """The weighted quantile as laeken has it: the first value reaching the probability, or the mean of two."""
    first = int(np.searchsorted(cumulative, probability))
    first = min(first, len(ordered) - 1)
    if cumulative[first] == probability and first + 1 < len(ordered):
        return float(ordered[first] + ordered[first + 1]) / 2.0
    return float(ordered[first])
