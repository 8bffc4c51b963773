"""Rows as a workbook in which no cell is a formula and no long number is rounded."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from merata.registry.rejected_file import safe_text

Value = str | int | float | None


class Book:
    """A workbook, sheet by sheet; text that a spreadsheet would compute begins with an apostrophe."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def sheet(self, title: str, header: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
        """Add a sheet: a bold header that stays in sight, then the rows."""
        sheet: Any = self._book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        bold = []
        for name in header:
            cell = WriteOnlyCell(sheet, value=name)
            cell.font = Font(bold=True)
            bold.append(cell)
        sheet.append(bold)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])

    def content(self) -> bytes:
        """The workbook's bytes."""
        sink = io.BytesIO()
        self._book.save(sink)
        return sink.getvalue()


def _cell(sheet: Any, value: Value) -> Any:
    if not isinstance(value, str):
        return value
    clean = "".join(sign for sign in value if sign in "\n\t" or sign >= " ")
    cell = WriteOnlyCell(sheet, value=safe_text(pa.array([clean]))[0].as_py())
    cell.data_type = "s"  # never a formula, whatever it begins with
    return cell
