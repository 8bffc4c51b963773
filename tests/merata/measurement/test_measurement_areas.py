"""Measures by area of a whole dataset: which method where, coverage of the truth, survey-only folders."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.measurement.areas import area_names, measure, measure_areas
from merata.measurement.kernel import MEASURES
from merata.measurement.survey import psus_by_area


def only(dataset: DatasetInMemory, *names: str) -> DatasetInMemory:
    return DatasetInMemory({name: dataset.tables[name] for name in names})


def test_regencies_are_direct_and_hold_every_measure(small_region: DatasetInMemory) -> None:
    estimates = measure(small_region, by="regency")
    assert [(e.area, e.measure) for e in estimates] == [(a, m) for a in ("35.05", "35.72") for m in MEASURES]
    assert {e.method for e in estimates} == {"direct"}


def test_villages_are_predicted_and_their_intervals_hold_the_truth(small_region: DatasetInMemory) -> None:
    found = measure(small_region, by="village", draws=40)
    truth = {(e.area, e.measure): e.value for e in measure(small_region, by="village", truth=True)}
    assert len(found) == 40 * len(MEASURES)
    assert {(e.method, e.n) for e in found} == {("predicted", 150)}
    held = [e.low is not None and e.high is not None and e.low <= truth[e.area, e.measure] <= e.high for e in found]
    assert sum(held) / len(held) > 0.85


def test_a_kecamatan_sampled_in_one_cluster_is_predicted(small_region: DatasetInMemory) -> None:
    survey = small_region.tables["survey_households"]
    first = survey["kecamatan_code"][0].as_py()
    keep = pc.or_(pc.not_equal(survey["kecamatan_code"], first), pc.equal(survey["psu"], survey["psu"][0]))
    thin = DatasetInMemory(small_region.tables | {"survey_households": survey.filter(keep)})
    methods = {e.area: e.method for e in measure(thin, by="kecamatan", draws=3)}
    clusters = psus_by_area(thin.tables["survey_households"], "kecamatan_code")
    assert clusters[first] == 1
    assert methods == {area: "direct" if clusters[area] > 1 else "predicted" for area in methods}
    assert list(methods) == sorted(methods)


def test_the_truth_is_exact(small_region: DatasetInMemory) -> None:
    truth = {(e.area, e.measure): e for e in measure(small_region, by="regency", truth=True)}
    consumption = small_region.tables["truth"]["consumption_pc_idr"].to_numpy()
    size = small_region.tables["households"]["size"].to_numpy()
    kabupaten = slice(0, 32 * 150)
    mean = (consumption[kabupaten] * size[kabupaten]).sum() / size[kabupaten].sum()
    assert truth["35.05", "mean"].value == pytest.approx(mean)
    assert truth["35.05", "mean"].se == 0


def test_a_survey_alone_is_measured_by_regency(small_region: DatasetInMemory) -> None:
    alone = only(small_region, "survey_households")
    measured = measure_areas(alone, by="regency")
    assert {e.measure for e in measured.estimates} == set(MEASURES) - {"p0", "p1", "p2"}
    assert measured.notes == ("no poverty line of 2025: p0, p1 and p2 are left out",)
    assert area_names(alone, "regency") == {"35.05": "35.05", "35.72": "35.72"}
    with pytest.raises(UsageError, match="no table households"):
        measure(alone, by="village")


def test_areas_without_a_line_have_no_poverty(small_region: DatasetInMemory) -> None:
    lines = small_region.tables["poverty_lines"].slice(0, 1)
    one = DatasetInMemory(small_region.tables | {"poverty_lines": lines})
    found = measure(one, by="village", draws=2)
    assert {e.area[:5] for e in found if e.measure == "p0"} == {"35.05"}
    assert {e.area[:5] for e in found if e.measure == "gini"} == {"35.05", "35.72"}


def test_names_come_from_villages(small_region: DatasetInMemory) -> None:
    assert area_names(small_region, "regency") == {"35.05": "Kabupaten", "35.72": "Kota"}
    assert area_names(small_region, "village")["35.05.01.1000"] == "Desa 0"
    assert area_names(small_region, "kecamatan")["35.05.01"] == "Kecamatan 35.05.01"


def test_wrong_calls_and_missing_years_are_refused(small_region: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match="regency, kecamatan, village"):
        measure(small_region, by="province")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="2019; its latest year is 2025"):
        measure(small_region, by="regency", year=2019)
    with pytest.raises(InputError, match="truth has no consumption of 6000 households in 2019"):
        measure(small_region, by="regency", year=2019, truth=True)
    empty = DatasetInMemory({"survey_households": small_region.tables["survey_households"].slice(0, 0)})
    with pytest.raises(InputError, match="no rows"):
        measure(empty, by="regency")


def test_progress_is_told(small_region: DatasetInMemory) -> None:
    told: list[float] = []
    measure(small_region, by="village", draws=2, step=lambda share, now: told.append(share))
    assert told == sorted(told)
