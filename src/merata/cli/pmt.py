"""`merata pmt`: a proxy means test learned from the survey, and whom it, desil and perfect targeting would miss."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from merata.cli.amounts import SYNTHETIC
from merata.cli.pmt_table import print_comparison
from merata.cli.progress import progress, stdout
from merata.cli.publication import publication_options
from merata.errors import UsageError
from merata.measurement.estimates import Publication
from merata.programmes.proxy_means.groups import GROUPINGS
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

if TYPE_CHECKING:
    from merata.programmes.proxy_means.comparison import Comparison, Wanted

DEFAULT_BY = ("head_sex", "size")


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--target",
    default="poor",
    show_default=True,
    help="Who is meant: `poor` (below their regency's line), `same` (the poorest share, as large as the coverage), or "
    "the poorest share of persons in %, e.g. 40.",
)
@click.option(
    "--coverages", default="10,20,30,40", show_default=True, help="Shares of persons reached, in %, comma-separated."
)
@click.option(
    "--by",
    "groupings",
    multiple=True,
    type=click.Choice(GROUPINGS),
    default=DEFAULT_BY,
    show_default=True,
    help="Groups of households to tell apart; may be given again.",
)
@click.option("--truth", is_flag=True, help="Judge on the demo's hidden truth instead of the survey.")
@click.option("--year", type=int, help="Year of the survey; the dataset's when not given.")
@click.option("--draws", type=click.IntRange(2), default=50, show_default=True, help="Draws of welfare to judge desil.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of folds, errors and draws.")
@click.option(
    "--lonely",
    type=click.Choice(("refuse", "certainty")),
    default="refuse",
    show_default=True,
    help="Strata of a single cluster: refuse, or count them as drawn with certainty.",
)
@publication_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Also write the errors there.")
@click.option(
    "--scores",
    "scores_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write every household's score and rank to this Parquet file.",
)
@click.option(
    "--lot",
    help="Decides between equal scores in --scores: the SHA-256 of LOT:household_id; the year when not given.",
)
def pmt(  # noqa: PLR0913 - one argument an option
    root: Path,
    *,
    target: str,
    coverages: str,
    groupings: tuple[Any, ...],
    truth: bool,
    year: int | None,
    draws: int,
    seed: int,
    lonely: LonelyRule,
    caution: float,
    withhold: float,
    as_json: bool,
    csv_file: Path | None,
    scores_file: Path | None,
    lot: str | None,
) -> None:
    """Learn a proxy means test from the survey in the dataset folder DIR, and show its errors.

    A linear and a boosted score are tested on clusters they never saw. Prints how well each explains consumption, and
    at each coverage the share of the target it misses (exclusion) and the share of those it reaches who are not meant
    (inclusion), beside desil and perfect targeting.
    """
    # Compiled code takes a moment to load: no other command waits for it.
    from merata.programmes.proxy_means.comparison import Wanted, compare  # noqa: PLC0415

    wanted = Wanted(
        target=parsed_target(target),
        coverages=parsed_coverages(coverages),
        by=tuple(dict.fromkeys(groupings)),
        truth=truth,
        year=year,
        draws=draws,
        seed=seed,
        lonely=lonely,
        rule=Publication(caution / 100, withhold / 100),
    )
    dataset = Dataset(root)
    with progress("merata pmt") as step:
        found = compare(dataset, wanted, step=step)
    synthetic = dataset.description.synthetic
    if csv_file is not None:
        _write_errors(csv_file, found, synthetic=synthetic)
    if scores_file is not None:
        _write_scores(scores_file, found, lot or str(found.year), synthetic=synthetic)
        click.echo(str(scores_file), err=True)
    if as_json:
        click.echo(json.dumps(_as_json(found, wanted, synthetic=synthetic), allow_nan=False, ensure_ascii=False))
        for line in ((SYNTHETIC,) if synthetic else ()) + found.notes:
            click.echo(line, err=True)
        return
    print_comparison(stdout, found, wanted, dataset.description)


def parsed_target(text: str) -> Literal["poor", "same"] | float:
    """What --target means; `UsageError` where it is no kind of target and no percentage."""
    if text == "poor":
        return "poor"
    if text == "same":
        return "same"
    return _fraction(text, "--target", "poor, same, or a percentage above 0, at most 100")


def parsed_coverages(text: str) -> tuple[float, ...]:
    """The fractions that --coverages means, in their order, each once; `UsageError` for what is no percentage."""
    expected = "percentages above 0, at most 100, comma-separated"
    return tuple(dict.fromkeys(_fraction(part, "--coverages", expected) for part in text.split(",")))


def _fraction(text: str, option: str, expected: str) -> float:
    try:
        per_cent = float(text)
    except ValueError:
        per_cent = 0.0
    if not 0 < per_cent <= 100:
        raise UsageError(f"{option} has {text.strip()!r}; expected {expected}")
    return per_cent / 100


def _as_json(found: Comparison, wanted: Wanted, *, synthetic: bool) -> dict[str, Any]:
    learned = found.learned
    return {
        "synthetic": synthetic,
        "year": found.year,
        "target": wanted.target,
        "seed": learned.seed,
        "sampled_households": len(learned.sample),
        "clusters": len(learned.sample.design.stratum_of_psu),
        "covariates": learned.sample.covariates.column_names,
        "chosen": learned.chosen,
        "learners": [
            {"learner": name, "rmse_log": _statistic(one.rmse), "r2": _statistic(one.r2)}
            for name, one in learned.learners.items()
        ],
        "errors": [error.as_json() for error in found.errors],
        "without_desil": found.without_desil,
        "notes": list(found.notes),
    }


def _statistic(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _write_errors(path: Path, found: Comparison, *, synthetic: bool) -> None:
    rows: Sequence[dict[str, Any]] = [error.as_json() | {"synthetic": synthetic} for error in found.errors]
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_scores(path: Path, found: Comparison, lot: str, *, synthetic: bool) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    from merata.programmes.proxy_means.learning import proxy_means  # noqa: PLC0415
    from merata.programmes.proxy_means.scoring import scored  # noqa: PLC0415

    done = scored(found.registry, proxy_means(found.learned), lot=lot)
    said = {
        "learner": done.learner,
        "year": str(found.year),
        "seed": str(found.learned.seed),
        "lot": lot,
        "synthetic": str(synthetic).lower(),
    }
    with whole_file(path) as partial:
        pq.write_table(done.table(found.registry).replace_schema_metadata(said), partial, compression="zstd")
