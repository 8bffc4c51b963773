"""CSV of any length, in chunks: delimiter, encoding and quotation marks are settled before a row is believed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from merata.errors import Fault, InputError
from merata.registry.record import RawChunk, Unreadable
from merata.tables import csv_file
from merata.tables.personal_numbers import masked
from merata.tables.raw import header_faults

DELIMITERS = (*csv_file.DELIMITERS, "|")
BLOCK_BYTES = 8 << 20
"""What is read at once; no row may be longer."""
HEADER_BYTES = 1 << 20

_HEADER = re.compile(rb'[\r\n]*((?:[^"\r\n]|"[^"]*")*)(?:\r\n|\r|\n|$)')
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file that can be read: its columns, where the rows begin (bytes, and the header's row number), and how."""

    path: Path
    columns: tuple[str, ...]
    start: int
    header_row: int
    delimiter: str
    encoding: str


def open_csv(path: Path) -> CsvFile:
    """Look through the whole file once, in pieces, and settle how to read it.

    Raises `InputError` where it is no text, is in no one encoding of `tables.csv_file.ENCODINGS`, has a quotation mark
    that is never closed, or a header with nameless or repeated columns.
    """
    encoding, quotes = _encoding(path)
    with path.open("rb") as file:
        data = file.read(HEADER_BYTES)
    bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    first = _HEADER.match(data, bom)
    header = first[1].decode(encoding, errors="replace") if first else ""
    if first is None or not header.strip():
        raise _refused(path, "the file is empty, or its first row is no header", "a header row with the columns' names")
    delimiter = max(DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter))]
    row = 1 + data[bom : first.start(1)].count(b"\n")
    faults = header_faults(path.name, names, row)
    if faults:
        raise InputError(f"{path.name}: the header cannot be used", faults)
    if quotes % 2:
        raise _refused(path, "a quotation mark is opened and never closed", "quotation marks in pairs")
    return CsvFile(path, tuple(names), first.end(), row, delimiter, encoding)


def csv_chunks(file: CsvFile, rows: int) -> Iterator[RawChunk]:
    """The rows of a CSV file as text, at most `rows` and some megabytes at a time, without wholly empty ones."""
    skipped: list[int] = []
    unreadable: list[Unreadable] = []

    def take_apart(row: pacsv.InvalidRow) -> str:
        number = row.number + file.header_row
        skipped.append(number)
        if row.text.strip():
            unreadable.append(Unreadable(number, _cells(row.text, file)))
        return "skip"

    if not _has_rows(file):
        return
    with file.path.open("rb") as stream:
        stream.seek(file.start)
        try:
            number = file.header_row + 1
            for batch in _reader(stream, file, take_apart):
                table = pa.Table.from_batches([batch])
                # Arrow reads ahead: rows of later batches may be among those it has left out already.
                numbers = np.arange(number, number + table.num_rows + len(skipped), dtype=np.int64)
                numbers = np.setdiff1d(numbers, skipped, assume_unique=True)[: table.num_rows]
                last = int(numbers[-1]) if len(numbers) else number - 1
                number = last + 1
                here = tuple(row for row in unreadable if row.row <= last)
                unreadable = [row for row in unreadable if row.row > last]
                skipped = [row for row in skipped if row > last]
                for first in range(0, max(table.num_rows, 1), rows):
                    # What could not be taken apart comes with the batch's first slice.
                    part = _without_empty(table.slice(first, rows), numbers[first : first + rows], here)
                    here = ()
                    yield part
            if unreadable:
                empty = pa.table({name: pa.array([], pa.string()) for name in file.columns})
                yield RawChunk(empty, np.zeros(0, dtype=np.int64), None, unreadable=tuple(unreadable))
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise _refused(file.path, f"the rows cannot be taken apart: {masked(str(error))}", "a CSV file") from error


def _reader(stream: io.BufferedReader, file: CsvFile, take_apart: object) -> pacsv.CSVStreamingReader:
    return pacsv.open_csv(
        stream,
        # One thread: only then does Arrow tell the number of a row that it could not take apart.
        read_options=pacsv.ReadOptions(
            column_names=list(file.columns), use_threads=False, block_size=BLOCK_BYTES, encoding=file.encoding
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=file.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=take_apart,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(file.columns, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def _without_empty(table: pa.Table, numbers: np.ndarray, unreadable: tuple[Unreadable, ...]) -> RawChunk:
    filled = np.zeros(table.num_rows, dtype=np.bool_)
    for column in table.columns:
        if filled.all():
            break
        filled |= column.is_valid().to_numpy()
    if not filled.all():
        table, numbers = table.filter(pa.array(filled)), numbers[filled]
    return RawChunk(table, numbers, None, unreadable=unreadable)


def _cells(text: str, file: CsvFile) -> tuple[str, ...]:
    """A row of another length in as many cells as the header has: the rest in the last one, or empty ones added."""
    cells = next(csv.reader([text], delimiter=file.delimiter), [])
    width = len(file.columns)
    if len(cells) > width:
        cells = [*cells[: width - 1], file.delimiter.join(cells[width - 1 :])]
    return tuple(cells + [""] * (width - len(cells)))


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding in which the whole file can be read, and how many quotation marks it has."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in csv_file.ENCODINGS}
    quotes, mixed, binary = 0, False, False
    with path.open("rb") as file:
        while data := file.read(BLOCK_BYTES):
            quotes += data.count(b'"')
            binary = binary or b"\0" in data
            for name in list(decoders):
                try:
                    decoders[name].decode(data)
                except UnicodeDecodeError:
                    del decoders[name]
            if "utf-8" not in decoders and not mixed:
                mixed = bool(_UTF8_LETTER.search(data))
    if "utf-8" in decoders and decoders["utf-8"].getstate()[0]:
        del decoders["utf-8"]  # the file ends within a letter
    if binary or not decoders or ("utf-8" not in decoders and mixed):
        raise _refused(
            path,
            "the file is not text, or in another encoding or in two",
            "a CSV file wholly in UTF-8 or wholly in Windows-1252 (in the spreadsheet: save as CSV UTF-8)",
        )
    return next(name for name in csv_file.ENCODINGS if name in decoders), quotes


def _has_rows(file: CsvFile) -> bool:
    with file.path.open("rb") as stream:
        stream.seek(file.start)
        while data := stream.read(HEADER_BYTES):
            if data.strip():
                return True
    return False


def _refused(path: Path, problem: str, expected: str) -> InputError:
    return InputError(f"{path.name} cannot be read", [Fault(path.name, None, None, None, expected, problem)])
