"""`merata payments write`: the file that a bank or post office is sent."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from merata.cli.amounts import rupiah
from merata.cli.progress import stdout
from merata.cli.registry_options import EXPORT, OUTPUT, refuse_input
from merata.programmes.payments.layout import MAY_BE_CUT, Layout
from merata.programmes.payments.loading import layout
from merata.programmes.payments.payment import Batch
from merata.programmes.payments.payments_table import read_payments
from merata.programmes.payments.writing import write_batch
from merata.registry.noting import printable
from merata.tables.writing import whole_file


@click.command()
@click.argument("payments", type=EXPORT)
@click.option("--layout", "which", required=True, help="bank_umum, pos_umum, or a YAML file of your own.")
@click.option("--batch", "batch_id", required=True, help="The batch's identifier, which the return files repeat.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the order to pay.")
@click.option("--out", type=OUTPUT, required=True, help="Where the file goes; it holds names and accounts.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON and nothing else.")
def write(payments: Path, *, which: str, batch_id: str, day: datetime, out: Path, as_json: bool) -> None:
    """Write the file that sends PAYMENTS (CSV, XLSX or Parquet: payment_id, amount_idr, recipient, account_number, …).

    A value that does not fit its field is refused with its payment and field, and then nothing is written; only what
    the layout says may be cut is cut, and how often is told.
    """
    refuse_input(out, payments, Path(which))
    chosen = layout(which)
    batch = Batch(batch_id, day.date(), read_payments(payments))
    content = write_batch(batch, chosen)
    with whole_file(out) as partial:
        partial.write_bytes(content)
    said: dict[str, Any] = {
        "file": str(out),
        "layout": chosen.layout_id,
        "batch": batch_id,
        "payments": len(batch.payments),
        "total_idr": batch.total_idr,
        "cut": _cut(batch, chosen),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    stdout.print(f"{chosen.title.id} / {chosen.title.en}", markup=False, soft_wrap=True)
    told = f"{len(batch.payments):,} pembayaran / payments, {rupiah(batch.total_idr)}: {printable(str(out))}"
    stdout.print(told, style="green", markup=False, soft_wrap=True)
    for name, count in said["cut"].items():
        cut = f"{count:,} × {name} dipotong sesuai format / cut as the layout says"
        stdout.print(cut, style="yellow", markup=False, soft_wrap=True)
    stdout.print(f"SHA-256 {said['sha256']}", style="dim", markup=False, soft_wrap=True)


def _cut(batch: Batch, chosen: Layout) -> dict[str, int]:
    """How many values of each field were longer than the layout lets them be, and so cut."""
    widths = {field.value: field.width for field in chosen.sent.payment if field.too_long == "cut"}
    counts = {
        name: sum(len(getattr(payment, name)) > (widths[name] or 0) for payment in batch.payments)
        for name in MAY_BE_CUT
        if name in widths
    }
    return {name: count for name, count in counts.items() if count}
