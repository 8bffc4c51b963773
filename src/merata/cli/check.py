"""`merata check`: is this folder fit to be computed from?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table as RichTable

from merata.cli.progress import progress, stderr, stdout
from merata.errors import Fault, InputError, UsageError
from merata.tables.catalogue import TABLES
from merata.tables.fault_file import refuse_other_file, write_faults
from merata.tables.folder_check import FolderCheck, check_folder

SHOWN = 30
FAULT_FILE = "faults.csv"


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--faults",
    "fault_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Where the fault file goes; .csv or .json. [default: DIRECTORY/{FAULT_FILE}]",
)
@click.option("--json", "as_json", is_flag=True, help="Print all faults as JSON instead of the summary.")
@click.pass_context
def check(context: click.Context, directory: Path, fault_file: Path | None, *, as_json: bool) -> None:
    """Check every table in DIRECTORY against its schema and against the others; no table is changed.

    All faults are found in one run, each with file, row, column, value and what was expected; with faults the exit code
    is 1 and the fault file lists them all.
    """
    path = fault_file or directory / FAULT_FILE
    refuse_other_file(path)
    with progress("Checking") as step:
        result = check_folder(directory, step)
    if not result.rows:
        others = f" Passed over: {', '.join(result.passed_over)}." if result.passed_over else ""
        raise InputError(
            f"{directory} holds no table; files are looked for by name: {', '.join(TABLES)} (.parquet, .csv, .xlsx)."
            + others
        )
    _keep(path, result.faults)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in result.faults], ensure_ascii=False, indent=1))
    else:
        _summary(result, path)
    context.exit(1 if result.faults else 0)


def _keep(path: Path, faults: list[Fault]) -> None:
    """Write the fault file, or remove the one of an earlier check when there is nothing to tell any more."""
    try:
        if faults:
            write_faults(path, faults)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        problem = f"the fault file {path} cannot be written or removed ({error.strerror}); name another with --faults"
        raise UsageError(problem) from error


def _summary(result: FolderCheck, path: Path) -> None:
    table = RichTable(title="Tables")
    table.add_column("table")
    table.add_column("rows", justify="right")
    table.add_column("faults", justify="right")
    for name, rows in result.rows.items():
        count = sum(fault.file == result.files[name] for fault in result.faults)
        table.add_row(name, f"{rows:,}", f"{count:,}" if count else "–", style="red" if count else None)
    stdout.print(table)
    others = [name for name in result.passed_over if name != path.name]
    if others:
        stdout.print(
            f"No table has this name, passed over: {', '.join(others)}", style="yellow", markup=False, soft_wrap=True
        )
    if not result.faults:
        stdout.print("No faults.")
        return
    for fault in result.faults[:SHOWN]:
        stdout.print(f"  {fault}", markup=False, soft_wrap=True)
    if len(result.faults) > SHOWN:
        stdout.print(f"  … and {len(result.faults) - SHOWN:,} more")
    stderr.print(f"{len(result.faults):,} faults; all are in {path}", style="red", markup=False, soft_wrap=True)
