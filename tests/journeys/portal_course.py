"""A course in the closed loop: announced, applied for, drawn in public, held, and what it left for evaluation."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

from portal_days import DAYS

DICE = "3 1 6 6 2 5 4 1 1 3"
ANNOUNCED, CLOSES, FROZEN, DRAWN = date(2026, 1, 5), date(2026, 2, 13), date(2026, 2, 16), date(2026, 2, 20)
STARTS, SESSIONS = date(2026, 3, 2), 4


def hold(people: Any, trainer: Any, *, asked: dict[str, Any], line: int, plan: str) -> dict[str, Any]:
    """One class from its budget line to its certificates; its published documents, and its tables for evaluation."""
    from merata_portal.training.actions import announcing, completing, drawing, funding, holding, making
    from merata_portal.training.queries import courses as queries
    from merata_portal.training.requests import CourseDraft
    from merata_portal.training.tables import dataset_tables

    made = making.make_course(
        by=people.cashier,
        draft=CourseDraft(
            name=asked["name"], sector=asked["sector"], owner=asked["owner"], year=2026, village_code=asked["village"],
            place="BLK", starts_on=STARTS, ends_on=STARTS + timedelta(days=7 * SESSIONS), seats=asked["seats"],
            sessions=SESSIONS, cost_idr=asked["cost_idr"], women_seats=asked["women_seats"], plan=plan,
            minimum_attendance_pc=75,
        ),
    )  # fmt: skip
    funding.reserve_course(by=people.planner, course=made.uuid, line=line, reason="Rencana 2026")
    funding.commit_course(by=people.office, course=made.uuid, document="Keputusan DPRD 12/2025", reason="disetujui")
    DAYS.to(ANNOUNCED)
    days = announcing.Days(CLOSES, DRAWN, DRAWN + timedelta(days=7), "dice", 10, "sepuluh dadu di musyawarah kecamatan")
    announcing.announce(by=people.cashier, course=made.uuid, days=days)
    apply_for(people, made.uuid, asked["persons"])
    DAYS.to(FROZEN)
    drawing.freeze_list(by=people.cashier, course=made.uuid)
    DAYS.to(DRAWN)
    drawing.take_number(by=people.cashier, course=made.uuid, text=DICE)
    drawing.draw_seats(by=people.cashier, course=made.uuid)
    making.assign_trainer(by=people.cashier, course=made.uuid, user_id=trainer.user_id)
    meetings = [STARTS + timedelta(days=7 * number) for number in range(SESSIONS)]
    holding.plan_sessions(by=people.cashier, course=made.uuid, days=meetings)
    for number, day in enumerate(meetings, start=1):
        DAYS.to(day)
        holding.record_attendance(by=trainer, course=made.uuid, number=number, statuses=seen(made.uuid, number))
    DAYS.to(STARTS + timedelta(days=7 * SESSIONS))
    completing.finish_course(by=people.cashier, course=made.uuid)
    funding.pay_instalment(
        by=people.treasurer, course=made.uuid, number=1, amount_idr=asked["cost_idr"], document="SP2D kelas",
        reason="kelas selesai",
    )  # fmt: skip
    applications = dataset_tables(asked["owner"])["applications"].drop_columns("applied_on").to_pylist()
    paid_idr = queries.money(queries.course(people.planner, made.uuid)).spent_idr
    return told(made.uuid) | {"paid": paid_idr, "applications": applications}


def apply_for(people: Any, course: Any, persons: list[str]) -> None:
    """Each applies by telephone; their village's operator finds them in the registry."""
    from merata_portal.actor import Actor
    from merata_portal.registry.models import Person
    from merata_portal.training.actions import applying

    found = Person.objects.filter(dataset_id__in=persons).order_by("dataset_id")
    for number, person in enumerate(found):
        form = applying.Form(f"Pendaftar {number}", person.birth_date, person.village_code)
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
