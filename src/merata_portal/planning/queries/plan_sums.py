"""A plan summed up for who decides on it: by pillar, programme and village; the lines that pay, with what lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum

from merata_portal.accounts.queries import area_names
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.jobs.models import Job
from merata_portal.ledger.models import Line
from merata_portal.planning.charging import Payer
from merata_portal.planning.menu import Choice, Menu
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.queries.funding import due_of, lines_for
from merata_portal.planning.states import ItemState, State

MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class PlanSum:
    """The items of one group: how many ask for money, rupiah as proved and as asked for (as decided, once the council
    has left something out), and the households that programmes reach. `code`: of a village, its code.
    """

    code: str
    name: str
    items: int
    proved_idr: int
    asked_idr: int
    households: int


@dataclass(frozen=True, slots=True)
class PlanSums:
    """The sums of a plan; `villages` by rupiah, `without`: how many villages of the area have nothing of it."""

    total: PlanSum
    pillars: tuple[PlanSum, ...]
    sources: tuple[PlanSum, ...]
    villages: tuple[PlanSum, ...]
    changed: int
    left_out: int


@dataclass(frozen=True, slots=True)
class PayingLine:
    """A line of the ledger with what the plan asks of it and what is free now."""

    line: Line
    items: int
    asked_idr: int
    available_idr: int

    @property
    def lacks_idr(self) -> int:
        """What is asked beyond what is free; 0 where it fits."""
        return max(self.asked_idr - self.available_idr, 0)

    @property
    def after_idr(self) -> int:
        """What would be free afterwards."""
        return max(self.available_idr - self.asked_idr, 0)


def sums(plan: Plan) -> PlanSums:
    """The plan summed up; two queries."""
    rows = list(plan.items.order_by("number"))
    names = area_names({one.village_code for one in rows if one.village_code})
    return PlanSums(
        total=_sum("", "", rows),
        pillars=_by(rows, lambda one: one.pillar, lambda one: one.pillar),
        sources=_by(rows, lambda one: one.source_id, lambda one: one.name),
        villages=_by(rows, lambda one: one.village_code, lambda one: names.get(one.village_code, one.village_code)),
        changed=sum(one.proved_idr != one.amount_idr for one in rows),
        left_out=sum(one.state == ItemState.LEFT_OUT and one.amount_idr > 0 for one in rows),
    )


def paying_lines(plan: Plan) -> list[PayingLine]:
    """The lines that pay the plan, those that lack most first; what the council left out asks for nothing. Two queries.

    What is free is what the ledger has now: an approved plan has taken its part already.
    """
    asked: dict[int, list[int]] = defaultdict(list)
    wanted = Charge.objects.filter(item__plan=plan).exclude(item__state=ItemState.LEFT_OUT)
    for line, amount in wanted.values_list("line", "amount_idr"):
        asked[line].append(amount)
    found = [
        PayingLine(line, len(asked[line.pk]), sum(asked[line.pk]), line.balance.available_idr)
        for line in Line.objects.select_related("balance").filter(pk__in=sorted(asked))
    ]
    return sorted(found, key=lambda one: (-one.lacks_idr, -one.asked_idr, one.line.pk))


def wanted_items(plan: Plan, *, pillar: str = "", village: str = "", text: str = "", only: str = "") -> QuerySet[Item]:
    """The items of a pillar, of a village or with a text in their name or id; `only` "changed" or "left_out"."""
    found = plan.items.order_by("number").prefetch_related("charges")
    if pillar:
        found = found.filter(pillar=pillar)
    if village:
        found = found.filter(village_code=village)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(item_id__icontains=text))
    if only == "changed":
        found = found.exclude(proved_idr=F("amount_idr"))
    return found.filter(state=ItemState.LEFT_OUT) if only == "left_out" else found


def changed_items(plan: Plan) -> list[Item]:
    """The items that were changed by hand, the largest difference first."""
    rows = plan.items.exclude(proved_idr=F("amount_idr")).order_by("number")
    return sorted(rows, key=lambda one: -abs(one.proved_idr - one.amount_idr))


def item_numbered(plan: Plan, number: int) -> Item:
    """One line of the plan by its number; raises `Item.DoesNotExist`."""
    return plan.items.prefetch_related("charges").get(number=number)


def possible_lines(actor: Actor, plan: Plan, item: Item) -> list[Payer]:
    """The budget lines that may pay an item, those with most left first; what it holds itself counts as free."""
    menu = Menu(plan.scenario.inputs, plan.area)
    return lines_for(actor, plan, item, due_of(plan, item, {item.source_id: menu.fund_of(item.source_id)}))


def candidates(plan: Plan, text: str) -> list[tuple[Choice, str]]:
    """What the frozen inputs offer and the plan has not, with its village's name, where every word of `text` stands in
    its name, id or village; at most `MOST_CANDIDATES`. Nothing for an empty text.
    """
    words = text.casefold().split()
    if not words:
        return []
    menu = Menu(plan.scenario.inputs, plan.area)
    villages = {code: str(row["name"]) for code, row in menu.villages.items()}
    there = set(plan.items.values_list("item_id", flat=True))
    found: list[tuple[Choice, str]] = []
    for item_id, said in _offered(menu, villages):
        if item_id in there or not all(word in said for word in words):
            continue
        choice = menu.choice(item_id)
        if choice is not None:
            found.append((choice, villages.get(choice.village_code, "")))
        if len(found) == MOST_CANDIDATES:
            break
    return found


def asked_of(plan: Plan) -> int:
    """Rupiah that the plan asks of the council, or was given."""
    kept = plan.items.exclude(state=ItemState.LEFT_OUT)
    return int(kept.aggregate(all=Sum("amount_idr", default=0))["all"])


def asked_of_many(plans: Iterable[Plan]) -> dict[int, int]:
    """By plan's id the rupiah that it asks, or was given; one query."""
    kept = Item.objects.filter(plan__in=[one.pk for one in plans]).exclude(state=ItemState.LEFT_OUT)
    rows = kept.order_by().values("plan").annotate(all=Sum("amount_idr"))
    return {int(row["plan"]): int(row["all"]) for row in rows}


