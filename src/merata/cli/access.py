"""`merata access`: roads from a map, and who can reach what in how many minutes."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from merata.access.conditions import read_conditions
from merata.access.dataset_places import facilities_of_dataset
from merata.access.elevation import read_elevation
from merata.access.facilities import read_facilities
from merata.access.import_report import ImportReport
from merata.access.nearest_times import nearest_times
from merata.access.network import MODES, SEASONS, Network
from merata.access.osm.clipping import read_boundary
from merata.access.osm.importing import ImportChoices
from merata.access.repair import SnapLimits
from merata.access.road_table import CLASS_OF_STATUS, CLASSES_ASSUMED, JUNCTION
from merata.access.snapping import OFF_ROAD_LIMIT_M
from merata.access.speeds import SPEEDS_FILE, load_speeds
from merata.cli.access_appraise import access_appraise
from merata.cli.access_roads import ROADS_HELP, new_network, road_network
from merata.cli.access_site import access_site
from merata.cli.access_table import print_excluded, print_report, print_times, times_summary
from merata.cli.progress import progress, stderr, stdout
from merata.errors import UsageError
from merata.tables.writing import whole_file

REPORT_FILE = "import_report.json"

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def access() -> None:
    """Import roads from OpenStreetMap, and compute travel times to facilities."""


access.add_command(access_appraise)
access.add_command(access_site)


@access.command(name="import")
@click.option(
    "--roads",
    required=True,
    type=click.Path(path_type=Path),
    help="OpenStreetMap extract (.osm.pbf), or a dataset folder or its roads.",
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the network; made new."
)
@click.option("--boundary", type=_EXISTING, help="GeoJSON polygons; roads wholly outside are left out.")
@click.option(
    "--conditions", type=_EXISTING, help="The regency's list: name or ruas, condition, surface, km_from, km_to."
)
@click.option("--elevation", type=_EXISTING, help="Heights as an ESRI ASCII grid in degrees, for the slope of roads.")
@click.option("--speeds", type=_EXISTING, help="Table of speeds (YAML) instead of merata's own.")
@click.option(
    "--snap-m", type=float, default=SnapLimits().end_m, show_default=True, help="Join road ends this near to a road."
)
@click.option(
    "--bridge-snap-m",
    type=float,
    default=SnapLimits().bridge_m,
    show_default=True,
    help="Join a bridge's loose ends this near to a road.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON and nothing else.")
def import_roads(  # noqa: PLR0913 - each is an option of the command
    roads: Path,
    out: Path,
    *,
    boundary: Path | None,
    conditions: Path | None,
    elevation: Path | None,
    speeds: Path | None,
    snap_m: float,
    bridge_snap_m: float,
    as_json: bool,
) -> None:
    """Make a road network of an OpenStreetMap extract or a table of roads and keep it, for `merata access times`.

    Prints, in Indonesian and English, what was kept, left out, mended and assumed, with kilometres; the whole report
    stands in import_report.json in the folder.
    """
    _refuse_foreign(out)
    table = load_speeds(speeds or SPEEDS_FILE)
    choices = ImportChoices(
        boundary=read_boundary(boundary) if boundary else None,
        conditions=read_conditions(conditions, {"condition": table.conditions, "surface": table.surfaces})
        if conditions
        else None,
        elevation=read_elevation(elevation) if elevation else None,
        snap=SnapLimits(snap_m, bridge_snap_m),
    )
    with progress("merata access import") as step:
        step(0.1, "membaca peta / reading the map")
        network, report = new_network(roads, table, choices)
        step(0.9, "menyimpan / writing")
        network.save(out)
        _write_report(out / REPORT_FILE, report)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False))
    else:
        print_report(stdout, report, out)
        if CLASSES_ASSUMED in report.speeds.values():
            classes = ", ".join(f"{status} → {name}" for status, name in CLASS_OF_STATUS.items())
            text = (
                f"Kelas jalan menurut kewenangannya, asumsi / classes by who keeps the road, an assumption: {classes}"
            )
            stdout.print(text, style="yellow", markup=False, soft_wrap=True)


@access.command()
@click.option(
    "--roads",
    required=True,
    type=click.Path(path_type=Path),
    help=ROADS_HELP,
)
@click.option(
    "--facilities",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="CSV with facility_id, kind, latitude, longitude; or a dataset folder.",
)
@click.option("--mode", required=True, type=click.Choice(MODES), help="How one travels; lorries count as cars.")
@click.option("--season", type=click.Choice(SEASONS), default="dry", show_default=True, help="Season of the speeds.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The Parquet file to write."
)
@click.option("--speeds", type=_EXISTING, help="Table of speeds (YAML) instead of merata's own.")
@click.option(
    "--limit-m",
    type=click.FloatRange(min=0, min_open=True),
    default=OFF_ROAD_LIMIT_M,
    show_default=True,
    help="Facilities farther than this from a road are left out and listed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
def times(
    roads: Path,
    facilities: Path,
    *,
    mode: str,
    season: str,
    out: Path,
    speeds: Path | None,
    limit_m: float,
    as_json: bool,
) -> None:
    """Minutes from every node of the roads to the nearest facility of each kind, along permitted directions.

    Writes node (OpenStreetMap's id), latitude, longitude, kind and minutes; the walk between road and facility is
    included, and minutes are null where no facility can be reached. Facilities too far from any road are listed.
    Nodes of a table of roads have ids below 0, and their name in the table in a column more, junction.
    """
    table = load_speeds(speeds) if speeds else None
    with progress("merata access times") as step:
        step(0.1, "membaca jalan / reading the roads")
        network = road_network(roads, table)
        step(0.6, "fasilitas / facilities")
        places = (facilities_of_dataset if facilities.is_dir() else read_facilities)(facilities, network)
        found = nearest_times(network, places, mode, season=season, limit_m=limit_m)
        step(0.9, "menulis / writing")
        _write_times(out, found.minutes, network, mode=mode, season=season)
    summary = times_summary(found, mode=mode, season=season, speeds=network.speeds)
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, allow_nan=False))
        return
    print_times(stdout, summary, out)
    print_excluded(stderr, found.excluded, limit_m)


def _write_times(path: Path, minutes: pa.Table, network: Network, *, mode: str, season: str) -> None:
    if JUNCTION in network.words:
        names = pa.array(network.words[JUNCTION], pa.string())
        minutes = minutes.append_column(JUNCTION, names.take(pc.index_in(minutes["node"], pa.array(network.node_id))))
    said = {"mode": mode, "season": season, "speeds": dict(network.speeds)}
    try:
        with whole_file(path) as partial:
            pq.write_table(minutes.replace_schema_metadata({"merata": json.dumps(said)}), partial)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); choose another place") from error


def _write_report(path: Path, report: ImportReport) -> None:
    with whole_file(path) as partial:
        partial.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _refuse_foreign(out: Path) -> None:
    """Raise `UsageError` where the folder holds anything but an earlier network."""
    if out.is_dir() and any(out.iterdir()) and not (out / "meta.json").is_file():
        raise UsageError(f"{out} holds other files; name an empty folder, or one that holds an earlier network")
