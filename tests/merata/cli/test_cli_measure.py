"""`merata measure` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner, Result
from invented_region import DatasetInMemory

from merata.cli.measure import measure, run_measure
from merata.errors import UsageError
from merata.measurement.kernel import MEASURES


@pytest.fixture(scope="module")
def folder(small_region: DatasetInMemory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_region.written(tmp_path_factory.mktemp("region"))


def called(*arguments: object) -> Result:
    return CliRunner().invoke(measure, [str(argument) for argument in arguments], catch_exceptions=False)


def test_json_is_a_list_with_the_promised_keys_and_nothing_else(folder: Path) -> None:
    result = called(folder, "--by", "regency", "--json")
    estimates = json.loads(result.stdout)
    assert result.exit_code == 0
    assert len(estimates) == 2 * len(MEASURES)
    assert [list(e) for e in estimates] == [["area", "measure", "value", "se", "low", "high", "n", "flag"]] * 18
    p0 = next(e for e in estimates if (e["area"], e["measure"]) == ("35.05", "p0"))
    assert 0 < p0["low"] < p0["value"] < p0["high"] < 1


def test_truth_has_no_error(folder: Path) -> None:
    estimates = json.loads(called(folder, "--by", "village", "--truth", "--json").stdout)
    assert {e["se"] for e in estimates} == {0.0}
    assert len({e["area"] for e in estimates}) == 40


def test_the_seed_decides_the_villages(folder: Path) -> None:
    first, again, other = (
        called(folder, "--by", "village", "--draws", 3, "--seed", seed, "--json").stdout for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_the_table_says_synthetic_and_shows_twenty_villages(folder: Path) -> None:
    result = called(folder, "--by", "village", "--draws", 3)
    assert "sintetis · the people in these data are synthetic" in result.stdout
    assert result.stdout.count("Desa ") == 20
    assert "20 poorest of 40" in result.stdout
    everyone = called(folder, "--by", "village", "--draws", 3, "--all")
    assert everyone.stdout.count("Desa ") == 40


def test_csv_holds_the_names_and_the_methods(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "measures.csv"
    assert called(folder, "--by", "kecamatan", "--csv", target).exit_code == 0
    with target.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [
        "area",
        "area_name",
        "measure",
        "value",
        "se",
        "low",
        "high",
        "n",
        "flag",
        "method",
        "synthetic",
    ]
    assert rows[0]["area_name"] == "Kecamatan 35.05.01"
    assert rows[0]["method"] == "direct"


def test_a_village_of_one_household_is_shown_without_an_error(small_region: DatasetInMemory, tmp_path: Path) -> None:
    tables = small_region.tables | {"households": small_region.tables["households"].slice(149)}
    lone = DatasetInMemory(tables).written(tmp_path)
    shown = " ".join(called(lone, "--by", "village", "--draws", 3, "--all").stdout.split())
    assert "±?" in shown
    assert "‡ jangan diterbitkan · withheld from publication: RSE > 50%, or unknown in fewer than 10 " in shown
    estimates = json.loads(called(lone, "--by", "village", "--draws", 3, "--json").stdout)
    gini = next(e for e in estimates if (e["area"], e["measure"]) == ("35.05.01.1000", "gini"))
    assert (gini["se"], gini["low"], gini["high"], gini["n"], gini["flag"]) == (None, None, None, 1, "withheld")


def test_what_was_not_surveyed_is_named(small_region: DatasetInMemory, tmp_path: Path) -> None:
    survey = small_region.tables["survey_households"]
    kabupaten = survey.filter(pc.equal(survey["regency_code"], "35.05"))
    one = DatasetInMemory(small_region.tables | {"survey_households": kabupaten}).written(tmp_path)
    result = called(one, "--by", "village", "--draws", 3)
    assert result.exit_code == 0
    assert "tidak disurvei 2025, jadi tidak diukur: Kota (35.72)" in result.stdout


def test_wrong_usage_ends_with_2(folder: Path, tmp_path: Path) -> None:
    assert called(folder, "--by", "province").exit_code == 2
    assert called(tmp_path / "nowhere").exit_code == 2
    assert called(folder, "--draws", "1").exit_code == 2


def test_the_demo_gets_the_estimates_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {e.area for e in run_measure(folder, by="regency")} == {"35.05", "35.72"}


def test_a_survey_alone_has_no_villages(small_region: DatasetInMemory, tmp_path: Path) -> None:
    survey = DatasetInMemory({"survey_households": small_region.tables["survey_households"]}).written(tmp_path)
    assert called(survey, "--by", "regency").exit_code == 0
    with pytest.raises(UsageError, match="no table households"):
        called(survey, "--by", "village")


def test_pictures_are_written(small_region: DatasetInMemory, tmp_path: Path) -> None:
    survey = DatasetInMemory({"survey_households": small_region.tables["survey_households"]})
    result = called(survey.written(tmp_path / "data"), "--json", "--pictures", tmp_path / "pictures")
    assert result.exit_code == 0
    assert (tmp_path / "pictures" / "lorenz.png").read_bytes().startswith(b"\x89PNG")
