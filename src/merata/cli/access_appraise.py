"""`merata access appraise`: what each road, bridge, upgrade or facility would change, for whom, and at what cost."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.csv

from merata.access.dataset_places import facilities_of_dataset, people_of_dataset
from merata.access.facilities import read_facilities
from merata.access.network import SEASONS
from merata.access.projects.appraisal import Appraisal, appraise
from merata.access.projects.appraisal_document import appraisal_document
from merata.access.projects.appraisal_tables import (
    before_table,
    effect_table,
    project_table,
    village_table,
)
from merata.access.projects.consumption_columns import read_consumption
from merata.access.projects.interactions import TOP, Interactions, interaction_table, interactions
from merata.access.projects.of_tables import projects_of_dataset
from merata.access.projects.people import read_people
from merata.access.projects.placing import END_LIMIT_M, Roads
from merata.access.projects.plan import plan_of
from merata.access.projects.project_list import read_projects
from merata.access.projects.rupiah import RupiahGains, rupiah_gains, rupiah_table
from merata.access.projects.rupiah_records import RECORDS_FILE, read_records
from merata.access.projects.terms import WET_SHARE, Terms
from merata.cli.access_appraise_table import print_appraisal, print_rupiah
from merata.cli.access_options import EXISTING, FILE_OR_FOLDER, by_kind, road_options
from merata.cli.access_roads import roads_and_speeds
from merata.cli.access_sheets import SheetsWanted, sheet_options, write_wanted
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.tables.writing import whole_folder


@click.command(name="appraise")
@road_options
@click.option(
    "--projects",
    required=True,
    type=FILE_OR_FOLDER,
    help="List of projects (CSV, XLSX, Parquet, YAML) or dataset.",
)
@click.option(
    "--season", type=click.Choice([*SEASONS, "both"]), default="both", show_default=True, help="Season, or both."
)
@click.option(
    "--wet-share",
    type=click.FloatRange(0, 1),
    default=WET_SHARE,
    show_default=True,
    help="Share of the year that is wet, where both seasons count.",
)
@click.option("--standard", multiple=True, metavar="KIND=MINUTES", help="People should reach the kind within; repeat.")
@click.option("--trips", multiple=True, metavar="KIND=NUMBER", help="How much a minute to the kind counts; repeat.")
@click.option(
    "--end-limit-m",
    type=click.FloatRange(min=0, min_open=True),
    default=END_LIMIT_M,
    show_default=True,
    help="An end of a project farther than this from a road is a fault.",
)
@click.option(
    "--pairs",
    type=click.IntRange(min=0),
    default=TOP,
    show_default=True,
    help="So many of the best are appraised two by two, to see which need each other or serve the same people.",
)
@click.option("--rupiah", "in_rupiah", is_flag=True, help="Add what minutes may be worth in rupiah (assumptions).")
@click.option("--consumption", metavar="COLUMN", help="Column of the people's rupiah per person per month.")
@click.option("--farm-share", metavar="COLUMN", help="Column of the share of people in farm households; else none.")
@click.option("--market", default="pasar", show_default=True, help="Kind of the facilities that are markets.")
@click.option("--effects", type=EXISTING, help="Effects per minute (CSV) instead of merata's own assumptions.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the tables as CSV.")
@sheet_options
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON and nothing else.")
def access_appraise(  # noqa: PLR0913 - each is an option of the command
    roads: Path,
    facilities: Path,
    people: Path,
    projects: Path,
    *,
    mode: str,
    welfare_weight: str | None,
    speeds: Path | None,
    limit_m: float,
    season: str,
    wet_share: float,
    standard: tuple[str, ...],
    trips: tuple[str, ...],
    end_limit_m: float,
    pairs: int,
    in_rupiah: bool,
    consumption: str | None,
    farm_share: str | None,
    market: str,
    effects: Path | None,
    out: Path | None,
    sheets: Path | None,
    sheets_most: int,
    sheets_of: tuple[str, ...],
    lang: str,
    synthetic: bool,
    as_json: bool,
) -> None:
    """Appraise a list of projects: minutes saved in every village, people given a way or brought within a standard.

    Each project is appraised as if it alone were done; ranked by minutes saved per rupiah, each person's counted by the
    welfare weight. Projects: project_id, kind (new_road, bridge, upgrade, new_facility, closed_facility), cost_idr;
    from_latitude, from_longitude, to_latitude, to_longitude and length_km of a new road or bridge; way_id, segment or
    two ends of an upgrade; surface, condition, speed_kmh, all_season; latitude, longitude and facility_kind of a new
    facility; facility_id of a closed one.
    """
    terms = Terms(
        SEASONS if season == "both" else (season,),
        wet_share,
        by_kind("--standard", standard),
        by_kind("--trips", trips),
    )
    wanted = SheetsWanted(sheets, sheets_most, sheets_of, lang, synthetic)
    if in_rupiah and consumption is None:
        raise UsageError("--rupiah needs --consumption, the column of what people consume")
    if in_rupiah and people.is_dir():
        raise UsageError(f"{people} is a folder; --rupiah needs --people FILE, with the column of what they consume")
    with progress("merata access appraise") as step:
        step(0.1, "membaca jalan / reading the roads")
        network, table = roads_and_speeds(roads, speeds)
        step(0.5, "penduduk dan proyek / people and projects")
        plan = plan_of(
            Roads(network, table, mode, limit_m, end_limit_m),
            (people_of_dataset if people.is_dir() else read_people)(people, network, welfare_weight),
            (facilities_of_dataset if facilities.is_dir() else read_facilities)(facilities, network),
            projects_of_dataset(projects, network) if projects.is_dir() else read_projects(projects),
        )
        step(0.7, "menilai / appraising")
        found = appraise(plan, terms)
        step(0.9, "berpasangan / in pairs")
        paired = interactions(found, pairs)
        gains = None
        if in_rupiah and consumption is not None:
            consumed = read_consumption(people, consumption, farm_share, market)
            gains = rupiah_gains(found, consumed, read_records(effects or RECORDS_FILE))
        if sheets is not None:
            step(0.95, "lembar proyek / project sheets")
        written = write_wanted(wanted, found, gains, people, (roads, facilities, projects))
    if out is not None:
        _write(out, found, paired, gains)
    if as_json:
        click.echo(json.dumps(appraisal_document(found, paired, gains), ensure_ascii=False, allow_nan=False))
        return
    print_appraisal(stdout, found, paired)
    if gains is not None:
        print_rupiah(stdout, found, gains)
    if out is not None:
        stdout.print(f"Tabel / tables: {out}", markup=False, soft_wrap=True)
    if written:
        stdout.print(f"Lembar proyek / project sheets: {written}", markup=False, soft_wrap=True)


def _write(out: Path, found: Appraisal, paired: Interactions, gains: RupiahGains | None) -> None:
    """Write the tables of an appraisal into a folder, as CSV."""
    tables = {
        "before": before_table(found),
        "effects": effect_table(found),
        "villages": village_table(found),
        "pairs": interaction_table(found, paired),
        "projects": project_table(found),
    }
    if gains is not None:
        tables["rupiah"] = rupiah_table(found, gains)
    with whole_folder(out, last="projects.csv") as partial:
        for name, rows in tables.items():
            pa.csv.write_csv(rows, partial / f"{name}.csv")
