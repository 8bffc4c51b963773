"""A package put before the council: drafted from a scenario's answer, submitted, taken back, withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries.results import answer, result
from merata_portal.analysis.queries.staleness import Stale, staleness
from merata_portal.analysis.states import State as ResultState
from merata_portal.audit.actions import record
from merata_portal.ledger.models import Line
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.planning.actions.changing import add_item, ask_changed, assign, change_item, take_out
from merata_portal.planning.actions.taking import moved, taken, taken_scenario
from merata_portal.planning.answered_proposals import proposals_of
from merata_portal.planning.charging import Charges, proposed
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Charge, Item, Plan, Step
from merata_portal.planning.queries.funding import dues_of, payers_of
from merata_portal.planning.queries.plans import submission_faults
from merata_portal.planning.refusals import FaultyPlan, PlanningRefused
from merata_portal.planning.states import State

__all__ = [
    "add_item", "ask_changed", "assign", "change_item", "draft_plan", "submit", "take_back", "take_out", "withdraw",
]  # fmt: skip
LONGEST_NAME = 120


@transaction.atomic
def draft_plan(*, by: Actor, scenario: UUID, name: str, stale_reason: str = "") -> Plan:
    """Draw a plan up from a scenario's finished answer: its items, what each answers, and the lines that pay.

    An answer that newer data or code would change is taken only with a `stale_reason`, which is kept. Charges are the
    answer's own where it was held to the budget's lines, else proposed from what the ledger has free. Raises
    `PlanningRefused` for an answer that is not there.
    """
    found, held = taken_scenario(by, scenario, Capability.SUBMIT_PLAN)
    wanted, stale_reason = sound_reason(name), sound_reason(stale_reason)
    if not 0 < len(wanted) <= LONGEST_NAME:
        raise PlanningRefused("Beri nama rencananya.", "Give the plan a name.")
    told = _answer(by, found.result, stale_reason)
    made = Plan.objects.create(
        uuid=uuid4(), scenario=found, area=found.area, year=found.year, name=wanted, stale_reason=stale_reason,
        made_at=timezone.now(), made_by_user_id=by.user_id,
    )  # fmt: skip
    menu = Menu(found.inputs, found.area)
    items = Item.objects.bulk_create(_items(made, told, menu))
    _charge(made, items, told, menu)
    Step.objects.create(plan=made, target=State.DRAFT, reason=stale_reason, at=timezone.now(), by_user_id=by.user_id)
    record(
        by=by, held=held, action="planning.draft_plan", subject=made.subject, area=made.area, reason=stale_reason,
        rows=len(items), data={"scenario": str(found.uuid), "result": str(found.result)},
    )  # fmt: skip
    return made


@transaction.atomic
def submit(*, by: Actor, plan: UUID, reason: str) -> Plan:
    """Put the plan before the council; raises `FaultyPlan` with everything that is still in the way.

    Who submits is the maker of what the approval reserves. Proposals are looked up again: some may have been merged.
    """
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.DRAFT)
    answers = proposals_of(found.area, found.items.exclude(amount_idr=0))
    items = list(found.items.all())
    for item in items:
        item.proposals = answers.get(item.item_id, [])
    Item.objects.bulk_update(items, ["proposals"], batch_size=500)
    if told := submission_faults(found):
        raise FaultyPlan(told)
    found.submitted_at, found.submitted_by_user_id = timezone.now(), by.user_id
    moved(by, found, State.SUBMITTED, reason=reason)
    record(
        by=by, held=held, action="planning.submit", subject=found.subject, area=found.area, reason=reason,
        data={"amount": f"Rp{sum(found.items.values_list('amount_idr', flat=True)):,}"},
    )  # fmt: skip
    return found


@transaction.atomic
def take_back(*, by: Actor, plan: UUID, reason: str) -> Plan:
    """Take a submitted plan back into a draft, to change it."""
    return _step(by, plan, State.DRAFT, "take_back", reason, State.SUBMITTED)


@transaction.atomic
def withdraw(*, by: Actor, plan: UUID, reason: str) -> Plan:
    """Give a plan up before the council has decided."""
    return _step(by, plan, State.WITHDRAWN, "withdraw", reason, State.DRAFT, State.SUBMITTED)


def _step(by: Actor, plan: UUID, target: State, what: str, reason: str, *states: State) -> Plan:
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, *states)
    moved(by, found, target, reason=reason)
    record(by=by, held=held, action=f"planning.{what}", subject=found.subject, area=found.area, reason=reason)
    return found


def _answer(by: Actor, uuid: UUID, stale_reason: str) -> Mapping[str, Any]:
    found = result(by, uuid)
    if found.state != ResultState.DONE:
        raise PlanningRefused(
            f"Hasil skenario ini “{ResultState(found.state).label}”; tunggu selesai atau buat yang lain.",
            f"This scenario's result is {found.state}; wait until it is done, or make another scenario.",
        )
    stale = staleness(found)
    if stale and not stale_reason:
        why_id, why_en = (
            "; ".join(text.rstrip(".") for text in texts) for texts in zip(*map(_told, stale), strict=True)
        )
        raise PlanningRefused(
            f"Hasil ini sudah usang: {why_id}. Perbarui skenarionya, atau beri alasan.",
            f"This result is stale: {why_en}. Refresh the scenario, or give a reason.",
        )
    return answer(found)


def _told(stale: Stale) -> tuple[str, str]:
    return stale.text_id, stale.text_en


def _items(plan: Plan, told: Mapping[str, Any], menu: Menu) -> list[Item]:
    owners = {charge["item_id"]: charge["owner"] for charge in told["charges"]}
    items = [
        Item(
            plan=plan, number=number, item_id=line["item_id"], kind=line["kind"], source_id=line["source_id"],
            pillar=line["pillar"], name=line["name"][:200], village_code=line["village_code"] or "",
            owner=owners.get(line["item_id"], plan.area), households=line["households"],
            proved_idr=line["cost_idr"], amount_idr=line["cost_idr"], units=_classes(line, menu),
            evidence_id=line["evidence_id"] or "", assumption=line["assumption"],
        )
        for number, line in enumerate(told["items"], start=1)
    ]  # fmt: skip
    answers = proposals_of(plan.area, items)
    for item in items:
        item.proposals = answers.get(item.item_id, [])
    return items


def _classes(line: Mapping[str, Any], menu: Menu) -> int:
    """How many classes a course's cost is."""
    row = menu.courses.get(line["source_id"]) if line["kind"] == "course" else None
    if row is None or not row["cost_idr"] or line["cost_idr"] % row["cost_idr"]:
        return 1
    return max(int(line["cost_idr"] // row["cost_idr"]), 1)


def _charge(plan: Plan, items: Sequence[Item], told: Mapping[str, Any], menu: Menu) -> None:
    by_code = {
        (line.owner, line.account_code, line.fund_source): line.pk for line in Line.objects.filter(year=plan.year)
    }
    preferred: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for charge in told["charges"]:
        line = by_code.get((charge["owner"], charge["account_code"], charge["fund_source"]))
        if line is not None:
            preferred[charge["item_id"]].append((line, charge["amount_idr"]))
    funds = {item.source_id: menu.fund_of(item.source_id) for item in items if item.kind == "programme"}
    found: dict[str, Charges] = proposed(dues_of(plan, items, funds, preferred), payers_of(plan))
    Charge.objects.bulk_create(
        Charge(item=item, line=line, amount_idr=amount)
        for item in items
        for line, amount in found.get(item.item_id, {}).items()
    )
