"""Cells of a workbook in which the spreadsheet computed an error (#N/A, #REF!, …).

The reader gives such cells as empty, and an empty cell may be allowed; so they are looked up in the workbook's own
parts, where each is marked `t="e"`.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

_CELL = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:<f\b.*?(?:/>|</f>))?<v>([^<]*)</v>', re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """Where an error stands, `row` and `column` counted from 1, and its text."""

    row: int
    column: int
    text: str


def error_cells(path: Path, sheet: str) -> list[ErrorCell]:
    """The error cells of the sheet of that name, in the order in which they stand."""
    with zipfile.ZipFile(path) as parts:
        content = parts.read(part_of(parts, sheet))
    found = []
    for attributes, text in _CELL.findall(content):
        reference = _REFERENCE.search(attributes)
        if reference:
            letters, row = reference.groups()
            found.append(ErrorCell(int(row), _column(letters.decode()), unescape(text.decode())))
    return found


def part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a sheet: its name leads to an id, the id to the part (ECMA-376 part 1, 18.2 and 12.3)."""
    sheets = [_attributes(tag) for tag in re.findall(r"<sheet\b[^>]*>", parts.read("xl/workbook.xml").decode())]
    related = [
        _attributes(tag)
        for tag in re.findall(r"<Relationship\b[^>]*>", parts.read("xl/_rels/workbook.xml.rels").decode())
    ]
    wanted = next(entry["r:id"] for entry in sheets if entry.get("name") == sheet)
    target = next(entry["Target"] for entry in related if entry["Id"] == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w:]+)="([^"]*)"', tag)}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
