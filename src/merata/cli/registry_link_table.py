"""Pairs of records in the terminal and as a list: where they stand, how likely, and why. Indonesian, then English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from merata.cli.registry_shown import masked_name
from merata.registry.evidence import STATUS_NAMES, agreement_words, weight_words
from merata.registry.linkage import STATUSES, Links
from merata.registry.noting import printable
from merata.registry.rejected_file import safe_text
from merata.tables.personal_numbers import masked

SHOWN = 5
"""Pairs of each status in the terminal; the list has all."""


def listed_pairs(found: Links, tables: Sequence[pa.Table], files: Sequence[str], *, show_names: bool) -> pa.Table:
    """A line for each pair: file, row, masked NIK and name of both, status, weight, and the evidence in words."""
    columns: dict[str, pa.Array | pa.ChunkedArray] = {}
    for side in ("left", "right"):
        at = list(zip(found.pairs[f"{side}_table"].to_pylist(), found.pairs[f"{side}_record"].to_pylist(), strict=True))
        columns[f"{side}_file"] = pa.array([files[table] for table, _ in at], pa.string())
        for name in ("row", "nik", "name"):
            cells = [table[name].to_pylist() for table in tables]
            values = [cells[table][record] for table, record in at]
            columns[f"{side}_{name}"] = (
                pa.array(values) if name == "row" else _hidden(values, name, show_names=show_names)
            )
    rows = found.pairs.to_pylist()
    weights, agreed = [weight_words(row["match_weight"]) for row in rows], [agreement_words(row) for row in rows]
    columns["status"] = found.pairs["status"]
    columns["match_weight"] = found.pairs["match_weight"]
    for language, place in (("id", 0), ("en", 1)):
        columns[f"likelihood_{language}"] = pa.array([words[place] for words in weights], pa.string())
        columns[f"evidence_{language}"] = pa.array([words[place] for words in agreed], pa.string())
    return pa.table(columns)


def print_links(console: Console, found: Links, pairs: pa.Table) -> None:
    """Print how many pairs of each status, and some of each with the evidence."""
    counts = Counter(found.pairs["status"].to_pylist())
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for status in STATUSES:
        table.add_row(f"{counts[status]:,}", "pasangan / pairs: " + " / ".join(STATUS_NAMES[status]))
    console.print(table)
    for status in STATUSES[1:]:
        some = pairs.filter(pa.array([value == status for value in pairs["status"].to_pylist()])).slice(0, SHOWN)
        if some.num_rows:
            console.print(" / ".join(STATUS_NAMES[status]), style="bold", markup=False)
        for row in some.to_pylist():
            _print_pair(console, row)


def links_json(found: Links) -> dict[str, Any]:
    """Counts by status, groups, and from how many duplicates the model learnt."""
    counts = Counter(found.pairs["status"].to_pylist())
    return {
        "pairs": {status: counts[status] for status in STATUSES},
        "groups": len(set(found.groups["group"].to_pylist())),
        "learnt_from": round(found.learnt_from, 1),
    }


def _print_pair(console: Console, row: dict[str, Any]) -> None:
    places = " = ".join(
        f"{row[f'{side}_file']}:{row[f'{side}_row']} {row[f'{side}_name'] or ''} {row[f'{side}_nik'] or ''}".rstrip()
        for side in ("left", "right")
    )
    console.print(f"  {printable(places)}", markup=False, soft_wrap=True)
    for language in ("id", "en"):
        words = f"    {row[f'likelihood_{language}']}: {row[f'evidence_{language}']}"
        console.print(words, style="dim", markup=False, soft_wrap=True)


def _hidden(values: list[str | None], name: str, *, show_names: bool) -> pa.Array:
    if name == "nik":
        return pa.array([None if value is None else masked(value) for value in values], pa.string())
    shown = values if show_names else [None if value is None else masked_name(value) for value in values]
    return safe_text(pa.array(shown, pa.string()))
