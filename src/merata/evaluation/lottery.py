"""The effect of a course from its public lottery: winners against losers, each weighted by their known chance.

The effect is of being offered a seat (intention to treat), whether or not the winner completed the course. Incomes
are compared in logarithms within each class, with Hájek weights 1 / chance for winners and 1 / (1 − chance) for
losers, and the classes are averaged by their applicants (Hájek 1971; Lunceford and Davidian 2004 on the weighting).
Where income was asked at application, what it explains of the later income is taken out first: the lottery keeps the
comparison fair without it, but chance differences between winners and losers then weigh less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import stdtrit

from merata.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

INCOME = "income_idr"
INCOME_BEFORE = "income_at_application_idr"
FEWEST_IN_AN_ARM = 2
"""Winners, and losers, that a class needs to say anything with an error of its own."""


@dataclass(frozen=True, slots=True)
class LotteryEffect:
    """The effect of an offered seat on income, as a share of income.

    `effect` = exp(difference of mean logs) − 1 with its `standard_error` (delta method) and 95% interval: Student's t
    with `degrees_of_freedom` (Satterthwaite's, over the arms of all classes), on the scale of logarithms. `winners`
    and `losers` are those found again in the classes used; `attrition_winners` and `attrition_losers` the shares of
    those classes not found again: where they differ much, the comparison is no longer fair. `classes_left_out` had
    too few in an arm, or no follow-up yet; `certain` applicants had a chance of 0 or 1 and can be compared with nobody.
    """

    effect: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
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
    degrees: tuple[int, int]


def hajek_difference(outcome: Floats, selected: Flags, chance: Floats) -> Difference:
    """Difference of the weighted means of winners and losers of one lottery, and what is known of its error.

    `outcome`, `selected` and `chance` (strictly between 0 and 1) have one element an applicant. The variances are
    linearised, each arm corrected for its estimated mean (n / (n − 1)); both arms need two applicants.
    """
    won, won_variance = _weighted_mean(outcome[selected], 1.0 / chance[selected])
    lost, lost_variance = _weighted_mean(outcome[~selected], 1.0 / (1.0 - chance[~selected]))
    winners = int(np.count_nonzero(selected))
    return Difference(won - lost, (won_variance, lost_variance), (winners - 1, selected.size - winners - 1))


def satterthwaite_degrees(variances: Floats, degrees: Floats) -> float:
    """Degrees of freedom of a sum of independent variance estimates, each with its own (Satterthwaite 1946).

    Where all variances are zero, the sum of `degrees`.
    """
    total = float(variances.sum())
    return total**2 / float(np.sum(variances**2 / degrees)) if total > 0 else float(degrees.sum())


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

    Reads the tables `applications`, `courses` (for the year) and `outcomes` (unit application; `before` names the
    measure asked in the course's year, used where it is there). Raises `InputError` where no class can be compared,
    or an income that was found is not positive.
    """
    drawn = applications.filter(pc.and_(applications["chance"].is_valid(), applications["selected"].is_valid()))
    chance = drawn["chance"].to_numpy()
    open_lot = (chance > 0) & (chance < 1)
    drawn, chance = drawn.filter(pa.array(open_lot)), chance[open_lot]
    selected = drawn["selected"].to_numpy()
    income = _incomes(drawn, courses, outcomes, measure, years_after)
    found = ~np.isnan(income)
    if np.any(income[found] <= 0):
        raise InputError(
            f"outcomes: {np.count_nonzero(income[found] <= 0)} values of {measure} are not positive, and logarithms "
            "are compared; correct them, or leave them empty where the applicant was not found"
        )
    lots = drawn["course_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    log_income = np.log(income, out=np.full(income.size, np.nan), where=found)
    earlier = _incomes(drawn, courses, outcomes, before, 0)
    # Nobody is left out for an income of zero at application: it is then as if not asked.
    log_before = np.log(earlier, out=np.full(earlier.size, np.nan), where=earlier > 0)
    log_income -= _explained(log_income, log_before, lots, selected)
    classes = [lots == lot for lot in np.unique(lots)]
    compared = [one for one in classes if _fewest_in_an_arm(one & found, selected) >= FEWEST_IN_AN_ARM]
    if not compared:
        raise InputError(
            f"no class has {FEWEST_IN_AN_ARM} winners and {FEWEST_IN_AN_ARM} losers with {measure} "
            f"{years_after} year(s) after it; add follow-ups to outcomes"
        )
    used = np.logical_or.reduce(compared)
    rows = [one & found for one in compared]
    differences = [hajek_difference(log_income[here], selected[here], chance[here]) for here in rows]
    sizes = np.array([np.count_nonzero(here) for here in rows])
    share = sizes / sizes.sum()
    difference = float(np.dot(share, [one.value for one in differences]))
    variances = (share[:, None] ** 2 * np.array([one.variances for one in differences])).ravel()
    error = float(np.sqrt(variances.sum()))
    degrees = satterthwaite_degrees(variances, np.array([one.degrees for one in differences], dtype=np.float64).ravel())
    reach = float(stdtrit(degrees, 0.975)) * error
    return LotteryEffect(
        effect=float(np.expm1(difference)),
        standard_error=float(np.exp(difference) * error),
        degrees_of_freedom=degrees,
        low=float(np.expm1(difference - reach)),
        high=float(np.expm1(difference + reach)),
        winners=int(np.count_nonzero(used & found & selected)),
        losers=int(np.count_nonzero(used & found & ~selected)),
        attrition_winners=_missing(found, used & selected),
        attrition_losers=_missing(found, used & ~selected),
        classes=len(compared),
        classes_left_out=len(classes) - len(compared),
        certain=int(np.count_nonzero(~open_lot)),
    )


def _fewest_in_an_arm(applicants: Flags, selected: Flags) -> int:
    return min(int(np.count_nonzero(applicants & arm)) for arm in (selected, ~selected))


def _weighted_mean(values: Floats, weights: Floats) -> tuple[float, float]:
    """The weighted mean and its linearised variance."""
    count, total = values.size, weights.sum()
    mean = float(np.dot(values, weights) / total)
    residual = weights * (values - mean) / total
    return mean, float(np.dot(residual, residual)) * count / (count - 1)


def _incomes(drawn: pa.Table, courses: pa.Table, outcomes: pa.Table, measure: str, years_after: int) -> Floats:
    """Each applicant's value in the year asked for; NaN where they were not found again."""
    row = pc.index_in(drawn["course_id"], value_set=courses["course_id"].combine_chunks())
    if row.null_count:
        raise InputError("some applications name a course that `courses` lacks; run `merata check` to see which")
    wanted = courses["year"].take(row).to_numpy() + years_after
    follow_up = outcomes.filter(
        pc.and_(pc.equal(outcomes["unit"], "application"), pc.equal(outcomes["measure"], measure))
    )
    incomes = np.full(wanted.size, np.nan)
    for year in np.unique(wanted):
        rows = follow_up.filter(pc.equal(follow_up["year"], int(year)))
        at = pc.index_in(drawn["application_id"], value_set=rows["unit_id"].combine_chunks())
        values = pc.fill_null(rows["value"].take(at), np.nan).to_numpy()
        incomes = np.where(wanted == year, values, incomes)
    return incomes


def _explained(later: Floats, earlier: Floats, lots: NDArray[np.integer], selected: Flags) -> Floats:
    """What the earlier logarithm explains of the later one: slope × deviation from the class's mean.

    The slope is common to all classes and estimated within each class's arms, so that the effect itself does not
    enter. Zero for whoever was not asked before, and for everyone where nobody was.
    """
    asked = ~np.isnan(earlier)
    both = asked & ~np.isnan(later)
    arm = 2 * lots + selected
    earlier_deviation, later_deviation = (_from_mean(values, arm, both) for values in (earlier, later))
    spread = float(np.dot(earlier_deviation, earlier_deviation))
    slope = float(np.dot(earlier_deviation, later_deviation)) / spread if spread > 0 else 0.0
    return slope * _from_mean(earlier, lots, asked)


def _from_mean(values: Floats, group: NDArray[np.integer], known: Flags) -> Floats:
    """Deviations from the mean of the known in each group; 0 for the unknown."""
    filled = np.where(known, values, 0.0)
    counts = np.maximum(np.bincount(group, weights=known), 1)
    means = np.bincount(group, weights=filled) / counts
    return np.asarray(np.where(known, filled - means[group], 0.0))


def _missing(found: Flags, arm: Flags) -> float:
    """The share of the arm that was not found again; 0 in an empty arm."""
    return float(np.mean(~found[arm])) if arm.any() else 0.0
