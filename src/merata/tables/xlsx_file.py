"""XLSX as offices write it: one sheet is one table; which cells were numbers is remembered."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from merata.errors import Fault
from merata.tables.raw import RawTable, header_faults, unreadable
from merata.tables.xlsx_errors import ErrorCell, error_cells


def read_xlsx(path: Path, *, sheet: str | None = None) -> RawTable:
    """Read one sheet with every cell as text: `sheet`, or the one named as the file, or the first.

    Whole numbers are written without a decimal point; dates as YYYY-MM-DD. Wholly empty rows are passed over.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        chosen = sheet or (path.stem if path.stem in names else names[0])
        if chosen not in names:
            expected = "one of " + ", ".join(names)
            return RawTable(
                path.name,
                pa.table({}),
                np.zeros(0, dtype=np.int64),
                [Fault(path.name, None, None, chosen, expected, "there is no such sheet")],
            )
        # An empty area may precede the table, so that row numbers are those a person sees.
        cells = workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
        errors = error_cells(path, chosen)
    except (CalamineError, OSError, IndexError, KeyError, StopIteration, zipfile.BadZipFile) as error:
        return unreadable(path.name, f"the workbook cannot be opened: {error}", "an XLSX file")
    top = next((position for position, row in enumerate(cells) if any(_text(cell) for cell in row)), None)
    if top is None:
        return unreadable(path.name, "the sheet is empty", "a header row with the columns' names")
    header = [_text(cell) or "" for cell in cells[top]]
    while header and not header[-1]:
        header.pop()
    faults = header_faults(path.name, header, top + 1)
    if faults:
        return RawTable(path.name, pa.table({}), np.zeros(0, dtype=np.int64), faults)
    raw = _body(path.name, header, cells[top + 1 :], top + 2)
    raw.faults.extend(_computed_errors(path.name, header, errors))
    return raw


def _computed_errors(file: str, header: list[str], errors: list[ErrorCell]) -> list[Fault]:
    """A fault for each cell in which the spreadsheet computed an error, which would else pass for an empty one."""
    return [
        Fault(
            file,
            cell.row,
            header[cell.column - 1] if cell.column <= len(header) else None,
            cell.text,
            "a value, or an empty cell",
            "the spreadsheet computed an error here",
        )
        for cell in errors
    ]


def _body(file: str, header: list[str], cells: list[list[Any]], first: int) -> RawTable:
    width = len(header)
    faults = [
        Fault(file, number, None, None, f"{width} cells, as the header has", "cells stand beyond the last column")
        for number, row in enumerate(cells, start=first)
        if any(_text(cell) for cell in row[width:])
    ]
    filled = [(number, row) for number, row in enumerate(cells, start=first) if any(_text(cell) for cell in row)]
    columns: dict[str, pa.Array] = {}
    numeric: dict[str, Any] = {}
    for position, name in enumerate(header):
        values = [row[position] if position < len(row) else None for _, row in filled]
        columns[name] = pa.array([_text(value) for value in values], pa.string())
        numeric[name] = np.array(
            [isinstance(value, int | float) and not isinstance(value, bool) for value in values], dtype=np.bool_
        )
    rows = np.array([number for number, _ in filled], dtype=np.int64)
    return RawTable(file, pa.table(columns), rows, faults, numeric, usual_mark=None)


def _text(cell: Any) -> str | None:
    """A cell as a person would read it; None where it is empty."""
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip() or None
