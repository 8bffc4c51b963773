"""Works of a plan: candidates whose money is reserved at once, taken over when they are planned, given back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import made_works
import pytest
from made_works import BEGUN, PARTS, PROMISED, VILLAGE

from merata_portal.actor import Actor, Refused
from merata_portal.infrastructure.actions import planning
from merata_portal.infrastructure.actions.candidates import Candidate
from merata_portal.infrastructure.actions.earmarking import PlannedWork, earmark_works, give_back_work
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused
from merata_portal.ledger.models import Earmark, Entry, LineBalance
from merata_portal.ledger.refusals import NotEnough
from merata_portal.ledger.verifying import verify

pytestmark = pytest.mark.django_db
PLAN = "rencana:abc"
BRIDGE = Candidate("Jembatan", "bridge", "construction", "35.05", VILLAGE, "Krajan", -8.1, 112.1, candidate_id="PJ-1")


@pytest.fixture
def who(acting: Callable[..., Actor]) -> made_works.Officers:
    return made_works.officers(acting)


def earmarked(who: made_works.Officers, *works: PlannedWork, key: str = "k") -> list[Project]:
    return earmark_works(by=who.planner, works=works, plan=PLAN, reason="Keputusan DPRD 1", key=key, document="1")


def planned(who: made_works.Officers, project: Project, line: int, amount_idr: int) -> Project:
    return planning.plan_project(
        by=who.planner, project=project.uuid, line=line, amount_idr=amount_idr, start_on=BEGUN, finish_on=PROMISED,
        milestones=PARTS, reason="DPA",
    )  # fmt: skip


def standing(line: int) -> tuple[int, int]:
    one = LineBalance.objects.get(line=line)
    return one.available_idr, one.reserved_idr


def test_works_are_kept_as_candidates_with_their_money_in_one_entry(who: made_works.Officers) -> None:
    line = made_works.line(100)
    road = replace(BRIDGE, name="Jalan", kind="road", candidate_id="PJ-2", proposal="usulan:U1")
    made = earmarked(who, PlannedWork(BRIDGE, line.pk, 60), PlannedWork(road, line.pk, 40))
    assert [(one.candidate_id, one.state, one.budget_idr, one.plan) for one in made] == [
        ("PJ-1", "candidate", 60, PLAN), ("PJ-2", "candidate", 40, PLAN),
    ]  # fmt: skip
    assert standing(line.pk) == (0, 100)
    assert Entry.objects.filter(kind="reserve").count() == 1
    marks = {one.pk: one for one in Earmark.objects.all()}
    assert [(marks[one.earmark].purpose, marks[one.earmark].proposal) for one in made] == [
        (made[0].purpose, ""), (made[1].purpose, "usulan:U1"),
    ]  # fmt: skip
    assert Project.objects.get(candidate_id="PJ-1").steps.get().target == "candidate"


@pytest.mark.parametrize(("amount", "left"), [(60, (40, 60)), (45, (55, 45)), (80, (20, 80))])
def test_planning_takes_the_reservation_over_and_never_makes_it_twice(
    who: made_works.Officers, amount: int, left: tuple[int, int]
) -> None:
    line = made_works.line(100)
    (made,) = earmarked(who, PlannedWork(BRIDGE, line.pk, 60))
    with pytest.raises(WorksRefused, match="on another line"):
        planned(who, made, made_works.line(100).pk, amount)
    found = planned(who, made, line.pk, amount)
    assert (found.state, found.budget_idr, found.earmark) == ("planned", amount, made.earmark)
    assert standing(line.pk) == left
    assert Earmark.objects.count() == 1
    assert verify().whole


def test_faults_are_told_at_once_and_nothing_is_made(who: made_works.Officers) -> None:
    line, other = made_works.line(100), made_works.line(100, owner=VILLAGE)
    made_works.candidate(who.officer, candidate_id="PJ-9")
    with pytest.raises(FaultyWorks) as told:
        earmarked(
            who,
            PlannedWork(replace(BRIDGE, name="A", kind="castle"), line.pk, 0),
            PlannedWork(replace(BRIDGE, name="B", candidate_id="PJ-9"), other.pk, 5),
        )
    assert [en for _, en in told.value.faults] == [
        "A: the kind is not known", "A: the budget is more than nothing", "B: the line is not of the owner",
        "B: it is registered already",
    ]  # fmt: skip
    with pytest.raises(NotEnough):
        earmarked(who, PlannedWork(BRIDGE, line.pk, 101))
    assert Project.objects.count() == 1
    with pytest.raises(Refused):
        earmark_works(by=who.officer, works=[PlannedWork(BRIDGE, line.pk, 5)], plan=PLAN, reason="x", key="k")


def test_given_back_its_money_is_free_and_the_candidate_may_be_taken_up_again(who: made_works.Officers) -> None:
    line = made_works.line(100)
    (made,) = earmarked(who, PlannedWork(BRIDGE, line.pk, 60))
    assert give_back_work(by=who.planner, project=made.uuid, reason="dicabut") == 60
    made.refresh_from_db()
    assert (made.state, made.candidate_id, made.earmark, made.plan) == ("cancelled", "", None, "")
    assert standing(line.pk) == (100, 0)
    (again,) = earmarked(who, PlannedWork(BRIDGE, line.pk, 70), key="k2")
    assert (again.candidate_id, standing(line.pk)) == ("PJ-1", (30, 70))


def test_what_was_a_candidate_before_is_one_again(who: made_works.Officers) -> None:
    line = made_works.line(100)
    known = made_works.candidate(who.officer, candidate_id="PJ-1")
    (made,) = earmarked(who, PlannedWork(BRIDGE, line.pk, 60, known.uuid))
    assert made.pk == known.pk
    with pytest.raises(WorksRefused, match="money already"):
        earmarked(who, PlannedWork(BRIDGE, line.pk, 10, known.uuid), key="k2")
    give_back_work(by=who.planner, project=known.uuid, reason="dicabut", cancelled=False)
    known.refresh_from_db()
    assert (known.state, known.candidate_id, known.earmark) == ("candidate", "PJ-1", None)
    earmark_works(
        by=who.planner,
        works=[PlannedWork(BRIDGE, line.pk, 30, known.uuid)],
        plan="rencana:lain",
        reason="lagi",
        key="k3",
    )
    assert standing(line.pk) == (70, 30)
    planned(who, Project.objects.get(pk=known.pk), line.pk, 35)
    assert standing(line.pk) == (65, 35)
    assert Project.objects.get(pk=known.pk).planned_start_on == date(2026, 2, 10)


def test_what_is_bound_is_not_given_back(who: made_works.Officers) -> None:
    made = made_works.contracted(who)
    with pytest.raises(WorksRefused, match="committed or paid"):
        give_back_work(by=who.planner, project=made.uuid, reason="dicabut")
