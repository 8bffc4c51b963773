"""The applicants of a course out of the tables applications, persons, households and courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError
from merata.programmes.training.prerequisites import Applicant
from merata.programmes.training.terms import Course
from merata.tables.frames import arrow, require


@dataclass(frozen=True, slots=True)
class Registry:
    """The tables that say who applies and what is known of them; columns as in the dataset folder's catalogue.

    Optional columns may be absent: `applied_on` of applications; `schooling_years`, `severe_disability` of persons
    (and `disability`, which goes before it where there is one); `desil` of households.
    """

    applications: Any
    courses: Any
    persons: Any
    households: Any


def applicants(registry: Registry, course: Course) -> list[Applicant]:
    """One `Applicant` an application for `course`, in the order of their identifiers.

    Raises `UsageError` where a table lacks a column that is always there, `InputError` where an application has no
    identifier or person, or where two have the same identifier.
    """
    applications = arrow(registry.applications, "applications")
    require(applications, ["application_id", "course_id", "person_id"], "applications")
    rows = _rows(
        applications.filter(pc.equal(applications["course_id"], course.course_id)),
        ["application_id", "person_id", "applied_on"],
    )
    _refuse_unnamed(rows, course)
    wanted = pa.array([row["person_id"] for row in rows], pa.string())
    persons = _persons(registry.persons, wanted)
    homes = pa.array([person["household_id"] for person in persons.values()], pa.string())
    households = _by_key(
        registry.households, "households", "household_id", ["village_code"], ["village_code", "desil"], homes
    )
    before = _selected_before(applications, arrow(registry.courses, "courses"), course, wanted)
    found = [_applicant(row, persons, households, before) for row in rows]
    return sorted(found, key=lambda one: one.application_id)


def _applicant(
    row: Mapping[str, Any],
    persons: Mapping[str, Mapping[str, Any]],
    households: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, set[bool]],
) -> Applicant:
    person = persons.get(row["person_id"])
    known: Mapping[str, Any] = person or {}
    home = households.get(known.get("household_id", ""), {})
    earlier = before.get(row["person_id"], set())
    disability = known.get("disability")
    return Applicant(
        application_id=row["application_id"],
        person_id=row["person_id"],
        applied_on=row["applied_on"],
        in_registry=person is not None,
        birth_date=known.get("birth_date"),
        sex=known.get("sex"),
        disability=known.get("severe_disability") if disability is None else disability,
        schooling_years=known.get("schooling_years"),
        village_code=home.get("village_code"),
        desil=home.get("desil"),
        same_course_before=True in earlier,
        any_course_before=bool(earlier),
    )


def _persons(persons: Any, wanted: pa.Array) -> dict[str, dict[str, Any]]:
    columns = ["household_id", "sex", "birth_date", "schooling_years", "severe_disability", "disability"]
    return _by_key(persons, "persons", "person_id", columns[:3], columns, wanted)


def _by_key(
    data: Any, name: str, key: str, always: list[str], columns: list[str], wanted: pa.Array
) -> dict[str, dict[str, Any]]:
    """The rows of a table whose key is `wanted`, by key."""
    table = arrow(data, name)
    require(table, [key, *always], name)
    rows = _rows(table.filter(pc.is_in(table[key], value_set=wanted)), [key, *columns])
    found = {row[key]: row for row in rows}
    if len(found) < len(rows):
        raise InputError(
            f"{name}: {len(rows) - len(found)} rows have a {key} that another has; `merata check` lists them"
        )
    return found


def _rows(table: pa.Table, columns: list[str]) -> list[dict[str, Any]]:
    """Rows of `columns`, those that the table lacks as None."""
    present = [column for column in columns if column in table.column_names]
    absent = dict.fromkeys(column for column in columns if column not in present)
    return [{**row, **absent} for row in table.select(present).to_pylist()]


def _selected_before(
    applications: pa.Table, courses: pa.Table, course: Course, persons: pa.Array
) -> dict[str, set[bool]]:
    """For each person who was selected for another class until this year: whether it had this course's name."""
    if "selected" not in applications.column_names:
        return {}
    require(courses, ["course_id", "name", "year"], "courses")
    others = {row["course_id"]: row for row in _rows(courses, ["course_id", "name", "year"])}
    won = pc.and_(
        pc.fill_null(applications["selected"], fill_value=False),
        pc.is_in(applications["person_id"], value_set=persons),
    )
    found: dict[str, set[bool]] = {}
    for row in _rows(applications.filter(won), ["person_id", "course_id"]):
        other = others.get(row["course_id"])
        if other is None:
            raise InputError(
                f"applications name the course {row['course_id']}, which courses lacks; run `merata check`"
            )
        if row["course_id"] != course.course_id and other["year"] <= course.year:
            found.setdefault(row["person_id"], set()).add(other["name"] == course.name)
    return found


def _refuse_unnamed(rows: list[dict[str, Any]], course: Course) -> None:
    names = [row["application_id"] for row in rows]
    unnamed = sum(not row["application_id"] or not row["person_id"] for row in rows)
    if unnamed:
        raise InputError(
            f"applications: {unnamed} for {course.course_id} have no application_id or person_id; fill them"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"applications: {', '.join(twice[:5])} stand there more than once; `merata check` lists them")
