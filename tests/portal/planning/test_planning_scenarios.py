"""Scenarios: frozen and asked once, never changed, asked further, made anew, compared, put away."""

from __future__ import annotations

import made_analysis
import made_plans
import pytest
from made_plans import AID_IDR, BRIDGE, CLASS_IDR, COURSE, DECREED, VILLAGES

from merata_portal.actor import Refused
from merata_portal.analysis.models import Inputs, Result
from merata_portal.planning.actions import revoking, scenarios
from merata_portal.planning.analysis_sources import approvals
from merata_portal.planning.models import Scenario
from merata_portal.planning.queries import scenarios as reading
from merata_portal.planning.refusals import FaultySettings, PlanningRefused
from merata_portal.planning.settings import Bound, Settings
from merata_portal.training.models import Course

pytestmark = pytest.mark.django_db


def made(who: made_plans.People, inputs: Inputs, name: str = "Dasar", **changed: object) -> Scenario:
    return scenarios.make_scenario(
        by=who.planner, area="35.05", year=2026, name=name, snapshot=inputs.snapshot,
        settings=made_plans.settings(inputs, **changed),
    )  # fmt: skip


def test_a_scenario_freezes_its_inputs_and_asks_for_the_package(who: made_plans.People) -> None:
    inputs = made_analysis.inputs()
    found = made(who, inputs)
    asked = Result.objects.get(uuid=found.result)
    assert (asked.kind, asked.state, asked.inputs.uuid) == ("plan", "queued", found.inputs)
    assert asked.parameters == Settings.from_json(found.settings).parameters()
    assert list(reading.scenarios(who.council)) == [found]
    with pytest.raises(Refused):
        scenarios.make_scenario(
            by=who.council, area="35.05", year=2026, name="x", snapshot=inputs.snapshot,
            settings=made_plans.settings(inputs),
        )  # fmt: skip


def test_faulty_settings_are_told_whole(who: made_plans.People) -> None:
    inputs = made_analysis.inputs()
    with pytest.raises(FaultySettings) as told:
        made(who, inputs, budget_idr=0, draws=0, year=2027)
    assert len(told.value.faults) == 3
    assert Scenario.objects.count() == 0


@pytest.mark.slow
def test_constraints_that_nothing_keeps_are_refused_with_the_smallest_conflicting_set(who: made_plans.People) -> None:
    inputs = made_analysis.inputs()
    found = made(
        who, inputs, require=("PJ-1",), funds=(), pillars=(Bound("infrastructure", max_idr=1_000_000),),
        robustness=False,
    )  # fmt: skip
    made_plans.work_off()
    asked = Result.objects.get(uuid=found.result)
    assert asked.state == "refused"
    assert "PJ-1" in asked.refused_en
    assert "pillar works (at most Rp 1,000,000)" in asked.refused_en
    assert [one["kind"] for one in asked.refusal["limits"]] == ["pillars", "require"]


def test_the_frontier_and_why_not_are_asked_of_the_same_inputs(who: made_plans.People) -> None:
    found = made(who, made_analysis.inputs())
    found = scenarios.ask_frontier(by=who.planner, scenario=found.uuid, budgets=[30, 10, 10])
    asked = Result.objects.get(uuid=found.frontier)
    assert (asked.kind, asked.parameters["budgets"], asked.inputs.uuid) == ("frontier", [10, 30], found.inputs)
    with pytest.raises(PlanningRefused, match="different budgets"):
        scenarios.ask_frontier(by=who.planner, scenario=found.uuid, budgets=[5])
    found = scenarios.ask_why(by=who.planner, scenario=found.uuid, name=" PJ-2 ")
    asked = Result.objects.get(uuid=found.whys["PJ-2"])
    assert (asked.kind, asked.parameters["name"]) == ("why", "PJ-2")
    with pytest.raises(PlanningRefused, match="Name what"):
        scenarios.ask_why(by=who.planner, scenario=found.uuid, name=" ")


def test_refreshed_it_is_another_scenario_only_where_something_is_newer(who: made_plans.People) -> None:
    old = made(who, made_analysis.inputs())
    assert scenarios.refresh(by=who.planner, scenario=old.uuid) == old
    made_plans.budget({"assistance": 70_000_000})
    new = scenarios.refresh(by=who.planner, scenario=old.uuid)
    assert (new.copied_from, new.settings, new.inputs == old.inputs) == (old, old.settings, False)
    assert Result.objects.get(uuid=new.result).replaces == Result.objects.get(uuid=old.result)


def test_put_away_it_is_out_of_the_lists_and_comes_back(who: made_plans.People) -> None:
    found = made(who, made_analysis.inputs())
    scenarios.put_away(by=who.planner, scenario=found.uuid)
    assert list(reading.scenarios(who.planner)) == []
    assert list(reading.scenarios(who.planner, put_away=True)) == [found]
    assert reading.scenario(who.planner, found.uuid) == found
    scenarios.put_away(by=who.planner, scenario=found.uuid, back=True)
    assert list(reading.scenarios(who.planner, year=2026)) == [found]


def test_the_next_plan_knows_what_was_decided(who: made_plans.People) -> None:
    assert approvals("35.05", 2026) is None
    made_plans.budget()
    plan = made_plans.approved(who, made_plans.submitted(who), left_out={BRIDGE: "tunggu"})
    told = approvals("35.05", 2025)
    assert told is not None
    rows = told.to_pylist()
    classes = [Course.objects.get(uuid=uuid).course_id for uuid in plan.items.get(item_id=COURSE).made]
    assert [(one["item_id"], one["village_code"], one["amount_idr"]) for one in rows] == [
        ("bantuan_pangan", VILLAGES[0], AID_IDR), ("bantuan_pangan", VILLAGES[1], AID_IDR),
        (classes[0], None, CLASS_IDR), (classes[1], None, CLASS_IDR),
    ]  # fmt: skip
    assert len({one["approval_id"] for one in rows}) == 4
    assert {(one["year"], one["owner"], one["decided_on"], one["decided_by"]) for one in rows} == {
        (2026, "35.05", DECREED, "DPRD")
    }
    revoking.revoke(by=who.council, plan=plan.uuid, reason="PTUN")
    assert approvals("35.05", 2025) is None
