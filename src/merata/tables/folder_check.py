"""Every table of a dataset folder against its schema and against the others, all faults in one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault, InputError
from merata.progress import Step
from merata.tables.catalogue import TABLES
from merata.tables.checking import at_rows, checked
from merata.tables.folder import DESCRIPTION_FILE, Dataset
from merata.tables.loading import SUFFIXES, ambiguous, read_raw, table_files
from merata.tables.raw import RawTable
from merata.tables.schema import Table

OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv")
"""Endings of tables that are not read; whoever put one there should know."""


@dataclass(slots=True)
class FolderCheck:
    """What a check found: rows and file of each table that is there, files that are no table, and all faults."""

    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_folder(root: Path, step: Step | None = None) -> FolderCheck:
    """Check every table in `root`, then what they say of each other.

    References (a household's village, a person's household, …) are checked where the table referred to is there, and
    `households.size` against the number of its persons; so is what `dataset.yaml` says of the whole. `step` is told the
    share done and the table at hand.
    """
    result = FolderCheck(passed_over=sorted(_no_tables(root)))
    kept: dict[str, tuple[RawTable, pa.Table]] = {}
    present = [name for name in TABLES if table_files(root, name)]
    for position, name in enumerate(present):
        if step:
            step(position / (len(present) + 1), name)
        files = table_files(root, name)
        if len(files) > 1:
            result.faults.append(ambiguous(files))
        raw = read_raw(files[0])
        typed, faults = checked(raw, TABLES[name])
        result.rows[name], result.files[name] = len(raw.rows), raw.file
        result.faults += faults
        if raw.columns.column_names:
            kept[name] = _needed(raw, typed, TABLES[name])
    if step:
        step(len(present) / (len(present) + 1), "references")
    for name, (raw, typed) in kept.items():
        result.faults += _broken_references(raw, typed, TABLES[name], kept)
    if "households" in kept and "persons" in kept:
        result.faults += _wrong_sizes(*kept["households"], *kept["persons"])
    result.faults += _description_faults(root)
    return result


def _description_faults(root: Path) -> list[Fault]:
    if not (root / DESCRIPTION_FILE).is_file():
        return []
    try:
        _ = Dataset(root).description
    except InputError as error:
        return list(error.faults)
    return []


def _no_tables(root: Path) -> list[str]:
    """Files that look like tables but are read as none: a misspelt name or ending must not pass unseen."""
    return [
        path.name
        for path in root.iterdir()
        if path.suffix.lower() in (*SUFFIXES, *OTHER_SHEETS)
        and (path.stem not in TABLES or path.suffix not in SUFFIXES)
        and path.is_file()
    ]


def _needed(raw: RawTable, typed: pa.Table, table: Table) -> tuple[RawTable, pa.Table]:
    """What the second pass needs of a table, so that the rest can be forgotten."""
    names = {column.name for column in table.columns if column.references} | {*table.key, "size"}
    names &= set(typed.column_names)
    slim = RawTable(raw.file, raw.columns.select([c for c in raw.columns.column_names if c in names]), raw.rows)
    return slim, typed.select([name for name in typed.column_names if name in names])


def _broken_references(
    raw: RawTable, typed: pa.Table, table: Table, kept: dict[str, tuple[RawTable, pa.Table]]
) -> list[Fault]:
    faults = []
    for column in table.columns:
        if column.references not in kept or column.name not in typed.column_names:
            continue
        key = TABLES[column.references].key[0]
        found_there, keys = kept[column.references]
        # Without its key column the other table has a fault of its own; not every row here has one too.
        if key not in found_there.columns.column_names:
            continue
        found = pc.is_in(typed[column.name], value_set=keys[key].combine_chunks())
        lost = pc.and_(pc.is_valid(typed[column.name]), pc.invert(found)).to_numpy()
        expected = f"a {key} of the table {column.references}"
        faults += at_rows(raw, column.name, lost, expected, f"stands nowhere in {column.references}")
    return faults


def _wrong_sizes(raw: RawTable, households: pa.Table, raw_persons: RawTable, persons: pa.Table) -> list[Fault]:
    there = {"household_id", "size"} <= set(raw.columns.column_names)
    if not there or "household_id" not in raw_persons.columns.column_names:
        return []
    household = pc.index_in(persons["household_id"], value_set=households["household_id"].combine_chunks())
    members: NDArray[np.int64] = np.bincount(pc.drop_null(household).to_numpy(), minlength=households.num_rows)
    size = pc.fill_null(households["size"], -1).to_numpy()
    wrong = (size >= 0) & (size != members)
    faults = at_rows(raw, "size", wrong, "the number of the household's persons", "differs from the persons listed")
    return [
        Fault(f.file, f.row, f.column, f.value, f"{members[row]}, as the table persons has", f.problem)
        for f, row in zip(faults, np.flatnonzero(wrong), strict=True)
    ]
