"""The cells of a list of families that tell of the house and of what the family owns."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from merata.registry.cell_values import Flags, ImpossibleCellError, each_distinct
from merata.registry.field_cells import FieldCells

CODED = ("floor", "toilet", "water", "cooking_fuel")
OWNED = ("owns_motorcycle", "owns_car", "owns_refrigerator", "owns_smartphone", "owns_computer")
HOUSING = (*CODED, *OWNED, "floor_area_m2", "electricity_va", "cattle")
"""The columns of `record.RECORD` that only some lists of families have."""
LEAST_VA = 450
"""The least power that PLN installs: a smaller number in its column is a questionnaire's code, not volt-ampere."""

_NOTHING = ("", "-", "null")


def housing_fields(cells: FieldCells) -> dict[str, pa.Array]:
    """Each of `HOUSING`, null where the file does not say; what no code list has is null and noted, never guessed."""
    found = {name: cells.code(name, "attribute_unknown") for name in CODED}
    found |= {name: pc.equal(cells.code(name, "attribute_unknown"), "true") for name in OWNED}
    found["floor_area_m2"] = cells.read("floor_area_m2", "attribute_unknown", floor_areas)
    found["electricity_va"] = cells.read("electricity_va", "attribute_unknown", powers)
    found["cattle"] = cells.read("cattle", "attribute_unknown", herds)
    return found


def said_of_housing(records: pa.Table, named: dict[str, str]) -> pa.Table:
    """`records` without the columns of `HOUSING` that the file lacks: a digest of a row is of what its office says."""
    return records.drop_columns([name for name in HOUSING if name in records.column_names and name not in named])


def floor_areas(cells: pa.Array) -> tuple[pa.Array, Flags]:
    """Square metres from 1 to 5,000, with a point or a comma before decimals."""

    def read(text: str) -> float | None:
        if text.lower() in _NOTHING:
            return None
        if not re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", text) or not 1 <= float(text.replace(",", ".")) <= 5000:
            raise ImpossibleCellError(text)
        return float(text.replace(",", "."))

    return each_distinct(cells, read, pa.float64())


def powers(cells: pa.Array) -> tuple[pa.Array, Flags]:
    """Installed volt-ampere: 0, or `LEAST_VA` and more (900, 900 VA, 1.300)."""

    def read(text: str) -> int | None:
        if text.lower() in _NOTHING:
            return None
        found = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})|\d{1,6})(?:\.0)?\s*(?:va|watt)?", text, re.IGNORECASE)
        amount = int(re.sub(r"[.,]", "", found[1])) if found else -1
        if amount != 0 and not LEAST_VA <= amount <= 100_000:
            raise ImpossibleCellError(text)
        return amount

    return each_distinct(cells, read, pa.int64())


def herds(cells: pa.Array) -> tuple[pa.Array, Flags]:
    """Head of cattle, 0 to 10,000."""

    def read(text: str) -> int | None:
        if text.lower() in _NOTHING:
            return None
        if not re.fullmatch(r"\d{1,5}(?:\.0)?", text) or int(text.split(".", maxsplit=1)[0]) > 10_000:
            raise ImpossibleCellError(text)
        return int(text.split(".", maxsplit=1)[0])

    return each_distinct(cells, read, pa.int64())
