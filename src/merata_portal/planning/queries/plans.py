"""Plans as they are read: those of the actor's areas, one with its items and the lines that pay, what is in its way."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.staleness import staleness
from merata_portal.analysis.states import State as ResultState
from merata_portal.ledger.models import Line
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.participation.models import Proposal
from merata_portal.planning.charging import Due, faults, may_pay
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Charge, Item, Plan, Step
from merata_portal.planning.queries.funding import dues_of, holders_of, payers_of
from merata_portal.planning.states import State

Fault = tuple[str, str]


def plans(actor: Actor) -> QuerySet[Plan]:
    """The plans of the actor's areas, the newest first."""
    rows = within_areas(Plan.objects.select_related("scenario"), actor, Capability.VIEW_PLANS, "area")
    return rows.order_by("-year", "-id")


def plan(actor: Actor, uuid: UUID) -> Plan:
    """One of them; raises `Plan.DoesNotExist` for one of another's area."""
    return plans(actor).get(uuid=uuid)


def items(plan: Plan) -> QuerySet[Item]:
    """A plan's items in their order, with their charges."""
    return plan.items.order_by("number").prefetch_related("charges")


def charges(plan: Plan) -> QuerySet[Charge]:
    """What each line pays of each item."""
    return Charge.objects.filter(item__plan=plan).select_related("item").order_by("item__number", "line")


def steps(plan: Plan) -> QuerySet[Step]:
    """Every change of its state, in order."""
    return plan.steps.order_by("at", "pk")


def proposals_answered(plan: Plan) -> dict[str, list[Proposal]]:
    """By item the proposals that it answers, as they stand now; what is told of them is public."""
    named = {item_id: uuids for item_id, uuids in plan.items.values_list("item_id", "proposals") if uuids}
    known = {
        str(one.uuid): one
        for one in Proposal.objects.filter(uuid__in=sorted({uuid for uuids in named.values() for uuid in uuids}))
    }
    return {item_id: [known[uuid] for uuid in uuids if uuid in known] for item_id, uuids in named.items()}


