"""`merata report`: one self-contained HTML file that a council member can read."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from merata.cli.progress import progress
from merata.cli.publication import lonely_option, publication_options
from merata.errors import UsageError
from merata.measurement.areas import Wanted
from merata.measurement.estimates import BPS, Publication
from merata.planning.plan import Plan
from merata.planning.plan import plan as best_plan
from merata.report.numbers import LANGUAGES
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset

if TYPE_CHECKING:
    from merata.report.published import Published

DEFAULT_BUDGET_IDR = 50_000_000_000
"""Planned with when no budget is given: for a whole regency; a scaled demo gets its scale of it."""


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The HTML file to write.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="id", show_default=True, help="Language of the report.")
@click.option(
    "--budget",
    "budget_idr",
    type=int,
    help=f"Rupiah a year to plan with.  [default: {DEFAULT_BUDGET_IDR:_} × the dataset's scale]",
)
@click.option("--regency", help="Code of the regency, e.g. 35.05.  [default: the one with most people]")
@click.option(
    "--published",
    "published_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file ukuran.csv of an edition of open data: areas are told as it tells them, none that it withholds.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@publication_options
@lonely_option
def report(  # noqa: PLR0913 - one parameter an option
    root: Path,
    *,
    out: Path,
    lang: str,
    budget_idr: int | None,
    regency: str | None,
    published_file: Path | None,
    seed: int,
    caution: float,
    withhold: float,
    lonely: LonelyRule,
) -> None:
    """Write a report on the dataset folder DIR that a council member can read.

    One HTML file with maps and charts that needs no network: where things stand, what is proposed, for whom,
    what it changes, how sure we are. A plan is made where the folder has a registry; from a survey alone the
    report tells where things stand and says why the rest is missing.
    """
    # Charts take a second to import: the other commands do not wait for them.
    from merata.report.situation import choose_regency, survey_year  # noqa: PLC0415

    dataset = Dataset(root)
    wanted = Wanted(seed=seed, rule=Publication(caution / 100, withhold / 100), lonely=lonely)
    chosen = choose_regency(survey_year(dataset), regency)
    package = None
    published, from_edition = _published(published_file)
    options = ["--regency", chosen, *from_edition]
    if wanted.rule != BPS:
        options += ["--caution", f"{caution:g}", "--withhold", f"{withhold:g}"]
    if lonely != "refuse":
        options += ["--lonely", lonely]
    if dataset.has("households"):
        budget = default_budget_idr(dataset) if budget_idr is None else budget_idr
        options += ["--budget", str(budget)]
        with progress("merata plan") as step:
            package = best_plan(dataset, budget_idr=budget, regency=chosen, seed=seed, step=step)
    elif budget_idr is not None:
        raise UsageError("--budget needs a registry: this folder has no table households to plan for")
    source = Source(dataset, chosen, wanted, published)
    _write(source, {lang: out}, plan=package, options=options)


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made of; with `published` areas are told as that edition of open data tells them."""

    dataset: Dataset
    regency: str
    wanted: Wanted
    published: Published | None = None


def run_reports(root: Path, *, outs: Mapping[str, Path], plan: Plan, published_file: Path | None = None) -> None:
    """Write the report on the dataset folder `root` with that plan to `outs`, by language; say where.

    `published_file`: the table of an edition of open data of the plan's regency, as `--published`.
    """
    published, from_edition = _published(published_file)
    options = ["--regency", plan.regency, "--budget", str(plan.budget_idr), *from_edition]
    source = Source(Dataset(root), plan.regency, Wanted(seed=plan.seed), published)
    _write(source, outs, plan=plan, options=options)


def _published(file: Path | None) -> tuple[Published | None, list[str]]:
    """The figures of an edition's file, and the option by which the report's command names it; none of a None."""
    from merata.report.published import read_published  # noqa: PLC0415 - as above

    return (None, []) if file is None else (read_published(file), ["--published", file.name])


def default_budget_idr(dataset: Dataset) -> int:
    """The budget of a report that is asked for without one: `DEFAULT_BUDGET_IDR` times the dataset's scale."""
    return round(DEFAULT_BUDGET_IDR * (dataset.description.scale or 1.0))


def _write(source: Source, outs: Mapping[str, Path], *, plan: Plan | None, options: Sequence[str]) -> None:
    from merata.report.write import write_reports  # noqa: PLC0415

    # A report is passed on: the folders of whoever made it are nobody else's business.
    folder = source.dataset.root.name or "."
    seed = source.wanted.seed
    commands = {
        lang: shlex.join(["merata", "report", folder, "--out", out.name, "--lang", lang, *options, "--seed", str(seed)])
        for lang, out in outs.items()
    }
    with progress("merata report") as step:
        write_reports(
            source.dataset,
            outs,
            plan=plan,
            regency=source.regency,
            wanted=source.wanted,
            published=source.published,
            commands=commands,
            step=step,
        )
    for out in outs.values():
        click.echo(f"{out} ({out.stat().st_size / 1000:,.0f} kB)")
