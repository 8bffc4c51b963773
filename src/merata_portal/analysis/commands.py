"""`merata portal analysis …`: materials in, inputs frozen, results computed again to the same digits, all checked."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import UUID

import click

from merata.errors import MerataError, UsageError
from merata_portal.personal.folder import DataFolder

REASON = "merata portal analysis"


class Differs(MerataError):  # noqa: N818 - it says what was found
    """A result computed again is not what it was, or the store is not what its names say."""


@click.group()
def analysis() -> None:
    """Bring materials, freeze inputs, compute any result again to the same digits, check the store."""


@analysis.command()
@click.argument("data", type=DataFolder())
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--area", required=True, help="Whose analyses use it, e.g. 35.05.")
@click.option("--origin", required=True, help="Where the tables come from, in words.")
def load(data: Path, folder: Path, *, area: str, origin: str) -> None:  # noqa: ARG001 - reading it has opened the portal
    """Bring every table of the dataset FOLDER that the registry does not keep into the portal in folder DATA."""
    # Imported here because models can be imported only after the folder is opened.
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.analysis.actions.materials import bring_folder  # noqa: PLC0415

    for one in bring_folder(by=SYSTEM(f"{REASON} load"), area=area, folder=folder, origin=origin):
        click.echo(f"{one.table:20} {one.rows:>10,}  {one.content_hash[:12]}")


@analysis.command()
@click.argument("data", type=DataFolder())
@click.option("--area", required=True, help="Whose analyses use it, e.g. 35.05.")
@click.option("--snapshot", type=click.UUID, help="Snapshot of the registry; the area's newest if not given.")
@click.option("--year", type=int, help="Year of the survey; its latest if not given.")
def freeze(data: Path, *, area: str, snapshot: UUID | None, year: int | None) -> None:  # noqa: ARG001
    """Freeze the inputs of an area in folder DATA, and say what they hold."""
    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.analysis.actions import freezing  # noqa: PLC0415
    from merata_portal.registry.queries.snapshots import snapshots  # noqa: PLC0415

    by = SYSTEM(f"{REASON} freeze")
    wanted = snapshot or snapshots(by).filter(area=area, state="taken").values_list("uuid", flat=True).first()
    if wanted is None:
        raise UsageError(f"there is no finished snapshot of {area}; take one in the office, or give --snapshot")
    found = freezing.freeze(by=by, area=area, snapshot=wanted, year=year)
    click.echo(f"{found.uuid}  {found.area}  {found.year}  {found.content_hash[:12]}")
    for name, one in sorted(found.tables.items()):
        click.echo(f"  {name:20} {one['rows']:>10,}  {one['hash'][:12]}  {' + '.join(one['origins'])}")


@analysis.command()
@click.argument("data", type=DataFolder())
@click.option("--area", default="", help="Of one area only.")
def results(data: Path, *, area: str) -> None:  # noqa: ARG001
    """List the results in folder DATA, the newest first, and what is newer than each."""
    from merata_portal.analysis.models import Result  # noqa: PLC0415
    from merata_portal.analysis.queries.results import settled  # noqa: PLC0415
    from merata_portal.analysis.queries.staleness import stale_of  # noqa: PLC0415

    rows = Result.objects.select_related("inputs").order_by("-id")
    found = list(rows.filter(area=area) if area else rows)
    settled(found)
    stale = stale_of(found)
    for one in found:
        click.echo(f"{one.uuid}  {one.kind:10} {one.area:13} {one.state:10} {one.answer_hash[:12]}")
        for newer in stale[one.pk]:
            click.echo(f"  {newer.text_id} / {newer.text_en}")


@analysis.command()
@click.argument("data", type=DataFolder())
@click.argument("result", type=click.UUID)
def recompute(data: Path, result: UUID) -> None:
    """Compute RESULT again from its frozen inputs; exit code 1 where a single digit differs."""
    from merata.cli.progress import progress  # noqa: PLC0415
    from merata_portal.analysis.models import Result  # noqa: PLC0415
    from merata_portal.analysis.recomputing import recompute as again  # noqa: PLC0415

    found = Result.objects.select_related("inputs").filter(uuid=result).first()
    if found is None:
        raise UsageError(f"there is no result {result}; `merata portal analysis results {data}` lists them")
    begun = time.monotonic()
    with progress("merata portal analysis recompute") as step:
        told = again(found, step)
    if not told.same_code:
        click.echo(
            "Kodenya lain daripada saat dihitung / the code is another than when it was computed: "
            f"{found.code_version}",
            err=True,
        )
    if not told.same:
        shown = "\n".join(f"  {one}" for one in told.differences)
        raise Differs(f"angkanya berbeda / digits differ:\n{shown}")
    click.echo(
        f"Sama sampai angka terakhir / the same to the last digit: {found.answer_hash} "
        f"({time.monotonic() - begun:.1f} s)"
    )


@analysis.command()
@click.argument("data", type=DataFolder())
def verify(data: Path) -> None:  # noqa: ARG001
    """Hold every file of the analysis store in folder DATA against its hash; exit code 1 where one is not the same."""
    from merata_portal.analysis.queries.checking import verify as check  # noqa: PLC0415

    verdict = check()
    if not verdict.whole:
        shown = "\n".join(f"  {one}" for one in verdict.broken)
        raise Differs(f"gudang analisis tidak utuh / the analysis store is not whole:\n{shown}")
    click.echo(
        f"Utuh / whole: {verdict.materials} bahan / materials, {verdict.inputs} masukan / inputs, "
        f"{verdict.results} hasil / results"
    )
