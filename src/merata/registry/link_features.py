"""What of a record is compared: names folded, dates as text, and the keys by which records meet at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.registry.names import folded_name, sorted_words, sound_code

NEEDED = ("name", "birth_date")
COMPARED = ("nik", "kk", "sex", "village_code")


def features(tables: Sequence[pa.Table]) -> pa.Table:
    """All records of `tables` one after the other, as they are compared.

    unique_id (position), source (which table), name (folded), words (its words), name_sorted, name_code; birth (as
    YYYYMMDD), birth_key (the same with the smaller of day and month first, where they may be swapped), birth_year; sex,
    kk, nik, nik_tail (its last ten digits), village, kecamatan. Raises `UsageError` where any of `NEEDED` lacks.
    """
    for number, table in enumerate(tables, start=1):
        missing = [name for name in NEEDED if name not in table.column_names]
        if missing:
            raise UsageError(f"table {number} lacks {', '.join(missing)}; records are linked by name and date of birth")
    joined = pa.concat_tables([_columns(table) for table in tables])
    folded = _each(joined["name"], folded_name)
    born = joined["birth_date"].combine_chunks()
    month, day = pc.strftime(born, "%m"), pc.strftime(born, "%d")
    swappable = pc.less_equal(pc.day(born), 12)
    earlier = pc.if_else(swappable, pc.min_element_wise(month, day), month)
    later = pc.if_else(swappable, pc.max_element_wise(month, day), day)
    year = pc.strftime(born, "%Y")
    sources = np.repeat(np.arange(len(tables)), [table.num_rows for table in tables])
    return pa.table(
        {
            "unique_id": pa.array(np.arange(joined.num_rows)),
            "source": pa.array(sources),
            "name": folded,
            "words": pc.split_pattern(folded, " "),
            "name_sorted": _each(folded, sorted_words),
            "name_code": _each(folded, sound_code),
            "birth": pc.binary_join_element_wise(year, month, day, ""),
            "birth_key": pc.binary_join_element_wise(year, earlier, later, ""),
            "birth_year": year,
            "sex": joined["sex"],
            "kk": _sixteen(joined["kk"]),
            "nik": _sixteen(joined["nik"]),
            "nik_tail": pc.utf8_slice_codeunits(_sixteen(joined["nik"]), 6, 16),
            "village": joined["village_code"],
            "kecamatan": pc.utf8_slice_codeunits(joined["village_code"], 0, 8),
        }
    )


def _columns(table: pa.Table) -> pa.Table:
    have = table.column_names
    return pa.table(
        {
            "name": table["name"].cast(pa.string()),
            "birth_date": table["birth_date"].cast(pa.date32()),
            **{
                name: table[name].cast(pa.string()) if name in have else pa.nulls(table.num_rows, pa.string())
                for name in COMPARED
            },
        }
    )


def _each(cells: pa.Array | pa.ChunkedArray, change: Callable[[str], str]) -> pa.Array:
    """`change` of every text, worked out once for each distinct one; what comes out empty is null."""
    whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    encoded = whole.dictionary_encode()
    changed = pa.array([change(text) or None for text in encoded.dictionary.to_pylist()], pa.string())
    return changed.take(encoded.indices)


def _sixteen(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers of sixteen digits; others are compared with nothing, for they are no NIKs."""
    return pc.if_else(pc.match_substring_regex(numbers, r"^\d{16}$"), numbers, pa.scalar(None, pa.string()))
