"""From the portal to the dataset folder: courses, applications and outcomes, as `merata evaluate` reads them.

Nobody is named: applications stand under their public number, persons and households under their dataset's ids.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import transaction

from merata.tables.catalogue import TABLES
from merata_portal.actor import Actor, Capability
from merata_portal.actor.codes import covers
from merata_portal.audit.actions import record
from merata_portal.training.models import Application, Course, FollowUp
from merata_portal.training.states import State

INCOME_BEFORE = "income_at_application_idr"
YEAR_MONTHS = 12
"""The survey that evaluation compares by default: a year after the class."""


def dataset_tables(owner: str) -> dict[str, pa.Table]:
    """`courses`, `applications` and `outcomes` of a regency, columns as in the catalogue.

    Classes that were cancelled or never announced are left out, as are applications taken back.
    """
    courses = Course.objects.filter(owner=owner).exclude(state__in=[State.CANCELLED, State.DRAFT]).order_by("course_id")
    applications = list(
        Application.objects.filter(course__in=courses, withdrawn_on__isnull=True, person__isnull=False)
        .select_related("course", "person", "household")
        .order_by("number")
    )
    follow_ups = (
        FollowUp.objects.filter(application__course__in=courses, application__person__isnull=False)
        .exclude(result=FollowUp.Result.DUE)
        .select_related("application__course")
        .order_by("application__number", "months")
    )
    return {
        "courses": _table("courses", [_course(one) for one in courses]),
        "applications": _table("applications", [_application(one) for one in applications]),
        "outcomes": _table("outcomes", [*_before(applications), *_after(follow_ups)]),
    }


@transaction.atomic
def export_dataset(*, by: Actor, owner: str) -> bytes:
    """The three tables as CSV in one ZIP, for an analyst's dataset folder; an event. By who freezes the registry."""
    held = by.require(Capability.SNAPSHOT, owner)
    tables = dataset_tables(owner)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            text = io.BytesIO()
            pa_csv.write_csv(table, text)
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text.getvalue())
    record(
        by=by, held=held, action="training.export", subject=f"training:{owner}", area=owner,
        rows=sum(table.num_rows for table in tables.values()),
    )  # fmt: skip
    return packed.getvalue()


def owners(actor: Actor) -> list[str]:
    """The regencies whose classes the actor may take along."""
    found = Course.objects.order_by("owner").values_list("owner", flat=True).distinct()
    return [owner for owner in found if any(covers(area, owner) for area in actor.areas(Capability.SNAPSHOT))]


def _course(one: Course) -> dict[str, Any]:
    return {
        "course_id": one.course_id,
        "name": one.name,
        "sector": one.sector,
        "year": one.year,
        "owner": one.owner,
        "seats": one.seats,
        "cost_idr": one.cost_idr,
        "status": "held" if one.state == State.FINISHED else "candidate",
        "evidence_id": one.evidence_id or None,
        "women_seats": one.women_seats or None,
        "disability_seats": one.disability_seats or None,
        "max_per_village": one.max_per_village,
        "minimum_age": one.minimum_age,
        "maximum_age": one.maximum_age,
        "minimum_schooling_years": one.minimum_schooling_years,
        "sessions": one.sessions,
        "minimum_attendance": one.minimum_attendance_pc / 100,
    }


def _application(one: Application) -> dict[str, Any]:
    person, household = one.person, one.household
    return {
        "application_id": one.number,
        "course_id": one.course.course_id,
        "person_id": person.dataset_id if person else None,
        "household_id": household.dataset_id if household else None,
        "chance": one.chance,
        "selected": one.selected,
        "completed": one.completed,
        "applied_on": one.applied_on,
        "need_weight": one.need_weight,
        "sessions_attended": one.sessions_attended,
        "sessions_excused": one.sessions_excused,
        "promoted": one.promoted if one.place_in_draw is not None else None,
    }


def _before(applications: Iterable[Application]) -> list[dict[str, Any]]:
    """What applicants said they earned, in the class's year."""
    return [
        _outcome(one, one.course.year, INCOME_BEFORE, one.income_idr)
        for one in applications
        if one.income_idr is not None
    ]


def _after(follow_ups: Iterable[FollowUp]) -> list[dict[str, Any]]:
    """A row for each survey that was tried; empty where it was refused or nobody was met.

    A year after is the year after the class's own; earlier surveys have a measure of their own name, so that two of one
    year are told apart.
    """
    rows = []
    for one in follow_ups:
        last = one.months == YEAR_MONTHS
        course = one.application.course
        year = course.year + 1 if last else one.due_on.year
        within = "" if last else f"_after_{one.months}_months"
        rows.append(_outcome(one.application, year, f"income{within}_idr", one.income_idr))
        if course.sector == Course.Sector.FARMING:
            rows.append(_outcome(one.application, year, f"yield{within}_kg_per_ha", one.yield_kg_per_ha))
    return rows


def _outcome(one: Application, year: int, measure: str, value: int | None) -> dict[str, Any]:
    return {
        "unit": "application", "unit_id": one.number, "year": year, "measure": measure, "value": value,
        "n": None if value is None else 1,
    }  # fmt: skip


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES[name].arrow)
