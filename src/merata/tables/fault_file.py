"""Faults as a file that a program or a spreadsheet can read."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from merata.errors import Fault, UsageError
from merata.tables.writing import whole_file

COLUMNS = tuple(field.name for field in fields(Fault))


def refuse_other_file(path: Path) -> None:
    """Raise `UsageError` where `path` is a file that is no fault file: it would be overwritten or removed."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        start = file.read(64)
    if not start.startswith((",".join(COLUMNS).encode(), b"[]", b'[\n {\n  "file":')):
        raise UsageError(f"{path} is there and is not a fault file of an earlier check; name another file")


def write_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Write `faults` to `path`, as JSON where it ends so, else as CSV; whole or not at all."""
    with whole_file(path) as partial:
        if path.suffix == ".json":
            text = json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=1)
            partial.write_text(text + "\n", encoding="utf-8")
            return
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([_safe(getattr(fault, name)) for name in COLUMNS] for fault in faults)


def _safe(cell: str | int | None) -> str | int | None:
    """A cell that no spreadsheet takes for a formula: the values come from files nobody has checked yet."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell
