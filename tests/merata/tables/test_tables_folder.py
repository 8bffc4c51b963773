"""Whole files or none, and what a folder says of itself."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from merata.errors import Fault, InputError, UsageError
from merata.tables.fault_file import refuse_other_file, write_faults
from merata.tables.folder import Dataset, Description
from merata.tables.writing import whole_file

LINES = pa.table({"regency_code": ["35.05"], "year": [2025], "line_idr": [417158.0]})
FAULT = Fault("a.csv", 2, "size", "=1+1", "a whole number", "not a whole number")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ValueError])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    path = tmp_path / "poverty_lines.csv"
    path.write_text("old")
    with pytest.raises(interruption), whole_file(path) as partial:  # noqa: PT012 - the block is what is tested
        partial.write_text("half")
        raise interruption
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.write("poverty_lines", LINES)
    with pytest.raises(pa.ArrowInvalid):
        dataset.write("poverty_lines", LINES.set_column(1, "year", pa.array(["x"])))
    assert dataset.read("poverty_lines")["year"].to_pylist() == [2025]
    assert [path.name for path in tmp_path.iterdir()] == ["poverty_lines.parquet"]


def test_a_description_is_kept(tmp_path: Path) -> None:
    description = Description(name="Blitar (sintetis)", year=2025, synthetic=True, seed=1, scale=0.5)
    Dataset(tmp_path).describe(description)
    assert Dataset(tmp_path).description == description


def test_a_folder_without_a_description_is_real_and_of_its_last_survey(tmp_path: Path) -> None:
    survey = {"survey_id": ["a", "b"], "year": [2023, 2024], "regency_code": ["35.05"] * 2, "weight": [1.0] * 2}
    Dataset(tmp_path).write("survey_households", pa.table(survey | {"size": [1, 1], "consumption_pc_idr": [1.0, 2.0]}))
    assert Dataset(tmp_path).description == Description(name=tmp_path.name, year=2024, synthetic=False)


def test_a_folder_that_tells_no_year_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"dataset\.yaml"):
        _ = Dataset(tmp_path).description


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("name: x\n", ["year"]),
        ("name: x\nyear: two\nsynthetic: 1\ncolour: red\n", ["colour", "year", "synthetic"]),
        ("- a list\n", ["name", "year"]),
    ],
)
def test_all_faults_of_a_description_come_at_once(tmp_path: Path, content: str, columns: list[str]) -> None:
    (tmp_path / "dataset.yaml").write_text(content)
    with pytest.raises(InputError) as caught:
        _ = Dataset(tmp_path).description
    assert [fault.column for fault in caught.value.faults] == columns


@pytest.mark.parametrize("name", ["faults.csv", "faults.json"])
def test_a_fault_file_may_be_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for faults in ([FAULT, FAULT], []):
        write_faults(path, faults)
        refuse_other_file(path)


def test_any_other_file_may_not(tmp_path: Path) -> None:
    path = tmp_path / "households.csv"
    path.write_text("household_id,village_code,size\n")
    with pytest.raises(UsageError, match="not a fault file"):
        refuse_other_file(path)


def test_no_cell_of_a_fault_file_is_a_formula(tmp_path: Path) -> None:
    write_faults(tmp_path / "faults.csv", [FAULT])
    assert (tmp_path / "faults.csv").read_text().splitlines() == [
        "file,row,column,value,expected,problem",
        "a.csv,2,size,'=1+1,a whole number,not a whole number",
    ]
