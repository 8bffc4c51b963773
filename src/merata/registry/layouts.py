"""Layouts of exports: which column of which office's file is what, as configuration and not as code.

Merata brings one YAML file for each layout it knows (`formats/*.yaml`); `layout_mapping` reads an office's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from merata.errors import UsageError
from merata.registry.record import FIELDS

NOTES = ("alive", "presence")
"""What a file may say besides the fields of a record: whether a person lives (the reverse of `died`), and where."""
COLUMN_FIELDS = (*FIELDS, *NOTES)
UNKNOWN = "unknown"
"""The entry of a code list with what a file writes where nothing is known."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """How one field stands in a file: the names its column may have (folded), and its code list, if it has one.

    `values` leads from what the file writes (folded) to what the registry says; `unknown` stands for nothing known.
    """

    names: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file of one office.

    `layout_id` as dtsen_anggota, `format` the office's (dtsen), `level` what a row is: person, household, event (a
    death, a move) or benefit (what somebody receives), `fields` by canonical name, `required` the fields without which
    it is not this file, `known` further columns that are known but not used (folded, `*` for any signs).
    """

    layout_id: str
    format: str
    level: str
    title: str
    fields: dict[str, FieldSpec]
    required: tuple[str, ...]
    known: tuple[str, ...] = ()

    def knows(self, column: str) -> bool:
        """Whether the layout knows a column of that (folded) name, though it does not use it."""
        return any(re.fullmatch(re.escape(name).replace(r"\*", ".*"), column) for name in self.known)


def folded(text: str) -> str:
    """`text` without capitals, and with everything that is no letter or digit as one low line between words."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


@cache
def layouts() -> dict[str, Layout]:
    """The layouts that Merata brings, by id."""
    folder = files("merata.registry") / "formats"
    codes = yaml.load((folder / "codes.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 (texts only)
    found = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml") and path.name != "codes.yaml":
            layout = _layout(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), codes)  # noqa: S506
            found[layout.layout_id] = layout
    return found


def layouts_of(format: str) -> list[Layout]:  # noqa: A002 (the option's name)
    """The layouts that `format` may mean: one by its id, those of an office, or all for auto; `UsageError` else."""
    known = layouts()
    if format == "auto":
        return list(known.values())
    chosen = [layout for layout in known.values() if format in (layout.layout_id, layout.format)]
    if not chosen:
        names = sorted({layout.format for layout in known.values()} | set(known))
        raise UsageError(f"unknown format {format!r}; one of auto, {', '.join(names)}")
    return chosen


def _layout(content: dict[str, Any], codes: dict[str, dict[str, list[str]]]) -> Layout:
    fields = {}
    for name, entry in content["fields"].items():
        spec = entry if isinstance(entry, dict) else {"columns": entry}
        values = reversed_codes(codes.get(name, {})) | reversed_codes(spec.get("values", {}))
        fields[name] = FieldSpec(tuple(spec["columns"]), values)
    return Layout(
        content["layout"],
        content["format"],
        content["level"],
        content["title"],
        fields,
        tuple(content["required"]),
        tuple(content["known"]),
    )


def reversed_codes(values: dict[str, list[str]]) -> dict[str, str]:
    """A code list the way it is looked up: from what a file writes (folded) to its meaning."""
    return {folded(text): meaning for meaning, texts in values.items() for text in texts}
