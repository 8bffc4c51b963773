"""What tells whether a unit-level model can be trusted, and the sentences that say so."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_survey_and_census import Invented, invented
from scipy.stats import f

from merata.measurement.small_area.diagnostics import (
    WARNINGS,
    Diagnostics,
    diagnose,
    informative_test,
    sentences,
    warning_names,
)
from merata.measurement.small_area.unit_input import Roles, UnitData, read_unit_data
from merata.measurement.small_area.unit_model import UnitModel, fit_unit_model


def fitted(
    data: Invented, *covariates: str, weight: str | None = None, kind: str = "log"
) -> tuple[UnitModel, UnitData, Diagnostics]:
    units = read_unit_data(data.survey, data.census, Roles("consumption", covariates, "area", weight, None, None), kind)
    model = fit_unit_model(units.sample, kind)
    return model, units, diagnose(model, units)


GOOD = invented(3, areas=60, sampled=50, each=8, households=3000)
MODEL, UNITS, FOUND = fitted(GOOD, "number", "owns", "floor", weight="weight")


def test_the_numbers_of_a_model_that_holds() -> None:
    assert (FOUND.n, FOUND.areas, FOUND.sampled_areas) == (400, 60, 50)
    assert FOUND.unsampled == tuple(f"V{i}" for i in range(50, 60))
    assert FOUND.icc == pytest.approx(0.09 / (0.09 + 0.2025), abs=0.12)
    explained = np.var(MODEL.sample.columns @ MODEL.coefficients)
    total = explained + MODEL.area_variance + MODEL.household_variance
    assert FOUND.marginal_r2 == pytest.approx(explained / total)
    assert FOUND.conditional_r2 == pytest.approx(1 - MODEL.household_variance / total)
    assert abs(FOUND.skewness) < 0.5
    assert abs(FOUND.excess_kurtosis) < 1.0
    assert FOUND.shrinkage[0] <= FOUND.shrinkage[1] <= FOUND.shrinkage[2] < 1
    assert FOUND.informative_p is not None
    assert FOUND.informative_p > 0.01
    assert FOUND.parameter is None
    assert FOUND.left_out == ()
    assert warning_names(MODEL, FOUND) == ()


def test_few_areas_many_unsampled_and_little_explained_are_told() -> None:
    data = invented(1, areas=12, sampled=5)
    model, _, found = fitted(data, "owns")
    assert set(warning_names(model, found)) >= {"low_r2", "few_areas", "many_unsampled"}
    assert found.informative_p is None


def test_no_difference_between_areas_is_told() -> None:
    data = invented(2, area_sd=0.0)
    model, _, found = fitted(data, "number", "owns", "floor")
    assert model.area_variance == 0
    assert "no_area_effect" in warning_names(model, found)
    assert (found.effect_skewness, found.effect_excess_kurtosis) == (0.0, 0.0)


def test_a_wrong_transformation_shows_in_the_residuals() -> None:
    model, _, found = fitted(GOOD, "number", "owns", "floor", kind="none")
    assert set(warning_names(model, found)) >= {"heavy_tails", "skewed_residuals"}
    shifted = fitted(GOOD, "number", "owns", "floor", kind="box_cox")[2]
    assert shifted.parameter == pytest.approx(0, abs=0.3)


def test_columns_that_follow_from_others_are_named() -> None:
    twice = {name: table.append_column("twice", pa.array(2 * table["number"].to_numpy() + 1)) for name, table in (
        ("survey", GOOD.survey), ("census", GOOD.census),
    )}  # fmt: skip
    data = Invented(twice["survey"], twice["census"], GOOD.welfare, GOOD.effect)
    model, units, found = fitted(data, "number", "twice", "owns")
    assert found.left_out == ("twice",)
    assert "columns_left_out" in warning_names(model, found)
    assert units.labels == ("intercept", "number", "twice", "owns")


def test_a_census_beyond_the_sample_is_told() -> None:
    far = GOOD.census.set_column(1, "number", pa.array(GOOD.census["number"].to_numpy() + 3.0))
    model, _, found = fitted(Invented(GOOD.survey, far, GOOD.welfare, GOOD.effect), "number")
    assert found.outside > 0.1
    assert "outside_range" in warning_names(model, found)


def test_a_sample_drawn_by_welfare_itself_is_found_informative() -> None:
    log = np.log(GOOD.survey["consumption"].to_numpy())
    by_welfare = GOOD.survey.drop(["weight"]).append_column("weight", pa.array(np.exp(0.5 * (log - log.mean()))))
    model, _, found = fitted(
        Invented(by_welfare, GOOD.census, GOOD.welfare, GOOD.effect), "number", "owns", weight="weight"
    )
    assert found.informative_p is not None
    assert found.informative_p < 1e-6
    assert "informative_sample" in warning_names(model, found)


def test_the_test_of_the_weights_is_the_f_test_of_nested_regressions() -> None:
    # Whitened by the dense root of the inverse covariance, the same F statistic follows from ordinary regressions.
    sample = MODEL.sample
    assert sample.weight is not None
    ratio = MODEL.area_variance / MODEL.household_variance
    covariance = np.eye(400) + ratio * (sample.area[:, None] == sample.area)
    values, vectors = np.linalg.eigh(covariance)
    whiten = vectors @ np.diag(values**-0.5) @ vectors.T
    short = sample.columns
    long = np.column_stack([short, short * sample.weight[:, None]])
    outcome = whiten @ np.log(sample.welfare)
    squares = [float(np.linalg.lstsq(whiten @ columns, outcome, rcond=None)[1][0]) for columns in (short, long)]
    columns, more = short.shape[1], long.shape[1]
    statistic = (squares[0] - squares[1]) / columns / (squares[1] / (400 - more))
    assert informative_test(MODEL) == pytest.approx(f.sf(statistic, columns, 400 - more), rel=1e-6)


def test_equal_weights_say_nothing() -> None:
    equal = GOOD.survey.drop(["weight"]).append_column("weight", pa.array(np.full(400, 3.0)))
    _, _, found = fitted(Invented(equal, GOOD.census, GOOD.welfare, GOOD.effect), "number", weight="weight")
    assert found.informative_p == 1.0


def test_every_warning_is_said_in_both_languages() -> None:
    for name, (indonesian, english) in WARNINGS.items():
        assert name == name.lower()
        assert len(indonesian) > 30
        assert len(english) > 30
        assert indonesian != english
    assert sentences(["low_r2"]) == (" / ".join(WARNINGS["low_r2"]),)
    assert sentences([]) == ()
