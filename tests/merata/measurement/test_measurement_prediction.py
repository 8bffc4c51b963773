"""Prediction for the registry: agreement with the truth, joint draws, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from invented_region import DatasetInMemory, region

from merata.errors import InputError, UsageError
from merata.measurement.prediction import WelfareDraws, predict, surveyed_regencies
from merata.registry.frame import household_frame


def predicted(dataset: DatasetInMemory, **options: int) -> WelfareDraws:
    return predict(dataset.read("survey_households"), household_frame(dataset), **({"year": 2025} | options))


def test_shapes_and_model(small_region: DatasetInMemory) -> None:
    found = predicted(small_region, draws=5)
    assert found.welfare.shape == (5, 6000)
    assert found.size.tolist() == small_region.read("households")["size"].to_pylist()
    assert np.isfinite(found.welfare).all()
    assert found.model.n == 300
    assert (found.model.clusters, found.model.areas) == (30, 30)
    assert set(found.model.covariates) == {
        "head_schooling_years", "floor", "owns_car", "size", "urban", "minutes_to_market", "regency_code",
    }  # fmt: skip
    assert 0.3 < found.model.r2 < 0.8
    assert found.model.warnings == ()


def test_the_score_orders_households_as_the_truth_does(small_region: DatasetInMemory) -> None:
    found = predicted(small_region, draws=2)
    truth = np.log(small_region.read("truth")["consumption_pc_idr"].to_numpy())
    assert np.corrcoef(found.expected, truth)[0, 1] > 0.6


def test_the_same_seed_gives_the_same_draws_and_more_draws_begin_alike(small_region: DatasetInMemory) -> None:
    few, more, other = (predicted(small_region, **o) for o in ({"draws": 2}, {"draws": 4}, {"draws": 2, "seed": 2}))
    np.testing.assert_array_equal(few.welfare, more.welfare[:2])
    np.testing.assert_array_equal(few.expected, other.expected)
    assert not np.array_equal(few.welfare, other.welfare)


def test_a_regency_is_predicted_alike_alone_and_with_others(small_region: DatasetInMemory) -> None:
    whole = predicted(small_region, draws=3)
    frame, survey = household_frame(small_region), small_region.read("survey_households")
    kota = pc.equal(frame["regency_code"], "35.72")
    alone = predict(survey, frame.filter(kota), year=2025, draws=3, villages=frame)
    np.testing.assert_allclose(alone.welfare, whole.welfare[:, kota.to_numpy()])
    np.testing.assert_allclose(alone.expected, whole.expected[kota.to_numpy()])
    assert alone.model == whole.model


def test_the_surveyed_regencies(small_region: DatasetInMemory) -> None:
    survey = small_region.read("survey_households")
    assert surveyed_regencies(survey, 2025) == {"35.05", "35.72"}
    assert surveyed_regencies(survey.filter(pc.equal(survey["regency_code"], "35.72")), 2025) == {"35.72"}
    with pytest.raises(InputError, match="no rows of 2019; it has 2025"):
        surveyed_regencies(survey, 2019)


def test_a_village_stands_or_falls_together(small_region: DatasetInMemory) -> None:
    found = predicted(small_region, draws=60)
    off = np.log(found.welfare) - found.expected
    first, second = off[:, :75].mean(axis=1), off[:, 75:150].mean(axis=1)  # two halves of one village
    other = off[:, 150:225].mean(axis=1)
    assert np.corrcoef(first, second)[0, 1] > 0.6
    assert np.corrcoef(first, other)[0, 1] < 0.6


def test_the_regions_mean_agrees_with_the_truth() -> None:
    errors = []
    for seed in range(5):
        dataset = region(seed, villages=60, households_each=100, psus=50)
        found = predicted(dataset, draws=20)
        truth = dataset.read("truth")["consumption_pc_idr"].to_numpy()
        means = np.average(found.welfare, axis=1, weights=found.size)
        errors.append((means.mean() - np.average(truth, weights=found.size)) / means.std())
    assert abs(float(np.mean(errors))) < 3 / 5**0.5


def test_what_the_survey_never_saw_is_refused(small_region: DatasetInMemory) -> None:
    frame = household_frame(small_region)
    floors = ["wood", *frame["floor"].to_pylist()[1:]]
    strange = frame.set_column(frame.column_names.index("floor"), "floor", pa.array(floors))
    survey = small_region.read("survey_households")
    with pytest.raises(InputError, match="wood"):
        predict(survey, strange, year=2025)
    with pytest.raises(InputError, match="no rows of 2019; it has 2025"):
        predict(survey, frame, year=2019)
    with pytest.raises(UsageError, match="at least 2"):
        predict(survey, frame, year=2025, draws=1)
    zeros = survey.set_column(
        survey.column_names.index("consumption_pc_idr"),
        "consumption_pc_idr",
        pa.array(np.zeros(survey.num_rows)),
    )
    with pytest.raises(InputError, match="300 sampled households have no consumption"):
        predict(zeros, frame, year=2025)


def test_a_survey_without_villages_still_predicts(small_region: DatasetInMemory) -> None:
    survey = small_region.read("survey_households")
    blank = survey.set_column(
        survey.column_names.index("village_code"), "village_code", pa.nulls(survey.num_rows, pa.string())
    )
    found = predict(blank, household_frame(small_region), year=2025, draws=2)
    assert "urban" not in found.model.covariates


def changed(table: pa.Table, column: str, values: Any) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, pa.array(values))


def test_a_number_that_means_something_else_is_refused(small_region: DatasetInMemory) -> None:
    survey, frame = small_region.read("survey_households"), household_frame(small_region)
    months = pc.multiply(survey["head_schooling_years"], 12)
    classes = pc.add(pc.divide(survey["head_schooling_years"], 6), 100)
    for values, words in ((months, "head_schooling_years: it runs from"), (classes, "head_schooling_years: it")):
        with pytest.raises(InputError, match="survey and registry do not mean the same") as caught:
            predict(changed(survey, "head_schooling_years", values), frame, year=2025, draws=2)
        assert words in str(caught.value)
    one_two = changed(survey, "owns_car", survey["owns_car"])
    assert predict(one_two, frame, year=2025, draws=2).model.n == 300


def test_a_sampled_village_without_registered_households_is_refused_by_name(small_region: DatasetInMemory) -> None:
    survey, frame = small_region.read("survey_households"), household_frame(small_region)
    strange = ["35.05.99.2001", *survey["village_code"].to_pylist()[1:]]
    strange_regency = ["35.05", *survey["regency_code"].to_pylist()[1:]]
    wrong = changed(changed(survey, "village_code", strange), "regency_code", strange_regency)
    with pytest.raises(InputError, match=r"35\.05\.99\.2001"):
        predict(wrong, frame, year=2025, draws=2)
    neighbour = changed(changed(survey, "village_code", strange), "regency_code", survey["regency_code"])
    kota = frame.filter(pc.equal(frame["regency_code"], "35.72"))
    sampled = set(survey.filter(pc.equal(survey["regency_code"], "35.72"))["village_code"].to_pylist())
    assert sampled <= set(kota["village_code"].to_pylist())
    if survey["regency_code"][0].as_py() == "35.05":  # a village of a regency that is not registered teaches the model
        assert predict(neighbour, kota, year=2025, draws=2).welfare.shape[1] == kota.num_rows
