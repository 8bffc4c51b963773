"""CSV files as offices export them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_folder import LINES, csv_file, faults, places

from merata.errors import InputError
from merata.tables.csv_file import read_csv
from merata.tables.folder import Dataset

EXPECTED = [
    {"regency_code": "35.05", "year": 2024, "line_idr": 417158.0},
    {"regency_code": "35.72", "year": 2024, "line_idr": 575124.5},
]


def read_lines(root: Path) -> list[dict[str, object]]:
    return Dataset(root).read("poverty_lines", ["regency_code", "year", "line_idr"]).to_pylist()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LINES, "utf-8"),
        (LINES, "utf-8-sig"),
        (LINES.replace("\n", "\r\n"), "utf-8"),
        (LINES.replace("\n", "\r"), "utf-8"),
        (LINES.rstrip("\n"), "utf-8"),
        (LINES.replace(",", "\t"), "utf-8"),
        (LINES.replace(",", ";").replace("575124.5", "575124,5"), "utf-8"),
        (LINES.replace("575124.5", '"575124,5"'), "utf-8"),
        (LINES.replace(",", " , "), "utf-8"),
        (LINES.replace("2024", "2024.0"), "utf-8"),
        ("\n\n" + LINES + "\n\n", "utf-8"),
        (LINES + ",,\n", "utf-8"),
        ('"regency_code","year","line_idr"\n"35.05","2024","417158"\n"35.72","2024","575124.5"\n', "utf-8"),
    ],
    ids=[
        "plain", "byte-order mark", "windows line ends", "old mac line ends", "no last line end", "tab",
        "semicolon and decimal comma", "quoted decimal comma", "spaces", "years as pandas writes them",
        "blank lines around", "an empty row as spreadsheets leave", "quoted",
    ],
)  # fmt: skip
def test_every_usual_form_reads_the_same(tmp_path: Path, text: str, encoding: str) -> None:
    csv_file(tmp_path, "poverty_lines", text, encoding=encoding)
    assert faults(tmp_path) == []
    assert read_lines(tmp_path) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_come_through_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    csv_file(tmp_path, "poverty_lines", LINES.replace("line_idr", "line_idr,source").replace("417158", "417158,Désa é"),
             encoding=encoding)  # fmt: skip
    csv_file(
        tmp_path, "poverty_lines", "regency_code,year,line_idr,source\n35.05,2024,1,Désa “é” –\n", encoding=encoding
    )
    assert Dataset(tmp_path).read("poverty_lines", ["source"]).to_pydict() == {"source": ["Désa “é” –"]}


def test_text_in_two_encodings_is_refused(tmp_path: Path) -> None:
    header = b"regency_code,year,line_idr,source\n"
    (tmp_path / "poverty_lines.csv").write_bytes(
        header + "35.05,2024,1,é\n".encode() + "35.72,2024,1,é\n".encode("cp1252")
    )
    [fault] = faults(tmp_path)
    assert "encoding" in fault.problem


@pytest.mark.parametrize("content", [LINES.encode("utf-16"), b"PK\x03\x04\x00\x00", b"\x81\x8d\x8f\x90"])
def test_what_is_not_text_is_one_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "poverty_lines.csv").write_bytes(content)
    [fault] = faults(tmp_path)
    assert (fault.file, fault.row, fault.column) == ("poverty_lines.csv", None, None)
    assert "not text" in fault.problem


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "poverty_lines.csv").write_bytes(content)
    [fault] = faults(tmp_path)
    assert "empty" in fault.problem


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", "regency_code,year,line_idr\n")
    table = Dataset(tmp_path).read("poverty_lines")
    assert table.num_rows == 0
    assert table.schema.names == ["regency_code", "year", "line_idr", "source", "certainty"]


def test_a_point_beside_decimal_commas_is_told_not_guessed(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", "regency_code;year;line_idr\n35.05;2024;417158,5\n35.72;2024;575.124\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column, fault.value) == (3, "line_idr", "575.124")
    assert "point beside decimal commas" in fault.problem


@pytest.mark.parametrize(
    ("separator", "number"),
    [
        (",", "417.158.000"),
        (",", '"417,158,000"'),
        (",", '"417,158"'),
        (",", "417 158"),
        (",", "417.158"),
        (";", "417.158"),
        (";", "417,158"),
        (";", "417.158,00"),
        ("\t", "417.158"),
        ("\t", "417,158"),
    ],
)
def test_a_thousands_separator_in_rupiah_is_never_read_as_a_decimal_mark(
    tmp_path: Path, separator: str, number: str
) -> None:
    text = f"regency_code,year,line_idr\n35.05,2024,{'NUMBER'}\n".replace(",", separator).replace("NUMBER", number)
    csv_file(tmp_path, "poverty_lines", text)
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column, fault.value) == (2, "line_idr", number.strip('"'))
    assert "thousands" in fault.problem


@pytest.mark.parametrize("number", ["1.000", '"1,000"', "1 000", "1e3", "12.5", "0x10", "1_000"])
def test_a_whole_number_is_plain_digits(tmp_path: Path, number: str) -> None:
    csv_file(tmp_path, "poverty_lines", f"regency_code,year,line_idr\n35.05,{number},1\n")
    assert places(tmp_path) == [(2, "year", number.strip('"'))]


def test_three_decimals_of_a_measure_are_decimals_in_a_comma_file(tmp_path: Path) -> None:
    csv_file(
        tmp_path,
        "project_villages",
        "project_id,village_code,share_of_households,minutes_saved\nP1,35.05.01.2001,1,2.125\n",
    )
    assert Dataset(tmp_path).read("project_villages", ["minutes_saved"]).to_pydict() == {"minutes_saved": [2.125]}


def test_rows_of_another_length_are_faults_under_their_own_numbers(tmp_path: Path) -> None:
    text = 'regency_code,year,line_idr\n35.05,2024,1\n\n35.06,2024\n"a\nb",2024,1\n35.07,2024,1,9\n35.08,x,1\n'
    csv_file(tmp_path, "poverty_lines", text)
    assert [(fault.row, fault.problem) for fault in faults(tmp_path)] == [
        (4, "the row has 2 cells"),
        (6, "the row has 4 cells"),
        (7, "not integer as plain digits (no thousands separators)"),
    ]
    assert {fault.file for fault in faults(tmp_path)} == {"poverty_lines.csv"}


def test_row_numbers_hold_far_down_a_long_file(tmp_path: Path) -> None:
    sound = "".join(f"{number},2024,1\n" for number in range(200_000))
    csv_file(tmp_path, "poverty_lines", "regency_code,year,line_idr\n" + sound + "\nlost\n" + "x,y,1\n")
    assert [(fault.row, fault.column) for fault in faults(tmp_path)] == [(200_003, None), (200_004, "year")]


@pytest.mark.parametrize("rows", [3, 300_000], ids=["short", "longer than a block"])
def test_a_quotation_mark_never_closed_is_told(tmp_path: Path, rows: int) -> None:
    csv_file(tmp_path, "poverty_lines", 'regency_code,year,line_idr\n"35.05,2024,1\n' + "35.06,2024,1\n" * rows)
    [fault] = faults(tmp_path)
    assert "quotation mark" in fault.problem


def test_a_stray_carriage_return_in_the_header_is_told(tmp_path: Path) -> None:
    csv_file(tmp_path, "poverty_lines", "regency_code,ye\rar,line_idr\n35.05,2024,1\n")
    assert faults(tmp_path) != []


def test_a_header_name_may_hold_a_line_break_and_the_separator(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "foreign", '"Kode, Desa","Jumlah\nJiwa"\n1,2\n3,4,5\n')
    raw = read_csv(path)
    assert raw.columns.to_pydict() == {"Kode, Desa": ["1"], "Jumlah\nJiwa": ["2"]}
    assert [fault.row for fault in raw.faults] == [3]


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("regency_code,year,line_idr,year", "the column stands twice"),
        ("regency_code,year,line_idr,", "column 4 has no name"),
        ("regency_code,,line_idr,year", "column 2 has no name"),
    ],
)
def test_a_faulty_header_is_told_and_nothing_is_guessed(tmp_path: Path, header: str, problem: str) -> None:
    csv_file(tmp_path, "poverty_lines", f"{header}\n35.05,2024,1,2025\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.problem) == (1, problem)
    with pytest.raises(InputError, match=r"poverty_lines\.csv has 1 faults"):
        Dataset(tmp_path).read("poverty_lines")


def test_a_file_of_one_column_keeps_its_row_numbers_across_blank_lines(tmp_path: Path) -> None:
    raw = read_csv(csv_file(tmp_path, "foreign", "name\na\n\nb\n"))
    assert raw.columns.to_pydict() == {"name": ["a", "b"]}
    assert raw.rows.tolist() == [2, 4]


def test_an_unknown_encoding_is_a_fault(tmp_path: Path) -> None:
    raw = read_csv(csv_file(tmp_path, "foreign", "name\na\n"), encoding="klingon")
    assert "encoding" in raw.faults[0].problem
