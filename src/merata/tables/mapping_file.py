"""The mapping file: how a foreign file becomes a table of the dataset folder. It is configuration, not code.

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

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from merata.errors import Fault, InputError
from merata.tables.catalogue import TABLES
from merata.tables.folder import Description, description_of
from merata.tables.parsing import parsed
from merata.tables.personal_numbers import masked
from merata.tables.schema import Kind, Table

KEYS = ("table", "source", "delimiter", "encoding", "sheet", "missing", "description", "columns")
COLUMN_KEYS = ("from", "values", "multiply", "constant")

Spec = dict[str, Any]
"""How one column is made: some of `COLUMN_KEYS`, every scalar as text."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file that was found sound; `columns` holds for each target what it is made from."""

    file: str
    table: Table
    source: Path
    columns: dict[str, Spec]
    description: Description | None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()


def load_mapping(path: Path, *, source: Path | None = None) -> Mapping:
    """Read a mapping file; `source` replaces the one it names. Raises `InputError` with all its faults."""
    document = _Document(path)
    entries = document.entries
    for key in entries:
        if key not in KEYS:
            document.fault((key,), None, "one of " + ", ".join(KEYS), "unknown entry")
    name = entries.get("table")
    if not isinstance(name, str) or name not in TABLES:
        document.fault(("table",), name, "one of " + ", ".join(TABLES), "unknown or missing table")
        raise InputError(f"{path} cannot be used", document.faults)
    columns = _columns(document, TABLES[name])
    chosen = source or path.parent / (_scalar(document, "source") or "")
    if not chosen.is_file():
        expected = "a file that is there (or --source FILE)"
        document.fault(("source",), entries.get("source"), expected, "the file is missing")
    mapping = Mapping(
        path.name,
        TABLES[name],
        chosen,
        columns,
        _description(document),
        delimiter=_delimiter(document),
        encoding=_encoding(document),
        sheet=_scalar(document, "sheet"),
        missing=_missing(document),
    )
    if document.faults:
        raise InputError(f"{path} cannot be used", document.faults)
    return mapping


class _Document:
    """A YAML file with every scalar as it is written, the line of each entry, and the faults found in it.

    YAML alone would make 35.1 of the code 35.10, 1 of 01 and false of no.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.faults: list[Fault] = []
        self.lines: dict[tuple[str, ...], int] = {}
        try:
            text = path.read_text(encoding="utf-8")
            self.typed, tree = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InputError(f"{path} cannot be read as YAML: {error}") from error
        content = self._as_written(tree, ()) if tree is not None else {}
        self.entries: dict[str, Any] = content if isinstance(content, dict) else {}

    def fault(self, place: tuple[str, ...], value: object, expected: str, problem: str) -> None:
        """Note a fault of the entry at `place`, or of the one that should hold it."""
        row = next((self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), None)
        shown = None if value is None else masked(str(value))
        self.faults.append(Fault(self.file, row, masked(place[-1]), shown, expected, problem))

    def _as_written(self, node: yaml.Node, place: tuple[str, ...]) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self._as_written(item, place) for item in node.value]
        if not isinstance(node, yaml.MappingNode):
            return node.value
        found: dict[str, Any] = {}
        for key, value in node.value:
            here = (*place, str(key.value))
            twice = here[-1] in found
            self.lines[here] = key.start_mark.line + 1
            found[here[-1]] = self._as_written(value, here)
            if twice:
                self.fault(here, None, "each entry once", "the entry stands twice")
        return found


def _columns(document: _Document, table: Table) -> dict[str, Spec]:
    entries = document.entries.get("columns")
    if not isinstance(entries, dict):
        document.fault(("columns",), None, "target: source for every column", "missing or of the wrong form")
        return {}
    known = [column.name for column in table.columns]
    found: dict[str, Spec] = {}
    for target, entry in entries.items():
        spec = {"from": entry} if isinstance(entry, str) else entry
        place = ("columns", target)
        if target not in known:
            document.fault(place, None, "one of " + ", ".join(known), f"the table {table.name} has no such column")
        elif not _is_sound(spec):
            expected = "a column's name, {constant: value}, or {from: name} with values or multiply"
            document.fault(place, entry, expected, "not a way to make a column")
        else:
            found[target] = spec
    for column in table.columns:
        if column.required and column.name not in entries:
            expected = f"a source for {column.name} ({column.meaning})"
            document.fault(("columns",), None, expected, "a required column is not mapped")
    return found


def _is_sound(spec: object) -> bool:
    match spec:
        case {"constant": str(), **others}:
            return not others
        case {"from": str(name), **others}:
            known = name != "" and set(others) <= set(COLUMN_KEYS)
            return known and _are_texts(others.get("values", {})) and _is_number(others.get("multiply", "1"))
        case _:
            return False


def _are_texts(values: object) -> bool:
    return isinstance(values, dict) and all(isinstance(value, str) for value in values.values())


def _is_number(text: object) -> bool:
    if not isinstance(text, str):
        return False
    numbers, _ = parsed(pa.array([text]), Kind.NUMBER)
    return bool(numbers.null_count == 0)


def _description(document: _Document) -> Description | None:
    if "description" not in document.entries:
        return None
    try:
        return description_of(document.typed["description"], document.file)
    except InputError as error:
        for fault in error.faults:
            document.fault(("description", fault.column or ""), fault.value, fault.expected, fault.problem)
        return None


def _scalar(document: _Document, key: str) -> str | None:
    value = document.entries.get(key)
    if value is not None and not isinstance(value, str):
        document.fault((key,), value, "one text", "not of the form")
        return None
    return value or None


def _delimiter(document: _Document) -> str | None:
    delimiter = _scalar(document, "delimiter")
    if delimiter is not None and (len(delimiter) > 1 or not delimiter.isascii()):
        document.fault(("delimiter",), delimiter, 'one sign, such as ";"', "not a delimiter")
    return delimiter


def _encoding(document: _Document) -> str | None:
    encoding = _scalar(document, "encoding")
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        document.fault(("encoding",), encoding, "an encoding such as utf-8 or cp1252", "unknown encoding")
    return encoding


def _missing(document: _Document) -> tuple[str, ...]:
    missing = document.entries.get("missing", [])
    if not isinstance(missing, list) or not all(isinstance(text, str) for text in missing):
        document.fault(("missing",), missing, "a list such as [NA]", "not of the form")
        return ()
    return tuple(missing)
