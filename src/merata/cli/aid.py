"""`merata aid`: who receives what from whom, what may not go together, and who is eligible and receives nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc

from merata.cli.aid_table import print_aid, print_missed
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.programmes.aid.admitted import WithoutAid, without_aid
from merata.programmes.aid.overview import AidOverview, overview
from merata.programmes.aid.receipts import Receipts, receipts
from merata.programmes.aid.sources import SOURCES
from merata.programmes.rules.loading import available, rulebook
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

CSV_COLUMNS = (
    "household_id",
    "village_code",
    "programmes",
    *(f"{source}_idr" for source in SOURCES),
    "total_idr",
    "forbidden",
    "synthetic",
)
ELIGIBLE_COLUMNS = ("household_id", "village_code", "programmes", "need_rank", "synthetic")


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--regency", help="Only the households of this regency, e.g. 35.05; all when not given.")
@click.option(
    "--year", type=int, help="Read each programme's latest list up to this year; the data's year when not given."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write every household that receives aid to FILE.",
)
@click.option("--eligible", is_flag=True, help="Also apply the rulebooks: who is eligible and receives nothing.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="With --eligible: the day whose rules apply.")
@click.option(
    "--eligible-csv",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --eligible: also write every eligible household that receives nothing to FILE.",
)
def aid(
    root: Path,
    *,
    regency: str | None,
    year: int | None,
    as_json: bool,
    csv_file: Path | None,
    eligible: bool,
    day: datetime | None,
    eligible_csv: Path | None,
) -> None:
    """Show all aid in the dataset folder DIR in one table: from the centre, province, regency, desa and partners.

    Prints what each programme and source pays to how many households, which programmes households have together,
    and which of these combinations a rulebook forbids. A receipt counts by its programme's own latest list.

    With --eligible the rules of every programme that the dataset lists are applied, as they stand on the day --on
    (1 July of the year when not given), and those shown whom a rule admits and who receive nothing from anyone, by
    decile, of one decile in the order of a lot that anyone can recompute. Training is applied for, and is no aid.
    """
    if not eligible and (day is not None or eligible_csv is not None):
        raise UsageError("--on and --eligible-csv say more of --eligible: add it, or leave them out")
    dataset = Dataset(root)
    description = dataset.description
    until = year or (day.year if day else description.year)
    on = day.date() if day else date(until, 7, 1)
    if on.year != until:
        raise UsageError(f"the lists of {until} and the rules of {on} do not go together: choose a day of that year")
    with progress("merata aid") as step:
        step(0.1, "daftar penerima / lists")
        villages = dataset.read("villages", ["village_code", "name", "regency_code", "regency"])
        received = _within(_received(dataset, until), villages, regency)
        step(0.6, "aturan / rulebooks")
        named = [programme.programme_id for programme in received.programmes]
        books = [rulebook(programme_id) for programme_id in sorted(set(named) & set(available()))]
        found = overview(received, books)
        missed = None
        if eligible:
            step(0.7, "berhak / eligible")
            missed = without_aid(dataset, received, books, on)
    without_rulebook = sorted(set(named) - set(available()))
    if csv_file is not None:
        write_aid(csv_file, found, synthetic=description.synthetic)
        click.echo(str(csv_file), err=True)
    if eligible_csv is not None and missed is not None:
        write_without_aid(eligible_csv, missed, synthetic=description.synthetic)
        click.echo(str(eligible_csv), err=True)
    if as_json:
        more: dict[str, Any] = {
            "synthetic": description.synthetic,
            "regency": regency,
            "without_rulebook": without_rulebook,
        }
        more |= {} if missed is None else {"eligible_without_aid": missed.as_json()}
        click.echo(json.dumps(more | found.as_json(), allow_nan=False, ensure_ascii=False))
        return
    names = dict(zip(villages["village_code"].to_pylist(), villages["name"].to_pylist(), strict=True))
    print_aid(stdout, found, names=names, synthetic=description.synthetic, without_rulebook=without_rulebook)
    if missed is not None:
        print_missed(stdout, missed, names=names)


def write_aid(path: Path, found: AidOverview, *, synthetic: bool) -> None:
    """Write each household that receives aid as a row of a CSV in UTF-8: whole or not at all.

    `programmes` are separated by spaces; so are the `forbidden` pairs, written one+other.
    """
    received = found.by_household.filter(pc.greater(pc.list_value_length(found.by_household["programmes"]), 0))
    forbidden: dict[str, list[str]] = {}
    banned = found.combinations.forbidden.select(["household_id", "first_programme", "second_programme"])
    for household_id, first, second in zip(*(column.to_pylist() for column in banned.columns), strict=True):
        forbidden.setdefault(household_id, []).append(f"{first}+{second}")
    columns = [received[name].to_pylist() for name in CSV_COLUMNS[:-2]]
    columns[2] = [" ".join(programmes) for programmes in columns[2]]
    columns.append([" ".join(forbidden.get(household_id, [])) for household_id in columns[0]])
    _write_csv(path, CSV_COLUMNS, ((*row, synthetic) for row in zip(*columns, strict=True)))


def write_without_aid(path: Path, found: WithoutAid, *, synthetic: bool) -> None:
    """Write each eligible household that receives nothing as a row of a CSV in UTF-8, the neediest first."""
    columns = [found.missed[name].to_pylist() for name in ELIGIBLE_COLUMNS[:-1]]
    columns[2] = [" ".join(programmes) for programmes in columns[2]]
    _write_csv(path, ELIGIBLE_COLUMNS, ((*row, synthetic) for row in zip(*columns, strict=True)))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV whole or not at all."""
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _received(dataset: Dataset, year: int) -> Receipts:
    return receipts(
        dataset.read("benefits"),
        dataset.read("programmes"),
        dataset.read("households", ["household_id", "village_code"]),
        year=year,
    )


def _within(received: Receipts, villages: pa.Table, regency: str | None) -> Receipts:
    """The receipts of one regency's households (None: of all)."""
    if regency is None:
        return received
    known = dict(sorted(zip(villages["regency_code"].to_pylist(), villages["regency"].to_pylist(), strict=True)))
    if regency not in known:
        named = ", ".join(f"{code} ({name})" for code, name in known.items())
        raise UsageError(f"unknown regency {regency!r}; the dataset has {named}")
    here = set(villages.filter(pc.equal(villages["regency_code"], regency))["village_code"].to_pylist())
    inside = pa.array([code in here for code in received.village_codes])
    return received.of(inside.take(pa.array(received.village)).to_numpy(zero_copy_only=False))
