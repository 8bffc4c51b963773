"""XLSX in chunks: every cell as text, sheets with the same header one after the other (a sheet ends at 1,048,576 rows).

The workbook is guarded first (`xlsx_guard`). Its reader holds one whole sheet in memory, some 85 bytes a cell.
"""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from merata.errors import Fault, InputError
from merata.registry.record import RawChunk, Unreadable
from merata.registry.xlsx_guard import guard
from merata.registry.xlsx_scan import SheetScan
from merata.tables.raw import header_faults

LOSES_DIGITS = 1e14
"""From here a number cell shows no more than fifteen digits: its text keeps a `.0`, by which the check knows it."""


@dataclass(frozen=True, slots=True)
class XlsxFile:
    """A workbook that can be read: the columns, each sheet that has them with the row of its header, and the others.

    `only`: the sheet itself where it is the only one, so that it is parsed once; of several one is in memory at a time.
    """

    path: Path
    columns: tuple[str, ...]
    sheets: dict[str, int]
    passed_over: tuple[str, ...]
    scans: dict[str, SheetScan]
    only: CalamineSheet | None


def open_xlsx(path: Path) -> XlsxFile:
    """Guard a workbook and read its headers: the first sheet that is not empty gives the columns.

    Raises `InputError` as `guard` does, and where every sheet is empty or the header cannot be used.
    """
    scans = guard(path)
    workbook = _workbook(path)
    filled = [name for name in workbook.sheet_names if name in scans and scans[name].last_row]
    only: CalamineSheet | None = None
    columns: tuple[str, ...] = ()
    sheets: dict[str, int] = {}
    passed_over = []
    # A chart's sheet was not scanned as one; an empty one need not be parsed.
    for name in filled:
        sheet = workbook.get_sheet_by_name(name)
        header, row = _header(sheet)
        if len(filled) == 1:
            only = sheet
        del sheet  # before the next is read
        columns = columns or header
        if header and header == columns:
            sheets[name] = row
        elif header:
            passed_over.append(name)
    if not columns:
        raise InputError(
            f"{path.name} is not read",
            [Fault(path.name, None, None, None, "a header row with the columns' names", "every sheet is empty")],
        )
    if faults := header_faults(path.name, list(columns), next(iter(sheets.values()))):
        raise InputError(f"{path.name}: the header cannot be used", faults)
    return XlsxFile(path, columns, sheets, tuple(passed_over), scans, only)


def xlsx_chunks(file: XlsxFile, rows: int) -> Iterator[RawChunk]:
    """The rows of the workbook's sheets, at most `rows` at a time; wholly empty rows are passed over."""
    for name, header_row in file.sheets.items():
        sheet = file.only or _workbook(file.path).get_sheet_by_name(name)
        # The reader gives the empty rows above the table, but not the empty columns left of it.
        lines = enumerate(sheet.iter_rows(), start=1)
        left = sheet.start[1] if sheet.start else 0
        below = ((number, line) for number, line in lines if number > header_row)
        while some := list(islice(below, rows)):
            yield _chunk(file, name, some, left)


def _chunk(file: XlsxFile, sheet: str, lines: list[tuple[int, list[Any]]], left: int) -> RawChunk:
    width = len(file.columns)
    numbers = np.array([number for number, _ in lines], dtype=np.int64)
    by_column: list[tuple[Any, ...]] = [("",) * len(lines)] * left + list(
        zip(*(line for _, line in lines), strict=True)
    )
    by_column += [("",) * len(lines)] * (width - len(by_column))
    columns = [_texts(values) for values in by_column]
    beyond = np.zeros(len(lines), dtype=np.bool_)
    for column in columns[width:]:
        beyond |= column.is_valid().to_numpy(zero_copy_only=False)
    columns = columns[:width]
    filled = np.zeros(len(lines), dtype=np.bool_)
    for column in columns:
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
    source = pa.table(dict(zip(file.columns, columns, strict=True)))
    unreadable = tuple(
        Unreadable(
            int(numbers[row]),
            tuple("" if value is None else value for value in source.slice(row, 1).to_pylist()[0].values()),
        )
        for row in np.flatnonzero(beyond)
    )
    kept = filled & ~beyond
    if not kept.all():
        source, numbers = source.filter(pa.array(kept)), numbers[kept]
    scan = file.scans[sheet]
    formulas, errors = (
        _placed(places, file.columns, lines[0][0], lines[-1][0]) for places in (scan.formulas, scan.errors)
    )
    return RawChunk(source, numbers, sheet, formulas, errors, unreadable)


def _placed(
    places: dict[int, array[int]], columns: tuple[str, ...], first: int, last: int
) -> dict[str, NDArray[np.int64]]:
    """The rows from `first` to `last` among `places`, by the name of the column."""
    found = {}
    for column, rows in places.items():
        numbers = np.frombuffer(rows, dtype=np.int64)
        here = numbers[(numbers >= first) & (numbers <= last)]
        if len(here) and column <= len(columns):
            found[columns[column - 1]] = here
    return found


def _texts(values: tuple[Any, ...]) -> pa.Array:
    """A column's cells as text; empty ones are null."""
    if all(type(value) is str for value in values):
        cells = pa.array(values, pa.string())
        return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)
    return pa.array([_text(value) for value in values], pa.string())


def _text(cell: Any) -> str | None:
    """A cell as a person would read it; None where it is empty."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return str(cell) if cell not in (None, "") else None


def _number(number: float) -> str:
    if not number.is_integer():
        return repr(number)
    return str(int(number)) if abs(number) < LOSES_DIGITS else f"{number:.1f}"


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        fault = Fault(path.name, None, None, None, "an XLSX workbook", f"the workbook cannot be opened: {error}")
        raise InputError(f"{path.name} is not read", [fault]) from error


def _header(sheet: CalamineSheet) -> tuple[tuple[str, ...], int]:
    """The first row of a sheet in which anything stands, and its number; empty and 0 where there is none."""
    left = sheet.start[1] if sheet.start else 0
    for number, line in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * left + [(_text(cell) or "").strip() for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            return tuple(cells), number
    return (), 0
