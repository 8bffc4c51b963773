"""What a household's mean welfare, headcount, gap and squared gap are expected to be when z = T(y) is normal.

With z ~ N(μ, σ²) and the poverty line in z, every expectation is a sum of normal distribution functions; Molina & Rao
(2010) simulate them. Exact to rounding for none, log and log-shift; Box–Cox is integrated (`quadrature`). What is not
normal about z has its own part's `OwnPart` in place of the normal one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Protocol

import numpy as np
from scipy.special import ndtr

from merata.measurement.small_area.exact_measures import POWERS
from merata.measurement.small_area.quadrature import expected_box_cox
from merata.measurement.small_area.transformations import Transformation
from merata.measurement.welfare import Floats


class OwnPart(Protocol):
    """The distribution of a household's own part e = z − μ; `lognormal`: whether z is a logarithm of welfare."""

    def moment(self, power: int) -> Floats:
        """E[exp(`power`·e)] if lognormal, else E[e^`power`], of the powers 1 and 2."""

    def gaps(self, distance: Floats, highest: int) -> list[Floats]:
        """E[(1 − exp(e − d))₊^q] if lognormal, else E[(d − e)₊^q], for q = 0 … `highest` at d = `distance`."""


@dataclass(frozen=True, slots=True)
class NormalPart:
    """e ~ N(0, `deviation`²)."""

    deviation: Floats
    lognormal: bool

    def moment(self, power: int) -> Floats:
        """As `OwnPart`'s."""
        if self.lognormal:
            return np.asarray(np.exp((power * self.deviation) ** 2 / 2))
        return np.asarray(self.deviation**2 if power == 2 else 0.0 * self.deviation)

    def gaps(self, distance: Floats, highest: int) -> list[Floats]:
        """As `OwnPart`'s."""
        standardised = distance / self.deviation
        if self.lognormal:
            return log_gap_moments(standardised, self.deviation, highest)
        moments = normal_gap_moments(standardised, highest)
        return [np.asarray(self.deviation**power * moment) for power, moment in enumerate(moments)]


def expected(
    by: Transformation, measures: Sequence[str], index: Floats, deviation: Floats, line: Floats | None
) -> dict[str, Floats]:
    """The expectation of each of `measures` (of `CLOSED`) for households whose z is N(`index`, `deviation`²).

    Arguments spread over a shape; `line` is the poverty line in welfare's unit, None where no measure needs it.
    Poverty measures lie from 0 to 1 where welfare cannot be negative.
    """
    if by.kind == "box_cox":
        return expected_box_cox(by, measures, index, deviation, line)
    own = NormalPart(deviation, by.kind != "none")
    powers = sorted(POWERS[name] for name in measures if name in POWERS)
    moments = _gap_moments(by, powers, index, own, line)
    # Sums of terms that all but cancel may come out a rounding below 0.
    gaps = {power: np.maximum(moment, 0.0) for power, moment in zip(powers, moments, strict=True)}
    return {name: gaps[POWERS[name]] if name in POWERS else _welfare_moment(by, 1, index, own) for name in measures}


def variance(
    by: Transformation, measures: Sequence[str], index: Floats, deviation: Floats, line: Floats | None
) -> dict[str, Floats]:
    """The variance of each of `measures` among households whose z is N(`index`, `deviation`²), as `expected`.

    Not for Box–Cox.
    """
    found = mean_and_variance(by, measures, index, NormalPart(deviation, by.kind != "none"), line)
    return {name: spread for name, (_, spread) in found.items()}


def mean_and_variance(
    by: Transformation, measures: Sequence[str], index: Floats, own: OwnPart, line: Floats | None
) -> dict[str, tuple[Floats, Floats]]:
    """Expectation and variance of each of `measures` for households whose z is `index` and an `own` part.

    Not for Box–Cox.
    """
    powers = sorted({n * POWERS[name] for name in measures if name in POWERS for n in (1, 2)})
    gaps = dict(zip(powers, _gap_moments(by, powers, index, own, line), strict=True))
    found = {}
    for name in measures:
        if name in POWERS:
            first, second = gaps[POWERS[name]], gaps[2 * POWERS[name]]
        else:
            first, second = (_welfare_moment(by, power, index, own) for power in (1, 2))
        found[name] = first, np.maximum(second - first**2, 0.0)
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


def _welfare_moment(by: Transformation, power: int, index: Floats, own: OwnPart) -> Floats:
    """E[y] or E[y²]."""
    if by.kind == "none":
        once = index + own.moment(1)
        return np.asarray(once if power == 1 else index**2 + 2 * index * own.moment(1) + own.moment(2))
    first = np.exp(index) * own.moment(1)
    shift = by.parameter if by.kind == "log_shift" else 0.0
    moment = first if power == 1 else np.exp(2 * index) * own.moment(2)
    if not np.any(shift):
        return np.asarray(moment)
    below = own.gaps(_distance(shift, index), power)
    if power == 1:
        return np.maximum(first - shift * (1 - below[1]), 0.0)
    return np.asarray(moment - 2 * shift * first + shift**2 * (1 - below[2]))


def _gap_moments(
    by: Transformation, powers: Sequence[int], index: Floats, own: OwnPart, line: Floats | None
) -> list[Floats]:
    """E of the relative gap to each of `powers`, in their order."""
    if not powers:
        return []
    poor_below = np.asarray(line, dtype=np.float64)
    highest = max(powers)
    if by.kind == "none":
        moments = own.gaps(poor_below - index, highest)
        return [np.asarray(moments[power] / poor_below**power) for power in powers]
    shift = by.parameter if by.kind == "log_shift" else 0.0
    shifted = poor_below + shift
    moments = own.gaps(np.log(shifted) - index, highest)
    if not np.any(shift):
        return [moments[power] for power in powers]
    # Welfare is cut at 0: what a gap to the shifted line has beyond the line itself is taken off again.
    beyond = own.gaps(_distance(shift, index), highest)
    relative, extra = shifted / poor_below, shift / poor_below
    return [
        np.asarray(
            relative**power * moments[power] - sum(comb(power, k) * extra**k * beyond[k] for k in range(1, power + 1))
        )
        for power in powers
    ]


def _distance(shift: float | Floats, index: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(shift) - index)
