"""`merata simulate`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from invented_region import region

from merata.cli.simulate import simulate
from merata.errors import UsageError

FOOD = files("merata").joinpath("rulebooks", "sembako.yaml").read_text(encoding="utf-8")
WIDTH = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small region whose registry knows deciles and who has Sembako."""
    small = region(villages=8, households_each=25, psus=8)
    households = small.tables["households"]
    ids, count = households["household_id"].to_pylist(), households.num_rows
    names = ["sembako", "rtlh"]
    sexes = pa.array(["female", "male"] * (count // 2))
    data = small.with_tables(
        households=households.append_column("desil", pa.array([1 + row % 10 for row in range(count)])).append_column(
            "head_sex", sexes
        ),
        programmes=pa.table({"programme_id": names, "name": names, "kind": ["food", "housing"], "owner": ["centre"] * 2,
                             "fund_source": ["APBN"] * 2}),
        benefits=pa.table({"household_id": ids[:20], "programme_id": ["sembako"] * 20, "year": [2025] * 20,
                           "annual_idr": [2_800_000] * 20}),
    )  # fmt: skip
    return data.written(tmp_path_factory.mktemp("simulate"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rulebook of one's own, of housing aid."""
    path = tmp_path_factory.mktemp("books") / "rtlh.yaml"
    text = FOOD.replace("programme: sembako", "programme: rtlh").replace("kind: food", "kind: housing")
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    given = [str(argument) for argument in arguments]
    result = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(simulate, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_as_the_rules_of_a_day_stand(folder: Path) -> None:
    result = json.loads(run(folder, "--programme", "Sembako", "--draws", "3", "--on", "2025-03-01", "--json"))
    assert result["on"] == "2025-03-01"
    assert result["gini_after"] < result["gini_before"]
    low, high = result["intervals"]["gini_before"]
    assert low <= result["gini_before"] <= high
    assert result["cost_idr"] == 90 * 2_800_000  # half of 200 households, less the ten of them that have it
    assert "reform" not in result


def test_reasons_are_told_in_both_languages(folder: Path) -> None:
    result = json.loads(run(folder, "--programme", "sembako", "--draws", "3", "--json"))
    assert result["programmes"][0]["reasons"]["desil"] == {
        "id": "Tidak memenuhi: desil …, batasnya 5.",
        "en": "Not eligible: decile …, the limit is 5.",
    }
    shown = run(folder, "--programme", "sembako", "--draws", "3")
    assert "rumah tangga / households – Tidak memenuhi: desil …, batasnya 5." in shown
    assert "Not eligible: decile …, the limit is 5." in shown


def test_what_is_printed_fits_and_says_what_is_not_counted(folder: Path, house: Path) -> None:
    shown = run(folder, "--programme", "sembako", "--programme", house, "--draws", "3")
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    flat = " ".join(shown.split())
    for part in (
        "DATA SINTETIS",
        "Sebelum dan sesudah / before and after",
        "Sasaran setiap program / aim of each programme",
        "Progresivitas dan kecukupan / progressivity and adequacy",
        "Menurut kepala rumah tangga / by sex of the head",
        "not counted as a rise of consumption (housing given once, premiums, training, empowerment): cost and aim only",
        "aim only: rtlh.",
        "tidak dibayar dua kali",
    ):
        assert part in flat, part


def test_a_budget_is_said_and_kept(folder: Path) -> None:
    arguments = (folder, "--programme", "sembako", "--draws", "3", "--budget", "sembako=10_000_000")
    result = json.loads(run(*arguments, "--json"))
    assert (result["cost_idr"], result["households"]) == (8_400_000, 3)
    assert result["programmes"][0]["without_money"] == 87
    assert "sembako: anggaran Rp 10,000,000, yang paling membutuhkan dahulu; 87 rumah tangga tanpa dana" in " ".join(
        run(*arguments).split()
    )


def test_a_reform_stands_beside_the_rules(folder: Path) -> None:
    arguments = (folder, "--programme", "sembako", "--set", "SEMBAKO.desil_max=6", "--draws", "4")
    result = json.loads(run(*arguments, "--json"))
    assert result["cost_idr"] == 90 * 2_800_000
    assert result["reform"]["cost_idr"] == 108 * 2_800_000
    assert result["differences"]["households"]["value"] == 18
    shown = run(*arguments)
    assert max(len(line) for line in shown.splitlines()) <= WIDTH
    assert "sembako.desil_max: 5 → 6" in shown
    assert "+50,400,000" in shown
    assert "Selisih" in shown
    assert "pp" in shown


def test_a_rise_for_todays_recipients_is_said(folder: Path) -> None:
    shown = run(folder, "--programme", "sembako", "--set", "sembako.monthly_idr=250000", "--draws", "3")
    assert "sembako: 10 penerima hari ini memperoleh kenaikannya" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--programme", "unknown"], "no rulebook for programme 'unknown'"),
        (["--programme", "sembako", "--set", "sembako.desil_max=many"], "desil_max must be like 5, not 'many'"),
        (["--programme", "sembako", "--set", "pkh.desil_max=5"], "pkh is not simulated"),
        (["--programme", "sembako", "--budget", "sembako=much"], "write PROGRAMME=RUPIAH"),
        (["--programme", "sembako", "--programme", "SEMBAKO"], "name each programme once"),
    ],
)
def test_wrong_usage_is_named(folder: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(folder, *arguments)
