"""What the council decided, for everybody: plans by decree, their works and classes exactly, assistance as it may be.

The ceiling of a programme divided by its benefit is how many were planned to receive. So assistance is summed over the
whole plan and told as counts and means are (`merata.stats.disclosure`): rounded, of fewer than five not at all, and
never by village or budget line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from merata.stats.disclosure.rules import RULES, significant
from merata_portal.participation.models import Proposal
from merata_portal.planning.answered_proposals import not_this_year_opening
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.states import ItemState, State

DECIDED = (State.APPROVED, State.REVOKED)
"""What the council has decided and was carried out; drafts and what waits are nobody's promise yet."""
AID = "programme"
MOST_PROPOSALS = 100


@dataclass(frozen=True, slots=True)
class AidPlanned:
    """A programme of a plan, all villages together. `households` and `ceiling_idr` as told: rounded, None withheld.

    In how many villages is not told: beside the open data, which withhold the recipients of some, it would say whether
    anybody of those receives. `lines`: the numbers of the budget lines that pay it.
    """

    programme: str
    name: str
    households: int | None
    ceiling_idr: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A work or a class of a plan; `lines`: number and rupiah of the budget lines that pay it, `asked`: tickets of the
    proposals that it answers."""

    item: Item
    lines: tuple[tuple[int, int], ...]
    asked: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether it still stands: approved and not given back."""
        return self.item.state == ItemState.MADE


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the decided plan though it was proved or asked for, and why; assistance by programme and reason.
    `by_council`: else it was taken out before the plan was submitted."""

    name: str
    kind: str
    village_code: str
    reason: str
    by_council: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """The proposals that a plan answered: taken up by their items, and how many were told why not."""

    accepted: tuple[Proposal, ...]
    declined: tuple[Proposal, ...]
    declined_count: int


@dataclass(frozen=True, slots=True)
class DecidedPlan:
    """A decided plan in full. Rupiah of works and classes are those that the council approved."""

    plan: Plan
    works: tuple[Planned, ...]
    classes: tuple[Planned, ...]
    aid: tuple[AidPlanned, ...]
    left_out: tuple[LeftOut, ...]
    answers: Answers
    revoked_at: datetime | None
    revoked_reason: str

    @property
    def works_idr(self) -> int:
        """Rupiah of the works."""
        return sum(one.item.amount_idr for one in self.works)

    @property
    def classes_idr(self) -> int:
        """Rupiah of the classes."""
        return sum(one.item.amount_idr for one in self.classes)

    @property
    def aid_idr(self) -> int | None:
        """Rupiah of assistance as told; None where a programme's are withheld, which the sum would give back."""
        told = [one.ceiling_idr for one in self.aid]
        return None if None in told else sum(amount for amount in told if amount is not None)


def public_plans(area: str = "") -> QuerySet[Plan]:
    """The plans that the council has decided on, the newest first."""
    found = Plan.objects.filter(state__in=DECIDED).order_by("-year", "-decree_on", "-id")
    return found.filter(area=area) if area else found


def public_plan(uuid: UUID) -> DecidedPlan:
    """One of them in full; raises `Plan.DoesNotExist` for any other. As many queries whatever the plan holds."""
    plan = public_plans().select_related("scenario").get(uuid=uuid)
    items = list(plan.items.order_by("number"))
    lines = _lines(plan)
    accepted = _accepted(items)
    of_item = {item.pk: tuple(accepted[one].ticket for one in item.proposals if one in accepted) for item in items}
    approved = [one for one in items if one.state in (ItemState.MADE, ItemState.RELEASED) and one.amount_idr]
    revoked = plan.steps.filter(target=State.REVOKED).order_by("-at").first()
    return DecidedPlan(
        plan=plan,
        works=_planned([one for one in approved if one.kind == "project"], lines, of_item),
        classes=_planned([one for one in approved if one.kind == "course"], lines, of_item),
        aid=aid_told([one for one in approved if one.kind == AID], lines),
        left_out=_left_out(items),
        answers=_answers(plan, accepted),
        revoked_at=None if revoked is None else revoked.at,
        revoked_reason="" if revoked is None else revoked.reason,
    )


def by_reference(references: Collection[str]) -> dict[str, Plan]:
    """Decided plans by what the ledger, works and proposals call them; one query."""
    wanted = {one for one in references if one}
    return {one.reference: one for one in public_plans() if one.reference in wanted} if wanted else {}


