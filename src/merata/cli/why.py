"""`merata why`: why something is in the best package, or why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from merata.cli.plan_options import asked_for, expiring, minutes_json, minutes_sentences, plan_options
from merata.cli.progress import progress, stdout
from merata.cli.why_table import print_why
from merata.planning.answers.why import why
from merata.tables.folder import Dataset


@click.command("why")
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name", metavar="WHAT")
@click.option("--budget", "budget_idr", type=int, required=True, help="Rupiah a year, e.g. 50_000_000_000.")
@plan_options
@click.option("--seconds", type=click.FloatRange(0), help="Stop looking after so long, with the proof so far.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON and nothing else.")
def why_command(
    root: Path, name: str, *, budget_idr: int, seconds: float | None, as_json: bool, **options: Any
) -> None:
    """Say why WHAT is in the best package within a budget, or why it is not.

    WHAT is a programme, a programme in a village (programme:village), a course, a project, or a proposal, which means
    what it asks for. Says what it would add, what it would have to cost to enter, what stands in its way, and what is
    lost or won when it is forced in, or out, and the rest filled again.
    """
    dataset = Dataset(root)
    request, constraints = asked_for(dataset, budget_idr, options)
    with progress("merata why") as step:
        found = why(dataset, request, name, constraints=constraints, expired=expiring(seconds), step=step)
    if as_json:
        click.echo(json.dumps(found.as_json() | minutes_json(request), allow_nan=False, ensure_ascii=False))
        return
    print_why(stdout, found)
    for sentence in minutes_sentences(request):
        stdout.print(sentence, markup=False)
