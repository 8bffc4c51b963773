"""Influence values of every measure: how much the measure moves per unit of weight given to each row.

Arguments are checked arrays, a row each; so is the result. The variance of a measure is that of the total of
weight × influence under the sample's design. For shares of welfare the influence is of the form
(y − q)·1(y ≤ q) + p·q − T, which needs no density at the quantile q (M. Langel and Y. Tillé 2011).
"""

from __future__ import annotations

import numpy as np

from merata.measurement.welfare import Floats


def mean(welfare: Floats, weight: Floats) -> Floats:
    """Influence on the weighted mean."""
    people = float(weight.sum())
    return (welfare - float(np.sum(weight * welfare)) / people) / people


def fgt(welfare: Floats, weight: Floats, line: float | Floats, alpha: float) -> Floats:
    """Influence on Foster–Greer–Thorbecke poverty of `alpha` at a fixed `line` (one, or one a row)."""
    return mean(_gap(welfare, line, alpha), weight)


def gini(welfare: Floats, weight: Floats) -> Floats:
    """Influence on the Gini index, as R's convey linearises it.

    A row's own weight counts in its rank and in the welfare above it, which the index of
    `merata.measurement.gini` halves: the difference is of the order of one row in the sample. What in convey
    depends on the scale of the weights is left out.
    """
    order = np.argsort(welfare, kind="stable")
    mass = weight[order] * welfare[order]
    people, total = float(weight.sum()), float(mass.sum())
    below = np.cumsum(weight[order])
    above = total - np.cumsum(mass) + mass
    area = 2.0 * float(np.sum(mass * below)) / (people * total)
    influence = np.empty_like(welfare)
    influence[order] = 2.0 * (welfare[order] * below + above) / (people * total)
    return influence - area * (welfare / total + 1.0 / people)


def theil_t(welfare: Floats, weight: Floats) -> Floats:
    """Influence on Theil's T; rows of zero welfare count with their limit."""
    people, relative = _relative(welfare, weight)
    entropy = relative * np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    index = float(np.sum(weight * entropy)) / people
    return (entropy - index * relative - (relative - 1.0)) / people


def theil_l(welfare: Floats, weight: Floats) -> Floats:
    """Influence on Theil's L; every welfare must be positive."""
    people, relative = _relative(welfare, weight)
    logs = np.log(relative)
    index = -float(np.sum(weight * logs)) / people
    return (relative - 1.0 - logs - index) / people


def ge(welfare: Floats, weight: Floats, alpha: float) -> Floats:
    """Influence on the generalised entropy index of `alpha` other than 0 and 1 (`theil_l` and `theil_t`)."""
    people, relative = _relative(welfare, weight)
    power = relative**alpha
    moment = float(np.sum(weight * power)) / people
    return (power - moment - alpha * moment * (relative - 1.0)) / (people * alpha * (alpha - 1.0))


def atkinson(welfare: Floats, weight: Floats, epsilon: float) -> Floats:
    """Influence on Atkinson's index of `epsilon` > 0; with epsilon ≥ 1 every welfare must be positive."""
    people, relative = _relative(welfare, weight)
    if epsilon == 1:
        logs = np.log(relative)
        log_mean = float(np.sum(weight * logs)) / people
        return -float(np.exp(log_mean)) * (logs - log_mean - (relative - 1.0)) / people
    exponent = 1.0 - epsilon
    power = relative**exponent
    moment = float(np.sum(weight * power)) / people
    change = (power / moment - 1.0) / exponent - (relative - 1.0)
    equivalent = float(moment ** (1.0 / exponent))
    return -equivalent * change / people


def bottom_share(welfare: Floats, weight: Floats, share: float = 0.4) -> Floats:
    """Influence on the fraction of welfare that the poorest `share` of people hold."""
    return _lorenz(welfare, weight, share)[1]


def palma(welfare: Floats, weight: Floats) -> Floats:
    """Influence on the Palma ratio; the poorest 40% must hold something."""
    bottom, of_bottom = _lorenz(welfare, weight, 0.4)
    ninety, of_ninety = _lorenz(welfare, weight, 0.9)
    return -of_ninety / bottom - (1.0 - ninety) * of_bottom / bottom**2


def _lorenz(welfare: Floats, weight: Floats, share: float) -> tuple[float, Floats]:
    """The Lorenz ordinate at `share`, and the influence of each row on it."""
    people, total = float(weight.sum()), float(np.sum(weight * welfare))
    order = np.argsort(welfare, kind="stable")
    row = np.searchsorted(np.cumsum(weight[order]), share * people)
    quantile = welfare[order[min(int(row), len(order) - 1)]]
    below = np.minimum(welfare - quantile, 0.0)
    # Total of the poorest: Σ w·min(y − q, 0) + p·q·Σ w, the same value as interpolating the straddling row.
    ordinate = float((np.sum(weight * below) + share * quantile * people) / total)
    return ordinate, (below + share * quantile - ordinate * welfare) / total


def _relative(welfare: Floats, weight: Floats) -> tuple[float, Floats]:
    """The sum of the weights, and welfare as multiples of its mean."""
    people = float(weight.sum())
    return people, welfare / (float(np.sum(weight * welfare)) / people)


def _gap(welfare: Floats, line: float | Floats, alpha: float) -> Floats:
    poor = welfare < line
    return np.where(poor, np.where(poor, 1.0 - welfare / line, 0.0) ** alpha, 0.0)
