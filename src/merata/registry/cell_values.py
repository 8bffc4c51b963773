"""Cells of an export read as dates, codes, villages and deciles; each distinct text is read once, for they repeat."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry.layouts import UNKNOWN, FieldSpec, folded

Flags = NDArray[np.bool_]
Value = TypeVar("Value")

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari", "feb februari", "mar maret", "apr april", "mei", "jun juni", "jul juli", "agu ags agustus",
         "sep sept september", "okt oktober", "nov nopember november", "des desember"), start=1)
    for name in names.split()
}  # fmt: skip
"""Indonesian names of the months, whole and short, with their numbers."""

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ](\d{4})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NO_DATE = ("", "-", "null", "0000-00-00", "00-00-0000", "00/00/0000")
_DESIL = re.compile(r"(?:desil\s*)?(10|0?[1-9])(?:\.0)?", re.IGNORECASE)
_DESIL_GROUP = re.compile(
    r"(?:desil\s*)?\d{1,2}\s*(?:[-–]|s/d|sd|sampai)\s*(?:desil\s*)?\d{1,2}|[>≥]=?\s*\d|\d\s*\+", re.IGNORECASE
)
_VILLAGE = re.compile(r"(\d{2})\.?(\d{2})\.?(\d{2})\.?([12]\d{3})(?:\.0)?")


class ImpossibleCellError(ValueError):
    """A cell that cannot be what its column holds."""


def each_distinct(cells: pa.Array, read: Callable[[str], Value | None], kind: pa.DataType) -> tuple[pa.Array, Flags]:
    """`read` of every cell (trimmed), and which raised `ImpossibleCellError`; those and empty ones are null."""
    encoded = pc.utf8_trim_whitespace(cells).dictionary_encode()
    values, wrong = [], []
    for text in encoded.dictionary.to_pylist():
        try:
            values.append(read(text))
            wrong.append(False)
        except ImpossibleCellError:
            values.append(None)
            wrong.append(True)
    indices = encoded.indices
    flags = pa.array(wrong, pa.bool_()).take(indices)
    return (
        pa.array(values, kind).take(indices),
        np.array(pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_),
    )


def dates(cells: pa.Array, *, on: date, oldest_years: int = 125) -> tuple[pa.Array, Flags]:
    """Dates of birth written YYYY-MM-DD or DD-MM-YYYY (with -, / or ., or the month's name); nobody is born after `on`.

    The day stands before the month, as in Indonesia; a year of two digits is impossible, for nobody knows its century.
    """

    def read(text: str) -> date | None:
        if text.lower() in _NO_DATE:
            return None
        day = _date(text)
        if not on.year - oldest_years <= day.year or day > on:
            raise ImpossibleCellError(text)
        return day

    return each_distinct(cells, read, pa.date32())


def _date(text: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise ImpossibleCellError(text)
    number = int(month) if month.isdigit() else MONTHS.get(month.lower(), 0)
    try:
        return date(int(year), number, int(day))
    except ValueError as error:
        raise ImpossibleCellError(text) from error


def coded(cells: pa.Array, spec: FieldSpec) -> tuple[pa.Array, Flags]:
    """Cells by the code list of their field, as text; what is not in it is wrong."""

    def read(text: str) -> str | None:
        # A spreadsheet writes a code of 1 as 1.0 where the column also had empty cells.
        key = folded(text.removesuffix(".0"))
        if not key:
            return None
        if key not in spec.values:
            raise ImpossibleCellError(text)
        meaning = spec.values[key]
        return None if meaning == UNKNOWN else meaning

    return each_distinct(cells, read, pa.string())


def village_codes(cells: pa.Array) -> tuple[pa.Array, Flags]:
    """Kemendagri's village codes, with or without points, as 35.05.01.2001; a BPS code is not taken for one."""

    def read(text: str) -> str | None:
        if text in ("", "-"):
            return None
        found = _VILLAGE.fullmatch(text)
        if found is None:
            raise ImpossibleCellError(text)
        return ".".join(found.groups())

    return each_distinct(cells, read, pa.string())


def deciles(cells: pa.Array, spec: FieldSpec) -> tuple[pa.Array, Flags, Flags]:
    """Deciles from 1 to 10; which cells are none, and which give a group such as 6-10."""
    grouped = {
        text for text in pc.unique(cells).to_pylist() if text is not None and _DESIL_GROUP.fullmatch(text.strip())
    }

    def read(text: str) -> int | None:
        if found := _DESIL.fullmatch(text):
            return int(found[1])
        if text in ("", "-") or text in {group.strip() for group in grouped}:
            return None
        meaning = spec.values.get(folded(text.removesuffix(".0")), "")
        if meaning != UNKNOWN and not meaning.isdigit():
            raise ImpossibleCellError(text)
        return None if meaning == UNKNOWN else int(meaning)

    values, wrong = each_distinct(cells, read, pa.int64())
    in_group = pc.is_in(cells, value_set=pa.array(sorted(grouped), pa.string()))
    return values, wrong, np.array(in_group.to_numpy(zero_copy_only=False), dtype=np.bool_)


def sizes(cells: pa.Array, *, most: int = 60) -> tuple[pa.Array, Flags]:
    """Numbers of members, from 1 to `most`."""

    def read(text: str) -> int | None:
        if text in ("", "-"):
            return None
        if not re.fullmatch(r"\d{1,3}(?:\.0)?", text) or not 1 <= int(text.split(".", maxsplit=1)[0]) <= most:
            raise ImpossibleCellError(text)
        return int(text.split(".", maxsplit=1)[0])

    return each_distinct(cells, read, pa.int64())
