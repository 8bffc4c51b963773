"""Finding the file of a table and reading it, whatever its format."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from merata.errors import Fault, InputError
from merata.tables.catalogue import TABLES
from merata.tables.csv_file import read_csv
from merata.tables.parquet_file import read_parquet
from merata.tables.raw import RawTable
from merata.tables.xlsx_file import read_xlsx

SUFFIXES = (".parquet", ".csv", ".xlsx")


def table_files(root: Path, name: str) -> list[Path]:
    """The files in `root` that hold the table `name`; more than one is a fault of the folder."""
    return [path for suffix in SUFFIXES if (path := root / f"{name}{suffix}").is_file()]


def table_file(root: Path, name: str) -> Path:
    """The one file in `root` that holds the table `name`; `InputError` where there is none or more than one."""
    files = table_files(root, name)
    if len(files) == 1:
        return files[0]
    if files:
        raise InputError(f"the table {name} stands in several files", [ambiguous(files)])
    expected = " or ".join(f"{name}{suffix}" for suffix in SUFFIXES)
    present = ", ".join(found for found in TABLES if table_files(root, found)) or "none"
    raise InputError(f"{root} lacks the table {name}; expected {expected}. Tables found there: {present}")


def ambiguous(files: list[Path]) -> Fault:
    """The fault of a table that stands in several files."""
    others = ", ".join(file.name for file in files[1:])
    return Fault(
        files[0].name, None, None, None, "one file per table", f"the table also stands in {others}; remove one"
    )


def read_raw(path: Path, columns: Collection[str] | None = None) -> RawTable:
    """Read a table's file by its suffix. `columns` spares a Parquet file the reading of others."""
    match path.suffix:
        case ".parquet":
            return read_parquet(path, columns)
        case ".xlsx":
            return read_xlsx(path)
        case _:
            return read_csv(path)
