"""Works and classes, as their own pages tell them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from merata_portal.api.asking import NOTHING_THERE, Code, OfArea, OfAreaAndYear
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import Identifier
from merata_portal.api.listing import Names, names_of
from merata_portal.api.paging import newest_first
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.fields import HELD
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.works import Class, ClassWithCounts, Work
from merata_portal.api.words import both
from merata_portal.infrastructure.queries import projects
from merata_portal.training.queries import everybody

router = Router(tags=["pelaksanaan"])
_SAME = (
    "name", "kind", "work", "place", "latitude", "longitude", "state", "budget_idr", "promised_on", "due_on",
    "started_on", "finished_on", "handed_over_on", "proposal", "plan",
)  # fmt: skip
_SAME_OF_CLASS = (
    "name", "sector", "about", "year", "place", "state", "starts_on", "ends_on", "sessions", "seats", "women_seats",
    "disability_seats", "cost_idr", "proposal",
)  # fmt: skip


class AskedWorks(OfArea):
    """Which works."""

    state: Code = Field(default_factory=str, description=both("keadaan", "state"), examples=["under_way"])
    kind: Code = Field(default_factory=str, description=both("jenis", "kind"), examples=["bridge"])


class AskedClasses(OfAreaAndYear):
    """Which classes."""

    state: Code = Field(default_factory=str, description=both("keadaan", "state"), examples=["open"])


@router.get("/works", **listed(
    Listed[Work], "Pekerjaan fisik", "Works",
    "Jalan, jembatan, dan bangunan: anggaran, uang, kemajuan, dan hari yang dijanjikan; terbaru dahulu.",
    "Roads, bridges and buildings: budget, money, progress and days promised; the newest first.", gone=False,
))  # fmt: skip
def works(request: HttpRequest, asked: Query[AskedWorks]) -> Any:  # noqa: D103
    found = projects.public_projects(state=asked.state, kind=asked.kind).filter(asked.within("village_code"))
    rows, after = newest_first("works", asked, found)
    names = names_of({row.village_code for row in rows})
    return Listed[Work](items=[_work(one, names) for one in projects.summaries(rows)], next=after)


@router.get("/works/{str:id}", **one(Work, "Satu pekerjaan", "One work", "Menurut pengenalnya.", "By its identifier."))
def work(request: HttpRequest, id: Identifier) -> Any:  # noqa: A002, D103
    try:
        found = projects.public_project(id)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    return _work(projects.summary(found), names_of([found.village_code]))


@router.get("/classes", **listed(
    Listed[Class], "Kelas pelatihan", "Classes",
    "Kelas yang sudah diumumkan, kursi, dan biayanya; terbaru dahulu.",
    "Classes that were announced, their seats and cost; the newest first.", gone=False,
))  # fmt: skip
def classes(request: HttpRequest, asked: Query[AskedClasses]) -> Any:  # noqa: D103
    found = everybody.open_courses().filter(asked.within("village_code"))
    equal = {name: value for name, value in (("state", asked.state), ("year", asked.year)) if value}
    rows, after = newest_first("classes", asked, found.filter(**equal))
    names = names_of({row.village_code for row in rows})
    return Listed[Class](items=[Class(**_class(row, names)) for row in rows], next=after)


@router.get("/classes/{str:id}", **one(
    ClassWithCounts, "Satu kelas dengan hitungannya", "One class with its counts",
    "Hitungan orang di bawah lima ditahan.", "Counts of people under five are withheld.",
))  # fmt: skip
def class_(request: HttpRequest, id: Identifier) -> Any:  # noqa: A002, D103
    try:
        found = everybody.open_course(id)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    counts = everybody.counts(found)
    told: dict[str, Any] = {
        "refused": counts.refused, "seated": counts.seated, "completed": counts.completed,
        "not_completed": counts.not_completed, "asked_afterwards": counts.answered,
    }  # fmt: skip
    withheld = HELD if None in told.values() else None
    return ClassWithCounts(**_class(found, names_of([found.village_code])), **told, withheld=withheld)


def _work(one: projects.Summary, names: Names) -> Work:
    row, money = one.project, one.money
    same = {name: getattr(row, name) for name in _SAME}
    return Work(
        **same, id=row.uuid, owner_code=row.owner, area_code=row.village_code, area_name=names[row.village_code],
        contract_idr=money.contract_idr, reserved_idr=money.reserved_idr, committed_idr=money.committed_idr,
        spent_idr=money.spent_idr, physical_pc=one.physical_pc, reported_on=one.reported_on,
        delay_days=one.delay_days, open_defects=one.open_defects, page=reverse("public:project", args=[row.uuid]),
        oc4ids=reverse("public:oc4ids"),
    )  # fmt: skip


def _class(row: Any, names: Names) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _SAME_OF_CLASS}, "id": row.uuid, "course": row.course_id,
        "owner_code": row.owner, "area_code": row.village_code, "area_name": names[row.village_code],
        "applied": row.applied, "partner": "" if row.partner is None else row.partner.name,
        "page": reverse("public:course", args=[row.uuid]),
    }  # fmt: skip
