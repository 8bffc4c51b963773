"""Whatever is drafted, changed, submitted, approved and revoked in whatever order: no rupiah is lost or made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import made_analysis
import made_plans
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_plans import AID, AID_IDR, BRIDGE, CLASS_IDR, COURSE, PILLARS

from merata_portal.actor import Actor
from merata_portal.ledger.models import EarmarkBalance, LineBalance
from merata_portal.ledger.verifying import verify
from merata_portal.planning.actions import approving, packages, revoking
from merata_portal.planning.models import Charge, Plan
from merata_portal.planning.refusals import PlanningRefused
from merata_portal.planning.states import ItemState

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = ("draft", "out", "less", "class", "submit", "back", "approve", "partly", "refuse", "revoke")


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2)), min_size=4, max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_money_is_conserved_over_any_sequence(
    data_root: object, areas: object, acting: Callable[..., Actor], steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        who = made_plans.people(acting)
        made_plans.budget(dict.fromkeys(PILLARS, 50_000_000))
        scenario = made_plans.scenario(who, frozen=made_analysis.inputs())
        for step, at in steps:
            _taken(step, at, who, scenario)
            _conserved()
        transaction.set_rollback(True)


def _taken(step: str, at: int, who: made_plans.People, scenario: Any) -> None:
    """Take a step on the plan of that number; one that is not legal from where it stands is refused."""
    if step == "draft":
        packages.draft_plan(by=who.planner, scenario=scenario.uuid, name="R", stale_reason="rencana lain ditetapkan")
        return
    plans = list(Plan.objects.order_by("-pk")[:3])
    if at >= len(plans):
        return
    plan = plans[at]
    change = {"by": who.planner, "plan": plan.uuid, "reason": "uji"}
    decide = {"by": who.council, "plan": plan.uuid, "reason": "uji"}
    acts: dict[str, Callable[[], Any]] = {
        "out": lambda: packages.take_out(item=BRIDGE, **change),
        "less": lambda: packages.change_item(item=AID[0], amount_idr=AID_IDR // 2, **change),
        "class": lambda: packages.change_item(item=COURSE, amount_idr=CLASS_IDR, **change),
        "submit": lambda: packages.submit(**change),
        "back": lambda: packages.take_back(**change),
        "approve": lambda: made_plans.approved(who, plan),
        "partly": lambda: made_plans.approved(who, plan, left_out={AID[1]: "tidak"}),
        "refuse": lambda: approving.refuse(**decide),
        "revoke": lambda: revoking.revoke(**decide),
    }
    try:
        with transaction.atomic():
            acts[step]()
            plan.refresh_from_db()
            if step in ("out", "less", "class") and plan.changed is not None:
                made_plans.changed_done(plan)
    except PlanningRefused:
        return


def _conserved() -> None:
    assert made_plans.conserved()
    expected = sum(
        Charge.objects.filter(item__plan__state="approved", item__state=ItemState.MADE).values_list(
            "amount_idr", flat=True
        )
    )
    reserved = sum(LineBalance.objects.values_list("reserved_idr", flat=True))
    marked = sum(EarmarkBalance.objects.values_list("reserved_idr", flat=True))
    assert reserved == marked == expected
    assert verify().whole
