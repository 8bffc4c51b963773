"""Workbooks, as offices send them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from small_folder import KEYED_HASH, NIK, faults, places, workbook

from merata.tables.folder import Dataset

LINES = [
    ["regency_code", "year", "line_idr", "source"],
    ["35.05", 2024, 417158, "BPS"],
    ["35.72", 2024, 575124.5, None],
]


def test_numbers_texts_and_empty_cells_are_read(tmp_path: Path) -> None:
    workbook(tmp_path, "poverty_lines", LINES)
    assert faults(tmp_path) == []
    assert Dataset(tmp_path).read("poverty_lines").to_pydict() == {
        "regency_code": ["35.05", "35.72"],
        "year": [2024, 2024],
        "line_idr": [417158.0, 575124.5],
        "source": ["BPS", None],
        "certainty": [None, None],
    }


def test_dates_and_truth_values_are_read(tmp_path: Path) -> None:
    header = ["person_id", "household_id", "sex", "birth_date", "relation", "pregnant"]
    workbook(
        tmp_path,
        "persons",
        [
            header,
            ["1", "1", "female", date(1980, 5, 1), "head", True],
            ["2", "1", "male", datetime(2001, 2, 3), "child", None],  # noqa: DTZ001
            ["3", "1", "male", "2010-12-31", "child", "tidak"],
        ],
    )
    persons = Dataset(tmp_path).read("persons", ["birth_date", "pregnant"]).to_pydict()
    assert persons["birth_date"] == [date(1980, 5, 1), date(2001, 2, 3), date(2010, 12, 31)]
    assert persons["pregnant"] == [True, None, False]


def test_a_date_with_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    header = ["person_id", "household_id", "sex", "birth_date", "relation"]
    born = datetime(1980, 5, 1, 12, 30)  # noqa: DTZ001
    workbook(tmp_path, "persons", [header, ["1", "1", "female", born, "head"]])
    assert places(tmp_path) == [(2, "birth_date", "1980-05-01T12:30:00")]


def test_the_sheet_named_as_the_table_comes_before_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Petunjuk"])
    for row in LINES:
        book.create_sheet("poverty_lines") if "poverty_lines" not in book.sheetnames else None
        book["poverty_lines"].append(row)
    book.save(tmp_path / "poverty_lines.xlsx")
    assert Dataset(tmp_path).read("poverty_lines").num_rows == 2


def test_rows_are_numbered_as_a_person_sees_them(tmp_path: Path) -> None:
    workbook(tmp_path, "poverty_lines", [[], LINES[0], LINES[1], [], ["35.72", "x", 1]])
    assert places(tmp_path) == [(5, "year", "x")]


def test_cells_beyond_the_last_column_are_faults(tmp_path: Path) -> None:
    workbook(tmp_path, "poverty_lines", [LINES[0], [*LINES[1], "note"]])
    [fault] = faults(tmp_path)
    assert (fault.row, fault.problem) == (2, "cells stand beyond the last column")


def test_numbers_stored_as_numbers_stand_beside_texts_with_a_decimal_comma(tmp_path: Path) -> None:
    workbook(tmp_path, "poverty_lines", [LINES[0][:3], ["35.05", 2024, "417158,5"], ["35.72", 2024, 575124.25]])
    assert Dataset(tmp_path).read("poverty_lines", ["line_idr"]).to_pydict() == {"line_idr": [417158.5, 575124.25]}


def test_a_text_that_may_group_thousands_is_a_fault_a_stored_number_is_not(tmp_path: Path) -> None:
    workbook(tmp_path, "poverty_lines", [LINES[0][:3], ["35.05", 2024, "417.158"], ["35.72", 2024, 575.125]])
    assert places(tmp_path) == [(2, "line_idr", "417.158")]


def test_a_personal_number_stored_as_a_number_is_damaged_and_not_repaired(tmp_path: Path) -> None:
    header = ["household_id", "village_code", "kk_hash", "size"]
    workbook(
        tmp_path,
        "households",
        [
            header,
            ["A", "35.05.01.2001", int(NIK), 1],
            ["B", "35.05.01.2001", float(NIK), 1],
            [int(NIK), "35.05.01.2001", KEYED_HASH, 1],
            ["D", "35.05.01.2001", 12345, 1],
        ],
    )
    found = faults(tmp_path)
    assert {(fault.row, fault.column) for fault in found} == {
        (2, "kk_hash"), (3, "kk_hash"), (4, "household_id"), (5, "kk_hash"),
    }  # fmt: skip
    assert all("damaged" in fault.problem and "export it again as text" in fault.problem for fault in found)
    assert not any(NIK in str(fault) for fault in found)


def test_a_truncated_workbook_is_one_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path, "poverty_lines", LINES)
    whole = path.read_bytes()
    for length in range(0, len(whole), 499):
        path.write_bytes(whole[:length])
        [fault] = faults(tmp_path)
        assert "cannot be opened" in fault.problem


@pytest.mark.parametrize("rows", [[], [[None, ""]]])
def test_an_empty_sheet_is_one_fault(tmp_path: Path, rows: list[list[object]]) -> None:
    workbook(tmp_path, "poverty_lines", rows)
    [fault] = faults(tmp_path)
    assert "empty" in fault.problem


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (["regency_code", "year", "year"], "the column stands twice"),
        (["regency_code", None, "year"], "column 2 has no name"),
    ],
)
def test_a_faulty_header_is_told(tmp_path: Path, header: list[object], problem: str) -> None:
    workbook(tmp_path, "poverty_lines", [header, ["35.05", 1, 2]])
    [fault] = faults(tmp_path)
    assert (fault.row, fault.problem) == (1, problem)


def test_an_error_that_the_spreadsheet_computed_is_no_empty_cell(tmp_path: Path) -> None:
    """In an optional column, and in a row of its own, which would else be passed over unseen."""
    workbook(tmp_path, "poverty_lines", [*LINES[:2], ["35.72", 2024, 575124.5, "#N/A"], ["#REF!", None, None, None]])
    found = [(fault.row, fault.column, fault.value, fault.problem) for fault in faults(tmp_path)]
    problem = "the spreadsheet computed an error here"
    assert found == [(3, "source", "#N/A", problem), (4, "regency_code", "#REF!", problem)]


def test_errors_are_looked_for_in_the_sheet_that_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "catatan & lainnya"
    notes["A1"] = "#DIV/0!"
    sheet = book.create_sheet("poverty_lines")
    for line in LINES:
        sheet.append(line)
    book.save(tmp_path / "poverty_lines.xlsx")
    assert faults(tmp_path) == []
