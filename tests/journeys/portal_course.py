"""A course in the closed loop: the approval's draft completed, announced, applied for, drawn in public, held; a year
later everybody who drew lots is asked what they earn.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import base64
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal_days import DAYS

DICE = "3 1 6 6 2 5 4 1 1 3"
ANNOUNCED, CLOSES, FROZEN, DRAWN = date(2026, 1, 5), date(2026, 2, 13), date(2026, 2, 16), date(2026, 2, 20)
STARTS, SESSIONS = date(2026, 3, 2), 4


def hold(people: Any, *, course: UUID, asked: dict[str, Any]) -> dict[str, Any]:
    """One class from the draft that the approval made to its certificates; its published documents, and its tables."""
    from merata_portal.training.actions import announcing, completing, drawing, funding, holding, making
    from merata_portal.training.models import Course
    from merata_portal.training.queries import courses as queries
    from merata_portal.training.tables import dataset_tables

    made = Course.objects.get(uuid=course)
    completed(people, made, asked["women_seats"])
    funding.commit_course(by=people.office, course=made.uuid, document="SK 21/2026", reason="rancangan lengkap")
    DAYS.to(ANNOUNCED)
    days = announcing.Days(CLOSES, DRAWN, DRAWN + timedelta(days=7), "dice", 10, "sepuluh dadu di musyawarah kecamatan")
    announcing.announce(by=people.cashier, course=made.uuid, days=days)
    apply_for(people, made.uuid, asked["incomes"])
    DAYS.to(FROZEN)
    drawing.freeze_list(by=people.cashier, course=made.uuid)
    DAYS.to(DRAWN)
    drawing.take_number(by=people.cashier, course=made.uuid, text=DICE)
    drawing.draw_seats(by=people.cashier, course=made.uuid)
    making.assign_trainer(by=people.cashier, course=made.uuid, user_id=people.trainer.user_id)
    meetings = [STARTS + timedelta(days=7 * number) for number in range(SESSIONS)]
    holding.plan_sessions(by=people.cashier, course=made.uuid, days=meetings)
    for number, day in enumerate(meetings, start=1):
        DAYS.to(day)
        holding.record_attendance(by=people.trainer, course=made.uuid, number=number, statuses=seen(made.uuid, number))
    DAYS.to(STARTS + timedelta(days=7 * SESSIONS))
    completing.finish_course(by=people.cashier, course=made.uuid)
    funding.pay_instalment(
        by=people.treasurer, course=made.uuid, number=1, amount_idr=made.cost_idr, document="SP2D kelas",
        reason="kelas selesai",
    )  # fmt: skip
    applications = dataset_tables(made.owner)["applications"].drop_columns("applied_on").to_pylist()
    paid_idr = queries.money(queries.course(people.planner, made.uuid)).spent_idr
    return told(made.uuid) | {
        "course": made.course_id, "seats": made.seats, "cost_idr": made.cost_idr, "paid": paid_idr,
        "applications": applications,
    }  # fmt: skip


def completed(people: Any, made: Any, women_seats: int) -> None:
    """The sector office completes the draft: the days, the place, the seats for women."""
    from merata_portal.training.actions import making
    from merata_portal.training.requests import CourseDraft

    drafted = CourseDraft(**{one.name: getattr(made, one.name) for one in fields(CourseDraft)})
    draft = replace(
        drafted, place="BLK", starts_on=STARTS, ends_on=STARTS + timedelta(days=7 * SESSIONS), sessions=SESSIONS,
        women_seats=women_seats, minimum_attendance_pc=75, excused_at_most=1,
    )  # fmt: skip
    making.change_course(by=people.cashier, course=made.uuid, draft=draft, reason="hari dan tempat ditetapkan")


def apply_for(people: Any, course: Any, incomes: dict[str, int]) -> None:
    """Each applies by telephone and says what they earn; their village's operator finds them in the registry."""
    from merata_portal.actor import Actor
    from merata_portal.registry.models import Person
    from merata_portal.training.actions import applying

    found = Person.objects.filter(dataset_id__in=list(incomes)).order_by("dataset_id")
    for number, person in enumerate(found):
        form = applying.Form(
            f"Pendaftar {number}", person.birth_date, person.village_code, income_idr=incomes[person.dataset_id]
        )
        application, _pin = applying.apply(by=Actor(-1, "anonim / anonymous"), course=course, form=form)
        applying.identify(by=people.village, application=application.uuid, person=person.uuid)


def seen(course: Any, number: int) -> dict[Any, str]:
    """Who came: everybody, but the last on the list, who never did."""
    from merata_portal.training.models import Application

    seated = [
        one for one in Application.objects.filter(course__uuid=course).order_by("place_in_draw") if one.takes_part
    ]
    return {one.uuid: "absent" if one is seated[-1] else "present" for one in seated}


def told(course: Any) -> dict[str, Any]:
    """The class's published documents, what anybody finds who verifies them, and who has a certificate."""
    from merata_portal.training.models import Certificate, DrawDocument
    from merata_portal.training.queries import everybody

    (round_,) = everybody.rounds(everybody.open_course(course))
    documents = DrawDocument.objects.filter(draw__course__uuid=course).order_by("file")
    return {
        "documents": {one.file: base64.b64encode(bytes(one.content)).decode() for one in documents},
        "checks": [[one.file, one.agrees] for one in everybody.checks(round_.draw)],
        "certificates": Certificate.objects.filter(application__course__uuid=course).count(),
    }


def follow_up(people: Any, incomes: dict[str, list[int]]) -> int:
    """Ask everybody who drew lots, a year after; `incomes` by person: without the class, and after completing it."""
    from merata_portal.training.actions import following_up
    from merata_portal.training.models import FollowUp

    due = list(FollowUp.objects.filter(months=12).select_related("application__person").order_by("pk"))
    for one in due:
        without, after = incomes[one.application.person.dataset_id]
        income = after if one.application.completed else without
        following_up.survey(by=people.village, follow_up=one.uuid, result="answered", income_idr=income)
    return len(due)
