"""`merata access site`: where new facilities would serve people best."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.csv

from merata.access.dataset_places import facilities_of_dataset, people_of_dataset
from merata.access.facilities import read_facilities
from merata.access.network import SEASONS
from merata.access.projects.people import read_people
from merata.access.projects.placing import Roads
from merata.access.siting.answer import COVERAGE, MEDIAN, Aim, SitingAnswer, site_facilities
from merata.access.siting.exact import TIME_LIMIT_S
from merata.access.siting.problem import UNSERVED_MINUTES, Limits
from merata.access.siting.site_list import read_sites
from merata.access.siting.siting_tables import cluster_table, site_table, siting_document
from merata.cli.access_options import EXISTING, road_options
from merata.cli.access_roads import roads_and_speeds
from merata.cli.access_site_table import print_siting
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.tables.writing import whole_folder


@click.command(name="site")
@road_options
@click.option(
    "--sites", required=True, type=EXISTING, help="site_id, latitude, longitude; capacity, cost_idr, built, name."
)
@click.option("--kind", required=True, help="Kind of the facility that is sought, as in the facilities.")
@click.option("--count", type=click.IntRange(min=0), help="At most so many new ones.")
@click.option("--budget-idr", type=click.IntRange(min=0), help="At most so many rupiah for them.")
@click.option(
    "--within",
    type=click.FloatRange(min=0, min_open=True),
    metavar="MINUTES",
    help="Bring the most people within these; without it the least minutes in all are sought.",
)
@click.option(
    "--unserved-minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=UNSERVED_MINUTES,
    show_default=True,
    help="An assumption: whoever has no facility, or a farther one, counts as so far away.",
)
@click.option("--season", type=click.Choice(SEASONS), default="dry", show_default=True, help="Season of the speeds.")
@click.option(
    "--time-limit-s",
    type=click.FloatRange(min=0, min_open=True),
    default=TIME_LIMIT_S,
    show_default=True,
    help="When it is over, the best found so far is told with the gap proven so far.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the tables as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON and nothing else.")
def access_site(  # noqa: PLR0913 - each is an option of the command
    roads: Path,
    facilities: Path,
    people: Path,
    sites: Path,
    *,
    mode: str,
    welfare_weight: str | None,
    speeds: Path | None,
    limit_m: float,
    kind: str,
    count: int | None,
    budget_idr: int | None,
    within: float | None,
    unserved_minutes: float,
    season: str,
    time_limit_s: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """Choose places for new facilities of a kind, beside those that are there, and prove how good the choice is.

    Without --within the p-median: the least minutes of all people, each counted by the welfare weight. With it maximal
    coverage: the most people, counted likewise, within so many minutes. Capacities of the places are kept; those of the
    facilities file have none (list one that has among the places, as built).
    """
    if count is None and budget_idr is None:
        raise UsageError("how many facilities? give --count, --budget-idr, or both")
    aim = Aim(
        MEDIAN if within is None else COVERAGE,
        unserved_minutes if within is None else within,
        kind,
        Limits(count, budget_idr),
        season,
    )
    with progress("merata access site") as step:
        step(0.1, "membaca jalan / reading the roads")
        network, table = roads_and_speeds(roads, speeds)
        step(0.5, "memilih tempat / choosing places")
        answer = site_facilities(
            Roads(network, table, mode, limit_m),
            (people_of_dataset if people.is_dir() else read_people)(people, network, welfare_weight),
            (facilities_of_dataset if facilities.is_dir() else read_facilities)(facilities, network),
            read_sites(sites, network),
            aim,
            time_limit_s=time_limit_s,
        )
    if out is not None:
        _write(out, answer)
    if as_json:
        terms = {
            "mode": mode, "season": season, "kind": kind, "count": count, "budget_idr": budget_idr,
            "speeds": dict(network.speeds), "off_road_limit_m": limit_m,
        }  # fmt: skip
        click.echo(json.dumps(siting_document(answer, terms), ensure_ascii=False, allow_nan=False))
    else:
        print_siting(stdout, answer, network.speeds, out)


def _write(out: Path, answer: SitingAnswer) -> None:
    with whole_folder(out, last="sites.csv") as partial:
        for name, rows in {"clusters": cluster_table(answer), "sites": site_table(answer)}.items():
            pa.csv.write_csv(rows, partial / f"{name}.csv")
