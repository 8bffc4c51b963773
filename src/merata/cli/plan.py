"""`merata plan`: the best package of one regency within a budget."""

from __future__ import annotations

import json
from pathlib import Path

import click

from merata.cli.plan_table import print_plan
from merata.cli.progress import progress, stdout
from merata.planning.constraints import read_constraints
from merata.planning.plan import DEFAULT_REGENCY, Plan
from merata.planning.plan import plan as best_plan
from merata.tables.folder import Dataset


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--budget", "budget_idr", type=int, required=True, help="Rupiah a year, e.g. 50_000_000_000.")
@click.option("--regency", default=DEFAULT_REGENCY, show_default=True, help="Whose budget it is.")
@click.option(
    "--constraints",
    type=click.Path(dir_okay=False, path_type=Path),
    help="YAML with least and most rupiah by pillar, programme, kecamatan or village; exclude; require.",
)
@click.option("--draws", type=click.IntRange(2), default=20, show_default=True, help="Draws of welfare.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
def plan(
    root: Path,
    *,
    budget_idr: int,
    regency: str,
    constraints: Path | None,
    draws: int,
    seed: int,
    as_json: bool,
) -> None:
    """Plan the best package within a budget for one regency of the dataset folder DIR.

    Chooses among the regency's own programmes (whole benefits, neediest first), candidate classes and works so
    that mean × (1 − Gini) rises most, says how far from the best possible the package can be, and compares it
    with an equal split over the villages and with filling decile by decile.
    """
    rules = read_constraints(constraints) if constraints else None
    with progress("merata plan") as step:
        found = best_plan(
            Dataset(root),
            budget_idr=budget_idr,
            regency=regency,
            constraints=rules,
            draws=draws,
            seed=seed,
            step=step,
        )
    if as_json:
        click.echo(json.dumps(found.as_json(), allow_nan=False, ensure_ascii=False))
        return
    print_plan(stdout, found)


def run_plan(root: Path, *, budget_idr: int, regency: str) -> Plan:
    """Plan for the dataset folder `root`; print the package and return it."""
    with progress("merata plan") as step:
        found = best_plan(Dataset(root), budget_idr=budget_idr, regency=regency, step=step)
    print_plan(stdout, found)
    return found
