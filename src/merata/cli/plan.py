"""`merata plan`: the best package of one regency within a budget."""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import click

from merata.cli.plan_options import asked_for, expiring, plan_options
from merata.cli.plan_table import print_answers
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.planning.answers.asked import answers, with_and_without
from merata.planning.limits.budget_lines import Charge
from merata.planning.plan import Plan
from merata.planning.problem import Request
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--budget", "budget_idr", type=int, required=True, help="Rupiah a year, e.g. 50_000_000_000.")
@plan_options
@click.option("--seconds", type=click.FloatRange(0), help="Stop looking after so long, with the proof so far.")
@click.option(
    "--robustness", is_flag=True, help="Also say in what share of the draws each line is in the best package."
)
@click.option("--truth", is_flag=True, help="Also score the plan and the habits on a demo's hidden truth.")
@click.option(
    "--charges-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --ceilings: write which line of the budget pays what, to the rupiah, to this CSV file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
def plan(
    root: Path,
    *,
    budget_idr: int,
    seconds: float | None,
    robustness: bool,
    truth: bool,
    charges_out: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Plan the best package within a budget for one regency of the dataset folder DIR.

    Chooses among the regency's own programmes (whole benefits, neediest first), candidate classes and works so
    that the objective rises most, proves how far from the best possible the package can be, and compares it
    with an equal split over the villages, the decile order, last year's pattern and pure greedy.
    With --minutes-to-rupiah the plan without it is made too, and shown beside it.
    """
    if charges_out is not None and not options["use_ceilings"]:
        raise UsageError("--charges-out says which line of the budget pays: give --ceilings too")
    dataset = Dataset(root)
    request, constraints = asked_for(dataset, budget_idr, options)
    with progress("merata plan") as step:
        found = answers(
            dataset,
            request,
            constraints,
            with_robustness=robustness,
            with_truth=truth,
            expired=expiring(seconds),
            step=step,
        )
    if request.minute_records:
        with progress("merata plan") as step:
            found = with_and_without(dataset, request, constraints, found, expired=expiring(seconds), step=step)
    if charges_out is not None:
        write_charges(charges_out, found.plan)
    if as_json:
        click.echo(json.dumps(found.as_json(), allow_nan=False, ensure_ascii=False))
        return
    print_answers(stdout, found)


def write_charges(path: Path, found: Plan) -> None:
    """Write the plan's charges as CSV, one line each."""
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([field.name for field in fields(Charge)])
        table.writerows(list(charge.as_json().values()) for charge in found.charges)


def run_plan(root: Path, *, budget_idr: int, regency: str) -> Plan:
    """Plan for the dataset folder `root`; print the package and return it."""
    dataset = Dataset(root)
    request = Request(regency, budget_idr, date(dataset.description.year + 1, 1, 1))
    with progress("merata plan") as step:
        found = answers(dataset, request, step=step)
    print_answers(stdout, found)
    return found.plan
