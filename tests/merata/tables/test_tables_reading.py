"""Files as offices write them, sound and broken, read through the dataset folder."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merata.errors import Fault, InputError, UsageError
from merata.tables.folder import Dataset
from merata.tables.folder_check import check_folder

HEADER = "regency_code,year,line_idr,source\n"
LINE = "35.05,2025,417158,BPS\n"


def lines(folder: Path, content: str | bytes, name: str = "poverty_lines.csv") -> list[Fault]:
    """The faults of a folder with this one file."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return check_folder(folder).faults


def sheet(path: Path, *rows: list[Any], title: str = "Sheet1", first: list[Any] | None = None) -> None:
    book = openpyxl.Workbook()
    page = book.active
    if first is not None:
        page.append(first)
        page = book.create_sheet()
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)


@pytest.mark.parametrize(
    "content",
    [
        HEADER + LINE,
        "\ufeff" + HEADER + LINE,
        "\n\n" + HEADER + LINE,
        (HEADER + LINE).replace("\n", "\r\n"),
        (HEADER + LINE).replace("\n", "\r"),
        (HEADER + LINE).replace(",", ";"),
        (HEADER + LINE).replace(",", "\t"),
        (HEADER + " 35.05 , 2025 ,417158 , BPS \n"),
        HEADER + LINE + "\n\n",
        HEADER + LINE + ",,,\n",
        'regency_code;year;line_idr;source\n35.05;2025;"417158,0";BPS\n',
        HEADER + '35.05,2025,"417158,0",BPS\n',
    ],
)
def test_what_offices_write_is_read_alike(tmp_path: Path, content: str) -> None:
    assert lines(tmp_path, content) == []
    assert Dataset(tmp_path).read("poverty_lines").to_pylist() == [
        {"regency_code": "35.05", "year": 2025, "line_idr": 417158.0, "source": "BPS", "certainty": None}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_with_accents_survive_each_encoding(tmp_path: Path, encoding: str) -> None:
    assert lines(tmp_path, (HEADER + "35.05,2025,1,Désa\n").encode(encoding)) == []
    assert Dataset(tmp_path).read("poverty_lines")["source"].to_pylist() == ["Désa"]


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + LINE).encode("utf-16"),
        (HEADER + "35.05,2025,1,B\0PS\n").encode(),
        (HEADER + "35.05,2025,1,Désa\n").encode() + "35.72,2025,1,Désa\n".encode("cp1252"),
    ],
)
def test_text_in_no_one_encoding_is_a_fault(tmp_path: Path, content: bytes) -> None:
    (fault,) = lines(tmp_path, content)
    assert fault.row is None
    assert "encoding" in fault.problem


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_a_fault(tmp_path: Path, content: str) -> None:
    (fault,) = lines(tmp_path, content)
    assert fault.problem == "the file is empty"


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert lines(tmp_path, HEADER) == []
    assert Dataset(tmp_path).read("poverty_lines").num_rows == 0


def test_ragged_and_wrong_rows_are_named_by_their_row(tmp_path: Path) -> None:
    faults = lines(tmp_path, HEADER + LINE + "\n35.06,2025\n35.07,x,1,a\n35.08,2025,1,a,b\n" + '35.09,y,1,"a\nb"\n')
    assert sorted((fault.row or 0, fault.column, fault.value) for fault in faults) == [
        (4, None, "35.06,2025"),
        (5, "year", "x"),
        (6, None, "35.08,2025,1,a,b"),
        (7, "year", "y"),
    ]


def test_row_numbers_hold_far_down_a_long_file(tmp_path: Path) -> None:
    rows = "".join(f"35.05,{1990 + i % 100},1,{'x' * 200}{i}\n" for i in range(20_000))
    faults = lines(tmp_path, HEADER + rows + "short\n" + "36.01,bad,1,\n")
    assert [(f.row, f.value) for f in faults if f.value in ("short", "bad")] == [(20_002, "short"), (20_003, "bad")]


def test_an_open_quotation_mark_does_not_swallow_the_rows_behind_it(tmp_path: Path) -> None:
    (fault,) = lines(tmp_path, HEADER + '35.05,2025,1,"BPS\n35.72,2025,1,x\n')
    assert "never closed" in fault.problem
    with pytest.raises(InputError, match="never closed"):
        Dataset(tmp_path).read("poverty_lines")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("regency_code,year,line_idr,year\n", "the column stands twice"),
        ("regency_code,year,line_idr,\n", "column 4 has no name"),
    ],
)
def test_faults_of_the_header(tmp_path: Path, header: str, problem: str) -> None:
    (fault,) = lines(tmp_path, header + LINE)
    assert (fault.row, fault.problem) == (1, problem)


