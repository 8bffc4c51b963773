"""Making a table of the dataset folder from a foreign file, as its mapping says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.tables.checking import at_rows, checked
from merata.tables.csv_file import read_csv
from merata.tables.folder import Dataset
from merata.tables.mapping_file import Mapping, Spec
from merata.tables.parquet_file import read_parquet
from merata.tables.parsing import has_decimal_comma, may_group_thousands, parsed
from merata.tables.personal_numbers import masked
from merata.tables.raw import RawTable
from merata.tables.schema import Kind
from merata.tables.xlsx_file import read_xlsx

EMPTY = ("", "~", "null")
"""What stands for an empty cell among the new values of a mapping."""


def import_mapped(mapping: Mapping, root: Path) -> pa.Table:
    """Make the mapped table from its source and write it into the dataset folder `root`; return it.

    Nothing is written unless every row is sound: raises `InputError` with all faults, named by the source's rows and
    columns. A table that stands there in another format is refused, so that there are never two.
    """
    source = _read(mapping)
    faults = list(source.faults)
    missing = {spec["from"] for spec in mapping.columns.values() if "from" in spec} - set(source.columns.column_names)
    expected = "one of " + masked(", ".join(source.columns.column_names))
    faults += [Fault(source.file, None, name, None, expected, "the column is missing") for name in sorted(missing)]
    if missing or not source.columns.column_names:
        raise InputError(f"{source.file} does not fit {mapping.file}", faults)
    made: dict[str, pa.Array] = {}
    for target, spec in mapping.columns.items():
        made[target], found = _made(source, target, spec, mapping.missing)
        faults += found
    origins = {target: spec["from"] for target, spec in mapping.columns.items() if "from" in spec}
    numeric = {target: source.numeric_cells[name] for target, name in origins.items() if name in source.numeric_cells}
    raw = RawTable(source.file, pa.table(made), source.rows, [], numeric, source.usual_mark)
    table, wrong = checked(raw, mapping.table)
    faults += [_as_in_source(fault, origins) for fault in wrong]
    if faults:
        raise InputError(f"{source.file} has {len(faults)} faults; nothing was written", faults)
    dataset = Dataset(root)
    dataset.write(mapping.table.name, table)
    if mapping.description:
        dataset.describe(mapping.description)
    return table


def _read(mapping: Mapping) -> RawTable:
    match mapping.source.suffix.lower():
        case ".parquet":
            return read_parquet(mapping.source)
        case ".xlsx":
            return read_xlsx(mapping.source, sheet=mapping.sheet)
        case _:
            return read_csv(mapping.source, delimiter=mapping.delimiter, encoding=mapping.encoding)


def _as_in_source(fault: Fault, origins: dict[str, str]) -> Fault:
    """The fault of a target column under the name that its cells have in the source."""
    origin = origins.get(fault.column or "")
    if origin is None or origin == fault.column:
        return fault
    return replace(fault, column=origin, problem=f"{fault.problem} (for {fault.column})")


def _made(source: RawTable, target: str, spec: Spec, missing: tuple[str, ...]) -> tuple[pa.Array, list[Fault]]:
    """One target column, as text unless the source has types of its own, and the cells that could not be mapped."""
    if "constant" in spec:
        return pa.array([str(spec["constant"])] * len(source.rows), pa.string()), []
    cells = pa.chunked_array(source.columns[spec["from"]].chunks, source.columns[spec["from"]].type).combine_chunks()
    faults: list[Fault] = []
    if missing and pa.types.is_string(cells.type):
        empty = pc.is_in(pc.utf8_trim_whitespace(cells), value_set=pa.array(missing))
        cells = pc.if_else(empty, pa.scalar(None, pa.string()), cells)
    if "values" in spec:
        text = pc.utf8_trim_whitespace(cells.cast(pa.string()))
        known = pa.array(list(spec["values"]), pa.string())
        new = pa.array([None if value in EMPTY else value for value in spec["values"].values()], pa.string())
        place = pc.index_in(text, value_set=known)
        lost = pc.and_(pc.is_valid(text), pc.is_null(place)).to_numpy(zero_copy_only=False)
        expected = "one of " + ", ".join(spec["values"])
        faults = at_rows(source, spec["from"], np.asarray(lost), expected, f"the mapping of {target} lacks this value")
        cells = new.take(place)
    if "multiply" in spec:
        cells = _multiplied(cells, float(spec["multiply"]), source.usual_mark)
    return cells, faults


def _multiplied(cells: pa.Array, factor: float, usual_mark: str | None) -> pa.Array:
    """Numbers times `factor`, to six decimals; with a cell that is no number all stay, for the check to name it."""
    if pa.types.is_string(cells.type):
        comma = has_decimal_comma(cells, usual_mark)
        numbers, wrong = parsed(cells, Kind.NUMBER, decimal_comma=comma)
        if wrong.any() or (not comma and may_group_thousands(cells, usual_mark).any()):
            return cells
    elif pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type) or pa.types.is_decimal(cells.type):
        numbers = cells
    else:
        return cells
    return pc.round(pc.multiply(pc.cast(numbers, pa.float64(), safe=False), factor), 6)
