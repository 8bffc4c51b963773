"""`merata portal keys …`: the keys of personal data, which lie outside the database."""

from __future__ import annotations

from pathlib import Path

import click

from merata_portal.personal.folder import DataFolder
from merata_portal.personal.keys import keys_path, lie_beside_the_data, new_keys, rotate


@click.group()
def keys() -> None:
    """Make and rotate the keys under which personal numbers and names are kept (file: MERATA_KEYS)."""


@keys.command()
@click.argument("data", type=DataFolder())
def new(data: Path) -> None:  # noqa: ARG001 - reading the folder has told where it is
    """Make the first key file for the portal in folder DATA; never over an existing one."""
    path = keys_path()
    ring = new_keys(path)
    click.echo(f"Kunci baru / new keys: {path} ({ring.current})")
    _say_where()
    click.echo(
        "Simpan salinannya terpisah dari basis data: tanpa kunci ini data pribadi tak terbaca. / "
        "Keep a copy apart from the database: without these keys personal data cannot be read."
    )


@keys.command(name="rotate")
@click.argument("data", type=DataFolder())
def rotate_keys(data: Path) -> None:  # noqa: ARG001
    """Add a key that seals from now on; the old ones still open until everything is resealed."""
    path = keys_path()
    ring = rotate(path)
    click.echo(f"Kunci berlaku / current key: {ring.current} ({len(ring.keys)} kunci / keys, {path})")
    _say_where()


def _say_where() -> None:
    if lie_beside_the_data():
        click.secho(
            "Kunci berada di folder data: hanya pantas untuk demo; tetapkan MERATA_KEYS. / "
            "The keys lie in the data folder: fit for a demo only; set MERATA_KEYS.",
            fg="yellow", err=True,
        )  # fmt: skip
