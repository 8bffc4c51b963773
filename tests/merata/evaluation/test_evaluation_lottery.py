"""The lottery's effect: by hand, unbiased, and covered by its interval as often as promised."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy.special import stdtrit

from merata.errors import InputError
from merata.evaluation.lottery import hajek_difference, lottery_effect, satterthwaite_degrees


def test_hajek_difference_by_hand() -> None:
    outcome = np.array([4.0, 1.0, 2.0, 6.0])
    selected = np.array([True, True, False, False])
    chance = np.array([0.5, 0.25, 0.5, 0.75])
    found = hajek_difference(outcome, selected, chance)
    winners, losers = (2 * 4 + 4 * 1) / 6, (2 * 2 + 4 * 6) / 6
    assert found.value == pytest.approx(winners - losers)
    # Shares 1/3 and 2/3, Σh² = 5/9: the residuals' variances are 1 − 2/3 + 5/9 = 8/9 and 1 − 4/3 + 5/9 = 2/9 of σ².
    won = (1 / 3) ** 2 * (4 - 2) ** 2 / (8 / 9) + (2 / 3) ** 2 * (1 - 2) ** 2 / (2 / 9)
    lost = (1 / 3) ** 2 * (2 - 14 / 3) ** 2 / (8 / 9) + (2 / 3) ** 2 * (6 - 14 / 3) ** 2 / (2 / 9)
    assert found.variances == pytest.approx((won, lost))
    assert found.degrees == pytest.approx((1, 1))


def test_the_variance_of_a_weighted_arm_is_unbiased_and_its_degrees_are_the_quadratic_forms() -> None:
    rng = np.random.default_rng(23)
    chance = np.array([0.1, 0.1, 0.3, 0.3, 0.3, 0.2, 0.2, 0.2])
    selected = np.array([True] * 5 + [False] * 3)
    share = 1 / chance[:5] / np.sum(1 / chance[:5])
    residual = np.eye(5) - share[None, :]
    covariance = residual @ residual.T
    factor = np.diag(share**2 / np.diag(covariance))
    degrees = np.trace(factor @ covariance) ** 2 / np.trace(factor @ covariance @ factor @ covariance)
    assert hajek_difference(rng.normal(size=8), selected, chance).degrees == pytest.approx((degrees, 2.0))
    found = [hajek_difference(rng.normal(0, 2, 8), selected, chance).variances[0] for _ in range(4000)]
    assert np.mean(found) == pytest.approx(4 * np.sum(share**2), rel=0.03)


def test_satterthwaite_degrees_by_hand() -> None:
    assert satterthwaite_degrees(np.array([1.0, 3.0]), np.array([2.0, 6.0])) == pytest.approx(16 / (1 / 2 + 9 / 6))
    assert satterthwaite_degrees(np.array([2.0, 0.0]), np.array([3.0, 5.0])) == pytest.approx(3)
    assert satterthwaite_degrees(np.zeros(2), np.array([3.0, 5.0])) == 8


def test_the_interval_is_students() -> None:
    course, selected = np.zeros(5, dtype=np.int64), np.array([True, True, False, False, False])
    logs = np.array([1.0, 2.0, 0.0, 1.0, 2.0])
    found = lottery_effect(*course_tables(course, np.full(5, 0.4), selected, np.exp(logs)))
    # Means 1.5 and 1; variances of the means 0.5 / 2 and 1 / 3; Welch's degrees of freedom of the two.
    assert found.degrees_of_freedom == pytest.approx((1 / 4 + 1 / 3) ** 2 / ((1 / 4) ** 2 / 1 + (1 / 3) ** 2 / 2))
    reach = float(stdtrit(found.degrees_of_freedom, 0.975)) * (1 / 4 + 1 / 3) ** 0.5
    assert (found.low, found.high) == pytest.approx((math.expm1(0.5 - reach), math.expm1(0.5 + reach)))


def course_tables(
    course: NDArray[np.int64], chance: NDArray[np.float64], selected: NDArray[np.bool_], income: NDArray[np.float64]
) -> tuple[pa.Table, pa.Table, pa.Table]:
    names = [f"A{i}" for i in range(course.size)]
    applications = pa.table(
        {"application_id": names, "course_id": [f"C{c}" for c in course], "chance": chance, "selected": selected}
    )
    courses = pa.table({"course_id": [f"C{c}" for c in np.unique(course)], "year": [2024] * np.unique(course).size})
    outcomes = pa.table(
        {
            "unit": ["application"] * course.size,
            "unit_id": names,
            "year": [2025] * course.size,
            "measure": ["income_idr"] * course.size,
            "value": pa.array(income, mask=np.isnan(income)),
        }
    )
    return applications, courses, outcomes


def simulated(rng: np.random.Generator, effect: float, people: int = 600) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Ten classes, the poorer twice as likely to win, a share of income gained by the winners, 8% lost."""
    course = np.arange(people) % 10
    poor = rng.random(people) < 0.4
    chance = np.where(poor, 0.4, 0.2)
    selected = rng.random(people) < chance
    log_income = 14.0 - 0.4 * poor + 0.1 * course + rng.normal(0, 0.35, people) + math.log1p(effect) * selected
    income = np.exp(log_income)
    income[rng.random(people) < 0.08] = np.nan
    return course_tables(course, chance, selected, income)


def test_planted_effect_is_recovered_and_covered() -> None:
    effect = 0.15
    found = [lottery_effect(*simulated(np.random.default_rng([7, i]), effect)) for i in range(200)]
    errors = np.array([one.effect for one in found]) - effect
    spread = float(errors.std())
    assert abs(errors.mean()) < 3 * spread / math.sqrt(200)
    assert np.mean([one.standard_error for one in found]) == pytest.approx(spread, rel=0.12)
    covered = np.mean([one.low <= effect <= one.high for one in found])
    assert 0.91 <= covered <= 0.98


