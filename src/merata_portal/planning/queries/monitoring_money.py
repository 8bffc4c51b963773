"""The rupiah of an approved plan as the ledger has them: of each item, and what stands for none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from merata_portal.actor import Actor
from merata_portal.ledger.models import Earmark
from merata_portal.ledger.queries import earmarks
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.states import ItemState


@dataclass(frozen=True, slots=True)
class Amounts:
    """Rupiah: promised by the council, in each stage of the ledger, and what should have been paid by now."""

    promised_idr: int = 0
    reserved_idr: int = 0
    committed_idr: int = 0
    paid_idr: int = 0
    returned_idr: int = 0
    expected_idr: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        """Both together."""
        return Amounts(
            self.promised_idr + other.promised_idr,
            self.reserved_idr + other.reserved_idr,
            self.committed_idr + other.committed_idr,
            self.paid_idr + other.paid_idr,
            self.returned_idr + other.returned_idr,
            self.expected_idr + other.expected_idr,
        )

    @property
    def spent_idr(self) -> int:
        """Paid, and not come back."""
        return self.paid_idr - self.returned_idr

    @property
    def share(self) -> float | None:
        """Spent as a share of promised; None where nothing was promised."""
        return self.spent_idr / self.promised_idr if self.promised_idr else None

    @property
    def expected_share(self) -> float | None:
        """What should have been paid by now as a share of promised; None where nothing was promised."""
        return self.expected_idr / self.promised_idr if self.promised_idr else None

    @property
    def released_idr(self) -> int:
        """Of what was promised, what is neither set aside nor spent any more."""
        return max(self.promised_idr - self.reserved_idr - self.committed_idr - self.spent_idr, 0)


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """By item's id what stands for it; `beside`: by pillar what stands for no single item (a launch's reserve for
    additions). By fund source what stands at all; `made`: by launch ("launch:<uuid>", its reserve as well), class and
    work.
    """

    items: dict[int, Amounts] = field(default_factory=dict)
    beside: dict[str, Amounts] = field(default_factory=dict)
    funds: dict[str, Amounts] = field(default_factory=dict)
    made: dict[str, Amounts] = field(default_factory=dict)


def money_of(actor: Actor, plan: Plan, items: Sequence[Item]) -> PlanMoney:
    """The plan's money as far as the actor sees the budgets that pay it; three queries.

    An earmark is an item's by its charge, or by its purpose: that of the launch in the item's village, of the class or
    of the work that the approval made.
    """
    charged = dict(
        Charge.objects.filter(item__plan=plan, earmark__isnull=False).values_list("earmark", "item_id")
    )  # fmt: skip
    purposes = {purpose: one.pk for one in items for purpose in _purposes(one)}
    found = PlanMoney(items={one.pk: Amounts(promised_idr=promised(one)) for one in items})
    for mark in earmarks(actor, plan=plan.reference):
        amounts, line = _amounts(mark), mark.line
        item = charged.get(mark.pk) or purposes.get(mark.purpose)
        if item in found.items:
            _add(found.items, item, amounts)
        else:
            _add(found.beside, line.pillar, amounts)
        _add(found.funds, line.fund_source, amounts)
        _add(found.made, mark.purpose.partition("/")[0], amounts)
    return found


def promised(item: Item) -> int:
    """What the council approved for an item; nothing for one that it left out or that was revoked."""
    return item.amount_idr if item.state in (ItemState.PROPOSED, ItemState.MADE) else 0


def total(rows: Iterable[Amounts]) -> Amounts:
    """All together."""
    return sum(rows, Amounts())


def made_of(item: Item) -> list[UUID]:
    """The launch, the classes or the work that the approval made of an item; none before it."""
    return [UUID(str(one)) for one in item.made] or ([item.made_uuid] if item.made_uuid is not None else [])


def _purposes(item: Item) -> list[str]:
    place = f"/{item.village_code}" if item.made_kind == "launch" else ""
    return [f"{item.made_kind}:{uuid}{place}" for uuid in made_of(item)]


def _amounts(mark: Earmark) -> Amounts:
    of = mark.balance
    return Amounts(0, of.reserved_idr, of.committed_idr, of.paid_idr, of.returned_idr)


def _add(into: dict[Any, Amounts], key: Any, amounts: Amounts) -> None:
    into[key] = into.get(key, Amounts()) + amounts
