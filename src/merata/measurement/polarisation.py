"""Polarisation: whether the middle is vanishing, which inequality does not say."""

from __future__ import annotations

from numpy.typing import ArrayLike

from merata.errors import InputError
from merata.measurement import ranked
from merata.measurement.quantiles import quantile
from merata.measurement.welfare import not_all_zero


def wolfson(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Wolfson's polarisation index (1994): 2·(μ/m)·(1 − 2·L(½) − G), from 0 up.

    μ is the mean, m the median, L(½) what the poorer half holds, G the Gini index. It rises when the two halves move
    apart and when each closes ranks. Zeros count; where the median is zero the index does not exist: `InputError`.
    """
    values, weights = not_all_zero(welfare, weight)
    middle = quantile(values, weights, 0.5)
    if middle <= 0:
        raise InputError("wolfson does not exist: the median is zero; report the share of people who hold nothing")
    everyone = ranked.rank(values, weights)
    half = float(ranked.lorenz_ordinates(everyone, 0.5)[0][0])
    index = 2.0 * float(everyone.mean[0]) / middle * (1.0 - 2.0 * half - float(ranked.gini(everyone)[0]))
    return max(index, 0.0)
