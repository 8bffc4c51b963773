"""The effect of a course from its public lottery: winners against losers, each weighted by their known chance.

The effect is of being offered a seat (intention to treat), whether or not the winner completed the course. Incomes
are compared in logarithms within each class, with Hájek weights 1 / chance for winners and 1 / (1 − chance) for
losers, and the classes are averaged by their applicants (Hájek 1971; Lunceford and Davidian 2004 on the weighting).
Where income was asked at application, what it explains of the later income is taken out first: the lottery keeps the
comparison fair without it, but chance differences between winners and losers then weigh less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from merata.evaluation.lottery_frame import (
    INCOME,
    INCOME_BEFORE,
    Applicants,
    Flags,
    Floats,
    Positions,
    applicants,
)

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class LotteryEffect:
    """The effect of an offered seat on income, as a share of income.

    `effect` = exp(difference of mean logs) − 1 with its `standard_error` (delta method) and 95% interval: Student's t
    with `degrees_of_freedom` (Satterthwaite's, over the arms of all classes), on the scale of logarithms, as is
    `p_value` of no effect. `winners` and `losers` are those found again in the classes used; `attrition_winners` and
    `attrition_losers` the shares of those classes not found again: where they differ much, the comparison is no longer
    fair (`attrition.lee_bounds` says by how much). `classes_left_out` had too few in an arm, or no follow-up yet;
    `certain` applicants had a chance of 0 or 1 and can be compared with nobody.
    """

    effect: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    p_value: float
    winners: int
    losers: int
    attrition_winners: float
    attrition_losers: float
    classes: int
    classes_left_out: int
    certain: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of the means of one lottery's two arms.

    `variances` and `degrees` (of freedom) are those of the arms' means, winners first.
    """

    value: float
    variances: tuple[float, float]
    degrees: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pooled:
    """The differences of all classes averaged by their applicants, with the standard error and its degrees."""

    value: float
    error: float
    degrees: float


def hajek_difference(outcome: Floats, selected: Flags, chance: Floats) -> Difference:
    """Difference of the weighted means of winners and losers of one lottery, and what is known of its error.

    `outcome`, `selected` and `chance` (strictly between 0 and 1) have one element an applicant. The variances are
    linearised and corrected for each arm's estimated mean, unbiased where incomes vary alike; both arms need two.
    """
    won, won_variance, won_degrees = _weighted_mean(outcome[selected], 1.0 / chance[selected])
    lost, lost_variance, lost_degrees = _weighted_mean(outcome[~selected], 1.0 / (1.0 - chance[~selected]))
    return Difference(won - lost, (won_variance, lost_variance), (won_degrees, lost_degrees))


def satterthwaite_degrees(variances: Floats, degrees: Floats) -> float:
    """Degrees of freedom of a sum of independent variance estimates, each with its own (Satterthwaite 1946).

    Where all variances are zero, the sum of `degrees`.
    """
    total = float(variances.sum())
    return total**2 / float(np.sum(variances**2 / degrees)) if total > 0 else float(degrees.sum())


def pooled_difference(outcome: Floats, selected: Flags, chance: Floats, classes: Sequence[Positions]) -> Pooled:
    """The Hájek differences of the `classes` (positions of who was found), averaged by their sizes."""
    differences = [hajek_difference(outcome[rows], selected[rows], chance[rows]) for rows in classes]
    sizes = np.array([rows.size for rows in classes])
    share = sizes / sizes.sum()
    variances = (share[:, None] ** 2 * np.array([one.variances for one in differences])).ravel()
    degrees = np.array([one.degrees for one in differences], dtype=np.float64).ravel()
    return Pooled(
        float(np.dot(share, [one.value for one in differences])),
        float(np.sqrt(variances.sum())),
        satterthwaite_degrees(variances, degrees),
    )


def lottery_effect(
    applications: pa.Table,
    courses: pa.Table,
    outcomes: pa.Table,
    *,
    measure: str = INCOME,
    years_after: int = 1,
    before: str = INCOME_BEFORE,
) -> LotteryEffect:
    """The effect on `measure` as found `years_after` the course, over all classes that drew lots.

    Reads the tables as `lottery_frame.applicants` does. Raises `InputError` where no class can be compared, or an
    income that was found is not positive.
    """
    return offer_effect(
        applicants(applications, courses, outcomes, measure=measure, years_after=years_after, before=before)
    )


def offer_effect(frame: Applicants) -> LotteryEffect:
    """The effect of an offered seat on the outcome of `frame`; `InputError` where no class can be compared."""
    compared, found, selected = frame.compared(), frame.found, frame.selected
    here = pooled_difference(frame.outcome, selected, frame.chance, [rows[found[rows]] for rows in compared])
    reach = float(stdtrit(here.degrees, 0.5 + CONFIDENCE / 2)) * here.error
    used = np.concatenate(compared)
    return LotteryEffect(
        effect=float(np.expm1(here.value)),
        standard_error=float(np.exp(here.value) * here.error),
        degrees_of_freedom=here.degrees,
        low=float(np.expm1(here.value - reach)),
        high=float(np.expm1(here.value + reach)),
        p_value=two_sided(here.value, here.error, here.degrees),
        winners=int(np.count_nonzero(found[used] & selected[used])),
        losers=int(np.count_nonzero(found[used] & ~selected[used])),
        attrition_winners=_missing(found[used], selected[used]),
        attrition_losers=_missing(found[used], ~selected[used]),
        classes=len(compared),
        classes_left_out=len(frame.courses) - len(compared),
        certain=frame.certain,
    )


def two_sided(value: float, error: float, degrees: float) -> float:
    """The p-value of no effect by Student's t; where the error is zero, 0 for any effect and 1 for none."""
    if error == 0:
        return 0.0 if value else 1.0
    return float(2 * stdtr(degrees, -abs(value) / error))


def _weighted_mean(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """The weighted mean, its linearised variance, and that variance's degrees of freedom.

    A residual's own variance is σ²·(1 − 2hᵢ + Σh²) with hᵢ the weight's share, which the squares are divided by; the
    degrees are those of the quadratic form (Bell and McCaffrey 2002). With equal weights: s² / n and n − 1.
    """
    share = weights / weights.sum()
    mean = float(np.dot(values, share))
    squares = float(np.dot(share, share))
    left = 1 - 2 * share + squares
    factor = share**2 / left
    sums = [float(np.sum(factor * share**power)) for power in range(3)]
    everyone = squares**2 * sums[0] ** 2 + 2 * sums[0] * sums[2] - 4 * squares * sums[0] * sums[1] + 2 * sums[1] ** 2
    own = float(np.sum(factor**2 * (left**2 - (squares - 2 * share) ** 2)))
    return mean, float(np.dot(factor, (values - mean) ** 2)), squares**2 / (everyone + own)


def _missing(found: NDArray[np.bool_], arm: NDArray[np.bool_]) -> float:
    """The share of the arm that was not found again; 0 in an empty arm."""
    return float(np.mean(~found[arm])) if arm.any() else 0.0
