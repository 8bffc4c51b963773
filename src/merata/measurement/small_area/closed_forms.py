"""What a household's mean welfare, headcount, gap and squared gap are expected to be when z = T(y) is normal.

With z ~ N(μ, σ²) and the poverty line in z, every expectation is a sum of normal distribution functions; Molina & Rao
(2010) simulate them. Exact to rounding for none, log and log-shift; Box–Cox is integrated (`quadrature`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
from scipy.special import ndtr

from merata.measurement.small_area.exact_measures import POWERS
from merata.measurement.small_area.quadrature import expected_box_cox
from merata.measurement.small_area.transformations import Transformation
from merata.measurement.welfare import Floats


def expected(
    by: Transformation, measures: Sequence[str], index: Floats, deviation: Floats, line: Floats | None
) -> dict[str, Floats]:
    """The expectation of each of `measures` (of `CLOSED`) for households whose z is N(`index`, `deviation`²).

    Arguments spread over a shape; `line` is the poverty line in welfare's unit, None where no measure needs it.
    Poverty measures lie from 0 to 1 where welfare cannot be negative.
    """
    if by.kind == "box_cox":
        return expected_box_cox(by, measures, index, deviation, line)
    powers = sorted(POWERS[name] for name in measures if name in POWERS)
    moments = _gap_moments(by, powers, index, deviation, line)
    # Sums of terms that all but cancel may come out a rounding below 0.
    gaps = {power: np.maximum(moment, 0.0) for power, moment in zip(powers, moments, strict=True)}
    return {
        name: gaps[POWERS[name]] if name in POWERS else _welfare_moment(by, 1, index, deviation) for name in measures
    }


def variance(
    by: Transformation, measures: Sequence[str], index: Floats, deviation: Floats, line: Floats | None
) -> dict[str, Floats]:
    """The variance of each of `measures` among households whose z is N(`index`, `deviation`²), as `expected`.

    Not for Box–Cox.
    """
    powers = sorted({n * POWERS[name] for name in measures if name in POWERS for n in (1, 2)})
    gaps = dict(zip(powers, _gap_moments(by, powers, index, deviation, line), strict=True))
    found = {}
    for name in measures:
        if name in POWERS:
            first, second = gaps[POWERS[name]], gaps[2 * POWERS[name]]
        else:
            first, second = (_welfare_moment(by, power, index, deviation) for power in (1, 2))
        found[name] = np.maximum(second - first**2, 0.0)
    return found


def log_gap_moments(standardised: Floats, deviation: Floats, highest: int) -> list[Floats]:
    """E[(1 − w/K)₊^q] for q = 0 … `highest` and ln w normal, at `standardised` = (ln K − μ)/σ.

    Σ_k (−1)^k C(q,k) exp(−kσa + k²σ²/2) Φ(a − kσ).
    """
    truncated = [ndtr(standardised)]
    for k in range(1, highest + 1):
        growth = np.minimum(k * deviation * (k * deviation / 2 - standardised), 700.0)
        truncated.append(np.exp(growth) * ndtr(standardised - k * deviation))
    return [
        np.asarray(sum((-1) ** k * comb(power, k) * truncated[k] for k in range(power + 1)))
        for power in range(highest + 1)
    ]


def normal_gap_moments(standardised: Floats, highest: int) -> list[Floats]:
    """E[(a − Z)₊^q] for q = 0 … `highest` and Z standard normal, at a = `standardised`."""
    density = np.exp(-(standardised**2) / 2) / np.sqrt(2 * np.pi)
    moments = [ndtr(standardised)]
    for power in range(1, highest + 1):
        before = density if power == 1 else (power - 1) * moments[power - 2]
        moments.append(standardised * moments[power - 1] + before)
    return moments


def _welfare_moment(by: Transformation, power: int, index: Floats, deviation: Floats) -> Floats:
    """E[y] or E[y²]."""
    if by.kind == "none":
        return np.asarray(index + 0 * deviation if power == 1 else index**2 + deviation**2)
    first = np.exp(index + deviation**2 / 2)
    shift = by.parameter if by.kind == "log_shift" else 0.0
    moment = first if power == 1 else np.exp(2 * index + 2 * deviation**2)
    if not np.any(shift):
        return np.asarray(moment)
    below = log_gap_moments(_standardised(shift, index, deviation), deviation, power)
    if power == 1:
        return np.maximum(first - shift * (1 - below[1]), 0.0)
    return np.asarray(moment - 2 * shift * first + shift**2 * (1 - below[2]))


def _gap_moments(
    by: Transformation, powers: Sequence[int], index: Floats, deviation: Floats, line: Floats | None
) -> list[Floats]:
    """E of the relative gap to each of `powers`, in their order."""
    if not powers:
        return []
    poor_below = np.asarray(line, dtype=np.float64)
    highest = max(powers)
    if by.kind == "none":
        moments = normal_gap_moments((poor_below - index) / deviation, highest)
        return [np.asarray((deviation / poor_below) ** power * moments[power]) for power in powers]
    shift = by.parameter if by.kind == "log_shift" else 0.0
    shifted = poor_below + shift
    moments = log_gap_moments((np.log(shifted) - index) / deviation, deviation, highest)
    if not np.any(shift):
        return [moments[power] for power in powers]
    # Welfare is cut at 0: what a gap to the shifted line has beyond the line itself is taken off again.
    beyond = log_gap_moments(_standardised(shift, index, deviation), deviation, highest)
    relative, extra = shifted / poor_below, shift / poor_below
    return [
        np.asarray(
            relative**power * moments[power] - sum(comb(power, k) * extra**k * beyond[k] for k in range(1, power + 1))
        )
        for power in powers
    ]


def _standardised(shift: float | Floats, index: Floats, deviation: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray((np.log(shift) - index) / deviation)
