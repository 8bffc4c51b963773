"""The early warnings of a plan under way: the rules of `planning.early_warnings` over what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from merata.working_days import Calendar
from merata_portal.planning import early_warnings as rules
from merata_portal.planning import early_warnings_development as building
from merata_portal.planning.early_warnings import Money, Warned
from merata_portal.planning.expected_delivery import elapsed
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries.monitoring_delivery import Delivery, late_verifications
from merata_portal.planning.queries.monitoring_money import Amounts, PlanMoney, made_of, total
from merata_portal.planning.queries.monitoring_voice import Voice
from merata_portal.planning.states import State


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A warning and what it is about: `kind` "launch", "course", "project", "item", "findings" or "fund", its `uuid`
    where it has a page of its own, its name in both languages, its pillar and the villages that it concerns.
    """

    said: Warned
    kind: str
    uuid: UUID | None
    name_id: str
    name_en: str
    pillar: str = ""
    villages: tuple[str, ...] = ()


def warnings_of(
    plan: Plan, items: Sequence[Item], money: Mapping[int, Amounts], of_plan: PlanMoney, delivery: Delivery,
    voice: Voice, today: date, calendar: Calendar,
) -> list[PlanWarning]:  # fmt: skip
    """All that somebody must look at, the gravest first; nothing of a plan that was revoked. One query."""
    if plan.state != State.APPROVED:
        return []
    made: dict[UUID, list[Item]] = {}
    for one in items:
        for uuid in made_of(one):
            made.setdefault(uuid, []).append(one)
    found = [
        *_launches(made, money, of_plan, delivery, today, calendar),
        *_courses(made, of_plan, delivery, today, calendar),
        *_works(made, money, delivery, today, calendar),
        *(
            PlanWarning(
                rules.of_findings(one.count, one.oldest, today, one.role), "findings", None, "Temuan musyawarah",
                "Findings of forums",
            )
            for one in voice.overdue
        ),
        *_funds(plan, of_plan, today, calendar),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.said.gravity, one.kind, one.name_id))


def _launches(
    made: Mapping[UUID, list[Item]], money: Mapping[int, Amounts], of_plan: PlanMoney, delivery: Delivery,
    today: date, calendar: Calendar,
) -> Iterator[PlanWarning]:  # fmt: skip
    still_open = late_verifications(delivery.launches, rules.VERIFY_DAYS, today, calendar)
    for uuid, seen in delivery.launches.items():
        own = made[uuid]
        amounts = total(money[one.pk] for one in own)
        # The reserve pays who was added: it is spent of the promise too.
        spent = of_plan.made.get(f"launch:{uuid}", amounts).spent_idr
        villages = still_open.get(seen.launch.pk, [])
        late = tuple(code for code, over in villages if over)
        standing = rules.AidStanding(
            seen.launch.state, seen.since, Money(amounts.promised_idr, amounts.expected_idr, spent),
            len(villages), len(late), seen.failed, seen.failed_idr, seen.cycles,
        )  # fmt: skip
        every = tuple(one.village_code for one in own)
        for said in rules.of_aid(standing, today, calendar):
            yield PlanWarning(
                said, "launch", uuid, seen.launch.name_id, seen.launch.name_en, own[0].pillar,
                late if said.code == "unverified" else every,
            )  # fmt: skip


def _courses(
    made: Mapping[UUID, list[Item]], of_plan: PlanMoney, delivery: Delivery, today: date, calendar: Calendar
) -> Iterator[PlanWarning]:
    for uuid, seen in delivery.courses.items():
        of, own = seen.course, made[uuid]
        due = round(of.cost_idr * elapsed(of.starts_on, of.ends_on, today, calendar))
        spent = of_plan.made.get(of.purpose, Amounts()).spent_idr
        standing = building.ClassStanding(
            of.state, timezone.localtime(of.made_at).date(), of.starts_on, of.ends_on, of.seats, seen.applied,
            seen.filled, seen.recorded, Money(of.cost_idr, due, spent),
        )  # fmt: skip
        for said in building.of_class(standing, today, calendar):
            yield PlanWarning(said, "course", uuid, of.name, of.name, own[0].pillar, (of.village_code,))


def _works(
    made: Mapping[UUID, list[Item]], money: Mapping[int, Amounts], delivery: Delivery, today: date, calendar: Calendar
) -> Iterator[PlanWarning]:
    for uuid, seen in delivery.works.items():
        of, own = seen.project, made[uuid]
        standing = building.WorkStanding(
            of.state, timezone.localtime(of.changed_at).date(), of.finished_on, _money(money, own),
            tuple((one.code, one.text_id, one.text_en) for one in seen.warnings),
        )  # fmt: skip
        for said in building.of_work(standing, today, calendar):
            yield PlanWarning(said, "project", uuid, of.name, of.name, own[0].pillar, (of.village_code,))


def _funds(plan: Plan, of_plan: PlanMoney, today: date, calendar: Calendar) -> Iterator[PlanWarning]:
    for fund, amounts in sorted(of_plan.funds.items()):
        said = rules.of_fund(amounts.reserved_idr, amounts.committed_idr, plan.year, today, calendar)
        if said is not None:
            yield PlanWarning(said, "fund", None, fund, fund)


def _money(money: Mapping[int, Amounts], own: Sequence[Item]) -> Money:
    amounts = total(money[one.pk] for one in own)
    return Money(amounts.promised_idr, amounts.expected_idr, amounts.spent_idr)
