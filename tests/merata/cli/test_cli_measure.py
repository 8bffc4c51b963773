"""`merata measure` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from invented_region import DatasetInMemory

from merata import measurement as m
from merata.cli.measure import measure, run_measure
from merata.cli.progress import stdout
from merata.cli.publication import public_row
from merata.errors import InputError, UsageError
from merata.measurement.estimates import true_value
from merata.measurement.kernel import MEASURES


@pytest.fixture(scope="module")
def folder(small_region: DatasetInMemory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_region.written(tmp_path_factory.mktemp("region"))


def called(*arguments: object, width: int = 120) -> Result:
    words = [str(argument) for argument in arguments]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stdout, "_width", width)
        return CliRunner().invoke(measure, words, catch_exceptions=False)


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


def test_what_is_public_is_neither_uncertain_nor_of_few(
    small_region: DatasetInMemory, tmp_path: Path, folder: Path
) -> None:
    tables = small_region.tables | {"households": small_region.tables["households"].slice(149)}
    lone = DatasetInMemory(tables).written(tmp_path)
    target = tmp_path / "public.csv"
    assert called(lone, "--by", "village", "--draws", 3, "--csv", target, "--public").exit_code == 0
    with target.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    gini = next(row for row in rows if (row["area"], row["measure"]) == ("35.05.01.1000", "gini"))
    assert [gini[name] for name in ("value", "se", "low", "high", "n")] == ["", "", "", "", ""]
    assert {int(row["n"]) % 5 for row in rows if row["n"]} == {0}
    assert all(row["value"] == "" for row in rows if row["flag"] == "withheld")
    told = json.loads(called(folder, "--by", "kecamatan", "--json", "--public").stdout)
    whole = json.loads(called(folder, "--by", "kecamatan", "--json").stdout)
    assert [e["value"] for e in told if e["flag"] != "withheld"] == [
        e["value"] for e in whole if e["flag"] != "withheld"
    ]
    with pytest.raises(UsageError, match="--csv or --json"):
        called(folder, "--public")


def test_an_exact_mean_is_told_to_three_digits() -> None:
    exact = true_value("35.05", "mean", 1_234_567.89, n=12)
    assert public_row(exact) | {"measure": "mean"} == {
        "area": "35.05", "measure": "mean", "value": 1_230_000.0, "se": 0.0, "low": 1_230_000.0, "high": 1_230_000.0,
        "n": 10, "flag": None,
    }  # fmt: skip
    assert public_row(true_value("35.05", "mean", 1_234_567.89, n=4))["value"] is None


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


def test_any_measures_can_be_named(folder: Path) -> None:
    result = called(folder, "--measures", "atkinson(0.5), share(0.9, 1),median", "--json")
    estimates = json.loads(result.stdout)
    assert [e["measure"] for e in estimates[:3]] == ["atkinson(0.5)", "share(0.9, 1)", "median"]
    assert all(0 < e["low"] < e["value"] < e["high"] for e in estimates)
    listed = called(folder, "--measures", "list").stdout.split()
    assert {"gini", "sen", "decile_shares"} <= set(listed)
    with pytest.raises(UsageError, match="there is no measure 'ginni'"):
        called(folder, "--measures", "ginni")


def test_many_measures_are_shown_in_tables_that_fit(folder: Path) -> None:
    result = called(folder, "--measures", "gini,decile_shares", width=60)
    assert all(len(line) <= 60 for line in result.stdout.splitlines())
    assert result.stdout.count("Kabupaten") > 2  # a table for each run of columns
    assert "…" not in result.stdout


def test_a_rule_of_publication_may_be_stricter(folder: Path) -> None:
    usual = json.loads(called(folder, "--by", "kecamatan", "--json").stdout)
    strict = json.loads(called(folder, "--by", "kecamatan", "--json", "--caution", 1, "--withhold", 2).stdout)
    assert sum(e["flag"] == "withheld" for e in usual) < sum(e["flag"] == "withheld" for e in strict)
    assert "RSE > 2%" in called(folder, "--by", "kecamatan", "--caution", 1, "--withhold", 2).stdout
    with pytest.raises(UsageError, match="the second no less than the first"):
        called(folder, "--caution", 60)


def test_the_mark_of_caution_says_all_its_reasons_and_no_other(folder: Path) -> None:
    direct = " ".join(called(folder, "--by", "kecamatan").stdout.split())
    assert "† hati-hati · caution: RSE > 25%, atau galat tak diketahui / or the error is unknown" in direct
    assert "direct also: fewer than 8 degrees of freedom (clusters − strata) or 30 households" in direct
    predicted = " ".join(called(folder, "--by", "village", "--draws", 3, "--caution", 0.1).stdout.split())
    assert "† hati-hati · caution: RSE > 0%, atau galat tak diketahui" in predicted
    assert "degrees of freedom" not in predicted


def test_draws_are_stored_and_measured_again_as_a_population(folder: Path, tmp_path: Path) -> None:
    stored = tmp_path / "draws.parquet"
    result = called(folder, "--by", "regency", "--draws", 3, "--draws-file", stored)
    assert result.exit_code == 0
    table = pq.read_table(stored)
    assert table.column_names == ["household_id", "village_code", "regency_code", "size", "draw_1", "draw_2", "draw_3"]
    assert table.schema.field("draw_1").type == pa.float32()
    assert table.num_rows == 6000
    population = tmp_path / "population.parquet"
    pq.write_table(table.rename_columns({"draw_2": "consumption_pc_idr"}), population)
    by_village = json.loads(called(folder, "--by", "village", "--population", population, "--json").stdout)
    one = table.filter(pc.equal(table["village_code"], by_village[0]["area"]))
    welfare, size = np.floor(one["draw_2"].to_numpy().astype(float) + 0.5), one["size"].to_numpy()  # whole rupiah
    found = {e["measure"]: e["value"] for e in by_village if e["area"] == by_village[0]["area"]}
    assert found["gini"] == pytest.approx(m.gini(welfare, size), rel=1e-9)
    assert found["p0"] == pytest.approx(m.headcount(welfare, size, 450_000), rel=1e-9)
    assert {e["se"] for e in by_village} == {0.0}
    with pytest.raises(UsageError, match="give one"):
        called(folder, "--truth", "--population", population)
    pq.write_table(table.select(["village_code", "size"]), population)
    with pytest.raises(UsageError, match="the population has no column consumption_pc_idr, regency_code"):
        called(folder, "--by", "village", "--population", population)


def test_a_stratum_of_one_cluster_is_refused_until_a_rule_is_chosen(
    small_region: DatasetInMemory, tmp_path: Path
) -> None:
    survey = small_region.tables["survey_households"]
    lone = ["lonely" if psu == survey["psu"][0].as_py() else s for psu, s in zip(
        survey["psu"].to_pylist(), survey["stratum"].to_pylist(), strict=True
    )]  # fmt: skip
    changed = survey.set_column(survey.column_names.index("stratum"), "stratum", pa.array(lone))
    folder = small_region.with_tables(survey_households=changed).written(tmp_path / "lonely")
    with pytest.raises(InputError, match=r"1 strata hold a single primary sampling unit \(lonely\)"):
        called(folder, "--by", "regency")
    assert called(folder, "--by", "regency", "--lonely", "centre").exit_code == 0


def test_spark_needs_a_population(folder: Path) -> None:
    with pytest.raises(UsageError, match="give --population FILES"):
        called(folder, "--engine", "spark")


def test_a_stored_draw_is_measured_by_its_name(folder: Path, tmp_path: Path) -> None:
    stored = tmp_path / "draws.parquet"
    called(folder, "--draws", 2, "--draws-file", stored)
    means = [
        json.loads(called(folder, "--population", stored, "--welfare", f"draw_{k}", "--json").stdout)[0]["value"]
        for k in (1, 2)
    ]
    assert means[0] != means[1]
