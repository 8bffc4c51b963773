"""`merata import`: bring a file of another office into a dataset folder."""

from __future__ import annotations

from pathlib import Path

import click

from merata.cli.progress import progress, stdout
from merata.tables.mapping import import_mapped
from merata.tables.mapping_file import load_mapping


@click.command(name="import")
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into", "root", required=True, type=click.Path(file_okay=False, path_type=Path), help="The dataset folder."
)
@click.option(
    "--source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file to read, instead of the one that MAPPING names.",
)
def import_file(mapping: Path, root: Path, source: Path | None) -> None:
    """Make one table of a dataset folder from a foreign CSV, XLSX or Parquet file, as the YAML file MAPPING says.

    Nothing is written unless every row is sound; all faults are listed, named by the foreign file's rows and columns.
    An example is docs/examples/eusilc.yaml.
    """
    sound = load_mapping(mapping, source=source)
    with progress(f"Importing {sound.source.name}"):
        table = import_mapped(sound, root)
    stdout.print(f"{sound.table.name}: {table.num_rows:,} rows from {sound.source.name}, in {root}", markup=False)
