"""`merata registry diff`: what changed from one export, or snapshot, to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from merata.cli.progress import progress, stdout
from merata.cli.registry_diff_table import difference_json, print_difference
from merata.cli.registry_options import EXPORT, OUTPUT, Reading, reading, reading_options, refuse_input
from merata.registry.difference import Difference, compare
from merata.registry.file_check import sound_rows
from merata.registry.rejected_file import safe_text
from merata.tables.personal_numbers import masked
from merata.tables.writing import whole_file


@click.command()
@click.argument("old", type=EXPORT)
@click.argument("new", type=EXPORT)
@reading_options
@click.option("--key", default="nik", show_default=True, help="The column that names a person, e.g. a keyed digest.")
@click.option("--household", default="kk", show_default=True, help="The column that names the family.")
@click.option("--csv", "listed", type=OUTPUT, help="Where every change goes, a line each (numbers masked).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
def diff(
    old: Path,
    new: Path,
    *,
    key: str,
    household: str,
    listed: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Say what changed from OLD to NEW: new, gone, moved, died, other decile, other composition of the family.

    Both are exports as CSV or XLSX, of which only the sound rows are compared, or snapshots as Parquet. A file against
    itself gives no change.
    """
    how = reading(**options)
    refuse_input(listed, old, new, options["mapping"])
    before, after = _snapshot(old, how), _snapshot(new, how)
    with progress("Comparing"):
        found = compare(before[0], after[0], key=key, household=household)
    if listed is not None:
        _write(listed, found)
    left_out = {path.name: count for path, count in ((old, before[1]), (new, after[1])) if count}
    if as_json:
        click.echo(json.dumps(difference_json(found, left_out), ensure_ascii=False, indent=1))
    else:
        print_difference(stdout, found, left_out)
        if listed is not None:
            stdout.print(f"Semua perubahan / all changes: {listed}", markup=False, soft_wrap=True)


def _snapshot(path: Path, how: Reading) -> tuple[pa.Table, int]:
    """The rows to compare, and how many were left out as faulty."""
    if path.suffix.lower() == ".parquet":
        return pq.read_table(path), 0
    with progress(f"Reading {path.name}") as step:
        rows, summary = sound_rows(how.opened(path), on=how.on, villages=how.villages, step=step)
    return rows, summary.faulty


def _write(path: Path, found: Difference) -> None:
    """Every change, with personal numbers masked; rows are found again by their numbers in the two files."""
    rows = found.rows
    for at, name in enumerate(rows.column_names):
        if name in ("key", "old_value", "new_value"):
            texts = rows[name].combine_chunks().dictionary_encode()
            hidden = [None if text is None else masked(text) for text in texts.dictionary.to_pylist()]
            rows = rows.set_column(at, name, safe_text(pa.array(hidden, pa.string())).take(texts.indices))
    with whole_file(path) as partial:
        pacsv.write_csv(rows, partial)
