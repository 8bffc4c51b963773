"""Draws on disk: one Parquet column a draw, compact, and any of them read back alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.tables.writing import whole_file

_ROW_GROUP = 2**17


def draws_table(identifiers: pa.Table, draws: NDArray[np.float32]) -> pa.Table:
    """The columns of `identifiers` (households), then draw_1 … draw_M of `draws` (M × households) as float32."""
    if draws.ndim != 2 or draws.shape[1] != identifiers.num_rows:
        raise UsageError(f"draws have shape {draws.shape}; expected draws × {identifiers.num_rows} households")
    columns = {f"draw_{number}": pa.array(draw, pa.float32()) for number, draw in enumerate(draws, start=1)}
    return pa.table({**{name: identifiers[name] for name in identifiers.column_names}, **columns})


def write_draws(path: Path, table: pa.Table) -> None:
    """Write a table of `draws_table` to `path`, whole or not at all.

    Float columns are split into the streams of their bytes before zstd: the bytes of sign and exponent, which
    households share, compress; nothing is rounded.
    """
    draws = [name for name in table.column_names if name.startswith("draw_")]
    with whole_file(path) as partial:
        pq.write_table(
            table,
            partial,
            compression="zstd",
            row_group_size=_ROW_GROUP,
            use_dictionary=[name for name in table.column_names if name not in draws],
            column_encoding=dict.fromkeys(draws, "BYTE_STREAM_SPLIT"),
        )


def read_draws(path: Path, draws: Sequence[int] | None = None) -> pa.Table:
    """The identifying columns and the draws numbered `draws` (from 1; None: all), in that order.

    Raises `UsageError` naming draws that the file does not have, `InputError` where it is no file of draws.
    """
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            stored = [name for name in names if name.startswith("draw_")]
            wanted = stored if draws is None else [f"draw_{number}" for number in draws]
            if lacking := [name for name in wanted if name not in stored]:
                raise UsageError(f"{path.name} has no {', '.join(lacking)}; it has {len(stored)} draws")
            if not stored:
                raise InputError(f"{path.name} has no column draw_1; expected a file that write_draws wrote")
            return file.read(columns=[*(name for name in names if name not in stored), *wanted])
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path.name} cannot be read ({reason}); expected a Parquet file of draws") from error
