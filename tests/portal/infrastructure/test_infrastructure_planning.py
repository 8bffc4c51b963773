from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from made_works import BEGUN, PARTS, PROMISED, candidate, contracted, line, planned, under_way

from merata_portal.actor import Actor, Refused, SamePerson
from merata_portal.audit.models import Event
from merata_portal.infrastructure.actions import contracting, planning
from merata_portal.infrastructure.models import Amendment, Contract, Party, Project
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused
from merata_portal.ledger.models import Earmark, EarmarkBalance, LineBalance
from merata_portal.ledger.refusals import NotEnough

pytestmark = pytest.mark.django_db


def stages(project: Project) -> tuple[int, int, int, int]:
    at = EarmarkBalance.objects.get(earmark=Project.objects.get(pk=project.pk).earmark)
    return at.reserved_idr, at.committed_idr, at.paid_idr, at.returned_idr


def test_a_candidate_is_kept_with_what_it_answers(who: Any) -> None:
    made = candidate(who.officer, candidate_id="project_7", proposal="U-1234-5678")
    assert (made.state, made.candidate_id, made.proposal) == ("candidate", "project_7", "U-1234-5678")
    assert [step.target for step in made.steps.all()] == ["candidate"]
    assert Event.objects.get(action="works.register").area == "35.05.01.2001"
    with pytest.raises(FaultyWorks, match="project_7 is registered already"):
        candidate(who.officer, candidate_id="project_7")


def test_all_faults_of_a_candidate_are_named_at_once(who: Any) -> None:
    with pytest.raises(FaultyWorks) as error:
        candidate(who.officer, name=" ", kind="tower", latitude=95.0, owner="35.72")
    assert [text for _id, text in error.value.faults] == [
        "the name is needed", "the kind is not known", "the coordinates lie outside the earth",
        "35.05.01.2001 lies outside 35.72",
    ]  # fmt: skip


def test_planning_reserves_the_money_under_the_works_own_earmark(who: Any) -> None:
    made = planned(who, candidate_id="project_7", proposal="U-1", plan="rencana:3")
    earmark = Earmark.objects.get(pk=made.earmark)
    assert (earmark.purpose, earmark.programme, earmark.village_code, earmark.proposal, earmark.plan) == (
        f"project:{made.uuid}", "project_7", "35.05.01.2001", "U-1", "rencana:3",
    )  # fmt: skip
    assert stages(made) == (500_000_000, 0, 0, 0)
    assert (made.state, made.promised_on, made.due_on) == ("planned", PROMISED, PROMISED)
    assert [(one.name, one.weight_pc) for one in made.milestones.order_by("number")] == [
        ("Pondasi", 40),
        ("Bentang", 60),
    ]


def test_a_plan_whose_weights_are_not_a_hundred_is_refused_and_reserves_nothing(who: Any) -> None:
    made, where = candidate(who.officer), line()
    with pytest.raises(FaultyWorks, match="add up to 40%"):
        planning.plan_project(
            by=who.planner, project=made.uuid, line=where.pk, amount_idr=1, start_on=BEGUN, finish_on=PROMISED,
            milestones=PARTS[:1], reason="RKPD",
        )  # fmt: skip
    assert LineBalance.objects.get(line=where).reserved_idr == 0


def test_money_does_not_cross_its_owner(who: Any, acting: Any) -> None:
    made, elsewhere = candidate(who.officer), line(owner="35.72")
    both: Actor = acting(("planner", "35.05"), ("planner", "35.72"))
    with pytest.raises(WorksRefused, match=r"belongs to 35.72"):
        planning.plan_project(
            by=both, project=made.uuid, line=elsewhere.pk, amount_idr=10, start_on=BEGUN, finish_on=PROMISED,
            milestones=PARTS, reason="RKPD",
        )  # fmt: skip
    assert LineBalance.objects.get(line=elsewhere).reserved_idr == 0


def test_a_contract_commits_its_value_and_the_rest_is_released_by_a_planner(who: Any) -> None:
    made = contracted(who)
    assert stages(made) == (100_000_000, 400_000_000, 0, 0)
    contract = Contract.objects.get(project=made)
    assert (contract.supplier.name, contract.supplier.npwp, contract.number) == (
        "CV Karya Jaya", "012345678901000", "602/01/2026",
    )  # fmt: skip
    planning.release_reserve(by=who.planner, project=made.uuid, reason="sisa lelang")
    assert stages(made) == (0, 400_000_000, 0, 0)
    with pytest.raises(WorksRefused, match="nothing reserved"):
        planning.release_reserve(by=who.planner, project=made.uuid, reason="sisa lelang")


