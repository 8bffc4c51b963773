"""`merata portal publish`: prepare an edition of open data; a person publishes it in the office."""

from __future__ import annotations

from pathlib import Path

import click
from django.core.exceptions import ObjectDoesNotExist

from merata.errors import UsageError
from merata_portal.personal.folder import DataFolder


@click.command()
@click.argument("data", type=DataFolder())
@click.option("--area", required=True, help="Regency whose open data it is, e.g. 35.05.")
@click.option("--year", required=True, type=int, help="Year of the data.")
def publish(data: Path, *, area: str, year: int) -> None:
    """Prepare an edition of open data of the portal in folder DATA.

    Nothing is published by it: a worker prepares the edition, and a person looks at what it withholds and publishes it
    in the office.
    """
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.analysis.actions import publishing  # noqa: PLC0415

    try:
        job = publishing.prepare(by=SYSTEM("merata portal publish"), area=area, year=year)
    except ObjectDoesNotExist:
        raise UsageError(f"there is no regency {area!r} in {data}; `merata portal areas {data}` loads areas") from None
    click.echo(f"{job.id}  {area}  {year}")
    click.echo(f"Disiapkan oleh pekerja / a worker prepares it: merata portal work {data}")
    click.echo("Diterbitkan oleh orang / a person publishes it: /kantor/data-terbuka/")
