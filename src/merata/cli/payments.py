"""`merata payments`: files for a bank or post office, what comes back, and what changed in a list."""

from __future__ import annotations

import click

from merata.cli.payments_diff import diff
from merata.cli.payments_reconcile import reconcile_command
from merata.cli.payments_write import write


@click.group()
def payments() -> None:
    """Write payment files, reconcile what the bank or post office sends back, compare lists.

    Account numbers are never shown in full and names not at all. Layouts are YAML: `bank_umum` and `pos_umum` come
    along, --layout takes a file of your own.
    """


payments.add_command(write)
payments.add_command(reconcile_command)
payments.add_command(diff)
