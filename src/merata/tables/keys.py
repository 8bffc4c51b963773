"""The key of a table names a row: which rows bear a key that stands already."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault
from merata.tables.personal_numbers import masked
from merata.tables.raw import RawTable
from merata.tables.schema import Table


def repeated_keys(raw: RawTable, table: Table, typed: pa.Table) -> list[Fault]:
    """One fault for each row of `typed` whose key stands in a row before it; rows without a whole key are left out."""
    codes = np.zeros(typed.num_rows, dtype=np.int64)
    complete = np.ones(typed.num_rows, dtype=np.bool_)
    for key in table.key:
        encoded = typed[key].combine_chunks().dictionary_encode()
        pairs_of_codes = codes * (len(encoded.dictionary) + 1) + pc.fill_null(encoded.indices, -1).to_numpy() + 1
        # Numbered anew after each column, so that the product of many columns cannot overflow.
        codes = pa.array(pairs_of_codes).dictionary_encode().indices.to_numpy().astype(np.int64)
        complete &= typed[key].is_valid().to_numpy()
    order = np.argsort(codes, kind="stable")
    repeats = np.concatenate(([False], codes[order][1:] == codes[order][:-1])) if len(order) else np.zeros(0, np.bool_)
    # The first of equal keys is the last row, in that order, that repeats nothing before it.
    firsts = order[np.maximum.accumulate(np.where(repeats, 0, np.arange(len(order))))] if len(order) else order
    # A null in a key is reported as an empty cell, not as a repetition.
    where = np.flatnonzero(repeats & complete[order])
    pairs = sorted(zip(order[where].tolist(), firsts[where].tolist(), strict=True))
    return [
        Fault(
            raw.file,
            int(raw.rows[row]),
            " + ".join(table.key),
            masked(" + ".join(str(typed[key][row].as_py()) for key in table.key)),
            "each key once",
            f"stands already in row {raw.rows[first]}",
        )
        for row, first in pairs
    ]
