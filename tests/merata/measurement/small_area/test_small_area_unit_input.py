"""The census as arrays: sorted by area, its sampled areas known, its lines by area or by row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.measurement.small_area.unit_input import Roles, UnitData, listed, read_unit_data

SURVEY = pa.table({"area": ["b", "a", "b"], "x": [15.0, 20.0, 45.5], "y": [5.0, 6.0, 7.0], "w": [1, 2, 3]})
CENSUS = pa.table(
    {
        "area": ["c", "b", "a", "b", "c"],
        "x": [10.0, 20.0, 30.0, 40.0, 50.0],
        "persons": [1, 2, 3, 4, 5],
        "line": [9.0, 7.0, 8.0, 6.0, 9.0],
    }
)


def read(size: str | float | None = "persons", line: str | float | None = "line") -> UnitData:
    return read_unit_data(SURVEY, CENSUS, Roles("y", ("x",), "area", "w", size, line), "log")


def test_the_census_is_sorted_by_area_and_knows_its_places() -> None:
    census = read().census
    assert census.areas == ("a", "b", "c")
    assert census.order.tolist() == [2, 1, 3, 0, 4]
    assert census.columns.tolist() == [[1, 30], [1, 20], [1, 40], [1, 10], [1, 50]]
    assert census.size.tolist() == [3, 2, 4, 1, 5]
    assert census.rows(1) == slice(1, 3)
    assert census.sampled.tolist() == [0, 1, -1]
    assert census.n.tolist() == [1, 2, 0]


def test_a_line_is_one_number_where_an_area_shares_it() -> None:
    census = read().census
    lines = [census.line_of(area) for area in range(3)]
    assert [None if line is None else line.tolist() for line in lines] == [8.0, [7.0, 6.0], 9.0]
    assert read(line=None).census.line_of(0) is None
    assert read(size=None, line=4.0).census.size.tolist() == [1] * 5


def test_the_sample_keeps_its_order() -> None:
    sample = read().sample
    assert sample.area.tolist() == [1, 0, 1]
    assert sample.areas == ("a", "b")
    assert sample.welfare.tolist() == [5, 6, 7]
    assert sample.weight is not None
    assert sample.weight.tolist() == [1, 2, 3]
    assert read().outside == 0.4


def test_areas_that_the_census_lacks_are_named() -> None:
    with pytest.raises(InputError, match=r"no household of these sampled areas.*'a'"):
        read_unit_data(
            SURVEY, CENSUS.filter(np.array(CENSUS["area"]) != "a"), Roles("y", (), "area", None, None, None), "log"
        )


def test_a_single_covariate_stands_for_itself() -> None:
    assert listed("x") == ("x",)
    assert listed(["x", "z", "x"]) == ("x", "z")
