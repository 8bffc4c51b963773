"""`merata registry check`: is this export fit to be taken over, which rows are not, and why?"""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv as pacsv

from merata.cli.progress import progress, stderr, stdout
from merata.cli.registry_check_table import preview_json, print_preview, print_summary, summary_json
from merata.cli.registry_options import EXPORT, OUTPUT, Reading, reading, reading_options, refuse_input
from merata.registry.csv_chunks import CsvFile
from merata.registry.export import Export
from merata.registry.file_check import Summary, check_export
from merata.registry.findings import KINDS
from merata.registry.rejected_file import refuse_other, rejected_file, safe_text
from merata.registry.row_checks import Checked
from merata.tables.writing import whole_file


@click.command()
@click.argument("file", type=EXPORT)
@reading_options
@click.option("--faults", type=OUTPUT, help="Where the faulty rows go with their reasons, to be mended; .csv or .xlsx.")
@click.option("--findings", type=OUTPUT, help="Where all faults and warnings go, a line each (CSV, numbers masked).")
@click.option("--preview", is_flag=True, help="Only show how the columns are understood, and the first rows.")
@click.option("--show-names", is_flag=True, help="Show names in full in the preview.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON and nothing else.")
@click.pass_context
def check(
    context: click.Context,
    /,
    file: Path,
    *,
    faults: Path | None,
    findings: Path | None,
    preview: bool,
    show_names: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Check every row of FILE, an export of an office as CSV or XLSX; FILE is not changed.

    Sound rows could be taken over though others are faulty: those are told one by one, and go to --faults in the file's
    own columns with the reasons beside them. Warnings keep no row out. Exit code 1 if a row is faulty.
    """
    how = reading(**options)
    for output in (faults, findings):
        refuse_input(output, file, options["mapping"])
    if faults is not None:
        refuse_other(faults)
    with progress(f"Reading {file.name}"):
        export = how.opened(file)
    if preview:
        rows = export.preview()
        if as_json:
            click.echo(json.dumps(preview_json(export, rows, show_names=show_names), ensure_ascii=False, indent=1))
        else:
            print_preview(stdout, export, rows, show_names=show_names)
        return
    summary = _checked(export, how, faults, findings)
    if as_json:
        click.echo(json.dumps(summary_json(export, summary), ensure_ascii=False, indent=1))
    else:
        print_summary(stdout, export, summary)
        _tell_files(summary, faults, findings)
    context.exit(1 if summary.faulty else 0)


def _checked(export: Export, how: Reading, faults: Path | None, findings: Path | None) -> Summary:
    """Check the export; the files are written as the rows come, and stand whole or not at all."""
    with ExitStack() as files:
        keep = _findings_file(files, findings) if findings else None
        reject = None
        if faults is not None:
            delimiter = export.file.delimiter if isinstance(export.file, CsvFile) else ","
            reject = files.enter_context(rejected_file(faults, export.recognition.own_columns, delimiter=delimiter))

        def each(checked: Checked) -> None:
            if reject is not None:
                reject(checked.faulty)
            if keep is not None:
                keep(checked.findings)

        with progress(f"Checking {export.recognition.file}") as step:
            summary = check_export(
                export, on=how.on, villages=how.villages, each=each, of_families=keep or (lambda _: None), step=step
            )
    if faults is not None and not summary.faulty:
        faults.unlink()
    return summary


def _findings_file(files: ExitStack, path: Path) -> Any:
    """A function that adds findings, with their sentences, to a CSV file."""
    partial = files.enter_context(whole_file(path))
    names = ("row", "sheet", "column", "code", "severity", "value", "id", "en")
    schema = pa.schema([pa.field(name, pa.int64() if name == "row" else pa.string()) for name in names])
    writer = files.enter_context(pacsv.CSVWriter(partial, schema))

    def keep(found: pa.Table) -> None:
        codes = found["code"].to_pylist()
        columns = {name: found[name] for name in names[:6]}
        columns |= {name: safe_text(columns[name].cast(pa.string())) for name in ("sheet", "column", "value")}
        sentences = {"id": [KINDS[code].id for code in codes], "en": [KINDS[code].en for code in codes]}
        writer.write_table(pa.table({**columns, **sentences}, schema=schema))

    return keep


def _tell_files(summary: Summary, faults: Path | None, findings: Path | None) -> None:
    if summary.faulty and faults is not None:
        stderr.print(f"Baris salah / faulty rows: {faults}", style="red", markup=False, soft_wrap=True)
    elif summary.faulty:
        hint = "--faults FILE.xlsx: baris salah dengan alasannya / the faulty rows with their reasons"
        stderr.print(hint, style="red", markup=False, soft_wrap=True)
    if findings is not None:
        stdout.print(f"Semua temuan / all findings: {findings}", markup=False, soft_wrap=True)
