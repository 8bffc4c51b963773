"""The test beside desil and perfect targeting, on the survey and on the truth."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.programmes.proxy_means.comparison import Comparison, Wanted, compare, desil_score


@pytest.fixture(scope="module")
def region(small_region: DatasetInMemory) -> DatasetInMemory:
    """The small region with a desil that is the tenth of true consumption, unknown for every tenth household."""
    truth = small_region.tables["truth"]["consumption_pc_idr"].to_numpy()
    tenth = (np.argsort(np.argsort(truth)) * 10 // len(truth) + 1).tolist()
    desil = pa.array([None if row % 10 == 0 else tenth[row] for row in range(len(tenth))])
    return small_region.with_tables(households=small_region.tables["households"].append_column("desil", desil))


@pytest.fixture(scope="module")
def by_survey(region: DatasetInMemory) -> Comparison:
    return compare(region, Wanted(coverages=(0.2, 0.4), by=("head_sex", "size", "village"), draws=4))


def test_a_household_without_desil_comes_last() -> None:
    assert desil_score(pa.table({"desil": pa.array([3, None, 10])})).tolist() == [3, 11, 10]


def test_scores_are_judged_on_the_survey_and_desil_on_draws(by_survey: Comparison) -> None:
    found = {(error.scheme, error.method) for error in by_survey.errors}
    assert found == {
        ("linear", "direct"),
        ("boosting", "direct"),
        ("perfect", "direct"),
        ("linear", "predicted"),
        ("desil", "predicted"),
    }
    assert by_survey.without_desil == 600
    everyone = {
        (error.scheme, error.coverage): error
        for error in by_survey.errors
        if error.by == "all" and error.measure == "exclusion_error" and error.method == "direct"
    }
    for coverage in (0.2, 0.4):
        linear, perfect = everyone["linear", coverage], everyone["perfect", coverage]
        assert perfect.value < linear.value  # type: ignore[operator]
        assert linear.low < linear.value < linear.high  # type: ignore[operator]


def test_villages_with_few_sampled_households_are_withheld_not_left_out(by_survey: Comparison) -> None:
    rows = [error for error in by_survey.errors if error.by == "village" and error.method == "direct"]
    of_the_poor = [error for error in rows if error.measure == "exclusion_error"]
    assert len({error.group for error in of_the_poor}) == 30
    assert {error.flag for error in of_the_poor if error.n < 10} == {"withheld"}
    assert by_survey.names[rows[0].group].startswith("Desa ")


def test_the_truth_has_no_error_and_the_survey_comes_near_it(region: DatasetInMemory, by_survey: Comparison) -> None:
    exact = compare(region, Wanted(coverages=(0.2, 0.4), by=(), truth=True))
    assert {error.se for error in exact.errors} == {0.0}
    assert [error.scheme for error in exact.errors[::12]] == ["linear", "boosting", "desil", "perfect"]
    true = {(e.scheme, e.coverage, e.measure): e.value for e in exact.errors}
    for error in by_survey.errors:
        if error.by == "all" and error.method == "direct" and error.se and error.measure == "exclusion_error":
            assert abs(error.value - true[error.scheme, error.coverage, error.measure]) < 3 * error.se  # type: ignore[operator]
    # A desil that is nearly the truth misses less than a score of covariates.
    assert true["desil", 0.4, "exclusion_error"] < true["linear", 0.4, "exclusion_error"]  # type: ignore[operator]


def test_a_target_as_large_as_the_coverage_makes_both_errors_equal(region: DatasetInMemory) -> None:
    errors = compare(region, Wanted(target="same", coverages=(0.1, 0.3), by=(), truth=True)).errors
    found = {(error.scheme, error.coverage, error.measure): error.value for error in errors}
    for scheme in ("linear", "boosting", "desil", "perfect"):
        for coverage in (0.1, 0.3):
            missed, leaked = (found[scheme, coverage, f"{kind}_error"] for kind in ("exclusion", "inclusion"))
            assert missed == pytest.approx(leaked)
    assert found["perfect", 0.3, "exclusion_error"] == 0.0


def test_the_same_seed_gives_the_same_figures(region: DatasetInMemory, by_survey: Comparison) -> None:
    again = compare(region, Wanted(coverages=(0.2, 0.4), by=("head_sex", "size", "village"), draws=4))
    assert again.errors == by_survey.errors


def test_what_cannot_be_answered_is_refused(region: DatasetInMemory) -> None:
    one_line = region.tables["poverty_lines"].slice(0, 1)
    with pytest.raises(InputError, match=r"no line of 2025 for 35\.72"):
        compare(region.with_tables(poverty_lines=one_line), Wanted())
    with pytest.raises(UsageError, match="target is 'rich'"):
        compare(region, Wanted(target="rich"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="cannot group by 'colour'"):
        compare(region, Wanted(by=("colour",)))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="truth has no consumption of 6000 households in 2025"):
        compare(region.with_tables(truth=region.tables["truth"].slice(0, 0)), Wanted(truth=True))
