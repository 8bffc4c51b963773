"""The budget lines that may pay a plan's items, with what is free of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from merata_portal.accounts.models import Area
from merata_portal.actor import Actor
from merata_portal.ledger.models import EarmarkBalance, Line
from merata_portal.ledger.queries import lines
from merata_portal.planning.charging import Charges, Due, Payer, may_pay
from merata_portal.planning.models import Charge, Item, Plan

PROGRAMME = "programme"


def payers_of(plan: Plan, *, less_own: bool = True) -> list[Payer]:
    """The lines of the plan's year, its area's and its villages'; `less_own`: without what it charges itself."""
    owners = [plan.area, *Area.objects.filter(parent__parent=plan.area).values_list("code", flat=True)]
    found = Line.objects.select_related("balance").filter(owner__in=owners, year=plan.year).order_by("pk")
    own = charged(plan) if less_own else {}
    return [_payer(line, own.get(line.pk, 0)) for line in found]


def charged(plan: Plan) -> Charges:
    """Rupiah that the plan charges to each line."""
    found: Charges = defaultdict(int)
    for line, amount in Charge.objects.filter(item__plan=plan).values_list("line", "amount_idr"):
        found[line] += amount
    return dict(found)


def lines_for(actor: Actor, plan: Plan, item: Item, due: Due) -> list[Payer]:
    """The lines in the actor's areas that may pay the item, those with most left first; its own charge is free."""
    seen = set(lines(actor, year=plan.year).values_list("pk", flat=True))
    own = dict(item.charges.values_list("line", "amount_idr"))
    found = [
        Payer(one.line, one.owner, one.fund_source, one.pillar, one.account_code,
              one.available_idr + own.get(one.line, 0))
        for one in payers_of(plan)
        if one.line in seen and may_pay(one, due)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.available_idr, one.line))


def dues_of(
    plan: Plan, items: Iterable[Item], funds: Mapping[str, str],
    preferred: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> list[Due]:  # fmt: skip
    """What each item with money asks for. `funds`: by programme the only fund that may pay it."""
    return [due_of(plan, one, funds, (preferred or {}).get(one.item_id, ())) for one in items if one.amount_idr]


def due_of(plan: Plan, item: Item, funds: Mapping[str, str], preferred: Sequence[tuple[int, int]] = ()) -> Due:
    """What an item asks for."""
    return Due(
        item.item_id, item.owner or plan.area, item.pillar, item.amount_idr,
        item.amount_idr // max(item.units, 1), fund=funds.get(item.source_id, "") if item.kind == PROGRAMME else "",
        desa=bool(item.owner) and item.owner != plan.area, preferred=tuple(preferred),
    )  # fmt: skip


def holders_of(line: int) -> list[tuple[str, int]]:
    """Who holds what of a line is not free, the most first: by plan, programme, proposal or purpose; rupiah."""
    held: dict[str, int] = defaultdict(int)
    rows = EarmarkBalance.objects.filter(earmark__line=line).values_list(
        "earmark__plan", "earmark__programme", "earmark__proposal", "earmark__purpose", "reserved_idr", "committed_idr",
        "paid_idr", "returned_idr",
    )  # fmt: skip
    for plan, programme, proposal, purpose, reserved, committed, paid, returned in rows:
        held[plan or programme or proposal or purpose] += reserved + committed + paid - returned
    return sorted(((name, amount) for name, amount in held.items() if amount), key=lambda one: (-one[1], one[0]))


def _payer(line: Line, own: int) -> Payer:
    return Payer(
        line.pk, line.owner, line.fund_source, line.pillar, line.account_code, line.balance.available_idr - own
    )
