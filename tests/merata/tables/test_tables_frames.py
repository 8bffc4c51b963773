"""Columns of any table as arrays: numbers, codes, and what is refused."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import InputError, UsageError
from merata.tables import frames


def test_numbers_are_floats_with_nan_for_the_missing() -> None:
    table = pa.table({"i": pa.array([1, None, 3]), "b": [True, False, None], "t": ["x", "y", "z"]})
    np.testing.assert_array_equal(frames.numbers(table, "i"), [1, np.nan, 3])
    np.testing.assert_array_equal(frames.numbers(table, "b"), [1, 0, np.nan])
    with pytest.raises(InputError, match="table: column t holds string; expected numbers"):
        frames.numbers(table, "t")
    with pytest.raises(UsageError, match="survey has no column q; it has i, b, t"):
        frames.numbers(table, "q", "survey")


@given(st.lists(st.one_of(st.integers(-5, 5), st.integers(-(2**40), 2**40)), max_size=40))
def test_codes_are_places_among_the_sorted_values(values: list[int]) -> None:
    codes, labels = frames.codes(pa.table({"g": pa.array(values, pa.int64())}), "g")
    assert labels == sorted(set(values))
    assert [labels[code] for code in codes] == values


@pytest.mark.parametrize("kind", [pa.int8(), pa.int32(), pa.int64()])
@pytest.mark.parametrize("step", [1, 40])  # all values between the least and the most, or few of them
def test_codes_of_many_numbers_in_chunks(kind: pa.DataType, step: int) -> None:
    values = np.arange(-120, 121, step)[np.random.default_rng(step).integers(0, 240 // step, 200_000)]
    chunks = [pa.array(part, kind) for part in np.split(values, [0, 70_001, 150_000])]
    codes, labels = frames.codes(pa.table({"g": pa.chunked_array(chunks)}), "g")
    distinct, places = np.unique(values, return_inverse=True)
    assert labels == distinct.tolist()
    assert codes.dtype == np.int32
    np.testing.assert_array_equal(codes, places)


def test_codes_of_numbers_beyond_signed_ones() -> None:
    values = [2**64 - 1, 2**64 - 3, 2**64 - 1]
    codes, labels = frames.codes(pa.table({"g": pa.array(values, pa.uint64())}), "g")
    assert (codes.tolist(), labels) == ([1, 0, 1], [2**64 - 3, 2**64 - 1])


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["b", "a", "b"]),
        pa.chunked_array([["b"], ["a", "b"]]),
        pa.array(["b", "a", "b"]).dictionary_encode(),
        pa.DictionaryArray.from_arrays([0, 2, 1], pa.array(["b", "b", "a", "never"])),
    ],
    ids=["plain", "chunked", "dictionary", "dictionary with a double"],
)
def test_codes_of_text_however_it_is_held(column: pa.Array) -> None:
    codes, labels = frames.codes(pa.table({"g": column}), "g")
    assert labels == ["a", "b"]
    assert codes.tolist() == [1, 0, 1]


def test_a_missing_code_is_refused() -> None:
    with pytest.raises(InputError, match="1 of 2 rows have no g; fill it or leave them out"):
        frames.codes(pa.table({"g": pa.array([1, None])}), "g")


def test_any_table_that_narwhals_reads_is_taken() -> None:
    table = pa.table({"a": [1]})
    assert frames.arrow(table) is table
    assert frames.arrow(nw.from_native(table, eager_only=True)).equals(table)
    with pytest.raises(UsageError, match="census is a int; expected an Arrow table"):
        frames.arrow(3, "census")