@pytest.mark.parametrize(
    ("separator", "value", "read"),
    [
        (",", "1.125", 1.125),
        (",", '"1,5"', 1.5),
        (";", "1,125", 1.125),
        (";", "-,5", -0.5),
        (";", "0.125", 0.125),
        ("\t", "12.25", 12.25),
        (",", "1e3", 1000.0),
        (";", "417.158", None),
        ("\t", "417.158", None),
        (",", '"417,158"', None),
        (";", "417.158,00", None),
        (",", "1.234.567", None),
        (",", "1 234", None),
        (",", "1e999", None),
        (",", "NA", None),
        (",", "nan", None),
    ],
)
def test_decimal_marks_are_read_and_thousands_are_never_guessed(
    tmp_path: Path, separator: str, value: str, read: float | None
) -> None:
    header = "effect_id,lever,item_id,effect,unit\n".replace(",", separator)
    row = separator.join(["E", "training", "C", value, "pass_through"])
    faults = lines(tmp_path, f"{header}{row}\n", "truth_effects.csv")
    if read is None:
        assert {(fault.row, fault.column) for fault in faults} == {(2, "effect")}
    else:
        assert faults == []
        assert Dataset(tmp_path).read("truth_effects")["effect"].to_pylist() == [read]


def test_a_column_with_both_marks_is_a_fault_where_the_point_stands(tmp_path: Path) -> None:
    content = "regency_code;year;line_idr\n35.05;2025;417158,5\n35.72;2025;625.337\n"
    assert [(f.row, f.value) for f in lines(tmp_path, content)] == [(3, "625.337")]


@pytest.mark.parametrize("value", ["417.000", "417,000", "2.5", "1e6", "0x1f", "12345678901234567890"])
def test_whole_numbers_are_plain_digits(tmp_path: Path, value: str) -> None:
    content = f"owner;year;account_code;fund_source;ceiling_idr\n35.05;2025;1;PAD;{value}\n"
    faults = lines(tmp_path, content, "budget.csv")
    assert [(fault.row, fault.column) for fault in faults] == [(2, "ceiling_idr")]


@pytest.mark.parametrize("value", ["2025-02-30", "2025-2-3", "03/02/2025", "2025-13-01", "20250203"])
def test_dates_stand_in_the_calendar(tmp_path: Path, value: str) -> None:
    header = "forum_id,village_code,kind,held_on,invited,attended,attended_women\n"
    faults = lines(tmp_path, header + f"F,35.05.01.2001,musyawarah_desa,{value},3,2,1\n", "forums.csv")
    assert [(f.column, f.value) for f in faults] == [("held_on", value)]


def test_a_truncated_parquet_file_is_a_fault(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    pq.write_table(pa.table({"regency_code": ["35.05"], "year": [2025], "line_idr": [1.0]}), whole)
    (fault,) = lines(tmp_path, whole.read_bytes()[:-20], "poverty_lines.parquet")
    assert "damaged or cut off" in fault.problem


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("year", pa.array([decimal.Decimal("2025.5")])),
        ("year", pa.array([2025.5])),
        ("year", pa.array([2**64 - 1], pa.uint64())),
        ("line_idr", pa.array([float("inf")])),
        ("line_idr", pa.array([[1.0]])),
        ("regency_code", pa.array([3505])),
    ],
)
def test_parquet_values_that_do_not_fit_the_schema_are_faults(tmp_path: Path, column: str, values: pa.Array) -> None:
    table = {"regency_code": pa.array(["35.05"]), "year": pa.array([2025]), "line_idr": pa.array([1.0])}
    pq.write_table(pa.table(table | {column: values}), tmp_path / "poverty_lines.parquet")
    assert {(fault.row, fault.column) for fault in check_folder(tmp_path).faults} == {(1, column)}


def test_parquet_types_of_other_widths_fit(tmp_path: Path) -> None:
    table = pa.table(
        {
            "regency_code": pa.array(["35.05"]).dictionary_encode(),
            "year": pa.array([2025], pa.uint16()),
            "line_idr": pa.array([417158], pa.int32()),
            "source": pa.array(["BPS"], pa.large_string()),
        }
    )
    pq.write_table(table, tmp_path / "poverty_lines.parquet")
    (row,) = Dataset(tmp_path).read("poverty_lines").to_pylist()
    assert row == {"regency_code": "35.05", "year": 2025, "line_idr": 417158.0, "source": "BPS", "certainty": None}


