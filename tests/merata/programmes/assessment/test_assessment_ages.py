"""Completed years on a day."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.assessment.ages import completed_years, with_ages
from merata.programmes.training.prerequisites import age_on


def ages(*born: date | None, on: date) -> list[int | None]:
    found: list[int | None] = completed_years(pa.chunked_array([pa.array(born, pa.date32())]), on).to_pylist()
    return found


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2000, 7, 1), date(2025, 7, 1), 25),
        (date(2000, 7, 2), date(2025, 7, 1), 24),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2025, 7, 1), date(2025, 7, 1), 0),
        (date(2025, 7, 2), date(2025, 7, 1), None),
        (None, date(2025, 7, 1), None),
    ],
)
def test_ages(born: date | None, on: date, age: int | None) -> None:
    assert ages(born, on=on) == [age]
    assert ages(born, date(1, 1, 1), on=on) == [age, on.year - 1]


@given(st.lists(st.none() | st.dates(), max_size=8), st.dates())
def test_ages_are_those_of_the_calendar(born: list[date | None], on: date) -> None:
    assert ages(*born, on=on) == [None if day is None or day > on else age_on(day, on) for day in born]


def test_persons_without_a_date_of_birth_are_left_as_they_are() -> None:
    persons = pa.table({"household_id": ["a"]})
    assert with_ages(persons, date(2025, 1, 1)) is persons
