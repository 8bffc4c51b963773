"""Changes of a drafted plan by hand: each with its reason, and what they cost against the proved package asked for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor, Capability, Held
from merata_portal.analysis.actions.calculating import calculate, cancel
from merata_portal.analysis.models import Result
from merata_portal.analysis.states import State as ResultState
from merata_portal.audit.actions import record
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.personal.reasons import require_reason
from merata_portal.planning import charging
from merata_portal.planning.actions.taking import item_of, taken
from merata_portal.planning.answered_proposals import proposals_of
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.queries.funding import due_of, payers_of
from merata_portal.planning.queries.plans import packages
from merata_portal.planning.refusals import FaultyPlan, PlanningRefused
from merata_portal.planning.settings import Settings
from merata_portal.planning.states import State

MOST_IDR = 10**15


@transaction.atomic
def change_item(*, by: Actor, plan: UUID, item: str, amount_idr: int, reason: str) -> Item:
    """Give an item another amount, whole rupiah (0: take it out); a class or work whole, or not at all.

    Its charges follow: what is less comes off the last line, what is more is proposed from what is free. Asks what the
    package as it is now costs against the proved one.
    """
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.DRAFT)
    changed = item_of(found, item)
    menu = Menu(found.scenario.inputs, found.area)
    _set(changed, amount_idr, menu)
    changed.change_reason = reason if amount_idr != changed.proved_idr else ""
    changed.save()
    _recharged(found, changed, menu)
    _asked(by, found)
    _record(by, held, found, "change_item", reason, {"item": item, "amount": f"Rp{amount_idr:,}"})
    return changed


def take_out(*, by: Actor, plan: UUID, item: str, reason: str) -> Item:
    """Take an item out of the package; it stays in sight, with why."""
    return change_item(by=by, plan=plan, item=item, amount_idr=0, reason=reason)


@transaction.atomic
def add_item(*, by: Actor, plan: UUID, item: str, amount_idr: int | None = None, reason: str) -> Item:
    """Put a candidate of the frozen menu into the package: "programme:village" with an amount, a course or a work.

    Raises `PlanningRefused` for what is no candidate, or is in the plan already (change its amount).
    """
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.DRAFT)
    menu = Menu(found.scenario.inputs, found.area)
    choice = menu.choice(item)
    if choice is None:
        raise PlanningRefused(
            f"{item} bukan calon dalam data skenario ini.", f"{item} is no candidate in this scenario's data."
        )
    if found.items.filter(item_id=item).exists():
        raise PlanningRefused(
            f"{item} sudah ada dalam rencana; ubah jumlahnya.", f"{item} is in the plan; change its amount."
        )
    last = found.items.order_by("-number").values_list("number", flat=True).first() or 0
    made = Item(
        plan=found, number=last + 1, item_id=item, kind=choice.kind, source_id=choice.source_id,
        pillar=choice.pillar, name=choice.name[:200], village_code=choice.village_code, owner=choice.owner,
        proved_idr=0, amount_idr=0, change_reason=reason, evidence_id=choice.evidence_id,
    )  # fmt: skip
    _set(made, choice.cost_idr if amount_idr is None else amount_idr, menu)
    if not made.amount_idr:
        raise PlanningRefused("Isi jumlahnya di atas nol.", "Give an amount above zero.")
    made.save()
    made.proposals = proposals_of(found.area, [made]).get(item, [])
    made.save(update_fields=["proposals"])
    _recharged(found, made, menu)
    _asked(by, found)
    _record(by, held, found, "add_item", reason, {"item": item, "amount": f"Rp{made.amount_idr:,}"})
    return made


@transaction.atomic
def assign(*, by: Actor, plan: UUID, item: str, charges: Mapping[int, int]) -> Item:
    """Name the lines that pay an item, rupiah by line; raises `FaultyPlan` with everything that does not fit.

    Whether the lines still have as much is told before the plan is submitted, and seen to when it is approved.
    """
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.DRAFT)
    changed = item_of(found, item)
    menu = Menu(found.scenario.inputs, found.area)
    due = due_of(found, changed, {changed.source_id: menu.fund_of(changed.source_id)})
    payers = {payer.line: payer for payer in payers_of(found)}
    if told := charging.faults(due, charges, payers):
        raise FaultyPlan([(f"{changed.name}: {one}", f"{changed.name}: {other}") for one, other in told])
    _charge(changed, charges)
    _record(by, held, found, "assign", "", {"item": item, "lines": ", ".join(map(str, sorted(charges)))})
    return changed


@transaction.atomic
def ask_changed(*, by: Actor, plan: UUID) -> Plan:
    """Ask again what the package as it is now costs against the proved one."""
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.DRAFT)
    _asked(by, found)
    _record(by, held, found, "ask_changed", "", {})
    return found


def _set(item: Item, amount_idr: int, menu: Menu) -> None:
    """Give the item that amount, and its number of classes; raises `PlanningRefused` where it cannot have it."""
    if type(amount_idr) is not int or not 0 <= amount_idr <= MOST_IDR:
        raise PlanningRefused("Isi rupiah bulat, nol atau lebih.", "Give whole rupiah, zero or more.")
    choice = menu.choice(item.item_id)
    cost = choice.cost_idr if choice is not None else 0
    if item.kind == "course" and cost:
        if amount_idr % cost:
            raise PlanningRefused(
                f"{item.name} diselenggarakan per kelas {rupiah_id(cost)}; isi kelipatannya.",
                f"{item.name} is held in classes of {rupiah_en(cost)}; give a multiple.",
            )
        if choice is not None and amount_idr // cost > choice.most:
            raise PlanningRefused(
                f"{item.name} paling banyak {choice.most} kelas.", f"{item.name} has at most {choice.most} classes."
            )
        item.units = max(amount_idr // cost, 1)
    if item.kind == "project" and cost and amount_idr not in (0, cost):
        raise PlanningRefused(
            f"{item.name} dikerjakan utuh, {rupiah_id(cost)}, atau tidak sama sekali.",
            f"{item.name} is built whole, for {rupiah_en(cost)}, or not at all.",
        )
    item.amount_idr = amount_idr


def _recharged(plan: Plan, item: Item, menu: Menu) -> None:
    before = list(item.charges.order_by("-amount_idr", "line").values_list("line", "amount_idr"))
    item.charges.all().delete()
    if not item.amount_idr:
        return
    due = due_of(plan, item, {item.source_id: menu.fund_of(item.source_id)}, before)
    _charge(item, charging.proposed([due], payers_of(plan))[item.item_id])


def _charge(item: Item, charges: Mapping[int, int]) -> None:
    item.charges.all().delete()
    Charge.objects.bulk_create(Charge(item=item, line=line, amount_idr=amount) for line, amount in charges.items())


def _asked(by: Actor, plan: Plan) -> None:
    """Ask analysis for what the changes cost, and stop what was asked of an earlier state of the package."""
    proved, package = packages(plan)
    before = Result.objects.filter(uuid=plan.changed).first() if plan.changed else None
    uuid = None
    if package != proved:
        parameters = Settings.from_json(plan.scenario.settings).parameters() | {"package": package, "proved": proved}
        uuid = calculate(by=by, kind="changed", inputs=plan.scenario.inputs, parameters=parameters).uuid
    waiting = before is not None and before.state in (ResultState.QUEUED, ResultState.RUNNING)
    if before is not None and waiting and before.uuid != uuid:
        cancel(by=by, result=before.uuid, reason="paket berubah lagi / the package changed again")
    plan.changed = uuid
    plan.save(update_fields=["changed"])


def _record(by: Actor, held: Held, plan: Plan, what: str, reason: str, data: dict[str, str]) -> None:
    record(by=by, held=held, action=f"planning.{what}", subject=plan.subject, area=plan.area, reason=reason, data=data)
