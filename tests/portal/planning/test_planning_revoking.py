"""The council takes its decision back: what is only reserved is free again, what is bound stays and is told."""

from __future__ import annotations

from datetime import date

import made_plans
import made_proposals
import made_works
import pytest
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, CLASS_IDR, COURSE, LINE_IDR

from merata_portal.actor import Refused
from merata_portal.infrastructure.actions import contracting, planning
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.verifying import verify
from merata_portal.participation.models import Proposal
from merata_portal.planning.actions import packages, revoking
from merata_portal.planning.models import Plan
from merata_portal.planning.refusals import PlanningRefused
from merata_portal.programmes.models import Launch
from merata_portal.training.actions import funding
from merata_portal.training.models import Course

pytestmark = pytest.mark.django_db
FREE = dict.fromkeys(("assistance", "training", "infrastructure"), (LINE_IDR, 0, 0, 0))


def test_what_is_only_reserved_is_available_again(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.approved(who)
    told = revoking.revoke(by=who.council, plan=plan.uuid, reason="putusan PTUN")
    assert (told.released_idr, told.kept) == (2 * AID_IDR + 2 * CLASS_IDR + BRIDGE_IDR, ())
    assert made_plans.balances() == FREE
    assert (told.plan.state, Launch.objects.get().state) == ("revoked", "withdrawn")
    assert set(Course.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Project.objects.get().state == "cancelled"
    assert set(plan.items.values_list("state", flat=True)) == {"released"}
    assert verify().whole
    with pytest.raises(PlanningRefused):
        revoking.revoke(by=who.council, plan=plan.uuid, reason="dua kali")


def test_only_the_council_revokes(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.approved(who)
    with pytest.raises(Refused):
        revoking.revoke(by=who.planner, plan=plan.uuid, reason="x")


def test_what_is_bound_stays_and_is_told(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.approved(who)
    first, second = Course.objects.order_by("pk")
    funding.commit_course(by=who.sector, course=first.uuid, document="SPK 1", reason="kontrak mitra")
    work = Project.objects.get()
    planning.plan_project(
        by=who.planner, project=work.uuid, line=lines["infrastructure"].pk, amount_idr=BRIDGE_IDR,
        start_on=date(2026, 2, 10), finish_on=date(2026, 6, 30),
        milestones=[planning.Part("Semua", 100, date(2026, 6, 30))], reason="DPA terbit",
    )  # fmt: skip
    planning.tender(by=who.sector, project=work.uuid, reason="LPSE")
    terms = contracting.Terms("602/1", "open", date(2026, 2, 1), date(2026, 2, 1), date(2026, 6, 30), 15_000_000, 180)
    supplier = contracting.Supplier("cv", "CV Karya Jaya", "01.234.567.8-901.000")
    contracting.sign_contract(by=who.sector, project=work.uuid, supplier=supplier, terms=terms, reason="pemenang")
    told = revoking.revoke(by=who.council, plan=plan.uuid, reason="putusan PTUN")
    assert [(one.item_id, one.reserved_idr, one.committed_idr, one.paid_idr) for one in told.kept] == [
        (COURSE, 0, CLASS_IDR, 0), (BRIDGE, 5_000_000, 15_000_000, 0),
    ]  # fmt: skip
    assert told.released_idr == 2 * AID_IDR + CLASS_IDR
    assert dict(plan.items.values_list("item_id", "state")) == {
        AID[0]: "released", AID[1]: "released", COURSE: "made", BRIDGE: "made",
    }  # fmt: skip
    second.refresh_from_db()
    assert (second.state, second.earmark) == ("cancelled", None)
    assert made_plans.balances() == {
        "assistance": (LINE_IDR, 0, 0, 0), "training": (LINE_IDR - CLASS_IDR, 0, CLASS_IDR, 0),
        "infrastructure": (LINE_IDR - BRIDGE_IDR, 5_000_000, 15_000_000, 0),
    }  # fmt: skip
    assert revoking.kept_of(told.plan) == told.kept


def test_its_proposals_are_told_and_can_be_chosen_again(who: made_plans.People) -> None:
    made_plans.budget()
    bridge = made_proposals.costed(who.sector, "Jembatan Kali Putih", BRIDGE_IDR)
    Proposal.objects.filter(pk=bridge.pk).update(item_kind="project", item=BRIDGE)
    plan = made_plans.approved(who)
    told = revoking.revoke(by=who.council, plan=plan.uuid, reason="putusan PTUN")
    bridge.refresh_from_db()
    assert told.proposals == 1
    assert (bridge.outcome, bridge.plan, bridge.item) == ("not_this_year", "", BRIDGE)
    assert "dicabut: putusan PTUN" in bridge.answer


def test_the_next_plan_may_take_the_same_up_again(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.approved(who)
    revoking.revoke(by=who.council, plan=plan.uuid, reason="putusan PTUN")
    again = made_plans.scenario(who)
    second = packages.draft_plan(by=who.planner, scenario=again.uuid, name="Rencana 2026 (2)")
    packages.submit(by=who.planner, plan=second.uuid, reason="lagi")
    second = made_plans.approved(who, second)
    assert second.state == "approved", second.reason
    assert list(Project.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "candidate"]
    assert made_plans.balances()["infrastructure"] == (LINE_IDR - BRIDGE_IDR, BRIDGE_IDR, 0, 0)
    assert list(Launch.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "launched"]


def test_a_candidate_that_was_there_before_stays_one(who: made_plans.People) -> None:
    lines = made_plans.budget()
    known = made_works.candidate(who.sector, candidate_id=BRIDGE)
    plan = made_plans.approved(who)
    known.refresh_from_db()
    assert (known.plan, known.budget_idr, plan.items.get(item_id=BRIDGE).adopted) == (
        plan.reference, BRIDGE_IDR, True,
    )  # fmt: skip
    revoking.revoke(by=who.council, plan=plan.uuid, reason="putusan PTUN")
    known.refresh_from_db()
    assert (known.state, known.plan, known.earmark, known.budget_idr) == ("candidate", "", None, 0)
    planning.plan_project(
        by=who.planner, project=known.uuid, line=lines["infrastructure"].pk, amount_idr=1_000_000,
        start_on=date(2026, 2, 10), finish_on=date(2026, 6, 30),
        milestones=[planning.Part("Semua", 100, date(2026, 6, 30))], reason="DPA terbit",
    )  # fmt: skip
    assert made_plans.balances()["infrastructure"] == (LINE_IDR - 1_000_000, 1_000_000, 0, 0)
    assert Plan.objects.get(pk=plan.pk).state == "revoked"
