"""A table in a Parquet file, of which nothing is read but the columns that are asked for, when they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from merata.errors import InputError, UsageError


class ParquetColumns:
    """The columns of the Parquet file at `path`; `names` are all that it has.

    Raises `UsageError` where there is no such file, and `InputError` where it is damaged.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UsageError(f"there is no file {path}; give a Parquet file")
        self._path = path
        try:
            self.names = frozenset(pq.read_schema(path).names)
        except (pa.ArrowInvalid, OSError) as error:
            raise _damaged(path) from error

    def read(self, columns: Iterable[str], *, coded: Collection[str] = ()) -> pa.Table:
        """Those of `columns` that the file has, in this order; of `coded` ones each text is held once for all rows.

        Raises `InputError` where the file is damaged.
        """
        names = [name for name in dict.fromkeys(columns) if name in self.names]
        try:
            coded_names = [name for name in names if name in coded]
            with pq.ParquetFile(self._path, read_dictionary=coded_names, pre_buffer=False) as file:
                # In one thread: of what others hold of decoding, nothing could be given back.
                table = file.read(columns=names, use_threads=False).select(names).unify_dictionaries()
        except (pa.ArrowInvalid, OSError) as error:
            raise _damaged(self._path) from error
        pa.default_memory_pool().release_unused()
        return table


def _damaged(path: Path) -> InputError:
    return InputError(f"{path} is damaged, or no Parquet file; write it again")
