"""The outcome of `merata registry check` in the terminal and as JSON: Indonesian, then English."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from merata.cli.registry_shown import shown
from merata.registry.export import Export
from merata.registry.file_check import Summary
from merata.registry.findings import KINDS, Severity
from merata.registry.noting import printable
from merata.registry.record import Chunk

SAMPLES = 3
"""Values of each column that the preview shows."""


def print_preview(console: Console, export: Export, rows: Chunk | None, *, show_names: bool) -> None:
    """Print what each column was taken for, with its first values."""
    _print_head(console, export)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("kolom / column", "dibaca sebagai / taken for", "nilai pertama / first values"):
        table.add_column(heading, overflow="fold")
    for name, field, values in _columns(export, rows, show_names=show_names):
        style = None if field else "dim"
        # As text: what stands in brackets in a file is no markup.
        cells = (printable(name), field or _why_not(export, name), " · ".join(values[:SAMPLES]))
        table.add_row(*map(Text, cells), style=style)
    console.print(table)


def preview_json(export: Export, rows: Chunk | None, *, show_names: bool) -> dict[str, Any]:
    """The preview: the layout, and for each column the field that it is and its first values, masked."""
    columns = [
        {"column": name, "field": field, "first": values}
        for name, field, values in _columns(export, rows, show_names=show_names)
    ]
    return _head_json(export) | {"columns": columns}


def print_summary(console: Console, export: Export, summary: Summary) -> None:
    """Print how many rows are sound, and each kind of finding with its count, sentence and an example."""
    _print_head(console, export)
    if export.recognition.unknown:
        unknown = printable(", ".join(export.recognition.unknown))
        console.print(f"Kolom tidak dikenal / unknown columns: {unknown}", style="yellow", markup=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{summary.rows:,}", "baris / rows")
    table.add_row(f"{summary.accepted:,}", "diterima / accepted", style="green")
    table.add_row(
        f"{summary.faulty:,}", "salah, tidak diterima / faulty, kept out", style="red" if summary.faulty else None
    )
    console.print(table)
    _print_kinds(console, summary, Severity.FAULT, "Kesalahan / faults", "red")
    _print_kinds(
        console, summary, Severity.WARNING, "Peringatan (baris tetap diterima) / warnings (rows accepted)", "yellow"
    )


def summary_json(export: Export, summary: Summary) -> dict[str, Any]:
    """Counts by code, and examples, personal numbers masked."""
    return _head_json(export) | {
        "rows": summary.rows,
        "accepted": summary.accepted,
        "faulty": summary.faulty,
        "faults": summary.of(Severity.FAULT),
        "warnings": summary.of(Severity.WARNING),
        "examples": summary.examples.to_pylist(),
    }


def _print_kinds(console: Console, summary: Summary, severity: Severity, title: str, style: str) -> None:
    counts = summary.of(severity)
    if not counts:
        return
    console.print(title, style=f"bold {style}")
    examples = {row["code"]: row for row in reversed(summary.examples.to_pylist())}
    for code, count in counts.items():
        kind, example = KINDS[code], examples[code]
        place = [f"baris/row {example['row']:,}", example["sheet"], example["column"], example["value"]]
        console.print(f"{count:>9,}  {kind.id}", style=style, markup=False, soft_wrap=True)
        console.print(f"{'':9}  {kind.en}", markup=False, soft_wrap=True)
        told = printable(" · ".join(part for part in place if part))
        console.print(f"{'':9}  mis./e.g. {told}", style="dim", markup=False, soft_wrap=True)


def _print_head(console: Console, export: Export) -> None:
    recognition = export.recognition
    console.print(
        f"{recognition.file}: {recognition.layout.title} ({recognition.layout.layout_id})", style="bold", markup=False
    )
    if export.passed_over:
        others = printable(", ".join(export.passed_over))
        console.print(f"Lembar dilewati / sheets passed over: {others}", style="yellow", markup=False)


def _head_json(export: Export) -> dict[str, Any]:
    return {
        "file": export.recognition.file,
        "layout": export.recognition.layout.layout_id,
        "unknown_columns": list(export.recognition.unknown),
        "passed_over_sheets": list(export.passed_over),
    }


def _columns(export: Export, rows: Chunk | None, *, show_names: bool) -> list[tuple[str, str | None, list[str]]]:
    """Each column with its field, and its first values as they may be shown."""
    found = []
    for name, field in export.recognition.columns:
        cells = [] if rows is None else rows.source[name].to_pylist()
        found.append((name, field, [shown(field, cell, show_names=show_names) for cell in cells]))
    return found


def _why_not(export: Export, name: str) -> str:
    if name in export.recognition.unknown:
        return "tidak dikenal / unknown"
    return "tidak dipakai / not used"
