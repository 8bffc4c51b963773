"""Two lists of a programme, of one month and the next, by hand and at random."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import strategies as st

OLD = pa.table(
    {
        "household_id": ["K-1", "K-2", "K-3", "K-4"],
        "amount_idr": [600_000, 600_000, 900_000, 600_000],
        "reason": ["desil 1", "desil 2", "desil 1", "lansia"],
    }
)
NEW = pa.table(
    {
        "household_id": ["K-5", "K-3", "K-2", "K-1"],
        "amount_idr": [300_000, 900_000, 750_000, 600_000],
        "reason": ["desil 3", "lansia", "desil 2", "desil 1"],
    }
)
"""K-4 left, K-5 entered, K-2 has another amount, K-3 another reason, K-1 stayed."""

KINDS = {"household_id": pa.string(), "amount_idr": pa.int64(), "reason": pa.string()}
texts = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("é=+-@"), min_size=1, max_size=6)
plain = texts.filter(lambda text: not text.startswith("'"))


def lists(keys: st.SearchStrategy[str] = plain) -> st.SearchStrategy[pa.Table]:
    rows = st.tuples(keys, st.none() | st.integers(0, 10**12), st.none() | plain)
    return st.lists(rows, max_size=8, unique_by=lambda row: row[0]).map(table)


def table(rows: list[tuple[str, int | None, str | None]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table({name: pa.array(column, KINDS[name]) for name, column in zip(KINDS, columns, strict=True)})


few_keys = st.sampled_from(["A", "B", "C", "=D", "-E", "12345678901234"])
