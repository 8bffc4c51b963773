"""From a file as an office exports it to a table of the dataset folder: the mapping is configuration, not code.

A mapping file (YAML):

    table: survey_households            # a table of the catalogue
    source: laeken_eusilc.csv           # beside the mapping, unless the call names another
    delimiter: ","                      # optional, as are encoding and sheet
    missing: [NA]                       # optional: what the source writes for an empty cell
    description: {name: …, year: 2006, currency: EUR}   # what dataset.yaml shall say
    columns:                            # target: source column, or more
      survey_id: rb030
      head_sex: {from: rb090, values: {male: male, female: female}}
      consumption_pc_idr: {from: eqIncome, multiply: 1.0}
      size: {constant: 1}

Codes and constants are taken as they are written: 01 stays 01, and no is not false.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from merata.errors import Fault, InputError
from merata.tables.catalogue import TABLES
from merata.tables.checking import at_rows, checked
from merata.tables.csv_file import read_csv
from merata.tables.folder import Dataset, Description, description_of
from merata.tables.loading import table_files
from merata.tables.parquet_file import read_parquet
from merata.tables.parsing import has_decimal_comma, may_group_thousands, parsed
from merata.tables.personal_numbers import masked
from merata.tables.raw import RawTable
from merata.tables.schema import Kind, Table
from merata.tables.xlsx_file import read_xlsx

KEYS = ("table", "source", "delimiter", "encoding", "sheet", "missing", "description", "columns")
EMPTY = ("", "~", "null")
COLUMN_KEYS = ("from", "values", "multiply", "constant")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file that was found sound; `columns` holds for each target what it is made from."""

    file: str
    table: Table
    source: Path
    columns: dict[str, dict[str, Any]]
    description: Description | None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()


def load_mapping(path: Path, *, source: Path | None = None) -> Mapping:
    """Read a mapping file; `source` replaces the one it names. Raises `InputError` with all its faults."""
    lines = _Lines(path)
    content = lines.content
    for key in content.keys() - set(KEYS):
        lines.fault(key, None, "one of " + ", ".join(KEYS), "unknown entry")
    name = content.get("table")
    if name not in TABLES:
        lines.fault("table", name, "one of " + ", ".join(TABLES), "unknown or missing table")
        raise InputError(f"{path} cannot be used", lines.faults)
    columns = _columns(lines, TABLES[name])
    chosen = source or (path.parent / str(content["source"]) if content.get("source") else None)
    if chosen is None or not chosen.is_file():
        lines.fault(
            "source", str(chosen) if chosen else None, "a file that is there (or --source FILE)", "the file is missing"
        )
    if lines.faults or chosen is None:
        raise InputError(f"{path} cannot be used", lines.faults)
    described = description_of(content["description"], path.name) if "description" in content else None
    options = {key: content.get(key) for key in ("delimiter", "encoding", "sheet")}
    missing = tuple(str(text) for text in content.get("missing") or ())
    return Mapping(path.name, TABLES[name], chosen, columns, described, **options, missing=missing)


def import_mapped(mapping: Mapping, root: Path) -> pa.Table:
    """Make the mapped table from its source and write it into the dataset folder `root`; return it.

    Nothing is written unless every row is sound: raises `InputError` with all faults, named by the source's rows and
    columns. A table that stands there in another format is refused, so that there are never two.
    """
    others = [path.name for path in table_files(root, mapping.table.name) if path.suffix != ".parquet"]
    if others:
        raise InputError(f"{root} already holds {others[0]}; remove it first, or import into another folder")
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
    match mapping.source.suffix:
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


def _made(
    source: RawTable, target: str, spec: dict[str, Any], missing: tuple[str, ...]
) -> tuple[pa.Array, list[Fault]]:
    """One target column, as text unless the source has types of its own, and the cells that could not be mapped."""
    if "constant" in spec:
        return pa.array([str(spec["constant"])] * len(source.rows), pa.string()), []
    cells = pa.chunked_array(source.columns[spec["from"]].chunks, source.columns[spec["from"]].type).combine_chunks()
    faults: list[Fault] = []
    if missing and pa.types.is_string(cells.type):
        empty = pc.is_in(cells, value_set=pa.array(missing))
        cells = pc.if_else(empty, pa.scalar(None, pa.string()), cells)
    if "values" in spec:
        text = cells.cast(pa.string())
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
    else:
        numbers = cells
    return pc.round(pc.multiply(pc.cast(numbers, pa.float64(), safe=False), factor), 6)


def _columns(lines: _Lines, table: Table) -> dict[str, dict[str, Any]]:
    entries = lines.content.get("columns")
    if not isinstance(entries, dict):
        lines.fault("columns", None, "target: source for every column", "missing or of the wrong form")
        return {}
    known = [column.name for column in table.columns]
    found: dict[str, dict[str, Any]] = {}
    for target, entry in entries.items():
        spec = {"from": entry} if isinstance(entry, str) else entry
        if target not in known:
            lines.fault(str(target), None, "one of " + ", ".join(known), f"the table {table.name} has no such column")
        elif not _is_sound(spec):
            expected = "a column's name, {constant: value}, or {from: name} with values or multiply"
            lines.fault(str(target), str(entry), expected, "not a way to make a column")
        else:
            found[target] = spec
    for column in table.columns:
        if column.required and column.name not in entries:
            lines.fault(
                "columns", None, f"a source for {column.name} ({column.meaning})", "a required column is not mapped"
            )
    return found


def _is_sound(spec: Any) -> bool:
    if not isinstance(spec, dict) or set(spec) - set(COLUMN_KEYS) or ("from" in spec) == ("constant" in spec):
        return False
    numbers, wrong = parsed(pa.array([str(spec.get("multiply", 1))]), Kind.NUMBER)
    return isinstance(spec.get("values", {}), dict) and not wrong.any() and numbers.null_count == 0


class _Lines:
    """A YAML file's content with the line of each key, and the faults found in it."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.faults: list[Fault] = []
        try:
            text = path.read_text(encoding="utf-8")
            content, tree = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InputError(f"{path} cannot be read as YAML: {error}") from error
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}
        if isinstance(self.content.get("columns"), dict) and isinstance(tree, yaml.MappingNode):
            self.content["columns"] = _as_written(next(v for k, v in tree.value if k.value == "columns"))
        self._line = dict(_key_lines(tree))

    def fault(self, key: str, value: str | None, expected: str, problem: str) -> None:
        self.faults.append(Fault(self.file, self._line.get(key), key, value, expected, problem))


def _as_written(node: yaml.Node) -> Any:
    """A node with every scalar as it stands in the file, so that YAML makes no number or truth value of a code."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _as_written(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_written(item) for item in node.value]
    return node.value


def _key_lines(node: yaml.Node | None) -> list[tuple[str, int]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    lines = []
    for key, value in node.value:
        lines.append((str(key.value), key.start_mark.line + 1))
        lines += _key_lines(value)
    return lines
