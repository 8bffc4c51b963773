"""`merata attribute`: the change of inequality between two surveys, split into growth, programmes and the rest."""

from __future__ import annotations

import json
from pathlib import Path

import click

from merata.cli.amounts import SYNTHETIC
from merata.cli.attribute_table import print_attribution
from merata.cli.progress import progress, stdout
from merata.cli.publication import lonely_option
from merata.errors import UsageError
from merata.measurement.measures import split_names
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset

ALL = "all"


@click.command(short_help="Split the change of inequality between two surveys into growth, programmes and the rest.")
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--regency", metavar="CODE", help="One regency, e.g. 35.05; all that were surveyed when not given.")
@click.option("--from", "first", type=int, metavar="YEAR", help="Year of the first survey; the earliest if not given.")
@click.option("--to", "second", type=int, metavar="YEAR", help="Year of the second survey; the latest if not given.")
@click.option(
    "--measure",
    "names",
    metavar="NAMES",
    default="gini",
    show_default=True,
    help="Measures, comma-separated: gini, atkinson(0.5), p0, p1, p2, social_welfare (mean × (1 − Gini)), mean, …; "
    "or all of these six.",
)
@click.option(
    "--started",
    metavar="IDS",
    help="Assistance known to have begun or ended between the two years, comma-separated, or all: what only one of "
    "them has on record is left out otherwise.",
)
@click.option(
    "--growth",
    type=click.FloatRange(min=0, min_open=True),
    metavar="RATIO",
    help="Count this ratio of incomes as growth, e.g. 1.05, instead of that of the two means.",
)
@click.option(
    "--lists-know",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    metavar="CORRELATION",
    help="Assume that what the registry's desil says beyond the survey's traits goes with consumption this much.",
)
@click.option(
    "--evidence",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Evidence from this file (`merata evaluate --write-evidence`) instead of the dataset's.",
)
@click.option(
    "--replicates", type=click.IntRange(20), default=200, show_default=True, help="Replicates behind the intervals."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the replicates.")
@lonely_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def attribute_command(  # noqa: PLR0913 - one parameter an option, all by keyword
    *,
    root: Path,
    regency: str | None,
    first: int | None,
    second: int | None,
    names: str,
    started: str | None,
    growth: float | None,
    lists_know: float,
    evidence: Path | None,
    replicates: int,
    seed: int,
    lonely: LonelyRule,
    as_json: bool,
) -> None:
    """Split the change of inequality between two yearly surveys in the dataset folder DIR.

    The parts are growth (everybody's consumption times the same), each programme (its Shapley value: assistance by what
    households received, courses, village programmes and works by the evidence on their effects) and the rest that
    nothing recorded explains. They sum to the change exactly. Each has its 95% interval, from the survey's design, the
    evidence's standard errors and the matching of survey and registry.
    """
    # What it computes with takes a second to import: nobody waits for it who asks for help.
    from merata.evaluation.attribution import attribute  # noqa: PLC0415
    from merata.evaluation.attribution_measures import MEASURES  # noqa: PLC0415

    dataset = Dataset(root)
    chosen = list(MEASURES) if names == ALL else split_names(names)
    if not chosen:
        raise UsageError("--measure names nothing; expected e.g. gini, or all")
    with progress("merata attribute") as step:
        found = attribute(
            dataset,
            regency=regency,
            years=(first, second),
            names=chosen,
            started=[] if started is None else split_names(started),
            growth=growth,
            lists_know=lists_know,
            evidence=evidence,
            replicates=replicates,
            seed=seed,
            lonely=lonely,
            step=step,
        )
    description = dataset.description
    if as_json:
        told = {"dataset": description.name, "synthetic": description.synthetic, **found.as_json()}
        click.echo(json.dumps(told, allow_nan=False, ensure_ascii=False))
        if description.synthetic:
            click.echo(SYNTHETIC, err=True)
        return
    print_attribution(stdout, found, description)
