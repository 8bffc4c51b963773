"""`merata measure`: inequality and poverty by area, in the terminal, as JSON, CSV and pictures."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from merata.cli.amounts import SYNTHETIC
from merata.cli.measure_table import print_measured
from merata.cli.progress import progress, stdout
from merata.cli.publication import lonely_option, public_option, public_row, publication_options
from merata.errors import UsageError
from merata.measurement.areas import AREA_COLUMNS, By, Measured, Wanted, area_names, measure_areas
from merata.measurement.estimates import Estimate, Publication
from merata.measurement.measures import KNOWN, MEASURES, listed, split_names
from merata.measurement.prediction import write_predicted
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

ENGINE_NAMES, SPARK_MASTER = ("duckdb", "spark"), "local-cluster[2,1,1024]"
"""As `merata.measurement.summaries.engine` has them; that takes a moment to import."""
CSV_COLUMNS = ("area", "area_name", "measure", "value", "se", "low", "high", "n", "flag", "method", "synthetic")


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--by",
    type=click.Choice(list(AREA_COLUMNS)),
    default="regency",
    show_default=True,
    help="Areas to measure.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON and nothing else.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Also write them to FILE.")
@click.option(
    "--pictures", type=click.Path(file_okay=False, path_type=Path), help="Write Lorenz curves and a map there."
)
@click.option("--measures", metavar="NAMES", help="Measures by name, comma-separated; `list` shows them all.")
@click.option("--truth", is_flag=True, help="Measure the demo's hidden truth instead of estimating.")
@click.option(
    "--population",
    "files",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Measure the whole population in these Parquet files (or folders of them) instead of estimating.",
)
@click.option(
    "--welfare",
    default="consumption_pc_idr",
    show_default=True,
    help="The column of --population to measure, e.g. draw_2 of a --draws-file.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINE_NAMES),
    default="duckdb",
    show_default=True,
    help="Where a population is summed: in this process, or on Apache Spark (needs merata[spark] and Java 17).",
)
@click.option(
    "--spark-master",
    default=SPARK_MASTER,
    show_default=True,
    help="The cluster of --engine spark, as Spark writes it; by default two processes on this machine.",
)
@click.option("--draws", type=click.IntRange(2), default=50, show_default=True, help="Draws of predicted welfare.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option(
    "--draws-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write every household's draws of consumption to this Parquet file.",
)
@click.option("--year", type=int, help="Year of the survey; the latest when not given.")
@publication_options
@public_option
@lonely_option
@click.option("--all", "every", is_flag=True, help="Show all villages, not the twenty poorest.")
@click.option(
    "--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language of the pictures."
)
def measure(root: Path, **options: Any) -> None:
    """Measure inequality and poverty in the dataset folder DIR, by regency, kecamatan or village.

    Regencies and kecamatan that the survey carries are direct estimates with design-based standard errors;
    the others, and villages, are predicted from the registry. Prints mean, Gini, Theil, P0, P1, P2, the share
    of the poorest 40% and the Palma ratio, or the measures named, each with its error; flagged where the relative
    standard error is above 25% (caution) or 50% (withheld), or where it cannot be relied on (caution): unknown,
    or straight from a survey of few clusters or households. A population known in full (--truth, --population) is
    measured exactly, whatever its size.
    """
    chosen = Options(root, **options)
    if chosen.measures == "list":
        click.echo("\n".join(KNOWN))
        return
    if chosen.public and not (chosen.as_json or chosen.csv_file):
        raise UsageError("--public says what --csv or --json may tell everybody; give one of them")
    dataset = Dataset(root)
    measured = _measured(dataset, chosen)
    names = area_names(dataset, chosen.by)
    if chosen.csv_file is not None:
        rows = [chosen.row(estimate) for estimate in measured.estimates]
        write_estimates(chosen.csv_file, measured.estimates, names, synthetic=dataset.description.synthetic, rows=rows)
    if chosen.draws_file is not None:
        with progress("merata measure") as step:
            write_predicted(
                dataset, chosen.draws_file, draws=chosen.draws, seed=chosen.seed, year=chosen.year, step=step
            )
        click.echo(str(chosen.draws_file), err=True)
    if chosen.pictures is not None:
        # Charts take half a second to import: nobody else waits for them.
        from merata.report.pictures import write_pictures  # noqa: PLC0415

        for path in write_pictures(chosen.pictures, dataset, chosen.lang, draws=chosen.draws, seed=chosen.seed):
            click.echo(str(path), err=True)
    if chosen.as_json:
        click.echo(json.dumps([chosen.row(estimate) for estimate in measured.estimates], allow_nan=False))
        # The list is for programs; what a person must know beside it goes where programs do not read.
        for line in ((SYNTHETIC,) if dataset.description.synthetic else ()) + measured.notes:
            click.echo(line, err=True)
        return
    print_measured(
        stdout,
        measured,
        by=chosen.by,
        names=names,
        description=dataset.description,
        every=chosen.every,
        rule=chosen.wanted.rule,
    )


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for, one field an option."""

    root: Path
    by: By
    as_json: bool
    csv_file: Path | None
    pictures: Path | None
    measures: str | None
    truth: bool
    files: tuple[Path, ...]
    welfare: str
    engine: str
    spark_master: str
    draws: int
    seed: int
    draws_file: Path | None
    year: int | None
    caution: float
    withhold: float
    lonely: LonelyRule
    every: bool
    lang: str
    public: bool

    def row(self, estimate: Estimate) -> dict[str, str | float | int | None]:
        """An estimate as it is written: whole, or what of it everybody may have."""
        return public_row(estimate) if self.public else estimate.as_json()

    @property
    def wanted(self) -> Wanted:
        """The measures, draws and rule of publication; `UsageError` for names that are no measures."""
        rule = Publication(self.caution / 100, self.withhold / 100)
        return Wanted(self.names, self.draws, self.seed, rule, self.lonely)

    @property
    def names(self) -> tuple[str, ...]:
        """The measures by their full names."""
        if self.measures is None:
            return MEASURES
        return tuple(measure.name for measure in listed(split_names(self.measures)))


