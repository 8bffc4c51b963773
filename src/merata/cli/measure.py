"""`merata measure`: inequality and poverty by area, in the terminal, as JSON, CSV and pictures."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import click

from merata.cli.amounts import SYNTHETIC
from merata.cli.measure_table import print_measured
from merata.cli.progress import progress, stdout
from merata.measurement.areas import AREA_COLUMNS, By, area_names, measure_areas
from merata.measurement.estimates import Estimate
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

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
@click.option("--truth", is_flag=True, help="Measure the demo's hidden truth instead of estimating.")
@click.option("--draws", type=click.IntRange(2), default=50, show_default=True, help="Draws of predicted welfare.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option("--year", type=int, help="Year of the survey; the latest when not given.")
@click.option("--all", "every", is_flag=True, help="Show all villages, not the twenty poorest.")
@click.option(
    "--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language of the pictures."
)
def measure(  # noqa: PLR0913 - one parameter an option
    root: Path,
    *,
    by: str,
    as_json: bool,
    csv_file: Path | None,
    pictures: Path | None,
    truth: bool,
    draws: int,
    seed: int,
    year: int | None,
    every: bool,
    lang: str,
) -> None:
    """Measure inequality and poverty in the dataset folder DIR, by regency, kecamatan or village.

    Regencies and kecamatan that the survey carries are direct estimates with design-based standard errors;
    the others, and villages, are predicted from the registry. Prints mean, Gini, Theil, P0, P1, P2, the share
    of the poorest 40% and the Palma ratio, each with its error; flagged where the relative standard error is
    above 25% (caution) or 50% (withheld).
    """
    dataset = Dataset(root)
    areas = cast(By, by)
    with progress("merata measure") as step:
        measured = measure_areas(dataset, by=areas, draws=draws, seed=seed, year=year, truth=truth, step=step)
    names = area_names(dataset, areas)
    if csv_file is not None:
        write_estimates(csv_file, measured.estimates, names, synthetic=dataset.description.synthetic)
    if pictures is not None:
        # Charts take half a second to import: nobody else waits for them.
        from merata.report.pictures import write_pictures  # noqa: PLC0415

        for path in write_pictures(pictures, dataset, lang, draws=draws, seed=seed):
            click.echo(str(path), err=True)
    if as_json:
        click.echo(json.dumps([estimate.as_json() for estimate in measured.estimates], allow_nan=False))
        # The list is for programs; what a person must know beside it goes where programs do not read.
        for line in ((SYNTHETIC,) if dataset.description.synthetic else ()) + measured.notes:
            click.echo(line, err=True)
        return
    print_measured(stdout, measured, by=areas, names=names, description=dataset.description, every=every)


def run_measure(root: Path, *, by: str) -> list[Estimate]:
    """Measure the dataset folder `root` by the areas `by`; print the table and return the estimates."""
    dataset = Dataset(root)
    areas = cast(By, by)
    with progress("merata measure") as step:
        measured = measure_areas(dataset, by=areas, step=step)
    names = area_names(dataset, areas)
    print_measured(stdout, measured, by=areas, names=names, description=dataset.description)
    return measured.estimates


def write_estimates(path: Path, estimates: Sequence[Estimate], names: Mapping[str, str], *, synthetic: bool) -> None:
    """Write the estimates as CSV in UTF-8, a row each, the unknown empty: whole or not at all."""
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.DictWriter(stream, CSV_COLUMNS, lineterminator="\n")
        rows.writeheader()
        for estimate in estimates:
            more = {"area_name": names.get(estimate.area, ""), "method": estimate.method, "synthetic": synthetic}
            rows.writerow(estimate.as_json() | more)
