"""Two officers at once: one draw, one seat given up, one reservation, one payment."""

from __future__ import annotations

from typing import Any

import pytest
from concurrency import became
from made_courses import DICE, DRAFT, DRAWN, FROZEN, line, on, opened, people_applied, seated

from merata_portal.audit.queries import verify
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.training.actions import drawing, funding, holding, making
from merata_portal.training.models import Application, Course, DrawDocument, Instalment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_class_is_drawn_once_and_a_seat_given_up_once(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 5)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    ended = became(*[lambda: drawing.draw_seats(by=who.officer, course=course.uuid)] * 3)
    assert ended == ["TrainingRefused", "TrainingRefused", "done"]
    assert DrawDocument.objects.filter(file="5-result.json").count() == 1
    gone = seated(Course.objects.get())[0]
    ended = became(
        *[
            lambda: holding.give_up_seat(by=who.officer, course=course.uuid, application=gone.uuid, reason="sakit")
        ] * 3
    )  # fmt: skip
    assert ended == ["TrainingRefused", "TrainingRefused", "done"]
    assert Application.objects.filter(promoted=True).count() == 1
    assert len(seated(Course.objects.get())) == 2
    assert verify().whole


def test_money_is_reserved_and_paid_once(who: Any) -> None:
    course, where = making.make_course(by=who.officer, draft=DRAFT), line()
    ended = became(
        *[lambda: funding.reserve_course(by=who.planner, course=course.uuid, line=where.pk, reason="RKPD")] * 3
    )
    assert ended == ["TrainingRefused", "TrainingRefused", "done"]
    funding.commit_course(by=who.officer, course=course.uuid, document="SK 1", reason="perjanjian")

    def pay() -> Instalment:
        return funding.pay_instalment(
            by=who.payer, course=course.uuid, number=1, amount_idr=10_000_000, document="SP2D 1", reason="awal"
        )

    assert became(pay, pay, pay) == ["done"] * 3
    assert Instalment.objects.count() == 1
    at = EarmarkBalance.objects.get()
    assert (at.reserved_idr, at.committed_idr, at.paid_idr) == (0, 20_000_000, 10_000_000)
