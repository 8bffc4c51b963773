"""`merata check` as a user meets it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata.cli.check import check
from merata.errors import InputError, UsageError

LINES = "regency_code,year,line_idr\n35.05,2024,417158\n"
FAULTY = LINES + "35.72,1066,1\n35.72,2024,x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "poverty_lines.csv").write_text(LINES)
    return tmp_path


def called(*arguments: object) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments], catch_exceptions=False)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_clean_folder_ends_with_0_and_leaves_nothing_behind(folder: Path) -> None:
    result = called(folder)
    assert result.exit_code == 0
    assert "No faults." in result.stdout
    assert "poverty_lines" in result.stdout
    assert files(folder) == ["poverty_lines.csv"]


def test_faults_end_with_1_and_stand_in_the_fault_file(folder: Path) -> None:
    (folder / "poverty_lines.csv").write_text(FAULTY)
    result = called(folder)
    assert result.exit_code == 1
    assert "poverty_lines.csv:3 year: too small ('1066'); expected a whole number from 1990 to 2100" in result.stdout
    assert "2 faults; all are in" in result.stderr
    with (folder / "faults.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["file"], row["row"], row["column"], row["value"]) for row in csv.DictReader(file)] == [
            ("poverty_lines.csv", "3", "year", "1066"),
            ("poverty_lines.csv", "4", "line_idr", "x"),
        ]
    assert (folder / "poverty_lines.csv").read_text() == FAULTY


def test_a_stale_fault_file_goes_when_the_faults_are_mended(folder: Path) -> None:
    (folder / "poverty_lines.csv").write_text(FAULTY)
    called(folder)
    assert files(folder) == ["faults.csv", "poverty_lines.csv"]
    assert "passed over" not in called(folder).stdout
    (folder / "poverty_lines.csv").write_text(LINES)
    assert called(folder).exit_code == 0
    assert files(folder) == ["poverty_lines.csv"]


def test_json_is_all_the_faults_and_nothing_else(folder: Path) -> None:
    assert json.loads(called(folder, "--json").stdout) == []
    (folder / "poverty_lines.csv").write_text(LINES + "".join(f"{n},1066,1\n" for n in range(50)))
    result = called(folder, "--json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert len(rows) == 50
    assert rows[0] == {
        "file": "poverty_lines.csv",
        "row": 3,
        "column": "year",
        "value": "1066",
        "expected": "a whole number from 1990 to 2100",
        "problem": "too small",
    }


def test_only_the_first_thirty_faults_are_shown(folder: Path) -> None:
    (folder / "poverty_lines.csv").write_text(LINES + "".join(f"{n},1066,1\n" for n in range(50)))
    result = called(folder)
    assert result.stdout.count("too small") == 30
    assert "… and 20 more" in result.stdout


def test_the_fault_file_may_be_json_elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "poverty_lines.csv").write_text(FAULTY)
    target = tmp_path_factory.mktemp("elsewhere") / "f.json"
    assert called(folder, "--faults", target).exit_code == 1
    assert [row["row"] for row in json.loads(target.read_text())] == [3, 4]
    assert files(folder) == ["poverty_lines.csv"]


@pytest.mark.parametrize("text", [LINES, FAULTY])
def test_a_table_is_never_overwritten_or_removed_as_a_fault_file(folder: Path, text: str) -> None:
    path = folder / "poverty_lines.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match="not a fault file"):
        called(folder, "--faults", path)
    assert path.read_text() == text


def test_a_fault_file_that_cannot_be_written_is_wrong_usage(folder: Path) -> None:
    (folder / "poverty_lines.csv").write_text(FAULTY)
    with pytest.raises(UsageError, match="name another with --faults"):
        called(folder, "--faults", folder / "poverty_lines.csv" / "faults.csv")


def test_misnamed_files_are_shown(folder: Path) -> None:
    (folder / "household.csv").write_text("")
    assert "passed over: household.csv" in called(folder).stdout


def test_a_folder_without_tables_says_what_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("")
    with pytest.raises(InputError, match=r"villages, poverty_lines, households.*Passed over: person\.csv"):
        called(tmp_path)


def test_what_is_no_folder_is_wrong_usage(folder: Path) -> None:
    assert called(folder / "nowhere").exit_code == 2
    assert called(folder / "poverty_lines.csv").exit_code == 2
    assert called().exit_code == 2


@pytest.mark.parametrize(("text", "code"), [(LINES, 0), (FAULTY, 1), (None, 1)])
def test_the_command_itself_ends_with_the_promised_code(folder: Path, text: str | None, code: int) -> None:
    (folder / "poverty_lines.csv").unlink() if text is None else (folder / "poverty_lines.csv").write_text(text)
    merata = "from merata.cli.main import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", merata, "check", str(folder)],
        env=os.environ | {"COLUMNS": "60"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code
    assert "Traceback" not in result.stderr
