"""`merata portal ledger …`: entering a budget, and whether the journal holds."""

from __future__ import annotations

import time
from pathlib import Path

import click

from merata.errors import MerataError
from merata_portal.ledger.rupiah import number_en, number_id, rupiah_en, rupiah_id
from merata_portal.personal.folder import DataFolder


class LedgerBroken(MerataError):  # noqa: N818 - it says what was found
    """The ledger is not what its journal and the audit say."""


@click.group()
def ledger() -> None:
    """Enter budgets; check that every balance follows from the journal, and every entry from the audit."""


@ledger.command()
@click.argument("data", type=DataFolder())
@click.argument("budget", type=click.Path(exists=True, path_type=Path))
@click.option("--reason", default="APBD dimuat / budget loaded", show_default=True, help="Reason for the audit.")
@click.option("--document", default="", help="Number of the regulation that adopted it.")
def load(data: Path, budget: Path, reason: str, document: str) -> None:  # noqa: ARG001 - reading the folder has opened it
    """Enter the ceilings of BUDGET (an APBD list, or a dataset folder with the table budget) into folder DATA.

    A list that was entered before is not entered again.
    """
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.ledger.actions import adopt  # noqa: PLC0415
    from merata_portal.ledger.tables import ceilings_of_file, ceilings_of_folder  # noqa: PLC0415

    books = ceilings_of_folder(budget) if budget.is_dir() else ceilings_of_file(budget)
    entries = adopt(by=SYSTEM("merata portal ledger load"), books=books, reason=reason, document=document)
    total = sum(entry.total_idr for entry in entries)
    lines = sum(entry.transfer_count for entry in entries)
    click.echo(
        f"{number_id(lines)} pos dari {number_id(len(entries))} anggaran, {rupiah_id(total)} / "
        f"{number_en(lines)} lines of {number_en(len(entries))} budgets, {rupiah_en(total)}"
    )


@ledger.command()
@click.argument("data", type=DataFolder())
def verify(data: Path) -> None:  # noqa: ARG001
    """Compute all balances and hashes in folder DATA again; exit code 1 where anything differs."""
    from merata_portal.ledger.queries import verify as verify_ledger  # noqa: PLC0415

    begun = time.monotonic()
    verdict = verify_ledger()
    counts = verdict.entries, verdict.transfers, verdict.lines, verdict.earmarks
    if not verdict.whole:
        shown = "\n".join(f"  {difference}" for difference in verdict.differences)
        raise LedgerBroken(f"buku anggaran tidak cocok / the ledger does not agree:\n{shown}")
    click.echo(
        "Utuh: {} entri, {} transfer, {} pos, {} peruntukan / ".format(*map(number_id, counts))
        + "Whole: {} entries, {} transfers, {} lines, {} earmarks".format(*map(number_en, counts))
        + f"; {time.monotonic() - begun:.1f} s"
    )
