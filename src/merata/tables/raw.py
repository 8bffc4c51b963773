"""A file as it was read, before anything is believed: cells as text or as the file's own types, with row numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import Fault
from merata.tables.personal_numbers import masked


@dataclass(frozen=True, slots=True)
class RawTable:
    """What a file holds.

    `columns`: one Arrow column per header, text for CSV and XLSX, the file's own types for Parquet. `rows` (n): the
    number of each row in the file (the header of a CSV or sheet is row 1; rows of a Parquet file count from 1).
    `faults`: what was wrong with the file itself, rows that could not be taken apart included. `numeric_cells`: for
    XLSX, which cells of a column were stored as numbers and not as text. `usual_mark`: the decimal mark that such a
    file usually has, `.` or `,`; None where both are usual.
    """

    file: str
    columns: pa.Table
    rows: NDArray[np.int64]
    faults: list[Fault] = field(default_factory=list)
    numeric_cells: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    usual_mark: str | None = "."


def unreadable(file: str, problem: str, expected: str) -> RawTable:
    """A file of which nothing could be read, and why."""
    fault = Fault(file, None, None, None, expected, problem)
    return RawTable(file, pa.table({}), np.zeros(0, dtype=np.int64), [fault])


def header_faults(file: str, names: list[str], row: int | None = 1) -> list[Fault]:
    """Faults of a header in `row`: columns without a name, and names that stand twice."""
    faults = [
        Fault(file, row, None, None, "a name for every column", f"column {position} has no name")
        for position, name in enumerate(names, start=1)
        if not name
    ]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return faults + [
        Fault(file, row, masked(name), None, "each column once", "the column stands twice") for name in twice
    ]