def test_a_parquet_column_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    pq.write_table(pa.table([pa.array(["a"]), pa.array(["b"])], names=["year", "year"]), tmp_path / "truth.parquet")
    (fault,) = check_folder(tmp_path).faults
    assert (fault.row, fault.column, fault.problem) == (None, "year", "the column stands twice")


def test_a_parquet_time_of_day_is_no_date(tmp_path: Path) -> None:
    days = [datetime.datetime(2025, 1, 1), datetime.datetime(2025, 1, 1, 5)]  # noqa: DTZ001 - as files hold them
    table = {"forum_id": ["F", "G"], "village_code": ["35.05.01.2001"] * 2, "kind": ["musyawarah_desa"] * 2}
    table |= {"held_on": days, "invited": [3, 3], "attended": [2, 2], "attended_women": [1, 1]}
    pq.write_table(pa.table(table), tmp_path / "forums.parquet")
    assert [(f.row, f.column) for f in check_folder(tmp_path).faults] == [(2, "held_on")]


def test_a_sheet_is_read_from_the_one_named_as_the_table(tmp_path: Path) -> None:
    rows = [["regency_code", "year", "line_idr"], ["35.05", 2025, 417158.5]]
    sheet(tmp_path / "poverty_lines.xlsx", *rows, title="poverty_lines", first=["a cover sheet"])
    assert Dataset(tmp_path).read("poverty_lines", ["regency_code", "line_idr"]).to_pylist() == [
        {"regency_code": "35.05", "line_idr": 417158.5}
    ]


def test_a_sheet_below_empty_rows_keeps_the_numbers_a_person_sees(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], ["regency_code", "year", "line_idr"], [], ["35.05", "x", 1]]
    sheet(tmp_path / "poverty_lines.xlsx", *rows)
    assert [(f.row, f.column) for f in check_folder(tmp_path).faults] == [(4, "year")]


def test_number_cells_and_text_cells_with_a_comma_stand_together_in_a_sheet(tmp_path: Path) -> None:
    rows = [["regency_code", "year", "line_idr"], ["35.05", 2025, 1.5], ["35.72", 2025, "2,5"]]
    sheet(tmp_path / "poverty_lines.xlsx", *rows)
    assert Dataset(tmp_path).read("poverty_lines")["line_idr"].to_pylist() == [1.5, 2.5]


def test_thousands_typed_as_text_into_a_sheet_are_a_fault(tmp_path: Path) -> None:
    rows = [["regency_code", "year", "line_idr"], ["35.05", 2025, 1.125], ["35.72", 2025, "417.158"]]
    sheet(tmp_path / "poverty_lines.xlsx", *rows)
    assert [(f.row, f.value) for f in check_folder(tmp_path).faults] == [(3, "417.158")]


def test_a_workbook_that_is_none_is_a_fault(tmp_path: Path) -> None:
    (fault,) = lines(tmp_path, b"PK\x03\x04junk", "poverty_lines.xlsx")
    assert "cannot be opened" in fault.problem


def test_two_files_for_one_table_are_a_fault_and_neither_is_chosen(tmp_path: Path) -> None:
    Dataset(tmp_path).write("poverty_lines", pa.table({"regency_code": ["35.05"], "year": [2025], "line_idr": [1.0]}))
    (fault,) = lines(tmp_path, HEADER + LINE)
    assert "poverty_lines.csv" in fault.problem
    with pytest.raises(InputError, match="several files"):
        Dataset(tmp_path).read("poverty_lines")


def test_asking_for_what_the_catalogue_does_not_know_is_a_wrong_call(tmp_path: Path) -> None:
    lines(tmp_path, HEADER + LINE)
    with pytest.raises(UsageError, match="no table nope"):
        Dataset(tmp_path).read("nope")
    with pytest.raises(UsageError, match="no column nope"):
        Dataset(tmp_path).read("poverty_lines", ["year", "nope"])
    with pytest.raises(InputError, match="lacks the table households"):
        Dataset(tmp_path).read("households")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_optional_column_that_the_file_lacks_is_null_in_every_row(tmp_path: Path, suffix: str) -> None:
    lines(tmp_path, HEADER + LINE + "35.72,2025,2,BPS\n")
    if suffix == "parquet":
        table = Dataset(tmp_path).read("poverty_lines").drop_columns(["certainty"])
        with pytest.raises(InputError, match=r"already holds poverty_lines\.csv"):
            Dataset(tmp_path).write("poverty_lines", table)
        (tmp_path / "poverty_lines.csv").unlink()
        Dataset(tmp_path).write("poverty_lines", table)
    assert Dataset(tmp_path).read("poverty_lines", ["certainty"])["certainty"].to_pylist() == [None, None]
