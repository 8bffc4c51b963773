"""`merata frontier`: what more money would do, the best plan of each of several budgets."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from merata.cli.frontier_table import print_frontier
from merata.cli.plan_options import asked_for, expiring, minutes_json, minutes_sentences, plan_options
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.planning.answers.frontier import budgets_between, frontier
from merata.tables.folder import Dataset


@click.command("frontier")
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--from", "first_idr", type=int, help="The least budget, rupiah a year.")
@click.option("--to", "last_idr", type=int, help="The largest budget, rupiah a year.")
@click.option(
    "--steps", type=click.IntRange(1), default=6, show_default=True, help="Budgets from the one to the other."
)
@click.option("--budgets", metavar="LIST", help="Budgets in place of --from, --to and --steps, comma-separated.")
@plan_options
@click.option("--seconds", type=click.FloatRange(0), help="Stop looking after so long at each budget.")
@click.option("--json", "as_json", is_flag=True, help="Print the frontier as JSON and nothing else.")
def frontier_command(
    root: Path,
    *,
    first_idr: int | None,
    last_idr: int | None,
    steps: int,
    budgets: str | None,
    seconds: float | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Plan the best package of several budgets for one regency of the dataset folder DIR.

    Says for each what it gains, how far from the best possible it can be, the Gini index, the headcount and the
    spending by pillar, and what each further billion rupiah adds.
    """
    wanted = _budgets(budgets, first_idr, last_idr, steps)
    dataset = Dataset(root)
    request, constraints = asked_for(dataset, max(wanted), options)
    begun = time.monotonic()
    with progress("merata frontier") as step:
        found = frontier(
            dataset, request, wanted, constraints=constraints, expired=lambda: expiring(seconds), step=step
        )
    taken = time.monotonic() - begun
    if as_json:
        shown = found.as_json() | {"seconds": round(taken, 1)} | minutes_json(request)
        click.echo(json.dumps(shown, allow_nan=False, ensure_ascii=False))
        return
    print_frontier(stdout, found, taken)
    for sentence in minutes_sentences(request):
        stdout.print(sentence, markup=False)


def _budgets(listed: str | None, first_idr: int | None, last_idr: int | None, steps: int) -> tuple[int, ...]:
    """The budgets that are asked for; `UsageError` where they are given both ways, or neither."""
    if (listed is None) == (first_idr is None and last_idr is None):
        raise UsageError("give either --from and --to, or --budgets")
    if listed is not None:
        try:
            return tuple(int(one) for one in listed.split(","))
        except ValueError:
            raise UsageError(
                f"--budgets {listed!r} is no list of whole rupiah, such as 10_000_000_000,50_000_000_000"
            ) from None
    if first_idr is None or last_idr is None:
        raise UsageError("give both --from and --to")
    return budgets_between(first_idr, last_idr, steps)
