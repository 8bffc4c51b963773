"""CSV as offices write it: comma, semicolon or tab; UTF-8 with or without a byte-order mark, or cp1252."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from merata.errors import Fault
from merata.tables.personal_numbers import masked
from merata.tables.raw import RawTable, header_faults, unreadable

DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8", "cp1252")


def read_csv(path: Path, *, delimiter: str | None = None, encoding: str | None = None) -> RawTable:
    """Read a CSV file with every cell as text; empty cells are null. Rows of another length are faults.

    The delimiter is the one of `DELIMITERS` that stands most often in the header, unless given; the encoding the
    first of `ENCODINGS` in which the file can be read, unless given.
    """
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    utf8 = _as_utf8(data, (encoding,) if encoding else ENCODINGS)
    if utf8 is None:
        return unreadable(path.name, "the bytes are not text", "a CSV file in UTF-8 or Windows-1252")
    head, _, body = utf8.partition(b"\n")
    header = head.decode("utf-8").rstrip("\r")
    if not header.strip():
        return unreadable(path.name, "the file is empty", "a header row with the columns' names")
    separator = delimiter or max(DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator))]
    faults = header_faults(path.name, names)
    if faults:
        return RawTable(path.name, pa.table({}), np.zeros(0, dtype=np.int64), faults)
    return _body(path.name, body, names, separator)


def _as_utf8(data: bytes, encodings: tuple[str, ...]) -> bytes | None:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return data if encoding == "utf-8" else text.encode("utf-8")
    return None


def _body(file: str, body: bytes, names: list[str], separator: str) -> RawTable:
    faults: list[Fault] = []
    left_out: list[int] = []

    def take_apart(row: pacsv.InvalidRow) -> str:
        # Numbers count from 1 below the header, which is row 1 of the file.
        number = row.number + 1
        left_out.append(number)
        if row.text.strip():
            faults.append(
                Fault(
                    file,
                    number,
                    None,
                    masked(row.text[:80]),
                    f"{row.expected_columns} cells, as the header has",
                    f"the row has {row.actual_columns} cells",
                )
            )
        return "skip"

    if not body.strip():
        empty = pa.table({name: pa.array([], pa.string()) for name in names})
        return RawTable(file, empty, np.zeros(0, dtype=np.int64))
    columns = pacsv.read_csv(
        io.BytesIO(body),
        # One thread: only then does Arrow tell the number of a row that it could not take apart.
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False),
        parse_options=pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=len(names) == 1,
            invalid_row_handler=take_apart,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    numbers = np.arange(2, columns.num_rows + len(left_out) + 2, dtype=np.int64)
    return RawTable(file, columns, np.setdiff1d(numbers, left_out, assume_unique=True), faults)
