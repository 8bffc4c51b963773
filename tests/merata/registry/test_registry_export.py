"""Exports opened, recognised and read, as CSV and as XLSX alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from small_export import HEAD, HEADER, ON, VILLAGES, WIFE, written

from merata.errors import InputError
from merata.registry.export import open_export, read_export
from merata.registry.file_check import sound_rows


def as_workbook(folder: Path, *rows: str) -> Path:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row.split(","))
    book.save(folder / "anggota.xlsx")
    return folder / "anggota.xlsx"


def test_a_workbook_and_a_csv_give_the_same_rows(tmp_path: Path) -> None:
    one, _ = sound_rows(open_export(written(tmp_path, HEAD, WIFE)), on=ON, villages=VILLAGES)
    other, _ = sound_rows(open_export(as_workbook(tmp_path, HEAD, WIFE)), on=ON, villages=VILLAGES)
    assert other["sheet"].to_pylist() == ["Sheet", "Sheet"]
    assert one.drop_columns(["sheet"]).equals(other.drop_columns(["sheet"]))


def test_an_export_is_read_as_often_as_wanted_in_pieces_of_any_size(tmp_path: Path) -> None:
    for path in (written(tmp_path, *[HEAD] * 7), as_workbook(tmp_path, *[HEAD] * 7)):
        export = open_export(path)
        for rows in (1, 3, 100):
            numbers = [number for chunk in export.chunks(rows) for number in chunk.rows.tolist()]
            assert numbers == list(range(2, 9))


def test_cells_stand_under_the_fields_names(tmp_path: Path) -> None:
    (chunk,) = read_export(written(tmp_path, HEAD))
    assert chunk.cells.column_names == [
        "kk", "nik", "name", "sex", "birth_date", "relation", "village_code", "desil", "died",
    ]  # fmt: skip
    assert chunk.source.column_names == HEADER.split(",")
    assert chunk.cells["name"].to_pylist() == chunk.source["Nama"].to_pylist() == ["BUDI"]


def test_a_preview_is_the_first_rows(tmp_path: Path) -> None:
    export = open_export(written(tmp_path, HEAD, WIFE, HEAD))
    assert [len(part.rows) for part in (export.preview(2), export.preview()) if part] == [2, 3]
    assert open_export(written(tmp_path)).preview() is None


def test_a_mapping_of_the_office_is_followed(tmp_path: Path) -> None:
    path = written(tmp_path, "x,3505990101800001,BUDI,KK", header="a,NIK WARGA,Sebutan,SHDK")
    mapping = tmp_path / "kota.yaml"
    mapping.write_text(
        "format: dtsen_anggota\nfields:\n  nik: NIK WARGA\n  name: [Sebutan]\n"
        "  relation: {columns: SHDK, values: {head: [KK]}}\nknown: [a]\n"
    )
    with pytest.raises(InputError, match="no known layout fits"):
        open_export(path)
    export = open_export(path, mapping=mapping)
    assert export.recognition.unknown == ()
    rows, _ = sound_rows(export, on=ON)
    assert rows.select(["nik", "name", "relation"]).to_pylist() == [
        {"nik": "3505990101800001", "name": "BUDI", "relation": "head"}
    ]


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a"])
def test_other_kinds_of_file_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    with pytest.raises(InputError, match=r"save it as \.csv or \.xlsx"):
        open_export(path)
