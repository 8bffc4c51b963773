"""An approved plan against what was delivered: by item, pillar and village, with early warnings and whose turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import Actor
from merata_portal.planning import expected_delivery as expected
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries.monitoring_delivery import Reached, delivery_of
from merata_portal.planning.queries.monitoring_money import Amounts, PlanMoney, money_of, promised, total
from merata_portal.planning.queries.monitoring_voice import Said, voice_of
from merata_portal.planning.queries.monitoring_warnings import PlanWarning, warnings_of
from merata_portal.planning.queries.plans import plan as found_plan
from merata_portal.planning.states import State
from merata_portal.working_calendar import working_calendar

PILLARS = ("assistance", "training", "infrastructure", "participation")
MONITORED = (State.APPROVED, State.REVOKED)
"""The states in which there is something to hold a plan against."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the plan: its money, what it has reached, what residents said of it."""

    item: Item
    money: Amounts
    reached: Reached
    said: Said


@dataclass(frozen=True, slots=True)
class Group:
    """The items of a pillar or village together. Households and seats: as promised and as reached. `works`: how many;
    physical percent is their mean, each weighing what was promised for it, None without works; `money_pc` of the same
    works is what was spent of what was promised. `beside`: of the money, what stands for no single item.
    """

    code: str
    name: str
    items: int
    money: Amounts
    households: int
    households_reached: int
    seats: int
    filled: int
    completed: int
    works: int
    physical_pc: float | None
    works_money_pc: float | None
    said: Said
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A plan under way as on `today`; `year_share`: of the working days since its decree (or 1 January), 0 to 1."""

    plan: Plan
    today: date
    begins: date
    year_share: float
    rows: tuple[Row, ...]
    total: Group
    pillars: tuple[Group, ...]
    villages: tuple[Group, ...]
    warnings: tuple[PlanWarning, ...]


def monitoring(actor: Actor, uuid: UUID, *, today: date | None = None) -> Monitoring:
    """The plan of that uuid in the actor's areas; raises `Plan.DoesNotExist` for another's, or one not approved.

    As many queries whatever the plan holds.
    """
    plan = found_plan(actor, uuid)
    if plan.state not in MONITORED:
        raise Plan.DoesNotExist(f"plan {uuid} was not approved")
    day, calendar = today or timezone.localdate(), working_calendar()
    items = list(plan.items.order_by("number"))
    money = money_of(actor, plan, items)
    delivery = delivery_of(plan, items, day, calendar)
    voice = voice_of(plan, items, delivery, day)
    rows = tuple(
        Row(one, _expecting(money.items[one.pk], delivery.reached[one.pk]), delivery.reached[one.pk],
            voice.items.get(one.pk, Said()))
        for one in items
    )  # fmt: skip
    by_item = {row.item.pk: row.money for row in rows}
    found = warnings_of(plan, items, by_item, money, delivery, voice, day, calendar)
    begins = expected.year_begins(plan.year, plan.decree_on)
    return Monitoring(
        plan, day, begins, expected.elapsed(begins, date(plan.year, 12, 31), day, calendar), rows,
        _group("", "", rows, money.beside.values()), tuple(_pillars(rows, money, found)),
        tuple(_villages(plan, rows, found)), tuple(found),
    )  # fmt: skip


def _expecting(money: Amounts, reached: Reached) -> Amounts:
    return replace(money, expected_idr=round(money.promised_idr * reached.expected_share))


def _pillars(rows: Sequence[Row], money: PlanMoney, found: Sequence[PlanWarning]) -> Iterable[Group]:
    for code in (*PILLARS, ""):
        own = [row for row in rows if _known(row.item.pillar) == code]
        beside = [amounts for pillar, amounts in money.beside.items() if _known(pillar) == code]
        if own or beside:
            yield replace(_group(code, "", own, beside), warnings=sum(one.pillar == code for one in found))


def _known(pillar: str) -> str:
    return pillar if pillar in PILLARS else ""


def _villages(plan: Plan, rows: Sequence[Row], found: Sequence[PlanWarning]) -> Iterable[Group]:
    """Every village of the plan's area, those for which it holds nothing as well, and last what is of no village."""
    of_area = Area.objects.filter(kind=AreaKind.VILLAGE, parent__parent=plan.area).order_by("code")
    names = dict(of_area.values_list("code", "name"))
    by_village: dict[str, list[Row]] = {}
    for row in rows:
        by_village.setdefault(row.item.village_code, []).append(row)
    codes = [*names, *sorted(set(by_village) - set(names) - {""}), *([""] if "" in by_village else [])]
    warned: dict[str, int] = {}
    for one in found:
        for code in one.villages:
            warned[code] = warned.get(code, 0) + 1
    for code in codes:
        own = by_village.get(code, [])
        yield replace(_group(code, names.get(code, code), own), warnings=warned.get(code, 0))


def _group(code: str, name: str, rows: Sequence[Row], beside: Iterable[Amounts] = ()) -> Group:
    works = [row for row in rows if row.item.made_kind == "project" and row.money.promised_idr]
    weight = sum(row.money.promised_idr for row in works)

    def mean(of: Callable[[Row], float]) -> float | None:
        return sum(of(row) * row.money.promised_idr for row in works) / weight if weight else None

    kept = [row for row in rows if promised(row.item)]
    return Group(
        code, name, items=len(kept), money=total([*(row.money for row in rows), *beside]),
        households=sum(row.item.households for row in kept if row.item.pillar == "assistance"),
        households_reached=sum(row.reached.households for row in rows),
        seats=sum(row.reached.seats for row in rows), filled=sum(row.reached.filled for row in rows),
        completed=sum(row.reached.completed for row in rows), works=len(works),
        physical_pc=mean(lambda row: row.reached.physical_pc or 0.0),
        works_money_pc=mean(lambda row: 100 * (row.money.share or 0.0)),
        said=sum((row.said for row in rows), Said()),
    )  # fmt: skip
