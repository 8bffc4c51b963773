"""`merata rules` as a user meets it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata.cli.rules import rules
from merata.errors import UsageError

SEMBAKO = files("merata").joinpath("rulebooks", "sembako.yaml").read_text(encoding="utf-8")


def called(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "150"}).invoke(rules, [str(each) for each in arguments], catch_exceptions=False)


def written(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = SEMBAKO
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_rulebooks_that_come_along_are_sound() -> None:
    result = called("check")
    assert result.exit_code == 0
    assert "no faults in 14 rulebooks" in result.stdout


def test_all_faults_of_all_files_end_with_1(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", ("household.desil <=", "household.desill <="))
    written(tmp_path, "b.yml", ("kind: food", "kind: gold"))
    written(tmp_path, "c.yaml", ("annual_idr: 2_800_000", "annual_idr: 2_900_000"))
    written(tmp_path, "d.yaml")
    result = called("check", tmp_path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{tmp_path}/a.yaml:10 conditions.desil.when: ")
    assert "household.desill <= parameter.desil_max" in lines[0]
    assert lines[1].startswith(f"{tmp_path}/b.yml:4 kind: unknown or missing ('gold')")
    assert lines[2].startswith(f"{tmp_path}/c.yaml:")
    assert "granted 2800000 rupiah a year" in lines[2]
    assert "3 kesalahan / faults" in result.stderr


def test_faults_as_json(tmp_path: Path) -> None:
    path = written(tmp_path, "b.yaml", ("kind: food", "kind: gold"))
    result = called("check", path, "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == (str(path), 4, "kind", "gold")
    assert json.loads(called("check", written(tmp_path, "d.yaml"), "--json").stdout) == []


def test_wrong_usage_of_check_ends_with_2(tmp_path: Path) -> None:
    assert called("check", tmp_path / "nowhere").exit_code == 2
    with pytest.raises(UsageError, match="holds no rulebook"):
        called("check", tmp_path)


def test_a_page_in_indonesian_with_the_values_of_the_day() -> None:
    page = called("show", "PKH", "--on", "2025-07-01").stdout
    for words in (
        "Program Keluarga Harapan (PKH)",
        "Yang memutuskan: Kementerian Sosial",
        "desil: desil paling banyak 4",
        "household.desil <= parameter.desil_max",
        "bila tidak: desil …, batasnya 4",
        "hamil: ibu hamil atau nifas: Rp 3.000.000",
        "paling banyak 4 anggota",
        "dibayar 4 kali setahun",
        "menurut sumber lain: 70; kompas.tv 2024 dan poskota 2025 (70 tahun ke atas)",
        "sumber: dari ingatan, belum diperiksa",
        "dasar hukum: tidak disebut dalam sumber",
        "tinggi",
    ):
        assert words in page


def test_a_page_in_english_of_all_days() -> None:
    page = called("show", "blt dana-desa", "--lang", "en").stdout
    for words in (
        "Village-fund cash assistance",
        "Decided by: the special village assembly",
        "All days",
        "decile at most desil_max",
        "Rp monthly_idr × months_per_year",
        "Ceiling by village: at most village_fund_share_max of Dana Desa, at least village_fund_share_min",
        "Checked by whoever decides",
        "legal base: the ceiling of 2023 taken forward",
        "2023-12-31",
    ):
        assert words in page
    assert page.count("village_fund_share_max ") >= 3


def test_a_ceiling_is_shown_in_percent_and_no_share_of_nothing() -> None:
    assert (
        "Batas tiap desa: paling banyak 15% dari Dana Desa\n"
        in called("show", "blt dana desa", "--on", "2025-07-01").stdout
    )
    page = called("show", "blt dana desa", "--on", "2023-07-01", "--lang", "en").stdout
    assert "Ceiling by village: at most 25% of Dana Desa, at least 10%\n" in page


def test_in_kind_and_by_level_are_shown() -> None:
    assert "10 kg × 12 (Rp 13.000 / kg)" in called("show", "rastrada", "--on", "2025-07-01").stdout
    assert "heavy damage: Rp 11,000,000" in called("show", "rtlh_kota", "--on", "2026-07-01", "--lang", "en").stdout


def test_a_page_as_json() -> None:
    page = json.loads(called("show", "pkh", "--on", "2025-07-01", "--json").stdout)
    assert page["programme"] == "pkh"
    assert page["on"] == "2025-07-01"
    (age,) = page["parameters"]["elderly_age_min"]
    assert (age["value"], age["conflict"]["value"], age["start"], age["until"]) == (60, 70, "2024-01-01", None)
    assert [condition["code"] for condition in page["conditions"]] == ["desil", "anggota"]
    assert len(json.loads(called("show", "pkh", "--json").stdout)["parameters"]["desil_max"]) == 2


def test_a_file_is_shown_as_a_programme_is(tmp_path: Path) -> None:
    assert "Program Sembako" in called("show", written(tmp_path, "a.yaml")).stdout
    with pytest.raises(UsageError, match="there is no file"):
        called("show", tmp_path / "b.yaml")


def test_what_cannot_be_shown_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no rulebook for programme 'pkhh'; there are: pkh"):
        called("show", "pkhh")
    with pytest.raises(UsageError, match="choose a day from 2023-01-01 to 2024-12-31"):
        called("show", "prakerja", "--on", "2025-01-01")
    assert called("show", "pkh", "--on", "July").exit_code == 2


def test_two_days_of_one_programme() -> None:
    result = called("diff", "blt_dana_desa", "--from", "2023-07-01", "--to", "2025-07-01")
    assert result.exit_code == 0
    assert "parameters.village_fund_share_max" in result.stdout
    assert "legal_base" in result.stdout
    assert "0.25" in result.stdout
    changes = json.loads(called("diff", "blt_dana_desa", "--from", "2023-07-01", "--to", "2025-07-01", "--json").stdout)
    assert {"what": "parameters.village_fund_share_max", "before": "0.25", "after": "0.15"} in changes


def test_two_files(tmp_path: Path) -> None:
    first = written(tmp_path, "a.yaml")
    second = written(tmp_path, "b.yaml", ("value: 200_000", "value: 250_000"), ("2_800_000", "3_500_000"))
    shown = called("diff", first, second).stdout
    assert "parameters.monthly_idr" in shown
    assert "from 2022-01-01" in shown
    assert "no differences" in called("diff", first, first).stdout


@pytest.mark.parametrize(
    "arguments", [("pkh",), ("pkh", "--from", "2025-01-01"), ("pkh", "sembako", "--from", "2025-01-01")]
)
def test_wrong_usage_of_diff(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--from and --to"):
        called("diff", *arguments)


def test_the_list_names_every_programme() -> None:
    result = called("list")
    assert "blt_dana_desa" in result.stdout
    assert "2024-12-31" in result.stdout
    assert [book["programme"] for book in json.loads(called("list", "--json").stdout)][:2] == [
        "bantuan_pangan",
        "beras",
    ]
