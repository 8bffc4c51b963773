"""Persons told apart by their facts, with their age and without."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from merata.programmes.assessment.ages import AGE, BIRTH_DATE, with_ages
from merata.programmes.assessment.persons import PersonKinds, Persons
from merata.programmes.cel.columns import fact_column

SEX = fact_column("person", "sex")
DAY = date(2025, 7, 1)


def persons() -> Persons:
    born = [date(2000, 7, 1), date(2000, 7, 2), date(1999, 12, 31), None]
    table = pa.table({"household_id": ["a", "a", "b", "b"], SEX: ["f", "f", "f", None], BIRTH_DATE: born})
    return Persons(with_ages(table, DAY))


def told(found: PersonKinds, *names: str) -> list[tuple[object, ...]]:
    columns = [found.facts[name].to_pylist() for name in names]
    return [tuple(column[kind] for column in columns) for kind in found.kind]


def test_alike_are_those_of_the_same_facts() -> None:
    found = persons().kinds
    assert told(found, SEX, AGE) == [("f", 25), ("f", 24), ("f", 25), (None, None)]
    assert found.facts.num_rows == 3


def test_on_another_day_they_are_older() -> None:
    assert told(persons().kinds_on(date(2026, 7, 2)), SEX, AGE) == [("f", 26), ("f", 26), ("f", 26), (None, None)]


def test_without_the_age() -> None:
    found = persons().kinds_without_age
    assert told(found, SEX) == [("f",), ("f",), ("f",), (None,)]
    assert found.facts.num_rows == 2


def test_persons_of_whom_nothing_is_asked_are_one_kind() -> None:
    found = Persons(pa.table({"household_id": ["a", "b"]})).kinds
    assert (found.kind.tolist(), found.facts.num_rows) == ([0, 0], 1)