def test_few_applicants_are_covered_as_promised() -> None:
    effect, classes, repetitions = 0.15, 5, 1000
    course = np.repeat(np.arange(classes), 8)
    selected = np.tile([True, True, *[False] * 6], classes)
    rng = np.random.default_rng(17)
    covered = normal = 0
    for _ in range(repetitions):
        income = np.exp(14 + 0.1 * course + math.log1p(effect) * selected + rng.normal(0, 0.5, course.size))
        found = lottery_effect(*course_tables(course, np.full(course.size, 0.25), selected, income))
        covered += found.low <= effect <= found.high
        reach = 1.96 * found.standard_error / (1 + found.effect)
        normal += abs(math.log1p(found.effect) - math.log1p(effect)) <= reach
    monte_carlo = (0.95 * 0.05 / repetitions) ** 0.5
    assert covered / repetitions >= 0.95 - 2 * monte_carlo
    assert normal / repetitions < 0.95 - 3 * monte_carlo  # what the normal quantile would have promised too much


def test_ignoring_the_chances_would_be_wrong() -> None:
    applications, courses, outcomes = simulated(np.random.default_rng(3), 0.15, people=40_000)
    value, selected = outcomes["value"].to_numpy(), applications["selected"].to_numpy()
    naive = np.nanmean(np.log(value[selected])) - np.nanmean(np.log(value[~selected]))
    assert math.expm1(naive) < 0.1
    assert lottery_effect(applications, courses, outcomes).effect == pytest.approx(0.15, abs=0.02)


def test_counts_attrition_and_classes() -> None:
    course = np.array([0] * 6 + [1] * 3 + [2])
    chance = np.array([0.5] * 6 + [0.5] * 3 + [1.0])
    selected = np.array([True, True, True, False, False, False, True, False, False, True])
    income = np.array([2.0, 2.0, np.nan, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 9.0])
    found = lottery_effect(*course_tables(course, chance, selected, income))
    assert found.effect == pytest.approx(1.0)
    assert found.standard_error == pytest.approx(0.0)
    assert (found.winners, found.losers, found.classes, found.classes_left_out, found.certain) == (2, 3, 1, 1, 1)
    assert found.attrition_winners == pytest.approx(1 / 3)
    assert found.attrition_losers == 0.0


def test_nothing_to_compare_is_refused() -> None:
    tables = course_tables(np.array([0, 0]), np.array([0.5, 0.5]), np.array([True, False]), np.array([1.0, 1.0]))
    with pytest.raises(InputError, match="no class has 2 winners and 2 losers"):
        lottery_effect(*tables)


def test_income_of_zero_is_refused() -> None:
    tables = course_tables(
        np.zeros(4, dtype=np.int64), np.full(4, 0.5), np.array([True, True, False, False]), np.array([1.0, 0, 1, 1])
    )
    with pytest.raises(InputError, match="1 values of income_idr are not positive"):
        lottery_effect(*tables)


def asked_before(outcomes: pa.Table, earlier: NDArray[np.float64]) -> pa.Table:
    """The outcomes with each applicant's income in the course's year added; NaN for who was not asked."""
    size = earlier.size
    rows = {
        "unit": ["application"] * size,
        "unit_id": [f"A{i}" for i in range(size)],
        "year": [2024] * size,
        "measure": ["income_at_application_idr"] * size,
        "value": pa.array(earlier, mask=np.isnan(earlier)),
    }
    return pa.concat_tables([outcomes, pa.table(rows)])


def test_what_income_at_application_explains_is_taken_out() -> None:
    """Everyone earns what they earned, winners a fifth of a log more: whoever happened to win, the effect is that."""
    earlier, selected = np.array([1.0, 2.0, 2.0, 4.0, 6.0]), np.array([True, True, False, False, False])
    course = np.zeros(5, dtype=np.int64)
    applications, courses, outcomes = course_tables(course, np.full(5, 0.4), selected, np.exp(earlier + 0.2 * selected))
    without = lottery_effect(applications, courses, outcomes)
    adjusted = lottery_effect(applications, courses, asked_before(outcomes, np.exp(earlier)))
    assert without.effect == pytest.approx(math.expm1(1.7 - 4.0))
    assert adjusted.effect == pytest.approx(math.expm1(0.2))
    assert adjusted.standard_error == pytest.approx(0, abs=1e-9)


def test_with_income_at_application_the_effect_stays_unbiased_and_grows_surer() -> None:
    effect, found, plain = 0.15, [], []
    for i in range(150):
        rng = np.random.default_rng([8, i])
        course, chance = np.arange(300) % 5, np.where(rng.random(300) < 0.4, 0.4, 0.2)
        selected, ability = rng.random(300) < chance, rng.normal(14, 0.5, 300)
        income = np.exp(ability + rng.normal(0, 0.2, 300) + math.log1p(effect) * selected)
        tables = course_tables(course, chance, selected, income)
        earlier = np.where(rng.random(300) < 0.1, np.nan, np.exp(ability + rng.normal(0, 0.2, 300)))
        found.append(lottery_effect(tables[0], tables[1], asked_before(tables[2], earlier)))
        plain.append(lottery_effect(*tables))
    errors = np.array([one.effect for one in found]) - effect
    assert abs(errors.mean()) < 3 * errors.std() / math.sqrt(len(found))
    assert 0.90 <= np.mean([one.low <= effect <= one.high for one in found]) <= 0.99
    narrower = np.mean([one.standard_error for one in found]) / np.mean([one.standard_error for one in plain])
    assert narrower < 0.75
