"""Covariates as columns: coded alike in both tables, or refused by name."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest

from merata.measurement.small_area.model_matrix import encode, labels, outside, shared_terms

SURVEY = pa.table({"x": [1.5, 2.0, 0.5], "yes": [True, False, True], "floor": ["tile", "earth", "tile"]})
CENSUS = pa.table({"x": [1.0, 9.0], "yes": [0, 1], "floor": pa.array(["earth", "tile"]).dictionary_encode()})


def test_numbers_yes_no_and_text_become_columns() -> None:
    terms, faults = shared_terms(SURVEY, CENSUS, ["x", "yes", "floor", "x"])
    assert faults == []
    assert labels(terms) == ("intercept", "x", "yes", "floor=earth")
    np.testing.assert_array_equal(encode(terms, SURVEY), [[1, 1.5, 1, 0], [1, 2, 0, 1], [1, 0.5, 1, 0]])
    np.testing.assert_array_equal(encode(terms, CENSUS), [[1, 1, 0, 1], [1, 9, 1, 0]])
    np.testing.assert_array_equal(encode(terms, CENSUS, np.array([1, 0])), [[1, 9, 1, 0], [1, 1, 0, 1]])
    np.testing.assert_array_equal(outside(terms, CENSUS), [0.5, 0])


def test_the_reference_is_the_most_frequent_then_the_first_in_the_alphabet() -> None:
    table = pa.table({"t": ["c", "b", "b", "a", "a"]})
    terms, _ = shared_terms(table, table, ["t"])
    assert labels(terms) == ("intercept", "t=b", "t=c")


@pytest.mark.parametrize(
    ("survey", "census", "message"),
    [
        ([1, 0], [1, 2], r"it is coded 0, 1 in the survey and 1, 2 in the census"),
        ([1, 2], [1, 0], r"it is coded 1, 2 in the survey and 0, 1 in the census"),
        ([True, False], [1.0, 2.0], "coded 0, 1 in the survey"),
        ([1, 2], [1, 3], "coded 1, 2 in the survey and 1, 3 in the census"),
        ([0.0, 1.0], list(np.linspace(0, 1, 8)), "coded 0, 1 in the survey and with many values in the census"),
        (["yes", "no"], [1, 0], "it holds string in the survey and int64 in the census"),
        (["yes", "no", "?"], ["yes", "no"], r"\('\?'\)"),
        (["yes", "no"], ["yes", "no", "tidak"], r"\('tidak'\)"),
        ([1.0, None, 2.5], [1.0, 3.0, 4.0], "1 rows are missing or not finite, the first is row 2"),
        ([1.0, 2.0, 2.5], [1.0, float("inf"), 4.0], "census x: 1 rows are missing or not finite"),
        (["a", "b"], ["a", None], "census x: 1 rows are missing"),
    ],
)
def test_different_codes_are_refused(survey: list[object], census: list[object], message: str) -> None:
    _, faults = shared_terms(pa.table({"x": survey}), pa.table({"x": census}), ["x"])
    assert len(faults) == 1
    assert re.search(message, str(faults[0]))


@pytest.mark.parametrize(
    ("survey", "census"),
    [([1, 0], [True, False]), ([0, 0], [0, 1]), ([1, 2], [1, 2]), ([1, 2, 3], [1, 2, 3, 3]), ([0.2, 0.9], [0.1, 0.5])],
)
def test_the_same_codes_are_taken(survey: list[object], census: list[object]) -> None:
    assert shared_terms(pa.table({"x": survey}), pa.table({"x": census}), ["x"])[1] == []
