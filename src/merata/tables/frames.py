"""Columns out of any table that a caller has in memory: Arrow, pandas, Polars, DuckDB, or whatever Narwhals reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import InputError, UsageError

_AT_ONCE = 1 << 16
"""Rows worked on at a time where NumPy would else widen a whole column."""


def arrow(data: Any, name: str = "table") -> pa.Table:
    """`data` as an Arrow table; `name` is what messages call it. `UsageError` where Narwhals cannot read it."""
    if isinstance(data, pa.Table):
        return data
    import narwhals as nw  # noqa: PLC0415 - for other tables than Arrow's alone

    try:
        frame = nw.from_native(data)
    except TypeError as error:
        raise UsageError(
            f"{name} is a {type(data).__name__}; expected an Arrow table, or a table of pandas, Polars, DuckDB or "
            "another library that Narwhals reads"
        ) from error
    eager = frame.collect(backend="pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    return eager.to_arrow()


def require(table: pa.Table, columns: Sequence[str], name: str = "table") -> None:
    """Raise `UsageError` naming every one of `columns` that `table` lacks."""
    missing = [column for column in dict.fromkeys(columns) if column not in table.column_names]
    if missing:
        raise UsageError(f"{name} has no column {', '.join(missing)}; it has {', '.join(table.column_names)}")


def numbers(table: pa.Table, column: str, name: str = "table") -> NDArray[np.float64]:
    """A column as float64, missing values as NaN; booleans count as 0 and 1.

    Raises `UsageError` where `table` lacks it, `InputError` where it does not hold numbers.
    """
    require(table, [column], name)
    values = table[column]
    kind = values.type
    if pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise InputError(f"{name}: column {column} holds {kind}; expected numbers")
    return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def codes(table: pa.Table, column: str, name: str = "table") -> tuple[NDArray[np.int32], list[Any]]:
    """A column as numbers and the sorted values that they stand for.

    Raises `UsageError` where `table` lacks it, `InputError` where a value is missing.
    """
    require(table, [column], name)
    values = table[column]
    if values.null_count:
        raise InputError(
            f"{name}: {values.null_count} of {len(values)} rows have no {column}; fill it or leave them out"
        )
    if pa.types.is_integer(values.type):
        counted = _counted(values)
        if counted is not None:
            return counted
    values = values.combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # a table without chunks combines into no array
        values = pa.array([], type=values.type)
    if pa.types.is_dictionary(values.type):  # its dictionary may hold a value twice, or one that no row has
        values = values.cast(values.type.value_type)
    encoded = values.dictionary_encode()
    found = encoded.dictionary.to_pylist()
    ordered = sorted(range(len(found)), key=found.__getitem__)
    place = np.empty(len(found), dtype=np.int32)
    place[ordered] = np.arange(len(found), dtype=np.int32)
    numbered = place[encoded.indices.to_numpy(zero_copy_only=False)] if len(found) else np.zeros(0, np.int32)
    return numbered, [found[i] for i in ordered]


def _counted(values: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[Any]] | None:
    """As `codes`, for whole numbers of a narrow range, which are told apart by counting; None for others."""
    if not len(values):
        return None
    chunks = [chunk.to_numpy() for chunk in values.chunks if len(chunk)]
    least, most = min(chunk.min() for chunk in chunks), max(chunk.max() for chunk in chunks)
    if int(most) - int(least) > len(values):
        return None
    shifted = np.empty(len(values), dtype=np.int32)
    start = 0
    for chunk in chunks:
        np.subtract(chunk, least, out=shifted[start : start + len(chunk)], dtype=np.int64, casting="unsafe")
        start += len(chunk)
    distinct = int(most) - int(least) + 1
    at_once = max(_AT_ONCE, distinct)
    blocks = [shifted[start : start + at_once] for start in range(0, len(shifted), at_once)]
    held = np.sum([np.bincount(block, minlength=distinct) for block in blocks], axis=0) > 0
    if not held.all():
        place = np.cumsum(held, dtype=np.int32) - 1
        for block in blocks:
            block[:] = place[block]
    return shifted, [int(least) + number for number in np.flatnonzero(held).tolist()]
