"""`merata simulate`: what programmes would cost, reach and change."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from merata.cli.progress import progress, stdout
from merata.cli.simulate_table import print_simulation
from merata.planning.simulation import simulate as simulate_programmes
from merata.tables.folder import Dataset


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--programme", "programmes", multiple=True, required=True, help="Rulebook to apply; may be given again.")
@click.option("--regency", help="Only this regency, e.g. 35.05; all when not given.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day whose rules apply; 1 July of the data's year when not given.",
)
@click.option("--draws", type=click.IntRange(2), default=50, show_default=True, help="Draws of welfare.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def simulate(
    root: Path,
    *,
    programmes: tuple[str, ...],
    regency: str | None,
    day: datetime | None,
    draws: int,
    seed: int,
    as_json: bool,
) -> None:
    """Simulate programmes on the dataset folder DIR, before anyone is paid.

    Prints cost, reach, Gini and poverty before and after, who gains by decile, how much leaks to those who
    are not poor and how many poor people are missed, each with its 95% interval over the draws of welfare.
    """
    with progress("merata simulate") as step:
        simulated = simulate_programmes(
            Dataset(root),
            programmes=programmes,
            regency=regency,
            on=day.date() if day else None,
            draws=draws,
            seed=seed,
            step=step,
        )
    if as_json:
        click.echo(json.dumps(simulated.as_json(), allow_nan=False, ensure_ascii=False))
        return
    print_simulation(stdout, simulated)
