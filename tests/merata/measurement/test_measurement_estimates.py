"""Intervals and flags of an estimate."""

from __future__ import annotations

import json

import numpy as np
import pytest

from merata.errors import UsageError
from merata.measurement.estimates import BPS, Publication, direct_estimate, predicted_estimate, true_value
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
