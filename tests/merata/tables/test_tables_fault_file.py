"""Fault files: read by programs and by spreadsheets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from merata.errors import Fault, UsageError
from merata.tables.fault_file import refuse_other_file, write_faults

FAULTS = [
    Fault("persons.csv", 3, "sex", "=HYPERLINK(1)", "one of male, female", "not one of the values"),
    Fault("persons.csv", None, None, None, "a CSV file", 'a "quoted", problem\nover two lines'),
]


def test_csv_holds_every_field_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "faults.csv"
    write_faults(path, FAULTS)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "file": "persons.csv",
        "row": "3",
        "column": "sex",
        "value": "'=HYPERLINK(1)",
        "expected": "one of male, female",
        "problem": "not one of the values",
    }
    assert rows[1]["row"] == rows[1]["column"] == rows[1]["value"] == ""
    assert rows[1]["problem"] == FAULTS[1].problem


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_quoted(tmp_path: Path, start: str) -> None:
    path = tmp_path / "faults.csv"
    write_faults(path, [Fault("x.csv", 1, f"{start}column", f"{start}1", "text", "problem")])
    with path.open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["column"], row["value"]) == (f"'{start}column", f"'{start}1")


def test_json_holds_the_faults_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    write_faults(path, FAULTS)
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert [Fault(**row) for row in rows] == FAULTS


@pytest.mark.parametrize("name", ["faults.csv", "faults.json"])
@pytest.mark.parametrize("found", [FAULTS, []])
def test_an_earlier_fault_file_may_be_replaced(tmp_path: Path, name: str, found: list[Fault]) -> None:
    write_faults(tmp_path / name, found)
    refuse_other_file(tmp_path / name)
    refuse_other_file(tmp_path / "not there.csv")


@pytest.mark.parametrize("text", ["household_id,size\nA,1\n", "", '[{"household_id": "A"}]', "file,size\n"])
def test_a_file_that_is_no_fault_file_is_not(tmp_path: Path, text: str) -> None:
    path = tmp_path / "households.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match="not a fault file"):
        refuse_other_file(path)
