"""Small files for the tests of the tables room; personal numbers are built from parts, none stands written out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from merata.errors import Fault
from merata.tables.folder_check import check_folder

NIK = "35" + "05014107800001"
"""Shaped like a personal number; the village and the date are nobody's."""

KEYED_HASH = "0123456789abcdef" * 2

LINES = "regency_code,year,line_idr\n35.05,2024,417158\n35.72,2024,575124.5\n"
"""The table poverty_lines as a plain CSV."""


def csv_file(root: Path, name: str, text: str, *, encoding: str = "utf-8") -> Path:
    path = root / f"{name}.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(root: Path, name: str, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    path = root / f"{name}.xlsx"
    book.save(path)
    return path


def parquet_file(root: Path, name: str, columns: dict[str, object]) -> Path:
    path = root / f"{name}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def faults(root: Path) -> list[Fault]:
    return check_folder(root).faults


def places(root: Path) -> list[tuple[int | None, str | None, str | None]]:
    """Row, column and value of every fault in the folder."""
    return [(fault.row, fault.column, fault.value) for fault in faults(root)]
