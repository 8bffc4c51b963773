"""Rows of a table told apart by what is asked of them, so that alike rows are worked on once.

Registries hold few combinations of the facts that rules ask for: a million persons have some ten thousand. What is
computed from a row alone is computed for one row of each kind, and is then that of all of its kind: exactly, whatever
the computation is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_DENSE = 1 << 22
"""Numbers below this are told apart by a table of flags, others by hashing."""
_INT32, _INT64 = 2**31 - 1, 2**63 - 1
_NARROW = 1 << 16
"""Whole numbers of a narrower range are their own codes."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Numbers from 0 to less than `count` that tell n rows apart by one column; missing is a value like others."""

    number: NDArray[Any]
    count: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """`kind` (n) is which of k kinds each row is of, and `row` (k) a row of each kind."""

    kind: NDArray[np.int32]
    row: NDArray[np.int64]

    @property
    def codes(self) -> Codes:
        """The kinds as codes, to be told apart further."""
        return Codes(self.kind, max(self.row.size, 1))


def codes_of(column: pa.ChunkedArray) -> Codes:
    """The codes of a column of any type."""
    if pa.types.is_boolean(column.type):
        return Codes(column.cast(pa.uint8()).fill_null(2).to_numpy(), 3)
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    if pa.types.is_integer(column.type):
        bounds = pc.min_max(column).as_py()
        least, most = bounds["min"], bounds["max"]
        if least is not None and most - least < _NARROW and most <= _INT64:
            return _by_chunk(column, most - least + 1, lambda chunk: _shifted(chunk, least, most - least + 1))
    coded = encoded(column)
    if not coded.num_chunks:
        return Codes(np.zeros(0, dtype=np.uint8), 1)
    missing = len(coded.chunk(coded.num_chunks - 1).dictionary)
    return _by_chunk(coded, missing, lambda chunk: chunk.indices.fill_null(missing).to_numpy(zero_copy_only=False))


def encoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column with one dictionary for all its chunks, which holds each value once and none that is missing."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
        if column.num_chunks and _repeats(column.chunk(0).dictionary):
            column = column.cast(column.type.value_type)
    return pc.dictionary_encode(column)


def codes_of_all(columns: Sequence[pa.ChunkedArray]) -> list[Codes]:
    """The codes of each column, in both threads."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(codes_of, columns))


def kinds_of(columns: Iterable[Codes], rows: int) -> Kinds:
    """The kinds of `rows` rows that differ in some of the columns."""
    number: NDArray[Any] = np.zeros(rows, dtype=np.int32)
    count = 1
    for codes in columns:
        if count * codes.count > _DENSE:
            number, count = _renumbered(number, count)
        if count * codes.count > _INT32:
            number = number.astype(np.int64)
        number *= codes.count
        number += codes.number
        count *= codes.count
    kind, found = _renumbered(number, count)
    row = np.zeros(found, dtype=np.int64)
    row[kind] = np.arange(rows, dtype=np.int32 if rows <= _INT32 else np.int64)
    return Kinds(kind, row)


def taken(table: pa.Table, names: Sequence[str], row: Numbers) -> pa.Table:
    """These rows and columns of `table`, and their place as `row`, so that there are rows where nothing is asked."""
    at = pa.array(row)
    return pa.table({name: table[name].take(at) for name in names} | {"row": at})


def plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column as one array that is not dictionary-encoded."""
    values = column.cast(plain_type(column.type))
    if isinstance(values, pa.Array):
        return values
    return pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of the values themselves."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _repeats(dictionary: pa.Array) -> bool:
    """Whether a dictionary holds a value twice, or a missing one, which its indices say too."""
    return dictionary.null_count > 0 or len(dictionary.unique()) < len(dictionary)


def _by_chunk(column: pa.ChunkedArray, missing: int, numbers: Callable[[pa.Array], NDArray[Any]]) -> Codes:
    """The codes up to `missing` that `numbers` gives of each chunk, as narrow as they can be."""
    narrow = np.min_scalar_type(missing)
    return Codes(np.concatenate([numbers(chunk).astype(narrow) for chunk in column.chunks]), missing + 1)


def _shifted(chunk: pa.Array, least: int, missing: int) -> NDArray[np.int64]:
    values = chunk.fill_null(least).to_numpy()
    number: NDArray[np.int64] = np.subtract(values, least, dtype=np.int64, casting="unsafe")
    if chunk.null_count:
        number[chunk.is_null().to_numpy(zero_copy_only=False)] = missing
    return number


def _renumbered(number: NDArray[Any], count: int) -> tuple[NDArray[np.int32], int]:
    """The same rows told apart by the numbers that occur, and how many these are."""
    if count > _DENSE:
        encoded = pa.array(number).dictionary_encode()
        return np.array(encoded.indices, dtype=np.int32), len(encoded.dictionary)
    seen = np.zeros(count, dtype=np.bool_)
    seen[number] = True
    occurring = np.flatnonzero(seen)
    place = np.empty(count, dtype=np.int32)
    place[occurring] = np.arange(len(occurring), dtype=np.int32)
    return place[number], len(occurring)
