"""Parquet: columns come with types of their own, which must fit the schema."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from merata.tables.raw import RawTable, header_faults, unreadable


def read_parquet(path: Path, columns: Collection[str] | None = None) -> RawTable:
    """Read a Parquet file, or those of `columns` that it has."""
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if faults := header_faults(path.name, names, row=None):
                return RawTable(path.name, pa.table({}), np.zeros(0, dtype=np.int64), faults)
            wanted = names if columns is None else [name for name in names if name in columns]
            table = file.read(columns=wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return unreadable(path.name, f"the file is damaged or cut off ({reason})", "a Parquet file")
    return RawTable(path.name, table, np.arange(1, table.num_rows + 1, dtype=np.int64))
