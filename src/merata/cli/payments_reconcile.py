"""`merata payments reconcile`: return files against what was sent, row by row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.csv as pacsv

from merata.cli.payments_reconcile_table import print_reconciliation, reconciliation_json, row_cells
from merata.cli.progress import stderr, stdout
from merata.cli.registry_options import EXPORT, OUTPUT, refuse_input
from merata.programmes.payments.loading import layout
from merata.programmes.payments.payments_table import read_payments
from merata.programmes.payments.reconciliation import TO_LOOK_AT, Reconciliation, reconcile
from merata.programmes.payments.return_file import read_return
from merata.registry.rejected_file import safe_text
from merata.tables.writing import whole_file


@click.command("reconcile")
@click.argument("sent", type=EXPORT)
@click.argument("returned", type=EXPORT, nargs=-1, required=True)
@click.option("--layout", "which", required=True, help="bank_umum, pos_umum, or a YAML file of your own.")
@click.option("--batch", "batch_id", help="The batch's identifier; a file that answers another one is refused.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="No row may be dated after it. [default: today]")
@click.option("--rows", type=OUTPUT, help="Where every row and every payment without one goes (CSV).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
def reconcile_command(
    sent: Path,
    returned: tuple[Path, ...],
    *,
    which: str,
    batch_id: str | None,
    on: datetime | None,
    rows: Path | None,
    as_json: bool,
) -> None:
    """Say what the RETURNED files, in the order of their days, say of the payments in SENT.

    Every row gets one outcome and every payment one state; the same file twice changes nothing. Exit code 1 where a row
    must be looked at: unknown, another amount or account, an unknown code, dated in the future, contradicting, or not
    readable. Payments that no file names yet are told, and are no fault.
    """
    refuse_input(rows, sent, Path(which), *returned)
    chosen = layout(which)
    files = [read_return(path.read_bytes(), chosen, path.name) for path in returned]
    day = on.date() if on else datetime.now(UTC).astimezone().date()
    found = reconcile(read_payments(sent), files, on=day, batch_id=batch_id)
    if rows is not None:
        _write(rows, found)
    if as_json:
        click.echo(json.dumps(reconciliation_json(found), ensure_ascii=False, indent=1))
    else:
        print_reconciliation(stdout, found)
        if rows is not None:
            stdout.print(f"Semua baris / all rows: {rows}", markup=False, soft_wrap=True)
    if any(found.outcomes()[outcome][0] for outcome in TO_LOOK_AT):
        if not as_json and rows is None:
            hint = "--rows FILE.csv: setiap baris dengan hasilnya / every row with its outcome"
            stderr.print(hint, style="red", markup=False)
        click.get_current_context().exit(1)


def _write(path: Path, found: Reconciliation) -> None:
    """Every row, then every payment that no row names; accounts masked, no cell a formula."""
    names, lines = row_cells(found)
    columns = zip(*lines, strict=True) if lines else ((),) * len(names)
    table = {name: safe_text(pa.array(column, pa.string())) for name, column in zip(names, columns, strict=True)}
    with whole_file(path) as partial:
        pacsv.write_csv(pa.table(table), partial)
