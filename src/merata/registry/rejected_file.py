"""The faulty rows of an export as a file of the same columns, with the reasons beside them: to mend and bring again.

No spreadsheet takes a cell of it for a formula, and none rounds its NIKs: such cells begin with an apostrophe, which
reading them again passes over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from merata.errors import InputError, UsageError
from merata.registry.csv_chunks import open_csv
from merata.registry.layouts import folded
from merata.registry.recognition import REASON_COLUMNS
from merata.registry.xlsx_chunks import open_xlsx
from merata.tables.writing import whole_file

Write = Callable[[pa.Table], None]

DANGEROUS = r"^([=+\-@\t\r]|\d{12,}([.,]\d*)?$|\d[.,]\d+[eE]\+?\d+$)"
"""What a spreadsheet takes for a formula, or for a number that it cannot hold."""
SHEET_ROWS = 1_048_576
"""The rows that a sheet can have."""
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe_text(cells: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Text cells with an apostrophe before those that a spreadsheet would take for a formula or a number to round."""
    dangerous = pc.fill_null(pc.match_substring_regex(cells, DANGEROUS), fill_value=False)
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", cells, ""), cells)


@contextmanager
def rejected_file(path: Path, columns: tuple[str, ...], *, delimiter: str = ",") -> Iterator[Write]:
    """Yield a function that adds faulty rows (`columns`, then `REASON_COLUMNS`) to `path`, whole or not at all.

    A workbook where `path` ends in .xlsx, else CSV in UTF-8 with `delimiter` and the mark by which spreadsheets know
    it. Raises `UsageError` where `path` is another file than one of an earlier check.
    """
    refuse_other(path)
    names = (*columns, *REASON_COLUMNS)
    with whole_file(path) as partial:
        if path.suffix.lower() == ".xlsx":
            book = _Book(names)
            yield book.add
            book.save(partial)
            return
        schema = pa.schema([pa.field(name, pa.string()) for name in names])
        with partial.open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            with pacsv.CSVWriter(file, schema, write_options=pacsv.WriteOptions(delimiter=delimiter)) as writer:
                yield lambda table: writer.write_table(_safe(table, names))


def refuse_other(path: Path) -> None:
    """Raise `UsageError` where `path` is a file that no check wrote: it would be overwritten or removed."""
    if not path.exists():
        return
    try:
        header = (open_xlsx if path.suffix.lower() == ".xlsx" else open_csv)(path).columns
    except (InputError, OSError):
        header = ()
    if tuple(map(folded, header[-2:])) != REASON_COLUMNS:
        raise UsageError(f"{path} is there and is not a fault file of an earlier check; name another file")


def _safe(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: safe_text(table[name]) for name in names})


class _Book:
    """A workbook written row by row; a further sheet where one is full."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._book = Workbook(write_only=True)
        self._left = 0
        self._sheet: Any = None
        self._open()

    def add(self, table: pa.Table) -> None:
        for row in zip(*(column.to_pylist() for column in _safe(table, self._names).columns), strict=True):
            if not self._left:
                self._open()
            self._sheet.append([self._cell(text) for text in row])
            self._left -= 1

    def save(self, path: Path) -> None:
        self._book.save(path)

    def _open(self) -> None:
        self._sheet = self._book.create_sheet()
        self._sheet.append([self._cell(name) for name in self._names])
        self._left = SHEET_ROWS - 1

    def _cell(self, text: str | None) -> Any:
        cell = WriteOnlyCell(self._sheet, "" if text is None else _NOT_IN_XML.sub("\ufffd", text))
        cell.data_type = "s"  # else openpyxl makes a formula of whatever begins with =
        cell.number_format = "@"
        return cell
