"""Intervals and flags of an estimate."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.measurement.estimates import (
    BPS,
    FEWEST_DEGREES,
    FEWEST_SAMPLED,
    Publication,
    direct_estimate,
    predicted_estimate,
    true_value,
)
from merata.measurement.measures import named


def test_the_json_has_the_promised_keys_and_null_for_the_unknown() -> None:
    estimate = direct_estimate("35.05", named("p0"), 0.1, se=None, degrees=5, n=10)
    assert json.loads(json.dumps(estimate.as_json(), allow_nan=False)) == {
        "area": "35.05",
        "measure": "p0",
        "value": 0.1,
        "se": None,
        "low": None,
        "high": None,
        "n": 10,
        "flag": "caution",
    }


def test_the_mean_has_a_symmetric_t_interval() -> None:
    estimate = direct_estimate("a", named("mean"), 100.0, se=10.0, degrees=5, n=10)
    assert estimate.low == pytest.approx(100 - 25.70582)  # t(0.975, 5) = 2.570582
    assert estimate.high == pytest.approx(100 + 25.70582)
    assert direct_estimate("a", named("mean"), 100.0, se=90.0, degrees=5, n=10).low == 0


def test_a_fraction_keeps_its_interval_between_0_and_1() -> None:
    estimate = direct_estimate("a", named("p0"), 0.02, se=0.015, degrees=100, n=50)
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 < estimate.low < 0.02 < estimate.high < 1


@pytest.mark.parametrize(
    ("value", "se", "flag"),
    [
        (1.0, 0.25, None),
        (1.0, 0.26, "caution"),
        (1.0, 0.5, "caution"),
        (1.0, 0.51, "withheld"),
        (0.0, 0.1, "withheld"),
    ],
)
def test_flags_follow_the_relative_standard_error(value: float, se: float, flag: str | None) -> None:
    assert BPS.flag(value, se) == flag


@pytest.mark.parametrize(
    ("se", "degrees", "n", "flag"),
    [
        (0.0034, 8, 30, None),
        (0.0034, 7, 30, "caution"),  # a tenth of the value, but known from too few clusters
        (0.0034, 8, 29, "caution"),  # or from too few households
        (0.0034, 1, 20, "caution"),
        (0.0170, 8, 30, "caution"),  # half the value
        (0.0171, 8, 30, "withheld"),
        (0.0171, 1, 20, "withheld"),  # what is withheld stays withheld
        (None, 100, 500, "caution"),
    ],
)
def test_a_small_error_of_few_clusters_or_households_is_no_assurance(
    se: float | None, degrees: int, n: int, flag: str | None
) -> None:
    found = direct_estimate("35.05.06", named("p0"), 0.034, se=se, degrees=degrees, n=n)
    assert (found.flag, found.value, found.se) == (flag, 0.034, se)
    gini = direct_estimate("35.05.06", named("gini"), 0.034, se=se, degrees=degrees, n=n)
    assert gini.flag == flag


_WEIGHT = {None: 0, "caution": 1, "withheld": 2}
_RULES = st.tuples(st.floats(0.01, 1), st.floats(0, 1)).map(lambda of: Publication(of[0], of[0] + of[1]))
_SIZES = st.tuples(st.integers(1, 20), st.integers(1, 60))


@given(_RULES, st.floats(-10, 10), st.floats(0, 10), st.floats(0, 10), _SIZES, _SIZES)
def test_more_clusters_more_households_or_a_smaller_error_never_worsen_a_flag(
    rule: Publication, value: float, error: float, other: float, one: tuple[int, int], two: tuple[int, int]
) -> None:
    def weight(se: float | None, sizes: tuple[int, int]) -> int:
        return _WEIGHT[rule.sampled_flag(value, se, degrees=sizes[0], n=sizes[1])]

    least, most = tuple(map(min, one, two)), tuple(map(max, one, two))
    assert weight(min(error, other), most) <= weight(max(error, other), least)
    assert weight(None, one) == _WEIGHT["caution"]
    plain = _WEIGHT[rule.flag(value, error)]
    thin = one[0] < FEWEST_DEGREES or one[1] < FEWEST_SAMPLED
    assert weight(error, one) == max(plain, _WEIGHT["caution"] * thin)


@pytest.mark.parametrize(("degrees", "reach"), [(1, 12.706205), (2, 4.302653), (3, 3.182446), (8, 2.306004)])
def test_few_degrees_widen_the_interval_by_students_t(degrees: int, reach: float) -> None:
    mean = direct_estimate("a", named("mean"), 100.0, se=2.0, degrees=degrees, n=40)
    assert (mean.low, mean.high) == pytest.approx((100 - 2 * reach, 100 + 2 * reach), rel=1e-6)
    share = direct_estimate("a", named("p0"), 0.5, se=0.01, degrees=degrees, n=40)
    odds = np.exp(reach * 0.01 / 0.25)  # the error of a logit is that of the share over p(1 − p)
    assert (share.low, share.high) == pytest.approx((1 / (1 + odds), odds / (1 + odds)), rel=1e-6)


def test_a_prediction_is_the_draws_mean_and_spread() -> None:
    estimate = predicted_estimate("a", "mean", np.arange(1.0, 80.0), n=7)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((40.0, 2.0, 78.0))
    assert estimate.se == pytest.approx(np.arange(1.0, 80.0).std(ddof=1))
    assert estimate.method == "predicted"


def test_few_draws_get_a_t_interval_in_the_measures_range() -> None:
    draws = np.array([0.0, 0.1, 0.2])
    reach = 4.302653 * 0.1 * (4 / 3) ** 0.5  # t(0.975, 2)
    share, mean = (predicted_estimate("a", name, draws, n=50) for name in ("p0", "mean"))
    assert (share.low, share.high) == (mean.low, mean.high) == pytest.approx((0.0, 0.1 + reach))
    wide = predicted_estimate("a", "p0", np.array([0.0, 0.9]), n=50)
    assert (wide.low, wide.high) == (0.0, 1.0)
    assert predicted_estimate("a", "palma", np.array([0.0, 0.9]), n=50).high == pytest.approx(
        0.45 + 12.7062 * 0.9 * 0.75**0.5, abs=1e-4
    )


@pytest.mark.parametrize(("n", "flag"), [(1, "withheld"), (9, "withheld"), (10, "caution"), (500, "caution")])
def test_draws_that_all_agree_know_no_error(n: int, flag: str) -> None:
    found = predicted_estimate("a", "gini", np.full(50, 0.1 + 0.2), n=n)
    assert (found.se, found.low, found.high, found.flag) == (None, None, None, flag)
    rounded = predicted_estimate("a", "gini", np.array([0.0, 1.1e-16] * 25), n=n)
    assert (rounded.se, rounded.flag) == (None, flag)


def test_the_truth_has_no_error() -> None:
    estimate = true_value("a", "p0", 0.0, n=3)
    assert (estimate.se, estimate.low, estimate.high, estimate.flag) == (0.0, 0.0, 0.0, None)


def test_a_country_may_have_another_rule() -> None:
    strict = Publication(caution_rse=0.1, withheld_rse=0.2)
    assert [strict.flag(1.0, se) for se in (0.1, 0.15, 0.21)] == [None, "caution", "withheld"]
    assert direct_estimate("a", named("mean"), 1.0, se=0.15, degrees=5, n=9, rule=strict).flag == "caution"
    with pytest.raises(UsageError, match=r"caution from 0\.5 and withheld from 0\.2"):
        Publication(caution_rse=0.5, withheld_rse=0.2)
