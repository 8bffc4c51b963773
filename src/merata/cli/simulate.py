"""`merata simulate`: what programmes would cost, reach and change, and what a reform of them would."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from merata.cli.progress import progress, stdout
from merata.cli.reform_table import print_reform
from merata.cli.rulebook_argument import rulebook_argument
from merata.cli.simulate_arguments import simulate_arguments
from merata.cli.simulate_table import print_simulation
from merata.planning.simulation.simulate import simulate as simulate_programmes
from merata.planning.simulation.simulate import simulate_reform
from merata.planning.simulation.simulated import ReformSimulation, Simulation
from merata.tables.folder import Dataset


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--programme",
    "programmes",
    multiple=True,
    required=True,
    help="Programme to apply, by the name of its rulebook, or a rulebook FILE; may be given again, first come first.",
)
@click.option(
    "--set",
    "changes",
    metavar="PROGRAMME.PARAMETER=VALUE",
    multiple=True,
    help="Reform: simulate the rules as they stand and with this parameter changed; may be given again.",
)
@click.option(
    "--budget",
    "limits",
    metavar="PROGRAMME=RUPIAH",
    multiple=True,
    help="Most rupiah a year of a programme, for the neediest first; everyone eligible is paid when not given.",
)
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
def simulate(  # noqa: PLR0913 - a parameter an option
    root: Path,
    *,
    programmes: tuple[str, ...],
    changes: tuple[str, ...],
    limits: tuple[str, ...],
    regency: str | None,
    day: datetime | None,
    draws: int,
    seed: int,
    as_json: bool,
) -> None:
    """Simulate programmes on the dataset folder DIR, before anyone is paid.

    Prints cost, reach, Gini and poverty before and after, who gains by decile, sex of the head and village, how much
    leaks to those who are not poor, how many poor people are missed, concentration and Kakwani indices, adequacy, and
    the cost of a rupiah that reaches the poor, each with its 95% interval over the draws of welfare.

    Whoever receives a programme today keeps it and is not paid twice. Housing, training and premiums are costed and
    counted, but are no rise of consumption. With --set a reform stands beside the rules as they are, on the same
    draws, with what it changes.
    """
    books = [rulebook_argument(text) for text in programmes]
    reform, budgets_idr = simulate_arguments(changes, limits, books)
    asked: dict[str, Any] = {
        "programmes": books,
        "regency": regency,
        "on": day.date() if day else None,
        "budgets_idr": budgets_idr,
        "draws": draws,
        "seed": seed,
    }
    dataset = Dataset(root)
    found: Simulation | ReformSimulation
    with progress("merata simulate") as step:
        if reform:
            found = simulate_reform(dataset, reform=reform, step=step, **asked)
        else:
            found = simulate_programmes(dataset, step=step, **asked)
    if as_json:
        click.echo(json.dumps(found.as_json(), allow_nan=False, ensure_ascii=False))
    elif isinstance(found, ReformSimulation):
        print_reform(stdout, found)
    else:
        print_simulation(stdout, found)
