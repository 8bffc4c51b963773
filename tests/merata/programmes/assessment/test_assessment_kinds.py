"""Rows told apart: two are of one kind exactly if all their values are equal, a missing one being a value."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.assessment import kinds
from merata.programmes.assessment.kinds import Codes, codes_of, codes_of_all, kinds_of

VALUES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.bool_(): st.booleans(),
    pa.int8(): st.integers(-128, 127),
    pa.int64(): st.sampled_from([0, 1, 7, -(2**63), 2**63 - 1]),
    pa.uint64(): st.sampled_from([0, 2**64 - 1]),
    pa.float64(): st.sampled_from([0.0, 1.5, -2.25]),
    pa.string(): st.sampled_from(["", "a", "b"]),
    pa.dictionary(pa.int8(), pa.string()): st.sampled_from(["a", "b"]),
    pa.date32(): st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    pa.null(): st.none(),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[pa.ChunkedArray], list[tuple[Any, ...]]]:
    rows, cut = draw(st.integers(0, 12)), draw(st.integers(0, 12))
    columns, lists = [], []
    for kind in draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=4)):
        values = draw(st.lists(st.none() | VALUES[kind], min_size=rows, max_size=rows))
        columns.append(pa.chunked_array([pa.array(values[:cut], kind), pa.array(values[cut:], kind)]))
        lists.append(values)
    return columns, list(zip(*lists, strict=True)) if rows else []


@given(tables(), st.booleans())
def test_rows_are_alike_exactly_if_their_values_are(
    table: tuple[list[pa.ChunkedArray], list[tuple[Any, ...]]], hashed: bool
) -> None:
    columns, rows = table
    with pytest.MonkeyPatch.context() as patch:
        if hashed:
            patch.setattr(kinds, "_DENSE", 2)
        found = kinds_of(codes_of_all(columns), len(rows))
    assert len(found.row) == len(set(rows))
    assert [rows[found.row[kind]] for kind in found.kind] == rows
    assert found.codes.count >= 1


def test_codes_are_as_narrow_as_they_can_be() -> None:
    found = codes_of(pa.chunked_array([pa.array([-100, None, 100], pa.int8())]))
    assert found.number.tolist() == [0, 201, 200]
    assert (found.number.dtype, found.count) == (np.uint8, 202)
    wide = codes_of(pa.chunked_array([pa.array([0, 1000])]))
    assert (wide.number.tolist(), wide.number.dtype) == ([0, 1000], np.uint16)


def test_more_combinations_than_32_bits_hold() -> None:
    many = np.array([0, 2**31 - 2, 2**31 - 2], dtype=np.int32)
    found = kinds_of([Codes(many, 2**31 - 1), Codes(many, 2**31 - 1)], 3)
    assert found.kind.tolist() == [0, 1, 1]
    assert kinds_of([], 4).kind.tolist() == [0, 0, 0, 0]
