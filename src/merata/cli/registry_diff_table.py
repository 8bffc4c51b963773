"""What changed between two snapshots, in the terminal and as JSON: Indonesian, then English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from merata.registry.difference import CHANGES, Difference
from merata.registry.noting import printable

CHANGE_NAMES = {
    "new": ("baru", "new"),
    "gone": ("tidak ada lagi", "gone"),
    "moved_village": ("pindah desa", "moved to another village"),
    "moved_household": ("pindah keluarga", "moved to another family"),
    "moved_out": ("tercatat pindah keluar", "noted as moved away"),
    "died": ("tercatat meninggal", "noted as dead"),
    "desil": ("desil berubah", "another decile"),
    "composition": ("susunan keluarga berubah (keluarga)", "family changed (families)"),
}
VILLAGES_SHOWN = 20
"""Villages in the table, those with most changes first; `--json` has all."""


def print_difference(console: Console, found: Difference, left_out: Mapping[str, int]) -> None:
    """Print the count of each change, and the villages with most."""
    counts = found.counts
    if not found.rows.num_rows:
        console.print("Tidak ada perubahan. / Nothing changed.", style="green")
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
        table.add_column(justify="right")
        table.add_column()
        for change in CHANGES:
            table.add_row(
                f"{counts[change]:,}", " / ".join(CHANGE_NAMES[change]), style=None if counts[change] else "dim"
            )
        console.print(table)
        _print_villages(console, found)
    for file, count in left_out.items():
        told = f"{file}: {count:,} baris salah tidak dibandingkan / faulty rows not compared (merata registry check)"
        console.print(told, style="yellow", markup=False, soft_wrap=True)
    unkeyed, repeated = found.unkeyed_old + found.unkeyed_new, found.repeated_old + found.repeated_new
    if unkeyed:
        told = (
            f"{unkeyed:,} baris tanpa NIK, nama, atau tanggal lahir tidak dapat dibandingkan / rows cannot be compared"
        )
        console.print(told, style="yellow", soft_wrap=True)
    if repeated:
        console.print(
            f"{repeated:,} baris ganda, dipakai yang pertama / repeated rows, the first was used", style="yellow"
        )


def difference_json(found: Difference, left_out: Mapping[str, int]) -> dict[str, Any]:
    """Counts over all and by village."""
    return {
        "counts": found.counts,
        "villages": found.villages.to_pylist(),
        "faulty_rows_left_out": dict(left_out),
        "not_comparable": {"old": found.unkeyed_old, "new": found.unkeyed_new},
        "repeated": {"old": found.repeated_old, "new": found.repeated_new},
    }


def _print_villages(console: Console, found: Difference) -> None:
    kinds = [change for change in CHANGES if found.counts[change]]
    villages = sorted(found.villages.to_pylist(), key=lambda row: -sum(row[change] for change in CHANGES))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("desa / village", no_wrap=True)
    for change in kinds:
        table.add_column(CHANGE_NAMES[change][0].split(" (")[0], justify="right")
    for row in villages[:VILLAGES_SHOWN]:
        table.add_row(
            Text(printable(row["village_code"] or "?")),
            *(f"{row[change]:,}" if row[change] else "–" for change in kinds),
        )
    console.print(table)
    if len(villages) > VILLAGES_SHOWN:
        console.print(f"… {len(villages) - VILLAGES_SHOWN:,} desa lain / other villages (--json)")
