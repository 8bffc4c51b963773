"""`merata portal backup` and `merata portal restore`."""

from __future__ import annotations

from pathlib import Path

import click

from merata_portal.personal.folder import DataFolder


@click.command()
@click.argument("data", type=DataFolder())
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(data: Path, file: Path) -> None:
    """Write database and files of folder DATA, as they are at one moment, to FILE; the portal goes on meanwhile.

    The keys are not in it: keep a copy of theirs apart. Names and numbers in it are sealed, the rest is not: whoever
    has FILE reads household data without names, so keep it where the portal's own disk would be kept.
    """
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.config.backup.making import make  # noqa: PLC0415

    made = make(data, file)
    click.echo(
        f"Cadangan / backup: {file} — {made.size / 1e6:,.1f} MB, {made.files:,} berkas / files, "
        f"{made.rows:,} baris / rows, {made.seconds:.1f} s"
    )
    click.echo(f"Kunci / keys: {', '.join(f'{name} {mark}' for name, mark in sorted(made.head.keys.items()))}")
    if made.audit:
        click.echo(made.audit)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
def restore(file: Path, data: Path) -> None:
    """Restore FILE into DATA, a new or an empty folder (and an empty PostgreSQL database, where one is named).

    Every file is checked against its hash, then the audit's chain and the ledger are computed again; where anything
    does not hold, nothing is left. MERATA_KEYS must name the keys under which it was made.
    """
    from merata_portal.config.backup.restoring import restore as restore_into  # noqa: PLC0415

    found = restore_into(file, data)
    click.echo(
        f"Dipulihkan / restored: {data} (dibuat / made {found.made_at}) — {found.files:,} berkas / files, "
        f"{found.rows:,} baris / rows, {found.sealed_files:,} berkas tersegel / sealed files, {found.seconds:.1f} s"
    )
    click.echo(
        f"Utuh / whole: {found.events:,} peristiwa / events, {found.entries:,} entri buku anggaran / ledger entries"
    )
