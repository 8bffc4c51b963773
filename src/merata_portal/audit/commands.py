"""`merata portal audit …`: whether the chain of events holds, and its head for publishing."""

from __future__ import annotations

import time
from pathlib import Path

import click

from merata.errors import MerataError
from merata_portal.personal.folder import DataFolder


class ChainBroken(MerataError):  # noqa: N818 - it says what was found
    """The audit's events are not what was recorded."""


@click.group()
def audit() -> None:
    """Check the record of who did what; publish its head, so that others can check it later."""


@audit.command()
@click.argument("data", type=DataFolder())
@click.option(
    "--head", "heads", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of heads published before, one a line: the chain must still contain each.",
)  # fmt: skip
def verify(data: Path, heads: Path | None) -> None:  # noqa: ARG001 - reading the folder has opened it
    """Compute the chain of events in folder DATA again; exit code 1 where an event was changed or removed."""
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.audit.heads import read_heads  # noqa: PLC0415
    from merata_portal.audit.queries import verify as verify_chain  # noqa: PLC0415

    published = read_heads(heads) if heads else ()
    begun = time.monotonic()
    verdict = verify_chain(published)
    seconds = time.monotonic() - begun
    if verdict.missing_triggers:
        names = ", ".join(verdict.missing_triggers)
        click.secho(
            f"Pengaman basis data tidak terpasang atau diubah: {names} / "
            f"The database's guards are not there or were changed: {names}",
            fg="red", err=True,
        )  # fmt: skip
    if verdict.broken is not None:
        raise ChainBroken(f"{verdict.broken.text_id} / {verdict.broken.text_en}")
    if verdict.missing_triggers:
        raise ChainBroken("rantai utuh, tetapi tidak lagi dijaga / the chain is whole, but guarded no more")
    kept = f", {len(published)} kepala cocok / heads fit" if published else ""
    click.echo(f"Utuh: {verdict.events} peristiwa / whole: {verdict.events} events{kept} ({seconds:.1f} s)")
    if verdict.head is not None:
        click.echo(verdict.head.line())


@audit.command()
@click.argument("data", type=DataFolder())
def head(data: Path) -> None:  # noqa: ARG001
    """Print the chain's head of folder DATA as one line, to be published or kept by a third party."""
    from merata_portal.audit import queries  # noqa: PLC0415

    found = queries.head()
    if found is None:
        raise ChainBroken("belum ada peristiwa yang dapat diumumkan / there is no event yet to publish a head of")
    click.echo(found.line())
