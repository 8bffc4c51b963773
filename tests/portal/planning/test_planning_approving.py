"""The council's decree carried out: everything is made, once, with its money; or nothing is, and it is said why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import made_plans
import made_proposals
import pytest
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, CLASS_IDR, COURSE, DECREE, DECREED, LINE_IDR, VILLAGES

from merata_portal.accounts.models import Assignment
from merata_portal.actor import Refused, SamePerson
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.actions import reserve
from merata_portal.ledger.models import Earmark, Entry
from merata_portal.ledger.requests import Share
from merata_portal.ledger.verifying import verify
from merata_portal.participation.models import Proposal
from merata_portal.planning.actions import approving, packages
from merata_portal.planning.models import Plan
from merata_portal.planning.refusals import FaultyPlan, PlanningRefused
from merata_portal.programmes.models import Launch, Simulation
from merata_portal.training.models import Course

pytestmark = pytest.mark.django_db


def test_approval_makes_everything_once_with_its_money(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.approved(who)
    assert (plan.state, plan.decree_number, plan.decree_on) == ("approved", DECREE, DECREED), plan.reason
    assert plan.decided_by_user_id == who.council.user_id
    launch = Launch.objects.get()
    assert (launch.plan, launch.ceiling_idr, launch.state) == (plan.reference, 2 * AID_IDR, "launched")
    assert (launch.made_by_user_id, launch.line) == (who.planner.user_id, lines["assistance"].pk)
    assert launch.simulation.village_ceilings == {VILLAGES[0]: AID_IDR, VILLAGES[1]: AID_IDR}
    assert launch.simulation.scores_hash
    assert DECREE in launch.reason
    courses = list(Course.objects.order_by("pk"))
    assert [(one.name, one.state, one.cost_idr, one.seats, one.plan) for one in courses] == [
        (f"Las (kelas {at} dari 2)", "draft", CLASS_IDR, 10, plan.reference) for at in (1, 2)
    ]
    assert all(one.earmark is not None and one.starts_on > DECREED and one.ends_on > one.starts_on for one in courses)
    work = Project.objects.get()
    assert (work.candidate_id, work.state, work.kind, work.budget_idr) == (BRIDGE, "candidate", "bridge", BRIDGE_IDR)
    assert made_plans.balances() == {
        "assistance": (LINE_IDR - 2 * AID_IDR, 2 * AID_IDR, 0, 0),
        "training": (LINE_IDR - 2 * CLASS_IDR, 2 * CLASS_IDR, 0, 0),
        "infrastructure": (LINE_IDR - BRIDGE_IDR, BRIDGE_IDR, 0, 0),
    }
    assert set(Earmark.objects.values_list("plan", flat=True)) == {plan.reference}
    assert set(Entry.objects.filter(kind="reserve").values_list("person", flat=True)) == {who.planner.user_id}
    assert verify().whole


def test_every_item_says_what_was_made_of_it_and_where_its_money_stands(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.approved(who)
    found = {one.item_id: one for one in plan.items.prefetch_related("charges")}
    assert {one.state for one in found.values()} == {"made"}
    assert found[AID[0]].made_uuid == found[AID[1]].made_uuid == Launch.objects.get().uuid
    assert found[COURSE].made == [str(one.uuid) for one in Course.objects.order_by("pk")]
    for item in found.values():
        (charge,) = item.charges.all()
        mark = Earmark.objects.get(pk=charge.earmark)
        assert mark.line_id == charge.line
        assert mark.purpose.startswith(f"{item.made_kind}:{item.made_uuid}")


def test_who_submitted_never_approves_and_only_the_council_does(who: made_plans.People, acting: object) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    with pytest.raises(Refused):
        approving.approve(by=who.planner, plan=plan.uuid, decree_number="1", decree_on=DECREED, reason="x")
    both = acting(("council_member", "35.05"))  # type: ignore[operator]
    Plan.objects.filter(pk=plan.pk).update(submitted_by_user_id=both.user_id)
    with pytest.raises(SamePerson):
        approving.approve(by=both, plan=plan.uuid, decree_number="1", decree_on=DECREED, reason="x")
    with pytest.raises(SamePerson):
        approving.refuse(by=both, plan=plan.uuid, reason="x")


def test_a_decision_that_is_none_is_refused_with_all_its_faults(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    with pytest.raises(FaultyPlan) as told:
        made_plans.ask_approval(who, plan, decree_number=" ", decree_on=date(2999, 1, 1), left_out={"x:y": "tidak"})
    assert len(told.value.faults) == 3
    everything = {one.item_id: "tidak" for one in plan.items.all()}
    with pytest.raises(FaultyPlan, match="refuse the plan"):
        made_plans.ask_approval(who, plan, left_out=everything)


def test_pressed_twice_it_is_asked_once(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    first = made_plans.ask_approval(who, plan)
    second = made_plans.ask_approval(who, plan)
    assert first.job == second.job
    with pytest.raises(PlanningRefused, match="approving"):
        made_plans.ask_approval(who, plan, decree_number="lain")
    made_plans.work_off()
    assert Launch.objects.count() == 1
    with pytest.raises(PlanningRefused, match="approved"):
        made_plans.ask_approval(who, plan)


def test_the_council_may_leave_items_out_each_with_its_reason(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    plan = made_plans.approved(who, plan, left_out={AID[1]: "sudah ditangani provinsi", BRIDGE: "tunggu kajian"})
    states = dict(plan.items.values_list("item_id", "state"))
    assert states == {AID[0]: "made", AID[1]: "left_out", COURSE: "made", BRIDGE: "left_out"}
    assert plan.items.get(item_id=BRIDGE).left_reason == "tunggu kajian"
    assert Launch.objects.get().ceiling_idr == AID_IDR
    assert Project.objects.count() == 0
    assert made_plans.balances()["infrastructure"] == (LINE_IDR, 0, 0, 0)


def test_linked_proposals_are_accepted_with_reasons_and_followed_by_money(who: made_plans.People) -> None:
    made_plans.budget()
    bridge = made_proposals.costed(who.sector, "Jembatan Kali Putih", BRIDGE_IDR)
    road = made_proposals.costed(who.sector, "Jalan Dusun Kulon", 30_000_000, village_code=VILLAGES[2])
    dear = made_proposals.costed(who.sector, "Bendungan", 500_000_000, village_code=VILLAGES[2])
    for proposal, item in ((bridge, BRIDGE), (road, "PJ-2"), (dear, "PJ-9")):
        Proposal.objects.filter(pk=proposal.pk).update(item_kind="project", item=item)
    plan = made_plans.submitted(who)
    assert plan.items.get(item_id=BRIDGE).proposals == [str(bridge.uuid)]
    plan = made_plans.approved(who, plan, answer_unanswered=True)
    answered = {one.pk: one for one in Proposal.objects.all()}
    found = answered[bridge.pk]
    assert (found.outcome, found.item, found.plan) == ("accepted", BRIDGE, plan.reference)
    assert DECREE in found.answer
    assert Earmark.objects.get(proposal=found.reference).purpose == f"project:{Project.objects.get().uuid}"
    assert (answered[road.pk].outcome, "pilihan lain" in answered[road.pk].answer) == ("not_this_year", True)
    assert "melebihi seluruh anggaran" in answered[dear.pk].answer


def test_a_proposal_left_out_by_the_council_is_told_so(who: made_plans.People) -> None:
    made_plans.budget()
    bridge = made_proposals.costed(who.sector, "Jembatan Kali Putih", BRIDGE_IDR)
    Proposal.objects.filter(pk=bridge.pk).update(item_kind="project", item=BRIDGE)
    plan = made_plans.submitted(who)
    made_plans.approved(who, plan, left_out={BRIDGE: "tunggu kajian"}, answer_unanswered=True)
    bridge.refresh_from_db()
    assert (bridge.outcome, "tunggu kajian" in bridge.answer) == ("not_this_year", True)
    other = made_proposals.costed(who.sector, "Lapangan desa", 1_000_000)
    assert Proposal.objects.get(pk=other.pk).outcome == ""


def test_a_maker_who_lost_the_role_is_refused_and_another_planner_takes_over(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    Assignment.objects.filter(user=who.planner.user_id).update(until_day="2024-02-01")
    plan = made_plans.approved(who, plan)
    assert (plan.state, plan.decree_number) == ("submitted", "")
    assert "tidak lagi perencana" in plan.reason
    assert made_plans.balances()["assistance"] == (LINE_IDR, 0, 0, 0)
    approving.take_over(by=who.other, plan=plan.uuid, reason="menggantikan")
    plan = made_plans.approved(who, plan)
    assert plan.state == "approved", plan.reason
    assert Launch.objects.get().made_by_user_id == who.other.user_id


def test_refused_taken_back_and_withdrawn(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    packages.take_back(by=who.planner, plan=plan.uuid, reason="salah pos")
    packages.submit(by=who.planner, plan=plan.uuid, reason="diperbaiki")
    approving.refuse(by=who.council, plan=plan.uuid, reason="tidak sesuai RPJMD")
    plan.refresh_from_db()
    assert plan.state == "refused"
    assert [one.target for one in plan.steps.order_by("pk")] == ["draft", "submitted", "draft", "submitted", "refused"]
    with pytest.raises(PlanningRefused):
        packages.withdraw(by=who.planner, plan=plan.uuid, reason="x")


def test_what_was_simulated_in_vain_is_used_at_the_next_attempt(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.submitted(who)
    made_plans.ask_approval(who, plan)
    held = [Share(lines["infrastructure"].pk, "lain", LINE_IDR, plan="rencana:lain")]
    reserve(by=who.planner, shares=held, reason="lain", key="lain")
    made_plans.work_off()
    plan.refresh_from_db()
    assert plan.state == "submitted"
    assert "diminta Rp20.000.000, tersedia Rp0, selebihnya dipegang rencana:lain Rp60.000.000" in plan.reason
    assert (Launch.objects.count(), Course.objects.count(), Project.objects.count()) == (0, 0, 0)
    assert Simulation.objects.count() <= 1


def test_another_area_sees_nothing(who: made_plans.People, acting: object) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    city = acting(("council_member", "35.72"))  # type: ignore[operator]
    with pytest.raises(Plan.DoesNotExist):
        approving.refuse(by=city, plan=UUID(str(plan.uuid)), reason="x")
