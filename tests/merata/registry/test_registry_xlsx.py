"""Workbooks: guarded before they are read, then read in chunks with their formulas and errors in place."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from merata.errors import InputError
from merata.registry import xlsx_guard as module
from merata.registry.xlsx_chunks import open_xlsx, xlsx_chunks
from merata.registry.xlsx_guard import guard
from merata.registry.xlsx_scan import SheetScan, column_number

HEADER = ["NIK", "Nama", "tgl"]


def book(path: Path, *sheets: list[list[Any]], names: tuple[str, ...] = ("Data", "Lanjutan", "Catatan")) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in zip(names, sheets, strict=False):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def repacked(path: Path, change: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The workbook with some parts replaced."""
    other = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return other


def test_cells_as_a_person_reads_them(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, ["3505", "BUDI", date(1980, 1, 2)], [7, None, True], [], [1.5, "", None]])
    (chunk,) = xlsx_chunks(open_xlsx(path), 100)
    assert chunk.source.to_pydict() == {
        "NIK": ["3505", "7", "1.5"], "Nama": ["BUDI", None, None], "tgl": ["1980-01-02", "true", None],
    }  # fmt: skip
    assert (chunk.rows.tolist(), chunk.sheet) == ([2, 3, 5], "Data")


def test_a_long_number_in_a_number_cell_can_be_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, [3505990101800001, "A", None], ["3505990101800001", "B", None]])
    (chunk,) = xlsx_chunks(open_xlsx(path), 100)
    assert chunk.source["NIK"].to_pylist() == ["3505990101800001.0", "3505990101800001"]


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[], [None, None], [None, *HEADER], [None, "1", "A", None]])
    # The empty column before the header has no name.
    with pytest.raises(InputError, match="column 1 has no name"):
        open_xlsx(path)


def test_sheets_with_the_same_header_follow_one_another_and_others_are_named(tmp_path: Path) -> None:
    rows = [["1", "A", None]]
    path = book(tmp_path / "a.xlsx", [HEADER, *rows, *rows, *rows], [HEADER, *rows], [["keterangan"], ["x"]])
    file = open_xlsx(path)
    assert (list(file.sheets), file.passed_over) == (["Data", "Lanjutan"], ("Catatan",))
    chunks = list(xlsx_chunks(file, 2))
    assert [(chunk.sheet, chunk.rows.tolist()) for chunk in chunks] == [
        ("Data", [2, 3]),
        ("Data", [4]),
        ("Lanjutan", [2]),
    ]


def test_formulas_and_errors_are_named_with_their_rows(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, ["1", "A", "=1+1"], ["2", "#N/A", None], ["3", "=B2", "=2"]])
    chunks = list(xlsx_chunks(open_xlsx(path), 2))
    assert {name: rows.tolist() for name, rows in chunks[0].formulas.items()} == {"tgl": [2]}
    assert {name: rows.tolist() for name, rows in chunks[1].formulas.items()} == {"Nama": [4], "tgl": [4]}
    assert {name: rows.tolist() for name, rows in chunks[0].errors.items()} == {"Nama": [3]}


def test_cells_beyond_the_last_column_make_a_row_unreadable(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, ["1", "A", None, "lebih"], ["2", "B", None]])
    (chunk,) = xlsx_chunks(open_xlsx(path), 10)
    assert chunk.rows.tolist() == [3]
    assert [(row.row, row.cells) for row in chunk.unreadable] == [(2, ("1", "A", ""))]


@pytest.mark.parametrize("piece", [1, 7, 50, 10_000])
def test_a_scan_sees_the_same_whatever_the_pieces(piece: int) -> None:
    text = (
        b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="AB1"><f>1+1</f><v>2</v></c></row>'
        b'<row r="12"><c r="B12" s="1" t="e"><v>#N/A</v></c><c s="2" r="C12"><f t="shared" si="0"/><v>1</v></c></row>'
        b"</sheetData>"
    )
    scan = SheetScan()
    for start in range(0, len(text), piece):
        scan.feed(text[start : start + piece])
    scan.end()
    assert {column: list(rows) for column, rows in scan.formulas.items()} == {28: [1], 3: [12]}
    assert {column: list(rows) for column, rows in scan.errors.items()} == {2: [12]}
    assert (scan.columns, scan.last_row) == (28, 12)


def test_columns_are_counted_in_letters() -> None:
    assert [column_number(letters) for letters in (b"A", b"Z", b"AA", b"XFD")] == [1, 26, 27, 16384]


def test_a_bomb_that_says_so_is_refused_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repacked(book(tmp_path / "a.xlsx", [HEADER]), {"xl/styles.xml": b"\0" * (17 << 20)})
    with pytest.raises(InputError, match="more than 200 times its size"):
        guard(path)
    monkeypatch.setattr(module, "MOST_BYTES", 1 << 20)
    with pytest.raises(InputError, match="unfolds into more than 1,048,576 bytes"):
        guard(path)


def test_a_bomb_that_lies_about_its_size_is_refused_by_what_it_does(tmp_path: Path) -> None:
    path = repacked(book(tmp_path / "a.xlsx", [HEADER]), {"xl/styles.xml": b"\0" * (17 << 20)})
    data = bytearray(path.read_bytes())
    # Both headers of the part say 100 bytes; its sizes stand 8 bytes behind the signature's compressed ones.
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + offset)[0] == 17 << 20:
                struct.pack_into("<I", data, at + offset, 100)
    path.write_bytes(data)
    with pytest.raises(InputError, match="larger than the archive says"):
        guard(path)


def test_one_cell_far_out_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = Workbook()
    made.active["A1"] = "NIK"
    made.active["XFD1048576"] = "x"
    made.save(path)
    with pytest.raises(InputError, match=r"spans 1,048,576 rows × 16,384 columns"):
        open_xlsx(path)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"NIK,Nama\n"]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged, protected by a password, or an old XLS"):
        open_xlsx(path)


def test_a_zip_of_something_else_and_an_empty_book_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "x")
    with pytest.raises(InputError, match="damaged"):
        open_xlsx(path)
    with pytest.raises(InputError, match="every sheet is empty"):
        open_xlsx(book(tmp_path / "b.xlsx", []))


def test_a_cut_off_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, ["1", "A", None]])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="damaged"):
        open_xlsx(path)


def test_a_sheet_that_does_not_fit_into_memory_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, *[["3505", "BUDI", "x"]] * 3])
    monkeypatch.setattr(module, "MOST_CELLS", 12)
    assert sum(chunk.source.num_rows for chunk in xlsx_chunks(open_xlsx(path), 2)) == 3
    monkeypatch.setattr(module, "MOST_CELLS", 11)
    with pytest.raises(InputError, match=r"spans 4 rows × 3 columns, more than the 11 cells") as caught:
        open_xlsx(path)
    assert "save it as CSV" in str(caught.value)


def test_a_part_that_does_not_fit_into_memory_is_refused_by_what_the_archive_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", [HEADER, *[["3505", "BUDI", "x"]] * 300])
    monkeypatch.setattr(module, "MOST_PART_BYTES", 10_200)
    with pytest.raises(InputError, match=r"its part xl/worksheets/sheet1.xml unfolds into .*; 10,200 fit") as caught:
        open_xlsx(path)
    assert "save it as CSV" in str(caught.value)
