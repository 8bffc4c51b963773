"""Measures as smooth functions of totals: their values and derivatives, for many groups at once.

Every function takes `Totals` and returns the values (groups) and the derivatives by term (groups each). The variance
of a measure is that of its totals along the derivatives; a term that itself rests on an estimate, as a rank or a
quantile does, is written so that its total carries that part of the influence too.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from merata.measurement import summing as s
from merata.measurement.totals import Term, Totals
from merata.measurement.welfare import Floats

Smooth = tuple[Floats, Mapping[Term, Floats]]

ONE: Term = (s.ONE, 0.0)
WELFARE: Term = (s.WELFARE, 0.0)
POSITIVE: Term = (s.POSITIVE, 0.0)
LOG: Term = (s.LOG, 0.0)
WELFARE_LOG: Term = (s.WELFARE_LOG, 0.0)
RANK: Term = (s.RANK, 0.0)
OWN: Term = (s.OWN, 0.0)
LOG_GAP: Term = (s.LOG_GAP, 0.0)


def gap(alpha: float) -> Term:
    """The term of Foster–Greer–Thorbecke poverty."""
    return (s.GAP, alpha)


def below(share: float) -> Term:
    """The term of the Lorenz ordinate at `share`."""
    return (s.BELOW, share)


def power(exponent: float) -> Term:
    """The term of a power of relative welfare."""
    return (s.POWER, exponent)


def mean(t: Totals) -> Smooth:
    """Weighted mean."""
    return t.mean, {WELFARE: t.mean, ONE: -t.mean}


def gini(t: Totals) -> Smooth:
    """Gini: the rank term's total is 2 Σ s·r·F; half of each row's own weight is taken back."""
    area = t[RANK]
    return np.maximum(_where_held(t, area - t[OWN] - 1.0), 0.0), {
        RANK: np.full_like(area, 2.0),
        WELFARE: -area,
        ONE: -area,
    }


def theil_t(t: Totals) -> Smooth:
    """Theil's T of the positive values."""
    people, entropy = _some(t[POSITIVE]), t[WELFARE_LOG]
    return np.maximum(_where_held(t, entropy + np.log(people)), 0.0), {
        WELFARE_LOG: np.ones_like(entropy),
        WELFARE: -entropy - 1.0,
        POSITIVE: 1.0 / people,
    }


def theil_l(t: Totals) -> Smooth:
    """Theil's L of the positive values."""
    people, logs = _some(t[POSITIVE]), t[LOG]
    return np.maximum(_where_held(t, -logs / people - np.log(people)), 0.0), {
        LOG: -1.0 / people,
        WELFARE: np.ones_like(logs),
        POSITIVE: logs / people**2 - 1.0 / people,
    }


def ge(t: Totals, alpha: float) -> Smooth:
    """Generalised entropy of `alpha` other than 0 and 1; of the positive values where alpha < 0."""
    counted = ONE if alpha > 0 else POSITIVE
    people, moment = _some(t[counted]), t[power(alpha)]
    scale = alpha * (alpha - 1.0)
    normed = moment * people ** (alpha - 1.0)
    return np.maximum(_where_held(t, (normed - 1.0) / scale), 0.0), {
        power(alpha): people ** (alpha - 1.0) / scale,
        counted: normed * (alpha - 1.0) / people / scale,
        WELFARE: -alpha * normed / scale,
    }


def atkinson(t: Totals, epsilon: float) -> Smooth:
    """Atkinson of `epsilon` > 0; of the positive values where epsilon ≥ 1."""
    if epsilon == 1:
        people, logs = _some(t[POSITIVE]), t[LOG]
        equivalent = np.exp(logs / people) * people
        return np.maximum(_where_held(t, 1.0 - equivalent), 0.0), {
            LOG: -equivalent / people,
            POSITIVE: -equivalent * (1.0 / people - logs / people**2),
            WELFARE: equivalent,
        }
    counted, exponent = (ONE if epsilon < 1 else POSITIVE), 1.0 - epsilon
    people, moment = _some(t[counted]), _some(t[power(exponent)])
    equivalent = (moment / people) ** (1.0 / exponent) * people
    return np.maximum(_where_held(t, 1.0 - equivalent), 0.0), {
        power(exponent): -equivalent / exponent / moment,
        counted: -equivalent * (1.0 - 1.0 / exponent) / people,
        WELFARE: equivalent,
    }


def fgt(t: Totals, alpha: float) -> Smooth:
    """Foster–Greer–Thorbecke poverty of `alpha` at a fixed line."""
    poverty = t[gap(alpha)]
    return np.minimum(poverty, 1.0), {gap(alpha): np.ones_like(poverty), ONE: -poverty}


def watts(t: Totals) -> Smooth:
    """Watts' poverty of the positive values at a fixed line."""
    people = _some(t[POSITIVE])
    poverty = t[LOG_GAP] / people
    return poverty, {LOG_GAP: 1.0 / people, POSITIVE: -poverty / people}


def lorenz(t: Totals, share: float) -> Smooth:
    """The Lorenz ordinate at `share`: what the poorest share of people hold."""
    term = below(share)
    quantile = share * t.quantile_of(term)
    ordinate = np.clip(_where_held(t, t[term] + quantile), 0.0, 1.0)
    return ordinate, {term: np.ones_like(ordinate), ONE: quantile, WELFARE: -ordinate}


def generalised_lorenz(t: Totals, share: float) -> Smooth:
    """The generalised Lorenz ordinate: the Lorenz ordinate times the mean."""
    ordinate, slope = lorenz(t, share)
    return t.mean * ordinate, _combined({WELFARE: t.mean * ordinate, ONE: -t.mean * ordinate}, (t.mean, slope))


def between(t: Totals, low: float, high: float) -> Smooth:
    """The share of welfare between two shares of people."""
    (start, of_start), (end, of_end) = (
        lorenz(t, share) if 0 < share < 1 else (np.full_like(t.mean, share), {}) for share in (low, high)
    )
    value = _where_held(t, end - start)
    plus = np.ones_like(value)
    return value, _combined({}, (plus, of_end), (-plus, of_start))


def palma(t: Totals) -> Smooth:
    """The Palma ratio; NaN where the poorest 40% hold nothing."""
    bottom, slope_bottom = lorenz(t, 0.4)
    ninety, slope_ninety = lorenz(t, 0.9)
    held = _some(bottom)
    ratio = (1.0 - ninety) / held
    return ratio, _combined({}, (-1.0 / held, slope_ninety), (-ratio / held, slope_bottom))


def _combined(start: Mapping[Term, Floats], *parts: tuple[Floats, Mapping[Term, Floats]]) -> dict[Term, Floats]:
    """Sum of derivatives, each part's multiplied by a factor (groups)."""
    total = dict(start)
    for factor, slope in parts:
        for term, derivative in slope.items():
            total[term] = total.get(term, 0.0) + factor * derivative
    return total


def _some(values: Floats) -> Floats:
    """`values` with NaN in place of what is not above zero."""
    return np.where(values > 0, values, np.nan)


def _where_held(t: Totals, values: Floats) -> Floats:
    """`values` with NaN for groups that hold nothing, where nothing relative exists."""
    return np.where(t.mean > 0, values, np.nan)
