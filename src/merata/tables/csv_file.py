"""CSV as offices write it: comma, semicolon or tab; UTF-8 with or without a byte-order mark, or cp1252."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from merata.errors import Fault
from merata.tables.personal_numbers import masked
from merata.tables.raw import RawTable, header_faults, unreadable

DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8", "cp1252")

_FIRST_ROW = re.compile(rb'((?:[^"\r\n]|"[^"]*")*)(?:\r\n|\r|\n)?')
"""The header, whose names may hold line breaks within quotation marks, and the line end behind it."""

_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def read_csv(path: Path, *, delimiter: str | None = None, encoding: str | None = None) -> RawTable:
    """Read a CSV file with every cell as text; empty cells are null, wholly empty rows are passed over.

    Faults are rows of another length, a quotation mark that is never closed (the rows behind it would vanish in one
    cell), and text that is in no one encoding.

    The delimiter is the one of `DELIMITERS` that stands most often in the header, unless given; the encoding the
    first of `ENCODINGS` in which the file can be read, unless given.
    """
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    utf8 = _as_utf8(data, (encoding,) if encoding else ENCODINGS)
    if utf8 is None:
        expected = "a CSV file wholly in UTF-8 or wholly in Windows-1252"
        return unreadable(path.name, "the file is not text, or in another encoding or in two", expected)
    text = utf8.lstrip(b"\r\n")
    first = _FIRST_ROW.match(text)
    header = first[1].decode("utf-8") if first else ""
    if first is None or not text.strip():
        return unreadable(path.name, "the file is empty", "a header row with the columns' names")
    separator = delimiter or max(DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(header, newline=""), delimiter=separator))]
    header_row = 1 + utf8[: len(utf8) - len(text)].count(b"\n")
    body = text[first.end() :]
    faults = header_faults(path.name, names, header_row)
    if body.count(b'"') % 2:
        faults.append(
            Fault(path.name, None, None, None, "quotation marks in pairs", "a quotation mark is opened, never closed")
        )
    if faults:
        return RawTable(path.name, pa.table({}), np.zeros(0, dtype=np.int64), faults)
    try:
        return _body(path.name, body, names, separator, header_row)
    except pa.ArrowInvalid as error:
        return unreadable(path.name, f"the rows cannot be taken apart: {masked(str(error))}", "a CSV file")


def _as_utf8(data: bytes, encodings: tuple[str, ...]) -> bytes | None:
    """`data` in UTF-8 with line feeds; None where it is text in none of `encodings`, or seemingly in two of them."""
    if b"\0" in data and encodings == ENCODINGS:
        return None
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    for encoding in encodings:
        if encoding == "cp1252" and len(encodings) > 1 and _UTF8_LETTER.search(data):
            continue
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return data if encoding == "utf-8" else text.encode("utf-8")
    return None


def _body(file: str, body: bytes, names: list[str], separator: str, header_row: int) -> RawTable:
    faults: list[Fault] = []
    left_out: list[int] = []

    def take_apart(row: pacsv.InvalidRow) -> str:
        # Arrow counts from 1 below the header.
        number = row.number + header_row
        left_out.append(number)
        if row.text.strip():
            faults.append(
                Fault(
                    file,
                    number,
                    None,
                    masked(row.text)[:80],
                    f"{row.expected_columns} cells, as the header has",
                    f"the row has {row.actual_columns} cells",
                )
            )
        return "skip"

    mark = {",": ".", ";": ","}.get(separator)
    if not body.strip():
        empty = pa.table({name: pa.array([], pa.string()) for name in names})
        return RawTable(file, empty, np.zeros(0, dtype=np.int64), usual_mark=mark)
    columns = pacsv.read_csv(
        io.BytesIO(body),
        # One thread: only then does Arrow tell the number of a row that it could not take apart.
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False),
        parse_options=pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            # Blank lines are passed over below, where the rows have their numbers.
            ignore_empty_lines=False,
            invalid_row_handler=take_apart,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    numbers = np.arange(columns.num_rows + len(left_out), dtype=np.int64) + header_row + 1
    rows = np.setdiff1d(numbers, left_out, assume_unique=True)
    empty = columns[0].is_null()
    for column in columns.columns[1:]:
        if not pc.any(empty).as_py():
            break
        empty = pc.and_(empty, column.is_null())
    else:
        columns, rows = columns.filter(pc.invert(empty)), rows[~empty.to_numpy()]
    return RawTable(file, columns, rows, faults, usual_mark=mark)
