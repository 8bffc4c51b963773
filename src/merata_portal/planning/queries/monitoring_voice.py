"""What residents said of a plan's items: findings of forums and what was answered, proposals and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from merata_portal.participation.models import Finding, FindingState, Proposal
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries.monitoring_delivery import Delivery
from merata_portal.planning.queries.monitoring_money import made_of


@dataclass(frozen=True, slots=True)
class Said:
    """How many findings are open, of them past their day, and answered; how many proposals, answered and delivered."""

    open: int = 0
    overdue: int = 0
    answered: int = 0
    proposals: int = 0
    proposals_answered: int = 0
    proposals_delivered: int = 0

    def __add__(self, other: Said) -> Said:
        """Both together."""
        return Said(
            self.open + other.open,
            self.overdue + other.overdue,
            self.answered + other.answered,
            self.proposals + other.proposals,
            self.proposals_answered + other.proposals_answered,
            self.proposals_delivered + other.proposals_delivered,
        )


@dataclass(frozen=True, slots=True)
class Overdue:
    """Findings that one office has let pass: how many, and the day of the oldest."""

    role: str
    count: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Voice:
    """By item's id what was said of it, and what each office owes an answer to."""

    items: dict[int, Said] = field(default_factory=dict)
    overdue: tuple[Overdue, ...] = ()


def voice_of(plan: Plan, items: Sequence[Item], delivery: Delivery, today: date) -> Voice:
    """The findings about what the plan pays, since its decree, and the proposals that it answers; two queries.

    A finding is about an item where it names its programme, class or work and was found in its village (a class or
    programme of no single village: anywhere). Whoever calls has found the plan: nothing but counts is told.
    """
    named: dict[tuple[str, str], int] = {}
    for one in items:
        for name in _names(one, delivery):
            named.setdefault((name, one.village_code), one.pk)
            if one.made_kind == "course":
                named.setdefault((name, ""), one.pk)
    found: dict[int, Said] = {}
    late: dict[str, list[date]] = {}
    names = sorted({name for name, _village in named})
    rows = Finding.objects.filter(programme__in=names).exclude(state=FindingState.WITHDRAWN)
    if plan.decided_at is not None:
        rows = rows.filter(found_at__gte=plan.decided_at)
    for programme, area, state, deadline, role in rows.values_list(
        "programme", "area", "state", "deadline", "office_role"
    ):
        item = named.get((programme, area)) or named.get((programme, ""))
        if item is None:
            continue
        is_open = state == FindingState.OPEN
        past = is_open and deadline < today
        if past:
            late.setdefault(role, []).append(deadline)
        found[item] = found.get(item, Said()) + Said(open=is_open, overdue=past, answered=not is_open)
    for pk, said in _proposals(items, delivery).items():
        found[pk] = found.get(pk, Said()) + said
    overdue = tuple(Overdue(role, len(days), min(days)) for role, days in sorted(late.items()))
    return Voice(found, overdue)


def _names(item: Item, delivery: Delivery) -> set[str]:
    """What the ledger and the forums call what an item pays: `ledger.models.Earmark.programme`."""
    names = {item.source_id}
    for made in made_of(item):
        if made in delivery.launches:
            names.add(delivery.launches[made].launch.programme_id)
        elif made in delivery.courses:
            names.add(delivery.courses[made].course.course_id)
        elif made in delivery.works:
            names.add(delivery.works[made].project.candidate_id)
    return {name for name in names if name}


def _proposals(items: Sequence[Item], delivery: Delivery) -> Mapping[int, Said]:
    wanted = {str(uuid) for one in items for uuid in one.proposals}
    answered = {
        str(uuid): bool(outcome)
        for uuid, outcome in Proposal.objects.filter(uuid__in=sorted(wanted)).values_list("uuid", "outcome")
    }
    return {
        one.pk: Said(
            proposals=len(known),
            proposals_answered=sum(answered[uuid] for uuid in known),
            proposals_delivered=len(known) if delivery.reached[one.pk].done else 0,
        )
        for one in items
        if (known := [str(uuid) for uuid in one.proposals if str(uuid) in answered])
    }