def _measured(dataset: Dataset, chosen: Options) -> Measured:
    if chosen.truth and chosen.files:
        raise UsageError("--truth and --population are two populations; give one")
    if chosen.engine == "spark" and not (chosen.truth or chosen.files):
        raise UsageError("--engine spark sums a population known in full: give --population FILES, or --truth")
    wanted = chosen.wanted
    with progress("merata measure") as step:
        if chosen.truth or chosen.files:
            # DuckDB takes a moment to import: nobody else waits for it.
            from merata.measurement.populations import measure_population, measure_truth  # noqa: PLC0415
            from merata.measurement.summaries import Spark  # noqa: PLC0415

            engine = Spark(master=chosen.spark_master) if chosen.engine == "spark" else chosen.engine
            step(0.1, "populasi / population")
            if chosen.truth:
                return measure_truth(dataset, by=chosen.by, year=chosen.year, measures=wanted.measures, engine=engine)
            return measure_population(
                dataset,
                chosen.files,
                welfare=chosen.welfare,
                by=chosen.by,
                year=chosen.year,
                measures=wanted.measures,
                engine=engine,
            )
        return measure_areas(dataset, by=chosen.by, wanted=wanted, year=chosen.year, step=step)


def run_measure(root: Path, *, by: str) -> list[Estimate]:
    """Measure the dataset folder `root` by the areas `by`; print the table and return the estimates."""
    dataset = Dataset(root)
    areas = cast(By, by)
    with progress("merata measure") as step:
        measured = measure_areas(dataset, by=areas, step=step)
    names = area_names(dataset, areas)
    print_measured(stdout, measured, by=areas, names=names, description=dataset.description)
    return measured.estimates


def write_estimates(
    path: Path,
    estimates: Sequence[Estimate],
    names: Mapping[str, str],
    *,
    synthetic: bool,
    rows: Sequence[Mapping[str, str | float | int | None]] | None = None,
) -> None:
    """Write the estimates as CSV in UTF-8, a row each, the unknown empty: whole or not at all.

    `rows`: what of each is written, all of it where not given.
    """
    told = [estimate.as_json() for estimate in estimates] if rows is None else rows
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, CSV_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for estimate, row in zip(estimates, told, strict=True):
            more = {"area_name": names.get(estimate.area, ""), "method": estimate.method, "synthetic": synthetic}
            writer.writerow({**row, **more})