def test_a_contract_above_the_budget_or_of_a_person_is_refused(who: Any) -> None:
    made = planned(who)
    planning.tender(by=who.officer, project=made.uuid, reason="diumumkan")
    above = contracting.Terms("1", "open", date(2026, 2, 1), date(2026, 2, 1), PROMISED, 500_000_001, 180)
    with pytest.raises(FaultyWorks, match="above the budget of 500000000"):
        contracting.sign_contract(
            by=who.officer, project=made.uuid, supplier=contracting.Supplier("cv", "CV A"), terms=above, reason="x"
        )
    person = contracting.Supplier("cv", "Slamet", "3505991234567890")
    fitting = contracting.Terms("1", "open", date(2026, 2, 1), date(2026, 2, 1), PROMISED, 5, 180)
    with pytest.raises(FaultyWorks, match="private persons are not kept here"):
        contracting.sign_contract(by=who.officer, project=made.uuid, supplier=person, terms=fitting, reason="x")
    assert Party.objects.count() == 0
    assert stages(made) == (500_000_000, 0, 0, 0)


def test_whoever_reserved_does_not_sign(who: Any, person: Any) -> None:
    from merata_portal.accounts.models import Assignment  # noqa: PLC0415
    from merata_portal.accounts.queries import actor_of  # noqa: PLC0415

    user = person(("planner", "35.05"))
    made = candidate(who.officer)
    planning.plan_project(
        by=actor_of(user), project=made.uuid, line=line().pk, amount_idr=100, start_on=BEGUN, finish_on=PROMISED,
        milestones=PARTS, reason="RKPD",
    )  # fmt: skip
    planning.tender(by=who.officer, project=made.uuid, reason="diumumkan")
    Assignment.objects.filter(user=user).update(role="sector_officer")
    terms = contracting.Terms("1", "open", date(2026, 2, 1), date(2026, 2, 1), PROMISED, 50, 180)
    with pytest.raises(SamePerson):
        contracting.sign_contract(
            by=actor_of(user), project=made.uuid, supplier=contracting.Supplier("cv", "CV A"), terms=terms, reason="x"
        )
    assert Contract.objects.count() == 0


def test_an_amendment_keeps_what_was_and_moves_the_money(who: Any) -> None:
    made = under_way(who)
    for number, (value, day) in enumerate(((450_000_000, date(2026, 8, 31)), (420_000_000, date(2026, 8, 31))), 1):
        contracting.amend_contract(
            by=who.officer, project=made.uuid, document=f"ADD-{number}", signed_on=date(2026, 5, number),
            value_idr=value, ends_on=day, reason="tanah longsor",
        )  # fmt: skip
    assert stages(made) == (50_000_000, 420_000_000, 0, 0)
    rows = Amendment.objects.order_by("number").values_list(
        "old_value_idr", "new_value_idr", "old_ends_on", "new_ends_on"
    )
    assert list(rows) == [
        (400_000_000, 450_000_000, PROMISED, date(2026, 8, 31)),
        (450_000_000, 420_000_000, date(2026, 8, 31), date(2026, 8, 31)),
    ]
    after = Project.objects.get(pk=made.pk)
    assert (after.promised_on, after.due_on) == (PROMISED, date(2026, 8, 31))
    with pytest.raises(NotEnough):
        contracting.amend_contract(
            by=who.officer, project=made.uuid, document="ADD-3", signed_on=date(2026, 5, 9), value_idr=600_000_000,
            ends_on=date(2026, 8, 31), reason="tambah",
        )  # fmt: skip
    assert Contract.objects.get(project=made).value_idr == 420_000_000


def test_a_cancelled_work_gives_its_money_back(who: Any) -> None:
    made = contracted(who)
    planning.cancel_project(by=who.officer, project=made.uuid, reason="lahan sengketa")
    assert stages(made) == (100_000_000, 0, 0, 0)
    planning.release_reserve(by=who.planner, project=made.uuid, reason="batal")
    assert stages(made) == (0, 0, 0, 0)
    at = LineBalance.objects.get(line=made.line)
    assert (at.appropriated_idr, at.available_idr) == (1_000_000_000, 1_000_000_000)


def test_what_another_area_or_role_may_not_do(who: Any, acting: Any) -> None:
    made = candidate(who.officer)
    elsewhere: Actor = acting(("sector_officer", "35.72"))
    with pytest.raises(Project.DoesNotExist):
        planning.tender(by=elsewhere, project=made.uuid, reason="x")
    with pytest.raises(Refused):
        planning.tender(by=who.planner, project=made.uuid, reason="x")
    with pytest.raises(Refused):
        candidate(who.village)
