"""The cells of a list of recipients: which programme, of which year, how many rupiah a year."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pyarrow as pa

from merata.registry.cell_values import Flags, ImpossibleCellError, each_distinct
from merata.registry.field_cells import FieldCells

LEVEL = "benefit"
BENEFIT = ("programme", "year", "annual_idr")
"""The columns of `record.RECORD` that only lists of recipients have."""
FIRST_YEAR = 2000
MOST_IDR = 1_000_000_000
"""More rupiah a year than any aid to a family: an amount beyond it is a column misread or a sum of many."""

_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_RUPIAH = re.compile(r"(?:rp\.?\s*)?(\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:[.,]0{1,2})?(?:,-)?", re.IGNORECASE)
_NOTHING = ("", "-", "null")


def benefit_fields(cells: FieldCells, *, on: date) -> dict[str, pa.Array]:
    """programme (an identifier), year (until the one after `on`'s) and annual_idr (whole rupiah), each null where the
    file does not say; what cannot be is noted."""
    return {
        "programme": cells.code("programme", "programme_unknown"),
        "year": cells.read("year", "year_impossible", lambda column: years(column, on=on)),
        "annual_idr": cells.read("annual_idr", "rupiah_impossible", rupiah),
    }


def note_absent(cells: FieldCells, found: dict[str, pa.Array]) -> None:
    """Note each row of a list of recipients that does not say who, what, when or how much."""
    fine = np.zeros(cells.count, dtype=np.bool_)
    absent = {name: _absent(found[name]) & ~cells.wrong.get(name, fine) for name in found}
    for name in BENEFIT:
        cells.note("benefit_incomplete", absent[name], name)
    cells.note("recipient_missing", absent["nik"] & absent["kk"], "nik" if cells.has("nik") else "kk")


def years(cells: pa.Array, *, on: date) -> tuple[pa.Array, Flags]:
    """Years of four digits from `FIRST_YEAR` to the one after `on`'s, for which lists may be fixed already."""

    def read(text: str) -> int | None:
        if text.lower() in _NOTHING:
            return None
        found = _YEAR.fullmatch(text)
        if found is None or not FIRST_YEAR <= int(found[1]) <= on.year + 1:
            raise ImpossibleCellError(text)
        return int(found[1])

    return each_distinct(cells, read, pa.int64())


def rupiah(cells: pa.Array) -> tuple[pa.Array, Flags]:
    """Whole rupiah, plain or in groups of three by points or commas (3000000, Rp3.000.000, 3.000.000,00)."""

    def read(text: str) -> int | None:
        if text.lower() in _NOTHING:
            return None
        found = _RUPIAH.fullmatch(text)
        if found is None:
            raise ImpossibleCellError(text)
        amount = int(re.sub(r"[.,]", "", found[1]))
        if amount > MOST_IDR:
            raise ImpossibleCellError(text)
        return amount

    return each_distinct(cells, read, pa.int64())


def _absent(values: pa.Array) -> Flags:
    return np.asarray(values.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
