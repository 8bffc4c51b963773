"""`merata portal keys reseal|retire`: leaving an old key behind once nothing stands under it."""

from __future__ import annotations

from pathlib import Path

import click

from merata.errors import MerataError
from merata_portal.personal.folder import DataFolder
from merata_portal.personal.keys import keys_path
from merata_portal.personal.keys import retire as take_out


class StillInUse(MerataError):  # noqa: N818 - it says what was found
    """Something still stands under the key that was to be retired."""


@click.command()
@click.argument("data", type=DataFolder())
def reseal(data: Path) -> None:
    """Have all that stands under older keys sealed under the current one, by the worker of folder DATA."""
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.registry.actions.rotating import rotate  # noqa: PLC0415

    job = rotate(by=SYSTEM("merata portal keys reseal"))
    click.echo(f"Pekerjaan {job.id} menunggu pekerja / job {job.id} waits for a worker: merata portal work {data}")


@click.command()
@click.argument("data", type=DataFolder())
@click.argument("key")
def retire(data: Path, key: str) -> None:
    """Take the old KEY out of the key file; refused while anything in folder DATA stands under an older key."""
    from merata_portal.registry.actions.rotating import outdated  # noqa: PLC0415

    if left := outdated():
        told = ", ".join(f"{name} {count}" for name, count in left.items())
        raise StillInUse(
            f"Masih ada yang disegel dengan kunci lama ({told}); jalankan `merata portal keys reseal {data}` dan "
            "putuskan impor yang menunggu. / "
            f"Some things stand under an older key ({told}); run `merata portal keys reseal {data}` and decide the "
            "imports that wait."
        )
    ring = take_out(keys_path(), key)
    click.echo(f"Kunci {key} dicabut / key {key} retired; tersisa / left: {', '.join(sorted(ring.keys))}")