def to_decide(actor: Actor) -> QuerySet[Plan]:
    """The plans before the council that the actor may decide on: those that somebody else drew up and submitted."""
    rows = Plan.objects.filter(state=State.SUBMITTED)
    rows = rows.exclude(made_by_user_id=actor.user_id).exclude(submitted_by_user_id=actor.user_id)
    return within_areas(rows, actor, Capability.APPROVE_PLAN, "area").order_by("submitted_at", "id")


def own_drafts(actor: Actor) -> QuerySet[Plan]:
    """The drafts that the actor drew up and has not submitted."""
    rows = Plan.objects.filter(state=State.DRAFT, made_by_user_id=actor.user_id)
    return within_areas(rows, actor, Capability.SUBMIT_PLAN, "area").order_by("-id")


def approval_job(plan: Plan) -> Job | None:
    """The background work that carries the approval out, or did last; what it says holds no name and no number."""
    return None if plan.job is None else Job.objects.filter(pk=plan.job).first()


def why_given_back(plan: Plan) -> str:
    """Why the last approval could not be carried out, as it was written down; empty where none failed."""
    last = plan.steps.order_by("-at", "-pk").first()
    failed = last is not None and (last.source, last.target) == (State.APPROVING, State.SUBMITTED)
    return last.reason if failed and last is not None else ""


def _offered(menu: Menu, villages: dict[str, str]) -> Iterable[tuple[str, str]]:
    for table in (menu.projects, menu.courses):
        for item_id, row in table.items():
            place = villages.get(str(row.get("village_code") or ""), "")
            yield item_id, f"{row['name']} {item_id} {place}".casefold()
    for programme, row in menu.programmes.items():
        for code, place in villages.items():
            yield f"{programme}:{code}", f"{row['name']} {programme} {code} {place}".casefold()


def _by(rows: list[Item], key: Callable[[Item], str], name: Callable[[Item], str]) -> tuple[PlanSum, ...]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for one in rows:
        groups[key(one)].append(one)
    found = (_sum(code, name(own[0]), own) for code, own in groups.items())
    return tuple(sorted(found, key=lambda one: (-one.asked_idr, -one.proved_idr, one.name)))


def _sum(code: str, name: str, rows: list[Item]) -> PlanSum:
    kept = [one for one in rows if one.state != ItemState.LEFT_OUT]
    return PlanSum(
        code, name, items=sum(bool(one.amount_idr) for one in kept), proved_idr=sum(one.proved_idr for one in rows),
        asked_idr=sum(one.amount_idr for one in kept),
        households=sum(one.households for one in kept if one.amount_idr and one.kind == "programme"),
    )  # fmt: skip
