"""Exclusion and inclusion errors by hand, against all ways to break ties, and as properties."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import InputError, UsageError
from merata.measurement.estimates import Publication
from merata.programmes.proxy_means.layout import Known
from merata.programmes.proxy_means.reach import Target
from merata.programmes.proxy_means.targeting_errors import Asked, TargetingError, predicted_errors, targeting_errors
from merata.stats.design import design

WELFARE = np.array([100.0, 300.0, 200.0, 400.0])
PERSONS = np.array([2.0, 4.0, 3.0, 1.0])
DESIL = np.array([1, 1, 2, 2])
POOR = Asked(Target(line_idr=np.full(4, 250.0)), (0.3,))
ROWS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=15)


def values(errors: list[TargetingError], group: str = "all") -> dict[str, float | None]:
    return {error.measure: error.value for error in errors if error.group == group}


def test_ties_of_desil_and_persons_by_hand() -> None:
    # 3 of 10 persons are reached, among the 6 of desil 1: half of each household, 1 + 2 persons. Poor are 2 + 3.
    found = targeting_errors("desil", DESIL, Known(WELFARE, PERSONS), POOR)
    assert values(found) == pytest.approx(
        {
            "exclusion_error": 4 / 5,
            "inclusion_error": 2 / 3,
            "under_coverage": 0.4,
            "over_coverage": 0.2,
            "coverage": 0.3,
            "target": 0.5,
        }
    )
    assert [error.n for error in found] == [2, 2, 4, 4, 4, 4]
    assert {(error.scheme, error.method, error.se, error.flag) for error in found} == {("desil", "truth", 0.0, None)}


def test_groups_by_hand_and_a_group_without_anybody_poor_is_withheld() -> None:
    known = Known(WELFARE, PERSONS, {"head_sex": ["female", "male", "female", None], "size": ["a", "b", "a", "b"]})
    found = targeting_errors("desil", DESIL, known, POOR)
    # Women: 5 persons, all poor, 1 reached.
    assert values(found, "female") == pytest.approx(
        {
            "exclusion_error": 0.8,
            "inclusion_error": 0.0,
            "under_coverage": 0.8,
            "over_coverage": 0.0,
            "coverage": 0.2,
            "target": 1.0,
        }
    )
    nobody = next(error for error in found if error.group == "male" and error.measure == "exclusion_error")
    assert (nobody.value, nobody.n, nobody.flag) == (None, 0, "withheld")
    assert values(found, "b")["coverage"] == pytest.approx(2 / 5)


def test_areas_rank_their_own() -> None:
    known = Known(WELFARE, np.ones(4), within=["x", "x", "y", "y"])
    asked = Asked(Target(share=0.5), (0.5,))
    assert values(targeting_errors("s", WELFARE, known, asked))["exclusion_error"] == 0.0
    assert values(targeting_errors("s", -WELFARE, known, asked))["exclusion_error"] == 1.0


@given(ROWS, st.data())
def test_ties_are_the_mean_over_all_orders_of_the_tied(rows: list[tuple[int, int, int]], data: st.DataObject) -> None:
    rows = rows[:6]
    score, welfare = (np.array([row[i] for row in rows], np.float64) % 3 for i in (0, 1))
    welfare += np.arange(len(rows)) / 100 + 1
    reached = data.draw(st.integers(1, len(rows)))
    line = float(np.median(welfare)) + 0.001
    asked = Asked(Target(line_idr=np.full(len(rows), line)), (reached / len(rows),))
    found = values(targeting_errors("s", score, Known(welfare, np.ones(len(rows))), asked))
    missed = []
    for order in permutations(range(len(rows))):
        served = np.array(order)[np.argsort(score[list(order)], kind="stable")][:reached]
        poor = welfare < line
        missed.append(1 - poor[served].sum() / poor.sum())
    assert found["exclusion_error"] == pytest.approx(np.mean(missed))


@given(ROWS, st.integers(1, 20))
def test_perfect_targeting_errs_in_nothing_where_coverage_is_the_target(
    rows: list[tuple[int, int, int]], twentieths: int
) -> None:
    welfare, weight, _ = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    asked = Asked(Target(share=twentieths / 20), (twentieths / 20,))
    found = values(targeting_errors("perfect", welfare, Known(welfare, weight), asked))
    assert (found["exclusion_error"], found["inclusion_error"]) == (0.0, 0.0)


@given(ROWS, st.integers(1, 20))
def test_both_errors_are_equal_where_coverage_is_the_target(rows: list[tuple[int, int, int]], twentieths: int) -> None:
    welfare, weight, score = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    asked = Asked(Target(share=twentieths / 20), (twentieths / 20,))
    found = values(targeting_errors("s", score, Known(welfare, weight), asked))
    assert found["exclusion_error"] == pytest.approx(found["inclusion_error"])
    assert found["under_coverage"] == pytest.approx(found["over_coverage"])


@given(ROWS, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_the_scale_of_weights_and_the_order_of_rows_do_not_matter(
    rows: list[tuple[int, int, int]], factor: float, random: object
) -> None:
    welfare, weight, score = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    asked = Asked(Target(share=0.4), (0.3, 0.7))
    first = targeting_errors("s", score, Known(welfare, weight), asked)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    again = targeting_errors("s", score[order], Known(welfare[order], factor * weight[order]), asked)
    assert [error.value for error in again] == pytest.approx([error.value for error in first], abs=1e-9)


def test_more_coverage_never_misses_more() -> None:
    rng = np.random.default_rng(1)
    welfare = rng.lognormal(size=200)
    asked = Asked(Target(share=0.2), tuple(np.arange(1, 21) / 20))
    found = targeting_errors("s", welfare * rng.lognormal(size=200), Known(welfare, np.ones(200)), asked)
    missed = [error.value for error in found if error.measure == "exclusion_error"]
    assert missed == sorted(missed, reverse=True)  # type: ignore[type-var]
    assert missed[-1] == 0.0


def test_the_error_by_the_bootstrap_is_that_of_repeated_samples() -> None:
    rng = np.random.default_rng(3)
    villages, each = 400, 20
    effect = np.repeat(rng.normal(0, 0.5, villages), each)
    welfare = np.exp(effect + rng.normal(0, 0.6, villages * each))
    score = effect + rng.normal(0, 0.4, villages * each)
    line = float(np.quantile(welfare, 0.3))
    clusters = np.repeat(np.arange(40), each)

    def sampled() -> tuple[np.ndarray, np.ndarray]:
        rows = (rng.choice(villages, 40)[:, None] * each + np.arange(each)).ravel()
        return score[rows], welfare[rows]

    asked = Asked(Target(line_idr=np.full(40 * each, line)), (0.3,))
    ones = np.ones(40 * each)
    repeated = [
        values(targeting_errors("s", s, Known(w, ones), asked))["exclusion_error"]
        for s, w in (sampled() for _ in range(300))
    ]
    own = []
    for _ in range(10):
        s, w = sampled()
        found = targeting_errors("s", s, Known(w, ones), asked, design=design(np.zeros(40 * each), clusters))
        own.append(next(error.se for error in found if error.measure == "exclusion_error"))
    assert np.mean(own) == pytest.approx(np.std(repeated), rel=0.2)  # type: ignore[arg-type]


def test_a_sample_gives_intervals_and_withholds_what_rests_on_few() -> None:
    rng = np.random.default_rng(5)
    welfare = rng.lognormal(size=120)
    score = np.log(welfare) + rng.normal(0, 0.5, 120)
    groups = {"size": ["few"] * 12 + ["many"] * 108}
    sample = design(np.zeros(120), np.repeat(np.arange(24), 5))
    asked = Asked(Target(share=0.4), (0.4,), Publication(0.9, 0.95))
    known = Known(welfare, np.ones(120), groups)
    found = targeting_errors("s", score, known, asked, design=sample, seed=2)
    many = next(error for error in found if error.group == "many" and error.measure == "exclusion_error")
    assert many.low is not None
    assert many.high is not None
    assert many.value is not None
    assert 0 < many.low < many.value < many.high < 1
    assert (many.flag, many.method) == (None, "direct")
    few = next(error for error in found if error.group == "few" and error.measure == "exclusion_error")
    assert few.n < 10
    assert few.flag == "withheld"
    assert targeting_errors("s", score, known, asked, design=sample, seed=2) == found
    perfect = targeting_errors("perfect", welfare, known, asked, design=sample)
    zero = next(error for error in perfect if error.group == "all" and error.measure == "exclusion_error")
    assert (zero.value, zero.se, zero.low, zero.high, zero.flag) == (0.0, 0.0, 0.0, 0.0, None)


def test_over_draws_the_value_is_their_mean() -> None:
    draws = np.array([WELFARE, WELFARE[::-1]])
    found = predicted_errors("desil", DESIL, Known(WELFARE, PERSONS), draws, POOR)
    each = [targeting_errors("desil", DESIL, Known(draw, PERSONS), POOR) for draw in draws]
    assert [error.value for error in found] == pytest.approx(
        [(one.value + two.value) / 2 for one, two in zip(*each, strict=True)]  # type: ignore[operator]
    )
    assert {error.method for error in found} == {"predicted"}


def test_what_is_missing_is_refused() -> None:
    known = Known(WELFARE, PERSONS)
    with pytest.raises(InputError, match="1 of 4 households have no score"):
        targeting_errors("s", [1.0, np.nan, 2.0, 3.0], known, POOR)
    with pytest.raises(UsageError, match="score has 3 values"):
        targeting_errors("s", [1.0, 2.0, 3.0], known, POOR)
    with pytest.raises(InputError, match="missing or infinite welfare"):
        targeting_errors("s", DESIL, Known(np.array([1.0, np.nan, 2.0, 3.0]), PERSONS), POOR)
    asked = Asked(Target(line_idr=np.array([1.0, np.nan, np.nan, 1.0])), (0.3,))
    with pytest.raises(InputError, match="2 of 4 households have no poverty line"):
        targeting_errors("s", DESIL, known, asked)
    with pytest.raises(UsageError, match="coverages"):
        Asked(Target(share=0.4), (0.0, 0.3))
    with pytest.raises(UsageError, match="2 labels"):
        targeting_errors("s", DESIL, Known(WELFARE, PERSONS, {"size": ["a", "b"]}), POOR)


def test_errors_known_from_few_clusters_or_households_are_read_with_caution() -> None:
    def flag(clusters: int, households: int) -> str | None:
        """Of the share of poor in as many clusters with as many households: all but one, in every other all."""
        place, within = np.divmod(np.arange(clusters * households), households)
        welfare = np.where((within == 0) & (place % 2 == 0), 2.0, 1.0)
        known = Known(welfare, np.ones(len(welfare)))
        asked = Asked(Target(line_idr=np.full(len(welfare), 1.5)), (0.5,))
        found = targeting_errors("s", within, known, asked, design=design(np.zeros(len(welfare)), place))
        share = next(error for error in found if error.measure == "target")
        assert share.value == welfare.tolist().count(1.0) / len(welfare)
        assert share.se is not None and share.se < 0.25 * share.value  # noqa: PT018
        return share.flag

    assert flag(9, 8) is None  # 8 degrees of freedom, 72 households
    assert flag(8, 9) == "caution"  # 7, of as many
    assert flag(9, 3) == "caution"  # 8, of 27


def test_a_group_that_does_not_vary_has_an_unknown_error() -> None:
    welfare = np.arange(1.0, 61.0)
    score = np.concatenate([np.arange(1.0, 31.0), np.arange(60.0, 30.0, -1)])
    sample = design(np.zeros(60), np.arange(60) // 3)
    found = targeting_errors("s", score, Known(welfare, np.ones(60)), Asked(Target(share=0.2), (0.5,)), design=sample)
    missed = next(error for error in found if error.measure == "exclusion_error")
    assert (missed.value, missed.se, missed.flag) == (0.0, None, "caution")
    assert missed.n == 12
