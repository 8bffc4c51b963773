"""`merata registry link`: who stands twice in an export, or in two of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv as pacsv

from merata.cli.progress import progress, stdout
from merata.cli.registry_link_table import links_json, listed_pairs, print_links
from merata.cli.registry_options import EXPORT, OUTPUT, reading, reading_options, refuse_input
from merata.registry.file_check import sound_rows
from merata.tables.writing import whole_file


@click.command()
@click.argument("file", type=EXPORT)
@click.argument("other", type=EXPORT, required=False)
@reading_options
@click.option("--out", type=OUTPUT, required=True, help="Where the pairs go with their evidence, a line each (CSV).")
@click.option("--across", is_flag=True, help="Only pairs of a row of FILE and one of OTHER.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Draws the chance pairs; the same seed, the same weights."
)
@click.option("--show-names", is_flag=True, help="Write names in full into --out and the terminal.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
def link(
    file: Path,
    other: Path | None,
    *,
    out: Path,
    across: bool,
    seed: int,
    show_names: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Find the rows of FILE, or of FILE and OTHER, that are the same person.

    Pairs that a rule decides are certain; the others are listed with how far they agree and how likely that makes them,
    for a person to look at. Nothing is merged. Rows with faults of their own are left out (`merata registry check`).
    """
    # The engine of the weights takes two seconds to import, which the other commands need not wait for.
    from merata.registry.linkage import LinkSettings  # noqa: PLC0415
    from merata.registry.linkage import link as linked  # noqa: PLC0415

    how = reading(**options)
    refuse_input(out, file, other, options["mapping"])
    files = [file] if other is None else [file, other]
    tables: list[pa.Table] = []
    for path in files:
        with progress(f"Reading {path.name}") as step:
            rows, _ = sound_rows(how.opened(path), on=how.on, villages=how.villages, repeats=True, step=step)
            tables.append(rows)
    with progress("Linking") as step:
        found = linked(tables, LinkSettings(across=across, seed=seed), step=step)
    names = [path.name for path in files]
    pairs = listed_pairs(found, tables, names, show_names=show_names)
    with whole_file(out) as partial:
        pacsv.write_csv(pairs, partial)
    if as_json:
        click.echo(json.dumps(links_json(found), ensure_ascii=False, indent=1))
    else:
        print_links(stdout, found, pairs)
        stdout.print(f"Semua pasangan / all pairs: {out}", markup=False, soft_wrap=True)