def packages(plan: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """The proved package and the package as it is asked for: rupiah by item."""
    rows = list(plan.items.order_by("number").values_list("item_id", "proved_idr", "amount_idr"))
    proved = {item_id: amount for item_id, amount, _ in rows if amount}
    return proved, {item_id: amount for item_id, before, amount in rows if before or amount}


def changed(plan: Plan) -> str:
    """How it stands with what the changes by hand cost.

    "none" (nothing was changed), "missing" (not asked), "waiting", "refused", "stale" (of another package or of other
    data or code) or "ready".
    """
    proved, package = packages(plan)
    if package == proved:
        return "none"
    found = Result.objects.filter(uuid=plan.changed).first() if plan.changed else None
    if found is None or found.state == ResultState.CANCELLED:
        return "missing"
    if found.parameters.get("package") != package or found.parameters.get("proved") != proved:
        return "stale"
    if found.state in (ResultState.QUEUED, ResultState.RUNNING):
        return "waiting"
    if found.state != ResultState.DONE:
        return "refused"
    # A plan that was knowingly drawn up on older data is held against the same data; one that has gone to the council
    # keeps what it went with: its own approval is newer data already.
    old = State(plan.state) is State.DRAFT and not plan.stale_reason and staleness(found)
    return "stale" if old else "ready"


_CHANGED: dict[str, Fault] = {
    "missing": ("hitung dulu akibat perubahan tangan", "have what the changes by hand cost computed first"),
    "waiting": ("akibat perubahan tangan masih dihitung", "what the changes by hand cost is still being computed"),
    "refused": (
        "akibat perubahan tangan tidak dapat dihitung; lihat hasilnya dan ubah paketnya",
        "what the changes by hand cost cannot be computed; look at the result and change the package",
    ),
    "stale": (
        "hitungan akibat perubahan tangan sudah usang; hitung lagi",
        "what was computed of the changes by hand is stale; have it computed again",
    ),
}


def submission_faults(plan: Plan) -> list[Fault]:
    """Everything that keeps a draft from being submitted, each with its way out; empty where nothing does."""
    told: list[Fault] = []
    state = changed(plan)
    if state in _CHANGED:
        told.append(_CHANGED[state])
    wanted = [one for one in items(plan) if one.amount_idr]
    if not wanted:
        told.append(("rencana ini kosong", "this plan is empty"))
    return [*told, *charge_faults(plan, wanted), *line_faults(wanted)]


def charge_faults(plan: Plan, wanted: list[Item]) -> list[Fault]:
    """Items whose lines may not pay them, or pay another sum than they ask for."""
    menu = Menu(plan.scenario.inputs, plan.area)
    funds = {one.source_id: menu.fund_of(one.source_id) for one in wanted if one.kind == "programme"}
    payers = {payer.line: payer for payer in payers_of(plan)}
    told: list[Fault] = []
    unpaid: dict[tuple[str, bool], list[tuple[Item, Due]]] = defaultdict(list)
    for item, due in zip(wanted, dues_of(plan, wanted, funds), strict=True):
        given = {charge.line: charge.amount_idr for charge in item.charges.all()}
        name = f"{item.name} ({item.item_id})"
        if not given:
            unpaid[item.source_id, any(may_pay(payer, due) for payer in payers.values())].append((item, due))
        told += [(f"{name}: {one}", f"{name}: {other}") for one, other in faults(due, given, payers) if given]
    return [*(_unpaid(plan.year, own, payable=payable) for (_, payable), own in unpaid.items()), *told]


def _unpaid(year: int, own: list[tuple[Item, Due]], *, payable: bool) -> Fault:
    """What no line pays, told once however many villages it is for: a programme may be in every one of them."""
    (item, due), villages = own[0], len(own)
    name_id = f"{item.name} ({item.item_id})" if villages == 1 else f"{item.name} di {villages} desa/kelurahan"
    name_en = f"{item.name} ({item.item_id})" if villages == 1 else f"{item.name} in {villages} villages"
    if payable:
        total = sum(one.amount_idr for _, one in own)
        return (
            f"{name_id}: pos-posnya membayar Rp0 dari {rupiah_id(total)}",
            f"{name_en}: its lines pay Rp0 of {rupiah_en(total)}",
        )
    owners = due.owner if len({one.owner for _, one in own}) == 1 else ""
    of = ", ".join(part for part in (owners, due.pillar, due.fund) if part)
    return (
        f"{name_id}: tidak ada pos anggaran {of} tahun {year}; keluarkan pilihan ini",
        f"{name_en}: there is no budget line of {of} in {year}; take this item out",
    )


def line_faults(wanted: list[Item]) -> list[Fault]:
    """Lines that have less free than the items charge to them: what is asked, what is free, and who holds the rest."""
    asked: dict[int, int] = defaultdict(int)
    for item in wanted:
        for charge in item.charges.all():
            asked[charge.line] += charge.amount_idr
    told: list[Fault] = []
    for line in Line.objects.select_related("balance").filter(pk__in=sorted(asked)).order_by("pk"):
        free = line.balance.available_idr
        if asked[line.pk] > free:
            held = holders_of(line.pk)[:3]
            rest_id = ", ".join(f"{name} {rupiah_id(amount)}" for name, amount in held) or "tidak seorang pun"
            rest_en = ", ".join(f"{name} {rupiah_en(amount)}" for name, amount in held) or "nobody"
            told.append(
                (
                    f"pos {line}: diminta {rupiah_id(asked[line.pk])}, tersedia {rupiah_id(free)}, "
                    f"selebihnya dipegang {rest_id}",
                    f"the line {line}: asked for {rupiah_en(asked[line.pk])}, available {rupiah_en(free)}, "
                    f"the rest is held by {rest_en}",
                )
            )
    return told
