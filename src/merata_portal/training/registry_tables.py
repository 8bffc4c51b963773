"""The tables that the pure lottery reads: applications, courses, persons and households of one class."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from merata.programmes.training.applicants import Registry
from merata_portal.registry.models import Membership, Person
from merata_portal.training.models import Application, Course

_APPLICATIONS = pa.schema(
    {
        "application_id": pa.string(), "course_id": pa.string(), "person_id": pa.string(),
        "applied_on": pa.date32(), "selected": pa.bool_(),
    }
)  # fmt: skip
_COURSES = pa.schema({"course_id": pa.string(), "name": pa.string(), "year": pa.int64()})
_PERSONS = pa.schema(
    {
        "person_id": pa.string(), "household_id": pa.string(), "sex": pa.string(), "birth_date": pa.date32(),
        "schooling_years": pa.int64(), "severe_disability": pa.bool_(), "disability": pa.bool_(),
    }
)  # fmt: skip
_HOUSEHOLDS = pa.schema({"household_id": pa.string(), "village_code": pa.string(), "desil": pa.int64()})
UNKNOWN = "tidak-ditemukan:"
"""Whoever was not found in the registry stands there as themselves alone, so that they are refused by that reason."""


def registry_of(course: Course) -> Registry:
    """What is known now of those who applied for the class and did not take it back.

    Whoever turned out to be another record's person is that person; whoever died, moved away or lives in no household
    any more is not in the registry.
    """
    rows = list(
        Application.objects.filter(course=course, withdrawn_on__isnull=True).values_list(
            "number", "person_id", "applied_on"
        )
    )
    is_now = _merged({person for _number, person, _day in rows if person is not None})
    here = Person.objects.filter(pk__in=set(is_now.values()), died_on__isnull=True, moved_out_on__isnull=True)
    homes = {
        one.person_id: one.household
        for one in Membership.objects.filter(person__in=here, until_day__isnull=True).select_related("household")
    }
    persons = {one.pk: one for one in here if one.pk in homes}
    names = {old: persons[new].dataset_id for old, new in is_now.items() if new in persons}
    applications: list[tuple[object, ...]] = [
        (number, course.course_id, names.get(person or 0, f"{UNKNOWN}{number}"), day, None)
        for number, person, day in rows
    ]
    won = _won_before(course, set(is_now) | set(persons))
    earlier: list[tuple[object, ...]] = [
        (number, other, names.get(person or 0) or persons[person or 0].dataset_id, day, True)
        for number, other, person, day in won
        if person in names or person in persons
    ]
    courses = Course.objects.filter(course_id__in={course.course_id, *(row[1] for row in won)})
    households = {home.pk: home for home in homes.values()}
    return Registry(
        applications=_table(applications + earlier, _APPLICATIONS),
        courses=_table(list(courses.values_list("course_id", "name", "year")), _COURSES),
        persons=_table(
            [
                (
                    one.dataset_id, homes[pk].dataset_id, one.sex, one.birth_date, one.schooling_years,
                    one.severe_disability, one.disability,
                )
                for pk, one in persons.items()
            ],
            _PERSONS,
        ),
        households=_table([(one.dataset_id, one.village_code, one.desil) for one in households.values()], _HOUSEHOLDS),
    )  # fmt: skip


def _merged(ids: set[int]) -> dict[int, int]:
    """Each record and the one that it turned out to be, itself where it is nobody else."""
    found = Person.objects.filter(pk__in=sorted(ids)).values_list("pk", "merged_into_id")
    return {pk: into or pk for pk, into in found}


def _won_before(course: Course, ids: set[int]) -> list[tuple[str, str, int | None, date]]:
    earlier = Application.objects.filter(person_id__in=sorted(ids), selected=True).exclude(course=course)
    return list(earlier.values_list("number", "course__course_id", "person_id", "applied_on"))


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
