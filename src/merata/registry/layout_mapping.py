"""An office's own mapping file: the layout it starts from, and what its columns and codes are called there.

format: dtsen_anggota                # the layout to start from
fields:
  name: NAMA LENGKAP                 # the column's name in the file, or a list of names
  relation: {columns: SHDK, values: {head: [KK], spouse: [ISTRI, SUAMI]}}
known: [CATATAN]                     # columns to pass over without being told
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from merata.errors import InputError
from merata.registry.layouts import COLUMN_FIELDS, UNKNOWN, FieldSpec, Layout, folded, layouts, reversed_codes
from merata.tables.located_yaml import Located, parse

NAMED_BY_THE_OFFICE = ("programme",)
"""The fields whose code list may lead to what no layout knows: an office pays programmes that Merata never heard of."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")


def mapped(path: Path) -> Layout:
    """The layout that an office's mapping file makes; raises `InputError` with all its faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    document = parse(text, path.name)
    content = yaml.load(text, yaml.BaseLoader)  # noqa: S506 (texts only: 01 stays 01, and no is not false)
    if not isinstance(content, dict):
        document.fault((), "not a mapping file", "the entries format and fields")
        content = {}
    for key in set(content) - {"format", "fields", "known"}:
        document.fault((key,), "unknown entry", "one of format, fields, known")
    base = layouts().get(content.get("format", ""))
    if base is None:
        document.fault(
            ("format",), "unknown or missing layout", "one of " + ", ".join(layouts()), content.get("format")
        )
    entries = content.get("fields", {})
    known = content.get("known", [])
    if not isinstance(entries, dict):
        document.fault(("fields",), "not of the form", "field: column for every column")
        entries = {}
    if not _texts(known):
        document.fault(("known",), "not of the form", "a list of columns")
        known = []
    specs = {name: _own_field(document, name, entry) for name, entry in entries.items()}
    document.raise_faults(f"{path} cannot be used")
    if base is None:  # raised above; said for the reader of types
        raise InputError(f"{path} cannot be used")
    merged = {name: _over(base.fields.get(name), spec) for name, spec in specs.items()}
    # A column that the mapping gives to one field belongs to no other.
    taken = {column for spec in specs.values() for column in spec.names}
    others = {
        name: replace(spec, names=tuple(column for column in spec.names if column not in taken))
        for name, spec in base.fields.items()
        if name not in merged
    }
    return replace(base, fields=others | merged, known=(*base.known, *(_pattern(column) for column in known)))


def _own_field(document: Located, name: str, entry: Any) -> FieldSpec:
    """A field of a mapping file."""
    place = ("fields", name)
    if name not in COLUMN_FIELDS:
        document.fault(place, "there is no such field", "one of " + ", ".join(COLUMN_FIELDS))
    spec = entry if isinstance(entry, dict) else {"columns": entry}
    columns = spec.get("columns", [])
    columns = [columns] if isinstance(columns, str) else columns
    values = spec.get("values", {})
    if set(spec) - {"columns", "values"} or not _texts(columns) or not _code_list(values):
        document.fault(
            place, "not of the form", "a column, a list of columns, or {columns: …, values: {code: [texts]}}"
        )
        return FieldSpec(())
    allowed = _meanings(name)
    for meaning in values:
        if name in NAMED_BY_THE_OFFICE and not _IDENTIFIER.fullmatch(meaning):
            document.fault((*place, "values", meaning), "not an identifier", "small letters, digits and _, as in pkh")
        elif name not in NAMED_BY_THE_OFFICE and allowed and meaning not in allowed:
            document.fault((*place, "values", meaning), "no such value", "one of " + ", ".join(sorted(allowed)))
    return FieldSpec(tuple(map(folded, columns)), reversed_codes(values))


def _meanings(name: str) -> set[str]:
    """What a field's code list may lead to; empty where the field takes any text."""
    found = {
        value for layout in layouts().values() if name in layout.fields for value in layout.fields[name].values.values()
    }
    return found | {UNKNOWN} if found else found


def _over(base: FieldSpec | None, own: FieldSpec) -> FieldSpec:
    """A mapping's field over the layout's: its columns alone if it names any, its codes before the layout's."""
    if base is None:
        return own
    return FieldSpec(own.names or base.names, base.values | own.values)


def _pattern(column: str) -> str:
    return "*".join(folded(part) for part in column.split("*"))


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _code_list(values: object) -> bool:
    return isinstance(values, dict) and all(_texts(texts) for texts in values.values())
