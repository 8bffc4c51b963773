"""`merata eligible`: who may receive what, why or why not, and what would change it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from merata.cli.eligible_payments import joining
from merata.cli.eligible_table import household_json, print_eligible, print_household, summary_json
from merata.cli.progress import progress, stdout
from merata.cli.rulebook_argument import rulebook_argument
from merata.errors import UsageError
from merata.programmes.assessment.explanations import decisions
from merata.programmes.assessment.fact_table import FactTable, facts_of
from merata.programmes.assessment.gathering import KEY
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.programme_names import available
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

WRITERS = (".parquet", ".csv")


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--programme",
    "programmes",
    multiple=True,
    help="A rulebook by name, or a rulebook's file; may be given again. All that the dataset lists when not given.",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day whose rules apply; 1 July of the data's year when not given.",
)
@click.option("--household", "household_id", help="Explain every decision on this household.")
@click.option(
    "--from",
    "joins",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Also show what is left of the year's payments for who joins on this day.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write every decision with its sentences to FILE (.parquet or .csv).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def eligible(
    root: Path,
    *,
    programmes: tuple[str, ...],
    day: datetime | None,
    household_id: str | None,
    joins: datetime | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Apply the rules of programmes to every household of the dataset folder DIR.

    Prints how many are eligible, for how much, and which conditions decided. Nothing that is missing or cannot be
    computed makes anyone eligible. With --household the decision on one household, condition by condition, evaluated
    a second time by another evaluator, which must agree, and its payments.

    With --from, payments are spread evenly over the months of the year; who joins within the period of one gets it
    whole, and what is given once a year is not cut.
    """
    if out is not None and out.suffix not in WRITERS:
        raise UsageError(f"--out {out} must end in {' or '.join(WRITERS)}")
    dataset = Dataset(root)
    description = dataset.description
    on = day.date() if day else date(description.year, 7, 1)
    since = joining(joins.date() if joins else None, on)
    books, skipped = _rulebooks(dataset, programmes, on)
    with progress("merata eligible") as step:
        step(0.1, "fakta / facts")
        facts = facts_of(dataset, books, on)
        step(0.6, "aturan / rules")
        assessed = facts.assess(books, on)
        if out is not None:
            step(0.8, "alasan / reasons")
            write_decisions(out, decisions(facts, assessed), synthetic=description.synthetic)
    if out is not None:
        click.echo(str(out), err=True)
    if household_id is not None:
        row = _row(facts, household_id)
        if as_json:
            found = household_json(facts, assessed, row, joins=since)
            click.echo(json.dumps({"synthetic": description.synthetic} | found, allow_nan=False, ensure_ascii=False))
        else:
            print_household(stdout, facts, assessed, row, joins=since, synthetic=description.synthetic)
        return
    if as_json:
        whole = {"synthetic": description.synthetic, "on": on.isoformat(), "not_in_force": skipped}
        click.echo(json.dumps(whole | summary_json(assessed, joins=since), allow_nan=False, ensure_ascii=False))
        return
    print_eligible(stdout, assessed, skipped=skipped, joins=since, synthetic=description.synthetic)


def write_decisions(path: Path, table: pa.Table, *, synthetic: bool) -> None:
    """Write decisions as Parquet or CSV by the file's ending, whole or not at all; each row says if it is synthetic."""
    marked = table.append_column("synthetic", pa.repeat(synthetic, table.num_rows))
    with whole_file(path) as partial:
        if path.suffix == ".parquet":
            pq.write_table(marked, partial, compression="zstd")
        else:
            plain = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in marked]
            pc_csv.write_csv(pa.table(plain, names=marked.column_names), partial)


def _rulebooks(dataset: Dataset, asked: tuple[str, ...], on: date) -> tuple[list[Rulebook], list[str]]:
    """The rulebooks asked for; without any those of programmes that the dataset lists, and which are not in force."""
    if asked:
        books = [rulebook_argument(name) for name in asked]
        for book in books:
            book.on(on)
        return books, []
    listed = set(dataset.read("programmes", ["programme_id"])["programme_id"].to_pylist())
    books = [rulebook(name) for name in available() if name in listed]
    if not books:
        raise UsageError("the dataset lists no programme that has a rulebook; name one with --programme")
    in_force = [book for book in books if _in_force(book, on)]
    if not in_force:
        names = ", ".join(book.programme_id for book in books)
        raise UsageError(f"no programme of the dataset has rules on {on}: {names}; choose another day with --on")
    return in_force, [book.programme_id for book in books if book not in in_force]


def _in_force(book: Rulebook, on: date) -> bool:
    try:
        book.on(on)
    except UsageError:
        return False
    return True


def _row(facts: FactTable, household_id: str) -> int:
    row = pc.index(facts.households[KEY], household_id).as_py()
    if row < 0:
        raise UsageError(f"the registry has no household {household_id!r}; look it up in households")
    return int(row)
