"""Who holds what: the Lorenz curve and the shares and ratios read from it.

Arguments, errors and zeros as in `merata.measurement.inequality`; a population that holds nothing raises `InputError`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import InputError, UsageError
from merata.measurement import ranked
from merata.measurement.quantiles import quantile_of_ranked
from merata.measurement.quantiles import ranked as ranked_people
from merata.measurement.welfare import Floats, not_all_zero


def lorenz(welfare: ArrayLike, weight: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """The Lorenz curve: cumulative shares of people and of welfare, poorest first, both from 0 to 1.

    One point more than there are rows. Zeros count.
    """
    everyone = ranked.rank(*not_all_zero(welfare, weight))
    people = np.concatenate(([0.0], np.cumsum(everyone.share)))
    held = np.concatenate(([0.0], np.cumsum(everyone.mass)))
    return people / people[-1], held / held[-1]


def generalised_lorenz(welfare: ArrayLike, weight: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """The generalised Lorenz curve (Shorrocks 1983): shares of people, and the Lorenz curve times the mean.

    Where one curve lies nowhere below another, every social welfare function that is increasing and dislikes
    inequality prefers it.
    """
    values, weights = not_all_zero(welfare, weight)
    people, held = lorenz(values, weights)
    return people, held * float(np.average(values, weights=weights))


def bottom_share(welfare: ArrayLike, weight: ArrayLike | None = None, share: float = 0.4) -> float:
    """The fraction of all welfare that the poorest `share` of people hold: the Lorenz curve at `share`.

    Interpolated within the row that straddles the share. Zeros count; a share outside 0 to 1 raises `UsageError`.
    """
    if not 0 <= share <= 1:
        raise UsageError(f"bottom_share got share {share:g}; expected a fraction from 0 to 1")
    return float(ranked.lorenz_ordinates(ranked.rank(*not_all_zero(welfare, weight)), share)[0][0])


def share_between(welfare: ArrayLike, weight: ArrayLike | None = None, low: float = 0.9, high: float = 1.0) -> float:
    """The fraction of all welfare held by the people who rank between the fractions `low` and `high`.

    The Lorenz curve at `high` less that at `low`; by default what the richest tenth holds. `UsageError` unless
    0 ≤ low < high ≤ 1.
    """
    if not 0 <= low < high <= 1:
        raise UsageError(f"share_between got {low:g} to {high:g}; expected fractions with 0 ≤ low < high ≤ 1")
    start, end = ranked.lorenz_ordinates(ranked.rank(*not_all_zero(welfare, weight)), low, high)
    return float(end[0] - start[0])


def decile_shares(welfare: ArrayLike, weight: ArrayLike | None = None) -> Floats:
    """The fractions of all welfare that the ten tenths of people hold, poorest first; they add up to 1."""
    everyone = ranked.rank(*not_all_zero(welfare, weight))
    ordinates = ranked.lorenz_ordinates(everyone, *(decile / 10 for decile in range(11)))
    return np.diff(np.concatenate(ordinates))


def palma(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """The Palma ratio: what the richest 10% hold ÷ what the poorest 40% hold.

    Zeros count; where the poorest 40% hold nothing the ratio does not exist: `InputError`.
    """
    bottom, ninety = ranked.lorenz_ordinates(ranked.rank(*not_all_zero(welfare, weight)), 0.4, 0.9)
    if bottom[0] <= 0:
        raise InputError("palma does not exist: the poorest 40% hold nothing; report their number instead")
    return float((1.0 - ninety[0]) / bottom[0])


def quintile_share_ratio(welfare: ArrayLike, weight: ArrayLike | None = None) -> float:
    """S80/S20: what people above the fourth quintile hold ÷ what people up to the first hold (as laeken).

    Zeros count; where the poorest fifth holds nothing, or nobody lies above the fourth quintile, `InputError`.
    """
    values, weights = not_all_zero(welfare, weight)
    ordered, cumulative = ranked_people(values, weights)
    poorest = values <= quantile_of_ranked(ordered, cumulative, 0.2)
    richest = values > quantile_of_ranked(ordered, cumulative, 0.8)
    if not richest.any() or values[poorest].max() <= 0:
        raise InputError("quintile_share_ratio does not exist: the poorest fifth holds nothing, or nobody is richer")
    mass = weights * values
    return float(mass[richest].sum() / mass[poorest].sum())
