"""What an evaluation could find, before it begins: the smallest effect that it would detect with a given power.

Everything is computed on logarithms with the errors of the estimators of `lottery` and `staggered` as they are expected
to be, and Student's t, central for the test and noncentral for its power; effects are shown as shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaincinv, ndtr, stdtrit

from merata.errors import UsageError
from merata.evaluation.contrasts import expected_variance
from merata.evaluation.lottery import satterthwaite_degrees
from merata.evaluation.staggered import Design

Floats = NDArray[np.float64]

POWER = 0.8
LEVEL = 0.05
_CURVE = np.linspace(0.0, 2.0, 9)
_QUANTILES = (np.arange(4000) + 0.5) / 4000


@dataclass(frozen=True, slots=True)
class Detectable:
    """The minimum detectable effect as a share of the outcome, and the power at other effects.

    `standard_error` (of logarithms) and `degrees_of_freedom` are those expected of the estimate. `of_completion` is
    the effect on those who complete that shows as `effect` in all who are offered; equal to it where all comply.
    `curve` pairs effects (shares) with their power.
    """

    effect: float
    of_completion: float
    standard_error: float
    degrees_of_freedom: float
    power: float
    level: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LotteryPlan:
    """Classes that will draw lots: everyone's `chance` in one of them, and how many such `classes` there are.

    `sd` is the standard deviation of log income within a class, of which `explained` (R²) is known from income at
    application. `attrition` and `completion` are expected shares; completion is the winners' less the losers'. `icc`
    is what members of one household share of the outcome where on average `per_household` of them apply.
    """

    chance: Floats
    classes: int
    sd: float
    explained: float = 0.0
    attrition: float = 0.0
    completion: float = 1.0
    icc: float = 0.0
    per_household: float = 1.0


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """A programme that cohorts of villages enter: `design`, and how a village's yearly log mean varies.

    A household's log outcome varies from year to year with `sd`, of which `icc` is common to its village; `households`
    are asked in each village, the same ones. `persistence` is the correlation of a village's deviation from one year
    to the next.
    """

    design: Design
    sd: float
    households: int
    icc: float = 0.0
    persistence: float = 0.0


def equal_chances(seats: int, applicants: int) -> Floats:
    """The chances of so many applicants, all alike; `UsageError` unless there are more applicants than seats."""
    if not 0 < seats < applicants:
        raise UsageError(
            f"{seats} seats for {applicants} applicants is no lottery; expected more applicants than seats"
        )
    return np.full(applicants, seats / applicants)


def lottery_detectable(plan: LotteryPlan, *, power: float = POWER, level: float = LEVEL) -> Detectable:
    """The effect of an offered seat that such lotteries would detect.

    The variance of a Hájek mean of an arm is σ²(1 − R²)·Σ 1/πᵢ / N² for winners and with 1 − πᵢ for losers, divided by
    the share found again, times 1 + (m − 1)·icc for m applicants of a household. Raises `UsageError` where a share is
    none or so few are left that nothing could be estimated.
    """
    _check(plan, power, level)
    size, stays = plan.chance.size, 1 - plan.attrition
    residual = plan.sd**2 * (1 - plan.explained) * (1 + (plan.per_household - 1) * plan.icc) / stays
    each = residual * np.array([np.sum(1 / plan.chance), np.sum(1 / (1 - plan.chance))]) / size**2 / plan.classes
    seats = float(plan.chance.sum())
    arms = np.array([seats * stays - 1, (size - seats) * stays - 1]) * plan.classes
    if arms.min() < 1:
        raise UsageError("fewer than two winners or losers would be found in a class; nothing could be estimated")
    return _detectable(float(np.sqrt(each.sum())), satterthwaite_degrees(each, arms), power, level, plan.completion)


def staggered_detectable(plan: VillagePlan, *, power: float = POWER, level: float = LEVEL) -> Detectable:
    """The effect on all years after entry that difference-in-differences would detect.

    A village's mean varies by year with variance σ²·(icc + (1 − icc)/m). Raises `UsageError` for impossible shares,
    `InputError` where the design has nothing to compare.
    """
    if not (plan.sd > 0 and 0 <= plan.icc <= 1 and -1 < plan.persistence < 1 and plan.households >= 1):
        raise UsageError("expected sd above 0, icc from 0 to 1, persistence between −1 and 1, a household or more")
    _check_test(power, level)
    if min(plan.design.sizes) < 2:
        raise UsageError(f"cohorts have {plan.design.sizes} villages; expected at least 2 in each")
    variance = plan.sd**2 * (plan.icc + (1 - plan.icc) / plan.households)
    apart = np.abs(np.subtract.outer(plan.design.years, plan.design.years))
    coefficients = plan.design.average(plan.design.after())[None]
    found, degrees = expected_variance(
        coefficients, np.array(plan.design.sizes), variance * np.asarray(plan.persistence, dtype=np.float64) ** apart
    )
    return _detectable(float(np.sqrt(found[0])), float(degrees[0]), power, level)


def power_of(effect: float, error: float, degrees: float, level: float = LEVEL) -> float:
    """The chance that the two-sided test at `level` finds an `effect` (same unit as its standard `error`).

    Averaged over what the estimated error may turn out to be (its chi-square's quantiles), each given it normal: the
    noncentral t, stable for few degrees of freedom.
    """
    quantile = float(stdtrit(degrees, 1 - level / 2))
    estimated = np.sqrt(2 * gammaincinv(degrees / 2, _QUANTILES) / degrees)
    beyond = effect / error
    return float(np.mean(ndtr(beyond - quantile * estimated) + ndtr(-beyond - quantile * estimated)))


def _detectable(error: float, degrees: float, power: float, level: float, completion: float = 1.0) -> Detectable:
    most = 4 * (float(stdtrit(degrees, 1 - level / 2)) + 10)
    least = float(brentq(lambda times: power_of(times * error, error, degrees, level) - power, 0.0, most))
    log_effect = least * error
    return Detectable(
        effect=float(np.expm1(log_effect)),
        of_completion=float(np.expm1(log_effect / completion)),
        standard_error=error,
        degrees_of_freedom=degrees,
        power=power,
        level=level,
        curve=tuple((float(np.expm1(x * log_effect)), power_of(x * log_effect, error, degrees, level)) for x in _CURVE),
    )


def _check(plan: LotteryPlan, power: float, level: float) -> None:
    wrong = [
        text
        for text, right in (
            ("sd above 0", plan.sd > 0),
            ("chances between 0 and 1", bool(np.all((plan.chance > 0) & (plan.chance < 1)))),
            ("a class or more", plan.classes >= 1),
            ("explained from 0 to below 1", 0 <= plan.explained < 1),
            ("attrition from 0 to below 1", 0 <= plan.attrition < 1),
            ("completion above 0, at most 1", 0 < plan.completion <= 1),
            ("icc from 0 to 1", 0 <= plan.icc <= 1),
            ("an applicant or more a household", plan.per_household >= 1),
        )
        if not right
    ]
    if wrong:
        raise UsageError(f"the lottery cannot be so: expected {', '.join(wrong)}")
    _check_test(power, level)


def _check_test(power: float, level: float) -> None:
    if not (0 < level < power < 1):
        raise UsageError(f"power {power} and level {level}: expected 0 < level < power < 1, e.g. 0.8 and 0.05")
