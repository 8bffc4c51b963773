"""`merata evaluate` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from delivered_region import delivered_region, lottery_documents

from merata.cli.commands import cli
from merata.cli.evaluate import evaluate_command
from merata.cli.evaluate_mde import parsed_cohorts, parsed_years
from merata.cli.progress import stdout
from merata.errors import InputError, UsageError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delivered_region().written(tmp_path_factory.mktemp("delivered"))


def called(*arguments: object, width: int = 100) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stdout, "_width", width)
        return CliRunner().invoke(evaluate_command, [str(one) for one in arguments], catch_exceptions=False)


def test_the_tables_say_what_was_found_in_both_languages(folder: Path) -> None:
    shown = " ".join(called(folder, "--draws", 100).stdout.split())
    for said in (
        "Evaluasi dampak · Impact evaluation",
        "sintetis · the people in these data are synthetic",
        "tawaran kursi / offered seat",
        "lulus kursus / completion",
        "desa masuk / village entered",
        "desa terlayani / village served",
        "DiD bertahap / staggered DiD",
        "evidence for the next plan",
        "– baru / new",
        "years since entry",
        "served villages, before and after",
        "batas Lee · Lee bounds",
        "drawn again",
        "tren sebelum masuk sama?",
        "assumption",
        "Benjamini–Hochberg",
    ):
        assert said in shown
    assert "planted" not in shown


def test_a_narrow_terminal_shows_every_subject(folder: Path) -> None:
    shown = called(folder, "--draws", 100, "--truth", width=80).stdout
    for said in ("training_vocational", "mandiri", "road_access", "Ditanam", "planted"):
        assert said in shown
    assert "dalam/in" in shown


def test_json_holds_everything_and_nothing_else(folder: Path) -> None:
    result = called("--lever", "all", folder, "--json", "--draws", 100)
    told = json.loads(result.stdout)
    assert list(told) == ["synthetic", "year", "findings", "families", "refused"]
    assert [one["estimand"] for one in told["findings"]] == ["offer", "completion", "entry", "served"]
    completion = told["findings"][1]
    assert completion["low"] < completion["effect"] < completion["high"]
    assert completion["learned"]["prior"] == {"effect": 0.05, "standard_error": 0.1}
    assert "planted" not in completion
    assert "SINTETIS" in result.stderr
    assert json.loads(called(folder, "--json", "--draws", 100).stdout) == told


def test_the_truth_is_compared_only_when_asked(folder: Path) -> None:
    told = json.loads(called(folder, "--lever", "empowerment", "--truth", "--json").stdout)
    assert [one["planted"] for one in told["findings"]] == [pytest.approx(0.12)]


def test_evidence_is_written_once(folder: Path, tmp_path: Path) -> None:
    before = pq.read_table(folder / "evidence.parquet").to_pylist()
    result = called(folder, "--lever", "infrastructure", "--write-evidence", tmp_path / "new.parquet")
    assert str(tmp_path / "new.parquet") in result.stderr
    after = pq.read_table(tmp_path / "new.parquet").to_pylist()
    assert after[0] == before[0] | {"per": None}  # an optional column that the folder lacked
    assert after[1]["effect"] != before[1]["effect"]
    assert after[1]["source"].startswith("assumed; merata evaluate Contoh 2025: synthetic, 48 villages")
    assert pq.read_table(folder / "evidence.parquet").to_pylist() == before
    called(folder, "--lever", "infrastructure", "--write-evidence", tmp_path / "new.csv")
    assert pv.read_csv(tmp_path / "new.csv")["effect"].to_pylist() == [one["effect"] for one in after]


def test_a_published_draw_is_named_in_the_result(folder: Path, tmp_path: Path) -> None:
    for name, content in lottery_documents(delivered_region()).items():
        (tmp_path / name).write_bytes(content)
    told = json.loads(called(folder, "--lever", "training", "--lottery", tmp_path, "--json", "--draws", 100).stdout)
    assert told["findings"][0]["details"]["randomisation"]["mechanisms"]["training_rule"] == 1
    (tmp_path / "2-list.json").unlink()
    with pytest.raises(UsageError, match=r"2-list\.json"):
        called(folder, "--lottery", tmp_path)


def test_wrong_calls_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in \.parquet or \.csv"):
        called(folder, "--write-evidence", tmp_path / "new.xlsx")
    with pytest.raises(UsageError, match="cannot be written"):
        called(folder, "--lever", "empowerment", "--write-evidence", folder / "evidence.parquet" / "new.csv")
    assert CliRunner().invoke(evaluate_command, ["/nowhere"]).exit_code == 2
    assert CliRunner().invoke(evaluate_command, [str(folder), "--lever", "roads"]).exit_code == 2
    assert CliRunner().invoke(evaluate_command, []).exit_code == 2


def test_nothing_to_evaluate_is_an_input_error(folder: Path, tmp_path: Path) -> None:
    for name in ("courses", "applications", "dataset"):
        file = next(folder.glob(f"{name}.*"))
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(InputError, match="nothing can be evaluated"):
        called(tmp_path)


def test_help_shows_the_options_and_the_step_before_launch() -> None:
    shown = CliRunner().invoke(cli, ["evaluate", "--help"]).stdout
    for said in ("Usage: cli evaluate [OPTIONS] DIR", "--write-evidence", "mde"):
        assert said in shown
    assert "dataset " not in shown.split("Commands:")[1]


def test_minimum_detectable_effects() -> None:
    asked = ("mde", "lottery", "--seats", 64, "--applicants", 128, "--sd", 1, "--completion", 0.5)
    shown = called(*asked).stdout
    assert "minimum detectable effect: 64.7%" in shown  # exp(0.499) − 1, Cohen's 64 in an arm
    assert "on those who complete: 171" in shown
    told = json.loads(called(*asked, "--json").stdout)
    assert told["degrees_of_freedom"] == pytest.approx(126)
    assert len(told["curve"]) == 9
    villages = ("mde", "villages", "--entering", "2024:10", "--controls", 10, "--years", "2023-2024")
    told = json.loads(called(*villages, "--households", 9, "--sd", 0.3, "--json").stdout)
    assert told["standard_error"] == pytest.approx((2 * 0.02 / 10) ** 0.5)


def test_cohorts_and_years_are_read_or_refused() -> None:
    assert parsed_cohorts("2027:30,2028:20") == {2027: 30, 2028: 20}
    assert parsed_years("2026-2029") == (2026, 2027, 2028, 2029)
    for wrong in ("2027", "2027:x", "2027:0", "2027:3,2027:4"):
        with pytest.raises(UsageError, match="--entering"):
            parsed_cohorts(wrong)
    for wrong in ("2026", "2026-2026", "2030-2026", "a-b"):
        with pytest.raises(UsageError, match="--years"):
            parsed_years(wrong)
