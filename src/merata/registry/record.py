"""What the registry wants to know of a person or family, under one name whatever office exported it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

FIELDS: dict[str, str] = {
    "nik": "personal number of the person (of the head, in a file of families)",
    "kk": "number of the family card",
    "name": "name of the person (of the head, in a file of families)",
    "sex": "sex",
    "birth_date": "date of birth",
    "relation": "relation to the head of the family",
    "village_code": "village, as Kemendagri writes it",
    "desil": "national welfare decile",
    "died": "the office notes a death",
    "moved_out": "the office notes that the person moved away",
    "inactive": "the office no longer counts the record",
    "size": "members of the family",
    "address": "address as it was written",
    "source_household_id": "the office's own number of the family",
    "source_person_id": "the office's own number of the person",
    "event_date": "day of the death or move, in a list of events",
    "programme": "programme that is received, in a list of recipients",
    "year": "year of which a list of recipients tells",
    "annual_idr": "rupiah that are received in the year",
    "floor_area_m2": "floor area in square metres, in a list of families",
    "floor": "widest floor material",
    "toilet": "toilet facility",
    "water": "main source of drinking water",
    "electricity_va": "installed electric power in volt-ampere, 0 for none",
    "cooking_fuel": "main cooking fuel",
    "owns_motorcycle": "owns a motorcycle",
    "owns_car": "owns a car",
    "owns_refrigerator": "owns a refrigerator",
    "owns_smartphone": "owns a smartphone",
    "owns_computer": "owns a computer or tablet",
    "cattle": "cattle owned, head",
}
"""The canonical columns of an export, and what each holds. Of the unit that their text says; `desil` is 1
(poorest) to 10."""

PERSONAL = ("nik", "kk")
"""The fields that are personal numbers: masked wherever they are shown."""

RECORD = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("sheet", pa.string()),
        pa.field("nik", pa.string()),
        pa.field("kk", pa.string()),
        pa.field("name", pa.string()),
        pa.field("sex", pa.string()),
        pa.field("birth_date", pa.date32()),
        pa.field("relation", pa.string()),
        pa.field("village_code", pa.string()),
        pa.field("desil", pa.int64()),
        pa.field("desil_grouped", pa.bool_(), nullable=False),
        pa.field("died", pa.bool_()),
        pa.field("moved_out", pa.bool_()),
        pa.field("inactive", pa.bool_()),
        pa.field("size", pa.int64()),
        pa.field("address", pa.string()),
        pa.field("source_household_id", pa.string()),
        pa.field("source_person_id", pa.string()),
        pa.field("event_date", pa.date32()),
        pa.field("programme", pa.string()),
        pa.field("year", pa.int64()),
        pa.field("annual_idr", pa.int64()),
        pa.field("floor_area_m2", pa.float64()),
        pa.field("floor", pa.string()),
        pa.field("toilet", pa.string()),
        pa.field("water", pa.string()),
        pa.field("electricity_va", pa.int64()),
        pa.field("cooking_fuel", pa.string()),
        pa.field("owns_motorcycle", pa.bool_()),
        pa.field("owns_car", pa.bool_()),
        pa.field("owns_refrigerator", pa.bool_()),
        pa.field("owns_smartphone", pa.bool_()),
        pa.field("owns_computer", pa.bool_()),
        pa.field("cattle", pa.int64()),
    ]
)
"""A row that was found sound. `row` is the row as a spreadsheet counts it (the header is usually row 1), `sheet` the
sheet of a workbook. `nik` and `kk` are sixteen digits; `sex` male or female; `relation` head, spouse, child, parent or
other; `village_code` as 35.05.01.2001; `desil` 1 to 10, null where it is undetermined or given in a group such as 6-10,
which `desil_grouped` says. The three flags are null where the file says nothing. `programme` is an identifier such as
pkh; housing is coded as in the dataset's table `households`."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that has not as many cells as the header: its number, and its text in as many cells as the header has."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawChunk:
    """Some rows of a file, in its order, before anything is known of its columns.

    `source`: every column as text, in the file's order, under its own names. `rows` (n): the rows' numbers in the file
    or sheet. `sheet`: the sheet of a workbook, None for CSV. `formulas`, `errors`: for each column, the rows (numbers
    as in `rows`) whose cell holds a formula, or in which the spreadsheet computed an error. `unreadable`: rows that are
    not among them, for nobody can tell which cell is which.
    """

    source: pa.Table
    rows: NDArray[np.int64]
    sheet: str | None
    formulas: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    errors: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk(RawChunk):
    """Some rows of an export of which the columns are known.

    `cells`: the columns that were recognised, as text, under the names of `FIELDS` and `layouts.NOTES`.
    """

    cells: pa.Table = field(default_factory=lambda: pa.table({}))
