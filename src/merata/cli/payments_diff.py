"""`merata payments diff`: what changed from one frozen list to the next, and the file of it to send."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
from rich.box import SIMPLE_HEAD
from rich.table import Table

from merata.cli.amounts import rupiah
from merata.cli.progress import stdout
from merata.cli.registry_options import EXPORT, OUTPUT, refuse_input
from merata.errors import InputError, UsageError
from merata.programmes.lists.differences import CHANGES, ListDifference, compare
from merata.programmes.lists.membership import membership_file
from merata.registry.noting import printable
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.personal_numbers import is_personal_column, masked
from merata.tables.schema import Column, Kind
from merata.tables.schema import Table as Schema
from merata.tables.writing import whole_file

CHANGE_NAMES = {
    "entered": ("masuk", "entered"),
    "left": ("keluar", "left"),
    "changed": ("jumlah atau alasan berubah", "another amount or reason"),
}


@click.command()
@click.argument("old", type=EXPORT)
@click.argument("new", type=EXPORT)
@click.option("--key", default="household_id", show_default=True, help="The column that names a row.")
@click.option("--out", type=OUTPUT, help="Where the file of changes goes that is sent (PBI, PIP); with the next two.")
@click.option("--programme", help="The programme that the file names.")
@click.option("--month", help="The month that the file names, as YYYY-MM.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
def diff(
    old: Path, new: Path, *, key: str, out: Path | None, programme: str | None, month: str | None, as_json: bool
) -> None:
    """Say who entered, who left, and whose amount or reason changed from the list OLD to the list NEW.

    Both are CSV, XLSX or Parquet with a row for each --key, and amount_idr and reason where they are compared. The hash
    of a list is that of what it says: the order of its rows does not matter.
    """
    if out is not None and (programme is None or month is None):
        raise UsageError("--out writes a file of a programme and month; name both with --programme and --month")
    refuse_input(out, old, new)
    (before, others), (after, more) = _list(old, key), _list(new, key)
    found = compare(before, after, key=key)
    if out is not None and programme is not None and month is not None:
        content = membership_file(found, programme=programme, month=month)
        with whole_file(out) as partial:
            partial.write_bytes(content)
    if as_json:
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=1))
        return
    _print(found, sorted({*others, *more}))
    if out is not None:
        stdout.print(f"Berkas perubahan / file of changes: {out}", markup=False, soft_wrap=True)


def _list(path: Path, key: str) -> tuple[pa.Table, list[str]]:
    """The columns of a list that are compared, and the names of the others."""
    raw = read_raw(path)
    wanted = Schema("list", "a list", (
        Column(key, Kind.TEXT, "who"),
        Column("amount_idr", Kind.INTEGER, "rupiah", required=False, minimum=0),
        Column("reason", Kind.TEXT, "why", required=False),
    ), (key,))  # fmt: skip
    compared = {column.name for column in wanted.columns}
    # Personal numbers are left in, so that the check refuses them.
    others = [name for name in raw.columns.column_names if name not in compared and not is_personal_column(name)]
    rows, faults = checked(replace(raw, columns=raw.columns.drop_columns(others)), wanted)
    if faults:
        raise InputError(f"{path.name} is not a list that can be compared", faults)
    return rows, others


def _json(found: ListDifference) -> dict[str, Any]:
    return {
        "counts": found.counts,
        "stayed": found.stayed,
        "old": {"sha256": found.old_hash, "total_idr": found.old_total_idr},
        "new": {"sha256": found.new_hash, "total_idr": found.new_total_idr},
    }


def _print(found: ListDifference, others: list[str]) -> None:
    if not found.rows.num_rows:
        stdout.print("Tidak ada perubahan. / Nothing changed.", style="green")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for change in CHANGES:
        count = found.counts[change]
        table.add_row(f"{count:,}", " / ".join(CHANGE_NAMES[change]), style=None if count else "dim")
    table.add_row(f"{found.stayed:,}", "tetap / as before", style="dim")
    stdout.print(table)
    more = found.new_total_idr - found.old_total_idr
    sign = "+" if more >= 0 else "−"
    stdout.print(f"{rupiah(found.old_total_idr)} → {rupiah(found.new_total_idr)} ({sign}{rupiah(abs(more))})")
    if others:
        told = f"kolom tidak dibandingkan / columns not compared: {printable(masked(', '.join(others)))}"
        stdout.print(told, style="yellow", markup=False, soft_wrap=True)
    for words, digest in (("daftar lama / old list", found.old_hash), ("daftar baru / new list", found.new_hash)):
        stdout.print(f"SHA-256 {words}: {digest}", style="dim", markup=False, soft_wrap=True)
