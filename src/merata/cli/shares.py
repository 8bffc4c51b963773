"""`merata shares`: the method of equal shares on an election file, beside what greedy would choose."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import click

from merata.cli.progress import stdout
from merata.cli.shares_json import as_document
from merata.cli.shares_text import print_explanation, print_outcome
from merata.errors import UsageError
from merata.participation.shares.completion import default_step, equal_shares
from merata.participation.shares.explaining import explain
from merata.participation.shares.pabulib import pabulib_text, read_pabulib


@click.command("shares")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--completion",
    type=click.Choice(["none", "add1", "add1u", "greedy"]),
    default="add1u",
    show_default=True,
    help="What is done with money left over: nothing; every share grows by a step while the purchases fit the "
    "budget; that, then by votes what still fits; by votes at once.",
)
@click.option(
    "--utility",
    type=click.Choice(["cost", "count"]),
    default="cost",
    show_default=True,
    help="What a project is worth to a voter: her points × its cost, or her points alone (1 for an approval).",
)
@click.option(
    "--step", metavar="AMOUNT", help="By how much shares grow. [default: 1, more where a share is over 1,000]"
)
@click.option("--check-step", is_flag=True, help="Count again with a tenth of the step and say whether that differs.")
@click.option("--lot", metavar="TEXT", help="Text committed to in public before the count: decides the last ties.")
@click.option("--explain", "explained", is_flag=True, help="Say who pays how much for each project, and why one lost.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the election with this outcome (.pb)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def shares(  # noqa: PLR0913 - one argument an option
    file: Path,
    *,
    completion: str,
    utility: str,
    step: str | None,
    check_step: bool,
    lot: str | None,
    explained: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Choose projects so that no group of voters is left out (metode bagian setara).

    FILE is an election in the format of Pabulib (.pb). Every voter has an equal share of the budget; a project is
    bought by its supporters' shares, cheapest for each of them first. Ties: lowest cost, then most votes, then the lot.
    The result is advice to the forum, beside what the budget would buy by number of votes alone. Arithmetic is exact.
    """
    election = read_pabulib(file)
    chosen = {"completion": completion, "utility": utility, "lot": lot}
    size = default_step(election) if step is None else _amount(step)
    outcome = equal_shares(election, step=size, **chosen)  # type: ignore[arg-type] # click's choices are the literals
    finer = None
    if check_step:
        finer = equal_shares(election, step=size / 10, **chosen)  # type: ignore[arg-type]
    told = explain(election, outcome) if explained else None
    if out is not None:
        rule = f"equalshares/{completion}" if completion != "none" else "equalshares"
        text = pabulib_text(election, frozenset(outcome.winners), rule=rule, meta={})
        out.write_text(text, encoding="utf-8", newline="")
    if as_json:
        click.echo(json.dumps(as_document(election, outcome, lot=lot, finer=finer, told=told), ensure_ascii=False))
        return
    print_outcome(stdout, election, outcome, lot=lot, finer=finer)
    if told is not None:
        print_explanation(stdout, election, told, outcome)


def _amount(text: str) -> Fraction:
    try:
        return Fraction(text.replace("_", "").replace(",", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"--step is {text!r}; expected an amount above 0, e.g. 10_000") from error
