"""Clusters of people read from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from appraisal_cases import square
from small_roads import write_rows

from merata.access.projects.people import read_people
from merata.access.projects.village_minutes import village_minutes
from merata.errors import InputError, UsageError

ROWS = [
    {"cluster_id": "a", "village": "V2", "latitude": -8.0, "longitude": 112.0, "population": 30, "w": 1.5},
    {"cluster_id": "b", "village": "V1", "latitude": -8.0, "longitude": 112.0, "population": 10, "w": 1.5},
    {"cluster_id": "c", "village": "V1", "latitude": -8.0, "longitude": 112.0, "population": 20, "w": 2},
]


def test_villages_and_weights(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "people.csv", ROWS)
    people = read_people(path, square())
    assert people.villages == ("V1", "V2")
    assert people.by_village(people.population).tolist() == [30, 30]
    assert people.village_weight() is not None
    assert read_people(path, square(), "w").village_weight() is None
    assert read_people(path, square(), "w").welfare_weight.tolist() == [1.5, 1.5, 2]


def test_means_are_of_people_with_a_way(tmp_path: Path) -> None:
    people = read_people(write_rows(tmp_path / "people.csv", ROWS), square())
    found = village_minutes(people, np.array([[np.inf, 6.0, 12.0], [5.0, np.inf, np.inf]]), [10.0, np.inf])
    assert found.mean_minutes.tolist()[0][0] == 10.0
    assert np.isnan(found.mean_minutes[[0, 1], [1, 0]]).all()
    assert found.with_way.tolist() == [[30, 0], [0, 30]]
    assert found.within.tolist() == [[10, 0], [0, 30]]


def test_faults(tmp_path: Path) -> None:
    rows = [
        {**ROWS[0], "population": -1, "latitude": 112.0, "longitude": -8.0},
        {**ROWS[0], "village": "", "w": -2},
        {**ROWS[1], "latitude": 95},
    ]
    with pytest.raises(InputError) as caught:
        read_people(write_rows(tmp_path / "people.csv", rows), square(), "w")
    assert {(fault.row, fault.column) for fault in caught.value.faults} == {
        (2, "population"), (2, "latitude"), (3, "cluster_id"), (3, "village"), (3, "w"), (4, "latitude"),
    }  # fmt: skip
    with pytest.raises(InputError, match="nobody lives"):
        read_people(write_rows(tmp_path / "people.csv", [{**ROWS[0], "population": 0}]), square())
    with pytest.raises(UsageError, match="no column poor"):
        read_people(tmp_path / "people.csv", square(), "poor")
