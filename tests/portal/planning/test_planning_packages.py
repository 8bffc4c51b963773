"""Drafting a plan from an answer, changing it by hand, what it costs, the lines that pay, and submitting it."""

from __future__ import annotations

import made_analysis
import made_plans
import pytest
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, CLASS_IDR, COURSE, LINE_IDR, ROAD, VILLAGES

from merata_portal.actor import SYSTEM, Refused
from merata_portal.analysis.models import Result
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Ceiling
from merata_portal.ledger.rupiah import rupiah_id
from merata_portal.planning.actions import packages
from merata_portal.planning.models import Charge, Plan
from merata_portal.planning.queries import plans as reading
from merata_portal.planning.refusals import FaultyPlan, PlanningRefused

pytestmark = pytest.mark.django_db


def test_a_draft_has_the_answers_items_and_proposes_the_lines(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.drafted(who)
    rows = [(one.number, one.item_id, one.proved_idr, one.amount_idr, one.units, one.owner) for one in plan.items.all()]
    assert rows == [
        (1, AID[0], AID_IDR, AID_IDR, 1, "35.05"), (2, AID[1], AID_IDR, AID_IDR, 1, "35.05"),
        (3, COURSE, 2 * CLASS_IDR, 2 * CLASS_IDR, 2, "35.05"), (4, BRIDGE, BRIDGE_IDR, BRIDGE_IDR, 1, "35.05"),
    ]  # fmt: skip
    assert dict(Charge.objects.values_list("item__item_id", "line")) == {
        AID[0]: lines["assistance"].pk, AID[1]: lines["assistance"].pk, COURSE: lines["training"].pk,
        BRIDGE: lines["infrastructure"].pk,
    }  # fmt: skip
    assert reading.submission_faults(plan) == []
    assert reading.changed(plan) == "none"


def test_the_answers_own_charges_are_kept(who: made_plans.People) -> None:
    made_plans.budget()
    appropriate(
        by=SYSTEM("uji"), owner="35.05", year=2026, reason="APBD 2026", key="dua",
        ceilings=[Ceiling("1.03.99", "DAK", BRIDGE_IDR, "infrastructure")],
    )  # fmt: skip
    other = Line.objects.get(account_code="1.03.99")
    charge = {
        "owner": "35.05", "account_code": "1.03.99", "fund_source": "DAK", "pillar": "infrastructure",
        "item_id": BRIDGE, "amount_idr": BRIDGE_IDR,
    }  # fmt: skip
    plan = made_plans.drafted(who, value=made_plans.answer(charges=[charge]))
    assert Charge.objects.get(item__plan=plan, item__item_id=BRIDGE).line == other.pk


def test_a_stale_or_unfinished_answer_is_refused_unless_a_reason_is_kept(who: made_plans.People) -> None:
    made_plans.budget()
    scenario = made_plans.scenario(who)
    Result.objects.filter(uuid=scenario.result).update(state="running")
    with pytest.raises(PlanningRefused, match="result is"):
        packages.draft_plan(by=who.planner, scenario=scenario.uuid, name="R")
    Result.objects.filter(uuid=scenario.result).update(state="done", code_version="0.0.1", code={})
    with pytest.raises(PlanningRefused, match="stale"):
        packages.draft_plan(by=who.planner, scenario=scenario.uuid, name="R")
    plan = packages.draft_plan(by=who.planner, scenario=scenario.uuid, name="R", stale_reason="rapat besok pagi")
    assert (plan.stale_reason, plan.steps.get().reason) == ("rapat besok pagi", "rapat besok pagi")
    with pytest.raises(Refused):
        packages.draft_plan(by=who.council, scenario=scenario.uuid, name="R")


def test_a_change_by_hand_asks_what_it_costs_and_nothing_is_submitted_before(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    packages.change_item(
        by=who.planner, plan=plan.uuid, item=AID[0], amount_idr=10_000_000, reason="sisa untuk desa lain"
    )
    plan.refresh_from_db()
    found = Result.objects.get(uuid=plan.changed)
    assert (found.kind, found.state) == ("changed", "queued")
    assert found.parameters["package"][AID[0]] == 10_000_000
    assert found.parameters["proved"][AID[0]] == AID_IDR
    assert Charge.objects.get(item__item_id=AID[0]).amount_idr == 10_000_000
    with pytest.raises(FaultyPlan, match="still being computed"):
        packages.submit(by=who.planner, plan=plan.uuid, reason="x")
    made_plans.changed_done(plan)
    packages.take_out(by=who.planner, plan=plan.uuid, item=BRIDGE, reason="tanah belum bebas")
    plan.refresh_from_db()
    assert reading.changed(plan) == "waiting"
    made_plans.changed_done(plan)
    packages.submit(by=who.planner, plan=plan.uuid, reason="dibahas")
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    assert plan.items.get(item_id=BRIDGE).change_reason == "tanah belum bebas"


def test_what_was_computed_of_another_package_is_stale(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    packages.take_out(by=who.planner, plan=plan.uuid, item=BRIDGE, reason="tanah belum bebas")
    made_plans.changed_done(plan)
    plan.items.filter(item_id=AID[0]).update(amount_idr=5)
    plan.refresh_from_db()
    assert reading.changed(plan) == "stale"
    plan.items.filter(item_id=AID[0]).update(amount_idr=AID_IDR)
    assert reading.changed(plan) == "ready"
    Result.objects.filter(uuid=plan.changed).update(state="refused")
    assert reading.changed(plan) == "refused"
    Plan.objects.filter(pk=plan.pk).update(changed=None)
    plan.refresh_from_db()
    assert reading.changed(plan) == "missing"


def test_changed_back_nothing_is_asked_any_more(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    packages.take_out(by=who.planner, plan=plan.uuid, item=BRIDGE, reason="tanah belum bebas")
    first = Result.objects.get(kind="changed")
    item = packages.change_item(
        by=who.planner, plan=plan.uuid, item=BRIDGE, amount_idr=BRIDGE_IDR, reason="sudah bebas"
    )
    plan.refresh_from_db()
    first.refresh_from_db()
    assert (plan.changed, item.change_reason, first.state) == (None, "", "cancelled")
    assert Charge.objects.get(item__item_id=BRIDGE).amount_idr == BRIDGE_IDR


def test_classes_and_works_are_changed_whole(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    change = {"by": who.planner, "plan": plan.uuid, "reason": "uji"}
    with pytest.raises(PlanningRefused, match="multiple"):
        packages.change_item(item=COURSE, amount_idr=15_000_000, **change)
    with pytest.raises(PlanningRefused, match="at most 2 classes"):
        packages.change_item(item=COURSE, amount_idr=3 * CLASS_IDR, **change)
    with pytest.raises(PlanningRefused, match="built whole"):
        packages.change_item(item=BRIDGE, amount_idr=1, **change)
    with pytest.raises(PlanningRefused, match="whole rupiah"):
        packages.change_item(item=AID[0], amount_idr=-1, **change)
    assert packages.change_item(item=COURSE, amount_idr=CLASS_IDR, **change).units == 1


def test_a_candidate_of_the_menu_can_be_added_and_nothing_else(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.drafted(who)
    add = {"by": who.planner, "plan": plan.uuid, "reason": "hasil reses"}
    road = packages.add_item(item=ROAD, **add)
    assert (road.number, road.proved_idr, road.amount_idr, road.village_code) == (5, 0, 30_000_000, VILLAGES[2])
    assert road.charges.get().line == lines["infrastructure"].pk
    aid = packages.add_item(item=AID[2], amount_idr=1_560_000, **add)
    assert (aid.owner, aid.charges.get().amount_idr) == ("35.05", 1_560_000)
    for item in ("PJ-99", "sembako:35.05.01.2001", "bantuan_pangan:35.72.01.1001"):
        with pytest.raises(PlanningRefused, match="no candidate"):
            packages.add_item(item=item, amount_idr=1, **add)
    with pytest.raises(PlanningRefused, match="change its amount"):
        packages.add_item(item=ROAD, **add)


def test_lines_are_assigned_by_hand_within_owner_pillar_and_fund(who: made_plans.People) -> None:
    lines = made_plans.budget()
    village = made_plans.budget({"infrastructure": BRIDGE_IDR}, owner=VILLAGES[0])["infrastructure"]
    plan = made_plans.drafted(who)
    with pytest.raises(FaultyPlan) as told:
        packages.assign(by=who.planner, plan=plan.uuid, item=BRIDGE, charges={village.pk: BRIDGE_IDR})
    assert [en for _, en in told.value.faults] == [f"Jembatan Kali Putih: the line {village.pk} may not pay it"]
    with pytest.raises(FaultyPlan, match="no whole multiple"):
        packages.assign(by=who.planner, plan=plan.uuid, item=BRIDGE, charges={lines["infrastructure"].pk: 5})
    with pytest.raises(FaultyPlan, match="may not pay it"):
        packages.assign(by=who.planner, plan=plan.uuid, item=AID[0], charges={lines["training"].pk: AID_IDR})
    item = packages.assign(
        by=who.planner, plan=plan.uuid, item=BRIDGE, charges={lines["infrastructure"].pk: BRIDGE_IDR}
    )
    assert item.charges.get().line == lines["infrastructure"].pk


def test_an_item_without_a_line_and_a_line_without_money_are_told_before_submitting(who: made_plans.People) -> None:
    made_plans.budget({"assistance": 2 * AID_IDR - 1, "infrastructure": LINE_IDR})
    plan = made_plans.drafted(who)
    with pytest.raises(FaultyPlan) as told:
        packages.submit(by=who.planner, plan=plan.uuid, reason="x")
    english = [en for _, en in told.value.faults]
    assert english[0].startswith("Bantuan pangan daerah (bantuan_pangan:35.05.01.2002): its lines pay Rp0 of")
    assert english[1] == (
        "Las (course_2026_las): there is no budget line of 35.05, training in 2026; take this item out"
    )
    assert len(english) == 2


def test_a_programme_that_no_line_pays_is_told_once_for_all_its_villages(who: made_plans.People) -> None:
    made_plans.budget({"assistance": AID_IDR - 1, "training": LINE_IDR, "infrastructure": LINE_IDR})
    plan = made_plans.drafted(who)
    with pytest.raises(FaultyPlan) as told:
        packages.submit(by=who.planner, plan=plan.uuid, reason="x")
    assert list(told.value.faults) == [
        (
            f"Bantuan pangan daerah di 2 desa/kelurahan: pos-posnya membayar Rp0 dari {rupiah_id(2 * AID_IDR)}",
            f"Bantuan pangan daerah in 2 villages: its lines pay Rp0 of Rp{2 * AID_IDR:,}",
        )
    ]


def test_an_area_sees_its_own_plans_alone(who: made_plans.People, acting: object) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    city = acting(("planner", "35.72"))  # type: ignore[operator]
    assert list(reading.plans(city)) == []
    with pytest.raises(Plan.DoesNotExist):
        packages.withdraw(by=city, plan=plan.uuid, reason="x")
    assert [one.pk for one in reading.plans(who.council)] == [plan.pk]
    assert plan.area == made_analysis.AREA
