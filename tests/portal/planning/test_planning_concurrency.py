"""Two plans against one ceiling at the same moment, each worker with a connection of its own."""

from __future__ import annotations

from typing import Any

import made_analysis
import made_plans
import pytest
from concurrency import at_once
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, LINE_IDR, VILLAGES

from merata_portal.audit.queries import verify as verify_audit
from merata_portal.jobs.worker import Worker
from merata_portal.ledger.verifying import verify
from merata_portal.planning.models import Plan
from merata_portal.programmes.models import Launch

pytestmark = pytest.mark.django_db(transaction=True)


def aid_only() -> dict[str, Any]:
    every = made_plans.answer()
    return every | {"items": every["items"][:2]}


def test_of_two_plans_against_one_ceiling_one_wins_and_the_other_is_told_what_is_left(
    who: made_plans.People,
) -> None:
    made_plans.budget({"assistance": 3 * AID_IDR, "training": LINE_IDR, "infrastructure": LINE_IDR})
    frozen = made_analysis.inputs()
    plans = [made_plans.submitted(who, value=aid_only(), frozen=frozen) for _ in range(2)]
    for plan in plans:
        made_plans.ask_approval(who, plan, decree_number=f"188/{plan.pk}")
    workers = [Worker(name=f"w{at}", idle_seconds=0.01) for at in range(2)]
    told = at_once(*(worker.run_one for worker in workers))
    assert all(one is True for one in told) or made_plans.work_off()
    made_plans.work_off()
    found = {one.state: one for one in Plan.objects.all()}
    assert sorted(found) == ["approved", "submitted"]
    loser, winner = found["submitted"], found["approved"]
    assert f"tersedia Rp{AID_IDR:,}".replace(",", ".") in loser.reason
    assert f"selebihnya dipegang {winner.reference} Rp{2 * AID_IDR:,}".replace(",", ".") in loser.reason
    assert Launch.objects.get().plan == winner.reference
    assert made_plans.balances()["assistance"] == (AID_IDR, 2 * AID_IDR, 0, 0)
    assert verify().whole
    assert verify_audit().whole


def test_one_work_in_two_plans_is_made_once(who: made_plans.People) -> None:
    made_plans.budget()
    every = made_plans.answer()
    bridge = every | {"items": [made_plans.item("project", BRIDGE, BRIDGE, BRIDGE_IDR, VILLAGES[0])]}
    frozen = made_analysis.inputs()
    plans = [made_plans.submitted(who, value=bridge, frozen=frozen) for _ in range(2)]
    for plan in plans:
        made_plans.ask_approval(who, plan, decree_number=f"188/{plan.pk}")
    at_once(*(Worker(name=f"w{at}", idle_seconds=0.01).run_one for at in range(2)))
    made_plans.work_off()
    found = {one.state: one for one in Plan.objects.all()}
    assert sorted(found) == ["approved", "submitted"]
    assert "Jembatan Kali Putih (PJ-1)" in found["submitted"].reason
    assert made_plans.balances()["infrastructure"] == (LINE_IDR - BRIDGE_IDR, BRIDGE_IDR, 0, 0)
    assert AID[0] != AID[1]
