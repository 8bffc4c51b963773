"""What goes wrong between submitting and approving: named, with the way out, and nothing is half made."""

from __future__ import annotations

import shutil
from pathlib import Path

import made_analysis
import made_courses
import made_plans
import made_proposals
import made_works
import pytest
from django.conf import settings as django_settings
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, COURSE, LINE_IDR

from merata_portal.actor import SYSTEM
from merata_portal.analysis.refusals import SnapshotGone
from merata_portal.infrastructure.actions import planning
from merata_portal.infrastructure.models import Project
from merata_portal.jobs.actions import cancel as cancel_job
from merata_portal.jobs.models import Job
from merata_portal.ledger.actions import amend
from merata_portal.ledger.models import Earmark
from merata_portal.ledger.requests import Ceiling
from merata_portal.participation.models import Proposal
from merata_portal.planning.actions import approving, packages, scenarios
from merata_portal.planning.models import Plan
from merata_portal.planning.refusals import PlanningRefused
from merata_portal.planning.settings import Settings
from merata_portal.programmes.actions.rules import register_packaged, withdraw_rule
from merata_portal.programmes.models import Launch
from merata_portal.registry.models import Snapshot
from merata_portal.training.actions import making
from merata_portal.training.models import Course

pytestmark = pytest.mark.django_db


def nothing_made() -> bool:
    made = (Launch.objects.count(), Course.objects.count(), Earmark.objects.filter(plan__startswith="rencana").count())
    return made == (0, 0, 0)


def folder_of(plan: Plan) -> Path:
    uuid = Settings.from_json(plan.scenario.settings).snapshot
    return Path(django_settings.DATA_ROOT) / Snapshot.objects.get(uuid=uuid).folder


def test_a_snapshot_that_vanished_before_the_approval(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    shutil.rmtree(folder_of(plan))
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    assert "tidak ada lagi" in plan.reason
    assert "frozen registry" in plan.reason
    assert nothing_made()


def test_a_snapshot_that_vanished_before_the_scenario(who: made_plans.People) -> None:
    inputs = made_analysis.inputs()
    shutil.rmtree(Path(django_settings.DATA_ROOT) / Snapshot.objects.get(uuid=inputs.snapshot).folder)
    with pytest.raises(SnapshotGone, match=str(inputs.snapshot)):
        scenarios.make_scenario(
            by=who.planner, area="35.05", year=2026, name="S", snapshot=inputs.snapshot,
            settings=made_plans.settings(inputs),
        )  # fmt: skip


def test_a_line_amended_downwards_between(who: made_plans.People) -> None:
    lines = made_plans.budget()
    plan = made_plans.submitted(who)
    line = lines["assistance"]
    amend(
        by=SYSTEM("uji"), owner="35.05", year=2026, reason="perubahan APBD", key="pak",
        ceilings=[Ceiling(line.account_code, line.fund_source, AID_IDR, "assistance")],
    )  # fmt: skip
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    assert "diminta Rp37.440.000, tersedia Rp18.720.000, selebihnya dipegang tidak seorang pun" in plan.reason
    assert nothing_made()
    plan = made_plans.approved(who, plan, left_out={AID[1]: "anggaran dikurangi"})
    assert plan.state == "approved", plan.reason


def test_a_rule_that_was_withdrawn(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    rule = register_packaged(by=who.planner, programme_id="bantuan_pangan")
    withdraw_rule(by=who.planner, uuid=rule.uuid, reason="dicabut Perbup")
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    assert "program bantuan_pangan (2 desa)" in plan.reason
    assert "dicabut Perbup" in plan.reason
    assert nothing_made()
    out = dict.fromkeys(AID[:2], "aturan dicabut")
    assert made_plans.approved(who, plan, left_out=out).state == "approved"


@pytest.mark.parametrize("become", ["cancelled", "planned", "earmarked"])
def test_a_work_that_was_given_up_or_taken_up_elsewhere(who: made_plans.People, become: str) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    work = made_works.candidate(who.sector, candidate_id=BRIDGE)
    if become == "cancelled":
        planning.cancel_project(by=who.sector, project=work.uuid, reason="tanah sengketa")
    else:
        Project.objects.filter(pk=work.pk).update(
            **({"state": "planned"} if become == "planned" else {"earmark": 7, "plan": "rencana:lain"})
        )
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    said = {"cancelled": "dibatalkan", "planned": "sudah “Direncanakan”", "earmarked": "(rencana:lain)"}[become]
    assert "Jembatan Kali Putih (PJ-1): " in plan.reason
    assert said in plan.reason
    assert "keluarkan pilihan ini" in plan.reason
    assert nothing_made()
    assert made_plans.approved(who, plan, left_out={BRIDGE: "batal"}).state == "approved"


def test_a_course_that_was_cancelled(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    course = making.make_course(by=who.sector, draft=made_courses.DRAFT)
    making.cancel_course(by=who.sector, course=course.uuid, reason="sepi peminat")
    Course.objects.filter(pk=course.pk).update(course_id=COURSE)
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    assert "Las (course_2026_las): pelatihan ini Dibatalkan; keluarkan pilihan ini" in plan.reason
    assert Launch.objects.count() == 0


def test_a_proposal_that_was_merged(who: made_plans.People) -> None:
    made_plans.budget()
    bridge = made_proposals.costed(who.sector, "Jembatan Kali Putih", BRIDGE_IDR)
    other = made_proposals.costed(who.sector, "Jembatan Kali Putih lebar", BRIDGE_IDR)
    Proposal.objects.filter(pk=bridge.pk).update(item_kind="project", item=BRIDGE)
    plan = made_plans.submitted(who)
    Proposal.objects.filter(pk=bridge.pk).update(state="merged", merged_into=other)
    plan = made_plans.approved(who, plan)
    assert plan.state == "submitted"
    assert bridge.ticket in plan.reason
    packages.take_back(by=who.planner, plan=plan.uuid, reason="perbarui usulan")
    packages.submit(by=who.planner, plan=plan.uuid, reason="lagi")
    assert made_plans.approved(who, plan).state == "approved"


def test_an_approval_whose_job_ended_without_it_is_submitted_again(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.submitted(who)
    plan = made_plans.ask_approval(who, plan)
    Job.objects.filter(pk=plan.job).update(status="failed", failure_id="mati", failure_en="died")
    plan = made_plans.ask_approval(who, plan, decree_number="188/8")
    assert plan.state == "approving"
    assert [one.target for one in plan.steps.order_by("pk")][-3:] == ["approving", "submitted", "approving"]
    made_plans.work_off()
    plan.refresh_from_db()
    assert (plan.state, plan.decree_number) == ("approved", "188/8")


def test_an_approval_stopped_by_its_user_makes_nothing(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.ask_approval(who, made_plans.submitted(who))
    cancel_job(by=SYSTEM("uji"), job_id=plan.job)
    assert nothing_made()
    approving.refuse(by=who.council, plan=plan.uuid, reason="ditunda")
    plan.refresh_from_db()
    assert plan.state == "refused"
    assert "nothing was made" in plan.steps.get(source="approving").reason


def test_a_draft_is_not_approved(who: made_plans.People) -> None:
    made_plans.budget()
    plan = made_plans.drafted(who)
    with pytest.raises(PlanningRefused, match="draft"):
        made_plans.ask_approval(who, plan)
    assert made_plans.balances()["assistance"] == (LINE_IDR, 0, 0, 0)