def items_of_earmarks(earmarks: Collection[int]) -> dict[int, Item]:
    """By earmark of the ledger the work or class of a decided plan that it stands for; one query."""
    charges = Charge.objects.filter(earmark__in=sorted(earmarks), item__plan__state__in=DECIDED)
    rows = charges.exclude(item__kind=AID).select_related("item__plan")
    return {one.earmark: one.item for one in rows if one.earmark is not None}


def planned_for(plan: Plan, proposal: str) -> Item | None:
    """The work or class of a decided plan that answers the proposal of that uuid; None for assistance. One query."""
    rows = plan.items.exclude(kind=AID).exclude(state=ItemState.LEFT_OUT).filter(amount_idr__gt=0).order_by("number")
    return next((one for one in rows if proposal in one.proposals), None)


def planned_like(text: str) -> QuerySet[Item]:
    """The works and classes of decided plans whose name holds a text, that still stand; with plan and charges."""
    rows = Item.objects.filter(plan__state__in=DECIDED, state=ItemState.MADE, name__icontains=text)
    return rows.exclude(kind=AID).select_related("plan").prefetch_related("charges").order_by("-plan__year", "number")


def aid_told(items: Iterable[Item], lines: dict[int, tuple[tuple[int, int], ...]]) -> tuple[AidPlanned, ...]:
    """The programmes among a plan's items with what may be told of them, by code.

    As `disclosure` tells sums: the mean to three digits times the rounded count. Where not all are to receive alike
    even that is withheld: of two known amounts the mean tells how many receive which, and so the exact count.
    """
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.source_id].append(item)
    found = []
    for code, own in sorted(groups.items()):
        households, ceiling = sum(one.households for one in own), sum(one.amount_idr for one in own)
        told = None if RULES.small(households) or not households else RULES.rounded(households)
        mean = significant(ceiling / households) if households else 0.0
        alike = all(one.amount_idr * households == ceiling * one.households for one in own)
        paying = sorted({line for one in own for line, _amount in lines.get(one.pk, ())})
        found.append(
            AidPlanned(
                code, own[0].name, told, None if told is None or not alike else round(told * mean), tuple(paying),
            )
        )  # fmt: skip
    return tuple(found)


def _lines(plan: Plan) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for charge in Charge.objects.filter(item__plan=plan).order_by("item", "line"):
        found[charge.item_id].append((charge.line, charge.amount_idr))
    return {item: tuple(charges) for item, charges in found.items()}


def _planned(
    items: Sequence[Item], lines: dict[int, tuple[tuple[int, int], ...]], asked: dict[int, tuple[str, ...]]
) -> tuple[Planned, ...]:
    return tuple(Planned(one, lines.get(one.pk, ()), asked[one.pk]) for one in items)


def _left_out(items: Sequence[Item]) -> tuple[LeftOut, ...]:
    told: list[LeftOut] = []
    aid: set[tuple[str, str, bool]] = set()
    for one in items:
        by_council = one.state == ItemState.LEFT_OUT and one.amount_idr > 0
        if not by_council and one.amount_idr:
            continue
        reason = one.left_reason if by_council else one.change_reason
        if one.kind == AID:
            aid.add((one.name, reason, by_council))
        else:
            told.append(LeftOut(one.name, one.kind, one.village_code, reason, by_council))
    told += [LeftOut(name, AID, "", why, council) for name, why, council in sorted(aid)]
    return tuple(sorted(told, key=lambda one: (not one.by_council, one.name)))


def _accepted(items: Sequence[Item]) -> dict[str, Proposal]:
    """By uuid the proposals that what was approved answers."""
    uuids = sorted({uuid for item in items if item.state != ItemState.LEFT_OUT for uuid in item.proposals})
    return {str(one.uuid): one for one in Proposal.objects.filter(uuid__in=uuids).order_by("pk")}


def _answers(plan: Plan, accepted: dict[str, Proposal]) -> Answers:
    declined: QuerySet[Any] = Proposal.objects.filter(
        village_code__startswith=f"{plan.area}.", outcome=Proposal.Outcome.NOT_THIS_YEAR,
        answer__startswith=not_this_year_opening(plan),
    ).order_by("pk")  # fmt: skip
    taken = [one for one in accepted.values() if one.plan == plan.reference or plan.state == State.REVOKED]
    return Answers(tuple(taken), tuple(declined[:MOST_PROPOSALS]), declined.count())
