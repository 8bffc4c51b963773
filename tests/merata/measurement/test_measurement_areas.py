"""Measures by area of a whole dataset: which method where, coverage of the truth, survey-only folders."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.measurement.areas import Measured, Wanted, area_names, measure, measure_areas
from merata.measurement.kernel import MEASURES
from merata.measurement.populations import measure_truth
from merata.measurement.survey import psus_by_area


def told(measured: Measured) -> tuple[str, ...]:
    """The notes but that on few clusters, of which the small region has few everywhere."""
    return tuple(note for note in measured.notes if "few clusters" not in note)


def only(dataset: DatasetInMemory, *names: str) -> DatasetInMemory:
    return DatasetInMemory({name: dataset.tables[name] for name in names})


def test_regencies_are_direct_and_hold_every_measure(small_region: DatasetInMemory) -> None:
    estimates = measure(small_region, by="regency")
    assert [(e.area, e.measure) for e in estimates] == [(a, m) for a in ("35.05", "35.72") for m in MEASURES]
    assert {e.method for e in estimates} == {"direct"}


def test_villages_are_predicted_and_their_intervals_hold_the_truth(small_region: DatasetInMemory) -> None:
    found = measure(small_region, by="village", draws=40)
    truth = {(e.area, e.measure): e.value for e in measure_truth(small_region, by="village").estimates}
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
    truth = {(e.area, e.measure): e for e in measure_truth(small_region, by="regency").estimates}
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
    assert told(measured) == (
        "tidak ada garis kemiskinan 2025: p0, p1, dan p2 dilewati / "
        "no poverty line of 2025: p0, p1 and p2 are left out",
    )
    assert area_names(alone, "regency") == {"35.05": "35.05", "35.72": "35.72"}
    with pytest.raises(UsageError, match="no table households"):
        measure(alone, by="village")


def test_areas_without_a_line_have_no_poverty(small_region: DatasetInMemory) -> None:
    lines = small_region.tables["poverty_lines"].slice(0, 1)
    one = DatasetInMemory(small_region.tables | {"poverty_lines": lines})
    for by, truth in (("village", False), ("regency", False), ("kecamatan", True)):
        measured = (
            measure_truth(one, by=by) if truth else measure_areas(one, by=by, wanted=Wanted(draws=2))  # type: ignore[arg-type]
        )
        found = measured.estimates
        assert {e.area[:5] for e in found if e.measure in ("p0", "p1", "p2")} == {"35.05"}
        assert {e.area[:5] for e in found if e.measure == "gini"} == {"35.05", "35.72"}
        assert told(measured) == (
            "tidak ada garis kemiskinan 2025 untuk Kota (35.72): p0, p1, dan p2 di sana dilewati / "
            "no poverty line of 2025 for Kota (35.72): p0, p1 and p2 are left out there",
        )


def surveyed_in(dataset: DatasetInMemory, regency: str) -> DatasetInMemory:
    survey = dataset.tables["survey_households"]
    here = survey.filter(pc.equal(survey["regency_code"], regency))
    return DatasetInMemory(dataset.tables | {"survey_households": here})


def test_a_survey_of_one_regency_measures_that_regency(small_region: DatasetInMemory) -> None:
    one = surveyed_in(small_region, "35.05")
    for by in ("regency", "kecamatan", "village"):
        measured = measure_areas(one, by=by, wanted=Wanted(draws=3))  # type: ignore[arg-type]
        assert {e.area[:5] for e in measured.estimates} == {"35.05"}
        assert told(measured) == (
            "tidak disurvei 2025, jadi tidak diukur: Kota (35.72) / "
            "not surveyed in 2025, so not measured: Kota (35.72)",
        )
    assert len({e.area for e in measured.estimates}) == 32
    assert told(measure_areas(small_region, by="regency")) == ()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (["psu", "stratum"], "a simple random sample of households and are probably too small: the survey carries no "),
        (["psu"], "a stratified random sample of households and are probably too small: the survey carries no "),
    ],
)
def test_a_survey_without_its_design_says_so(small_region: DatasetInMemory, missing: list[str], words: str) -> None:
    survey = small_region.tables["survey_households"]
    without = DatasetInMemory(small_region.tables | {"survey_households": survey.drop_columns(missing)})
    measured = measure_areas(without, by="regency")
    (note,) = told(measured)
    assert note.startswith("galat baku ")
    assert note.endswith(words + " or ".join(missing))
    se = {e.area: e.se for e in measured.estimates if e.measure == "mean"}
    known = {e.area: e.se for e in measure(small_region, by="regency") if e.measure == "mean"}
    assert se.keys() == known.keys()
    assert se != known


def test_what_the_registry_cannot_replace_stays_direct(small_region: DatasetInMemory) -> None:
    survey, households = small_region.tables["survey_households"], small_region.tables["households"]
    first = survey["kecamatan_code"][0].as_py()
    keep = pc.or_(pc.not_equal(survey["kecamatan_code"], first), pc.equal(survey["psu"], survey["psu"][0]))
    tables = small_region.tables | {"survey_households": survey.filter(keep)}
    thin = DatasetInMemory({name: table for name, table in tables.items() if name != "households"})
    (mean,) = (e for e in measure(thin, by="kecamatan", draws=3) if (e.area, e.measure) == (first, "mean"))
    assert (mean.method, mean.n, mean.se, mean.flag) == ("direct", 10, None, "caution")
    # A registry that lacks sampled villages is refused by their names, not worked around.
    elsewhere = pc.invert(pc.starts_with(households["village_code"], first))
    with pytest.raises(InputError, match=f"sampled, but not in the registry.*{first}"):
        measure(thin.with_tables(households=households.filter(elsewhere)), by="kecamatan", draws=3)


def test_a_village_of_one_household_is_not_certainly_equal(small_region: DatasetInMemory) -> None:
    households = small_region.tables["households"]
    lone = DatasetInMemory(small_region.tables | {"households": households.slice(149)})
    found = {e.measure: e for e in measure(lone, by="village", draws=4) if e.area == "35.05.01.1000"}
    for name in ("gini", "theil_t", "theil_l", "bottom40_share", "palma"):
        assert (found[name].se, found[name].low, found[name].high, found[name].flag) == (None, None, None, "withheld")
    assert found["mean"].se is not None
    assert {e.n for e in found.values()} == {1}


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
        measure_truth(small_region, by="regency", year=2019)
    empty = DatasetInMemory({"survey_households": small_region.tables["survey_households"].slice(0, 0)})
    with pytest.raises(InputError, match="no rows"):
        measure(empty, by="regency")


def test_progress_is_told(small_region: DatasetInMemory) -> None:
    told: list[float] = []
    step = lambda share, now: told.append(share)  # noqa: E731 - what a caller would write
    measure_areas(small_region, by="village", wanted=Wanted(draws=2), step=step)
    assert told == sorted(told)


def test_few_clusters_are_told_with_the_measures_they_concern(small_region: DatasetInMemory) -> None:
    (note,) = measure_areas(small_region, by="regency", wanted=Wanted(measures=("mean", "gini", "theil_t"))).notes
    assert "intervals of gini, theil_t are a little too narrow in Kabupaten (35.05), Kota (35.72)" in note
    assert measure_areas(small_region, by="regency", wanted=Wanted(measures=("mean", "p0"))).notes == ()
