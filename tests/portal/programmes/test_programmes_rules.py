"""Rules are kept word for word, refused with all their faults, and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import uuid4

import made_programmes
import made_targeting
import pytest

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions.rules import (
    MOST_BYTES,
    FaultyRulebook,
    register_packaged,
    register_rulebook,
    withdraw_rule,
)
from merata_portal.programmes.models import RuleVersion
from merata_portal.programmes.queries import rules
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


def test_the_same_text_is_the_same_version(planner: Actor, social: Actor) -> None:
    made = register_rulebook(by=planner, text=made_targeting.RULE)
    assert made.content_hash == sha256(made_targeting.RULE.encode()).hexdigest()
    assert (made.programme_id, made.name_id, made.name_en, made.kind) == (
        "bantuan_uji", "Bantuan Uji", "Test assistance", "cash",
    )  # fmt: skip
    assert made.text == made_targeting.RULE
    assert register_rulebook(by=social, text=made_targeting.RULE).pk == made.pk
    assert Event.objects.filter(action="programmes.register_rule").count() == 1
    other = register_rulebook(by=social, text=made_targeting.rule_text(desil_max=2))
    assert list(rules.rules(planner)) == [other, made]
    assert rules.rule(planner, made.uuid) == made


def test_a_packaged_rulebook_is_registered_as_it_stands(planner: Actor) -> None:
    assert "blt_dbhcht" in [one.programme_id for one in rules.packaged(planner)]
    made = register_packaged(by=planner, programme_id="blt_dbhcht")
    assert made.text == files("merata.rulebooks").joinpath("blt_dbhcht.yaml").read_text("utf-8")
    offered = [one.programme_id for one in rules.packaged(planner)]
    assert "blt_dbhcht" not in offered
    assert "pelatihan_vokasi" not in offered
    with pytest.raises(ProgrammeRefused, match="No rulebook 'lain' comes with Merata; there are: bantuan_pangan"):
        register_packaged(by=planner, programme_id="lain")


def test_every_fault_is_told_at_once(planner: Actor) -> None:
    faulty = made_targeting.RULE.replace("kind: cash", "kind: uang").replace(
        "household.desil <=", "household.dessil <="
    )
    with pytest.raises(FaultyRulebook) as refused:
        register_rulebook(by=planner, text=faulty)
    assert sorted(fault.split(":")[1].split(" ")[1] for fault in refused.value.faults) == [
        "conditions.desil.when",
        "kind",
    ]
    for told in (refused.value.text_id, refused.value.text_en):
        assert "no such fact of a household (household.dessil)" in told
        assert "aturan.yaml:4 kind: unknown or missing ('uang')" in told
    with pytest.raises(FaultyRulebook):
        register_rulebook(by=planner, text="programme: [")
    assert not RuleVersion.objects.exists()


def test_a_worked_case_that_comes_out_otherwise_is_a_fault(planner: Actor) -> None:
    case = (
        "cases:\n  - day: 2026-01-01\n    household: {desil: 1, programmes: []}\n    village: {regency_code: '35.05'}\n"
    )
    register_rulebook(by=planner, text=f"{made_targeting.RULE}{case}    annual_idr: 1_200_000\n")
    with pytest.raises(FaultyRulebook, match="a worked case comes out otherwise"):
        register_rulebook(by=planner, text=f"{made_targeting.RULE}{case}    annual_idr: 9\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{made_targeting.RULE}# {'x' * MOST_BYTES}\n", "longer than 200,000 bytes"),
        (f"{made_targeting.RULE}# 9905010101800001\n", "holds a NIK or KK number"),
        (made_targeting.RULE.replace("kind: cash", "kind: training"), "given by application"),
    ],
)
def test_what_is_not_kept(planner: Actor, text: str, why: str) -> None:
    with pytest.raises(ProgrammeRefused, match=why):
        register_rulebook(by=planner, text=text)


def test_who_may_not(operator: Actor, auditor: Actor, sector: Actor) -> None:
    for by in (operator, auditor, sector):
        with pytest.raises(Refused):
            register_rulebook(by=by, text=made_targeting.RULE)
        with pytest.raises(Refused):
            withdraw_rule(by=by, uuid=uuid4(), reason="x")
    assert rules.rules(Actor(-1, "anonim")).count() == 0


def test_a_withdrawn_version_stays_withdrawn_and_says_why(planner: Actor) -> None:
    made = register_rulebook(by=planner, text=made_targeting.RULE)
    with pytest.raises(ReasonMissing):
        withdraw_rule(by=planner, uuid=made.uuid, reason=" ")
    withdrawn = withdraw_rule(by=planner, uuid=made.uuid, reason="batas desil keliru")
    assert withdrawn.withdrawn_by_user_id == planner.user_id
    assert withdraw_rule(by=planner, uuid=made.uuid, reason="lagi").withdrawn_reason == "batas desil keliru"
    assert Event.objects.get(action="programmes.withdraw_rule").reason == "batas desil keliru"
    with pytest.raises(ProgrammeRefused, match="Teks ini sudah ditarik: batas desil keliru"):
        register_rulebook(by=planner, text=made_targeting.RULE)
    with pytest.raises(RuleVersion.DoesNotExist):
        withdraw_rule(by=planner, uuid=uuid4(), reason="x")


def test_who_withdraws_answers_for_every_launch_under_way(planner: Actor, acting: Callable[..., Any]) -> None:
    other = acting(("planner", "35.72"))
    running = made_programmes.launch("running")
    with pytest.raises(Refused):
        withdraw_rule(by=other, uuid=running.rule_version.uuid, reason="x")
    assert withdraw_rule(by=planner, uuid=running.rule_version.uuid, reason="x").withdrawn_at is not None
