"""Classes of a plan: drafts whose money is reserved at once, never twice, given back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import made_courses
import pytest
from made_courses import DRAFT

from merata_portal.actor import Actor, Refused
from merata_portal.ledger.models import Earmark, Entry, LineBalance
from merata_portal.ledger.refusals import NotEnough
from merata_portal.training.actions import funding, making
from merata_portal.training.actions.earmarking import PlannedClass, earmark_classes, give_back_class
from merata_portal.training.models import Course
from merata_portal.training.refusals import FaultyCourse, TrainingRefused

pytestmark = pytest.mark.django_db
PLAN = "rencana:abc"
COST = DRAFT.cost_idr


@pytest.fixture
def who(acting: Callable[..., Actor]) -> made_courses.Officers:
    return made_courses.officers(acting)


def earmarked(who: made_courses.Officers, *classes: PlannedClass, key: str = "k", plan: str = PLAN) -> list[Course]:
    return earmark_classes(by=who.planner, classes=classes, plan=plan, reason="Keputusan DPRD 1", key=key)


def standing(line: int) -> tuple[int, int]:
    one = LineBalance.objects.get(line=line)
    return one.available_idr, one.reserved_idr


def test_classes_are_drafted_with_their_money_in_one_entry(who: made_courses.Officers) -> None:
    line = made_courses.line(3 * COST)
    made = earmarked(who, *(PlannedClass(replace(DRAFT, name=f"Kelas {at}"), line.pk) for at in (1, 2)))
    assert [(one.name, one.state, one.plan) for one in made] == [("Kelas 1", "draft", PLAN), ("Kelas 2", "draft", PLAN)]
    assert standing(line.pk) == (COST, 2 * COST)
    assert Entry.objects.filter(kind="reserve").count() == 1
    assert len({one.earmark for one in made}) == 2
    with pytest.raises(TrainingRefused, match="reserved already"):
        funding.reserve_course(by=who.planner, course=made[0].uuid, line=line.pk, reason="lagi")
    funding.commit_course(by=who.officer, course=made[0].uuid, document="SPK", reason="mitra")


def test_the_office_completes_a_draft_and_the_plan_stays_its_plan(who: made_courses.Officers) -> None:
    (made,) = earmarked(who, PlannedClass(replace(DRAFT, proposal="usulan:U1"), made_courses.line().pk))
    found = making.change_course(
        by=who.officer, course=made.uuid, draft=replace(DRAFT, place="BLK Garum"), reason="tempat pasti"
    )
    assert (found.place, found.plan, found.proposal, found.earmark) == ("BLK Garum", PLAN, "usulan:U1", made.earmark)


def test_faults_are_told_at_once_and_nothing_is_made(who: made_courses.Officers) -> None:
    line, other = made_courses.line(COST), made_courses.line(COST, owner=made_courses.VILLAGE)
    with pytest.raises(FaultyCourse) as told:
        earmarked(
            who, PlannedClass(replace(DRAFT, name="A", seats=0, cost_idr=0), line.pk),
            PlannedClass(replace(DRAFT, name="B"), other.pk),
        )  # fmt: skip
    english = [en for _, en in told.value.faults]
    assert "A: the class costs nothing" in english
    assert "B: the line is not of the owner" in english
    assert any(one.startswith("A: 0 seats") for one in english)
    with pytest.raises(NotEnough):
        earmarked(who, PlannedClass(DRAFT, line.pk), PlannedClass(DRAFT, line.pk))
    with pytest.raises(Refused):
        earmark_classes(by=who.officer, classes=[PlannedClass(DRAFT, line.pk)], plan=PLAN, reason="x", key="k")
    assert Course.objects.count() == 0


def test_given_back_it_is_cancelled_and_its_money_free(who: made_courses.Officers) -> None:
    line = made_courses.line(COST)
    (made,) = earmarked(who, PlannedClass(DRAFT, line.pk))
    assert give_back_class(by=who.planner, course=made.uuid, reason="dicabut") == COST
    made.refresh_from_db()
    assert (made.state, made.earmark, made.plan, standing(line.pk)) == ("cancelled", None, "", (COST, 0))


def test_a_class_that_was_there_before_is_adopted_and_left(who: made_courses.Officers) -> None:
    line = made_courses.line(3 * COST)
    known = making.make_course(by=who.officer, draft=DRAFT)
    with pytest.raises(TrainingRefused, match="now costs"):
        earmarked(who, PlannedClass(replace(DRAFT, cost_idr=COST + 1), line.pk, known.uuid), key="k0")
    for at, plan in enumerate((PLAN, "rencana:lain")):
        (made,) = earmarked(who, PlannedClass(DRAFT, line.pk, known.uuid), key=f"k{at + 1}", plan=plan)
        assert (made.pk, made.plan) == (known.pk, plan)
        with pytest.raises(TrainingRefused):
            earmarked(who, PlannedClass(DRAFT, line.pk, known.uuid), key="dua")
        give_back_class(by=who.planner, course=known.uuid, reason="dicabut", cancelled=False)
        known.refresh_from_db()
        assert (known.state, known.earmark, standing(line.pk)) == ("draft", None, (3 * COST, 0))
    assert Earmark.objects.count() == 2


def test_what_is_bound_is_not_given_back(who: made_courses.Officers) -> None:
    (made,) = earmarked(who, PlannedClass(DRAFT, made_courses.line().pk))
    funding.commit_course(by=who.officer, course=made.uuid, document="SPK", reason="mitra")
    with pytest.raises(TrainingRefused, match="committed or paid"):
        give_back_class(by=who.planner, course=made.uuid, reason="dicabut")
