"""Faulty rows as a file of the same columns with reasons, safe to open, to be mended and brought again."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_export import HEAD, HEADER, ON, VILLAGES, WIFE, with_cell, written

from merata.errors import UsageError
from merata.registry.export import open_export
from merata.registry.file_check import check_export
from merata.registry.rejected_file import refuse_other, rejected_file, safe_text

INJECTED = ["=1+1", "@SUM(A1)", "+1", "-1", "\tx", "\r=1"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_it_has_the_files_columns_and_comes_back_mended(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path, HEAD, with_cell(WIFE, "jenis_kelamin", "X"), "zu,kurz")
    export, out = open_export(path), tmp_path / f"salah{suffix}"
    with rejected_file(out, export.recognition.own_columns) as reject:
        check_export(export, on=ON, villages=VILLAGES, each=lambda checked: reject(checked.faulty))
    again = open_export(out, "siksng")
    assert [name for name, _ in again.recognition.columns] == [*HEADER.split(","), "alasan", "reason"]
    assert again.recognition.unknown == ()
    (chunk,) = again.chunks()
    assert chunk.source["NIK"].to_pylist() == ["'3505994202850002", "kurz"]
    assert check_export(again, on=ON, villages=VILLAGES).counts["sex_unknown"] == 1
    if suffix == ".csv":
        text = out.read_text(encoding="utf-8-sig")
        out.write_text(re.sub(r'"zu".*\n', "", text.replace('"X"', '"P"')), encoding="utf-8")
        mended = check_export(open_export(out), on=ON, villages=VILLAGES)
        assert (mended.rows, mended.accepted) == (1, 1)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"salah{suffix}"
    cells = pa.array(INJECTED)
    with rejected_file(out, ("Nama",)) as reject:
        reject(pa.table({"Nama": cells, "alasan": cells, "reason": cells}))
    if suffix == ".csv":
        assert not re.search(r'"[=+@\t\r-]', out.read_text(encoding="utf-8-sig"))
        return
    sheet = openpyxl.load_workbook(out).active
    values = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert len(values) == 18
    assert all(cell.data_type == "s" and cell.value.startswith("'") for cell in values)


def test_long_numbers_stay_text() -> None:
    cells = pa.array(["3505990101800001", "3505990101800001.0", "3.50599E+15", "12345", "BUDI", None])
    assert safe_text(cells).to_pylist() == [
        "'3505990101800001", "'3505990101800001.0", "'3.50599E+15", "12345", "BUDI", None,
    ]  # fmt: skip


@given(st.lists(st.text(max_size=20)))
def test_safe_text_never_begins_as_a_formula(texts: list[str]) -> None:
    made = safe_text(pa.array(texts, pa.string())).to_pylist()
    assert all(not text or text[0] not in "=+-@\t\r" for text in made)
    assert all(text in (before, "'" + before) for text, before in zip(made, texts, strict=True))


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    with pytest.raises(UsageError, match="not a fault file"):
        refuse_other(path)
    with pytest.raises(UsageError, match="not a fault file"), rejected_file(path, ("a",)):
        pass
    old = tmp_path / "salah.csv"
    old.write_text("NIK,alasan,reason\n")
    refuse_other(old)


def test_an_interrupted_check_leaves_no_half_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with rejected_file(tmp_path / "salah.csv", ("a",)) as reject:
            reject(pa.table({"a": ["1"], "alasan": ["x"], "reason": ["y"]}))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("merata.registry.rejected_file.SHEET_ROWS", 3)
    out = tmp_path / "salah.xlsx"
    with rejected_file(out, ("NIK", "Nama")) as reject:
        column = [str(number) for number in range(5)]
        reject(pa.table({"NIK": column, "Nama": column, "alasan": column, "reason": column}))
    book = openpyxl.load_workbook(out)
    assert [sheet.max_row for sheet in book] == [3, 3, 2]
    chunks = list(open_export(out, "siksng").chunks())
    assert [cell for chunk in chunks for cell in chunk.source["NIK"].to_pylist()] == column


def test_signs_that_no_workbook_can_hold_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "salah.xlsx"
    with rejected_file(out, ("Nama",)) as reject:
        reject(
            pa.table(
                {"Nama": ["A\x0bB"], "alasan": ["x"], "reason": [None]},
                schema=pa.schema([("Nama", pa.string()), ("alasan", pa.string()), ("reason", pa.string())]),
            )
        )
    assert openpyxl.load_workbook(out).active["A2"].value == "A\ufffdB"
