"""Projects with how far they are: physical percent beside money percent, promised beside real days, warnings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.early_warnings import Standing, Warned, warnings
from merata_portal.infrastructure.models import Contract, Defect, Milestone, Party, Progress, Project
from merata_portal.infrastructure.states import OPEN_DEFECTS, PUBLIC, State
from merata_portal.ledger.models import EarmarkBalance

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Money:
    """Rupiah of a work in the ledger, and its contract's value (0: none)."""

    budget_idr: int
    contract_idr: int
    reserved_idr: int
    committed_idr: int
    spent_idr: int

    @property
    def percent(self) -> float | None:
        """Spent as a percentage of the contract; None without one."""
        return 100 * self.spent_idr / self.contract_idr if self.contract_idr else None


@dataclass(frozen=True, slots=True)
class Summary:
    """A project in a list. `physical_pc` None: no report yet. `contract` None: not signed."""

    project: Project
    contract: Contract | None
    physical_pc: float | None
    reported_on: date | None
    money: Money
    open_defects: int
    warnings: tuple[Warned, ...]

    @property
    def days_since_hand_over(self) -> int | None:
        """Days from the hand-over until today; None before it."""
        handed = self.project.handed_over_on
        return None if handed is None else (clock.today() - handed).days

    @property
    def within_warranty(self) -> bool:
        """Whether the warranty runs today."""
        return self.project.warranty_until is not None and clock.today() <= self.project.warranty_until

    @property
    def delay_days(self) -> int | None:
        """Days by which it was finished, or is still unfinished, after the day first promised; negative: before it."""
        promised = self.project.promised_on
        if promised is None or self.project.state == State.CANCELLED:
            return None
        end = self.project.finished_on or clock.today()
        late = (end - promised).days
        return late if self.project.finished_on is not None or late > 0 else None


def projects(actor: Actor, *, state: str = "", village: str = "") -> QuerySet[Project]:
    """The works of the actor's villages, the newest first."""
    found = within(Project.objects.all(), actor, Capability.VIEW_PROJECTS)
    wanted = {name: value for name, value in (("state", state), ("village_code", village)) if value}
    return found.filter(**wanted).order_by("-id")


def project(actor: Actor, uuid: UUID) -> Project:
    """One work; raises `Project.DoesNotExist` where it lies in another's area."""
    return projects(actor).get(uuid=uuid)


def public_projects(*, state: str = "", kind: str = "", village: str = "", proposal: str = "") -> QuerySet[Project]:
    """The works that everybody may see, the newest first; of one `proposal`, by its reference."""
    asked = (("state", state), ("kind", kind), ("village_code", village), ("proposal", proposal))
    wanted = {name: value for name, value in asked if value}
    return Project.objects.filter(state__in=PUBLIC, **wanted).order_by("-id")


def public_project(uuid: UUID) -> Project:
    """One work that everybody may see; raises `Project.DoesNotExist` for a candidate."""
    return public_projects().get(uuid=uuid)


def summaries(works: Iterable[Project]) -> list[Summary]:
    """How far each work is; six queries, however many there are. Whoever calls has found the works."""
    found = list(works)
    ids = [one.pk for one in found]
    contracts = {one.project_id: one for one in Contract.objects.filter(project__in=ids).select_related("supplier")}
    latest: dict[int, Progress] = {}
    for one in Progress.objects.filter(project__in=ids).order_by("on_day", "id"):
        latest[one.project_id] = one
    balances = {
        one.earmark_id: one
        for one in EarmarkBalance.objects.filter(earmark__in=[one.earmark for one in found if one.earmark is not None])
    }
    today = clock.today()
    late = Count("id", filter=Q(mend_by__lt=today, state="asked"))
    defects = {
        project: (waiting, past)
        for project, waiting, past in Defect.objects.filter(project__in=ids, state__in=OPEN_DEFECTS)
        .order_by()
        .values("project")
        .annotate(waiting=Count("id"), past=late)
        .values_list("project", "waiting", "past")
    }
    unmet = Milestone.objects.filter(project__in=ids, met_on__isnull=True, due_on__lt=today, project__state="under_way")
    overdue = dict(unmet.order_by().values("project").annotate(n=Count("id")).values_list("project", "n"))
    return [
        _summary(
            one, contracts.get(one.pk), latest.get(one.pk), balances.get(one.earmark or 0),
            defects.get(one.pk, (0, 0)), overdue.get(one.pk, 0),
        )
        for one in found
    ]  # fmt: skip


def summary(found: Project) -> Summary:
    """How far one work is."""
    return summaries([found])[0]


def _summary(
    project: Project, contract: Contract | None, last: Progress | None, balance: EarmarkBalance | None,
    defects: tuple[int, int], overdue: int,
) -> Summary:  # fmt: skip
    money = Money(
        budget_idr=project.budget_idr,
        contract_idr=0 if contract is None else contract.value_idr,
        reserved_idr=0 if balance is None else balance.reserved_idr,
        committed_idr=0 if balance is None else balance.committed_idr,
        spent_idr=0 if balance is None else balance.paid_idr - balance.returned_idr,
    )
    physical = None if last is None else float(last.physical_pc)
    standing = Standing(
        under_way=project.state == State.UNDER_WAY,
        finished_on=project.finished_on,
        due_on=project.due_on if project.state in (State.CONTRACTED, State.UNDER_WAY) else None,
        promised_on=project.promised_on,
        started_on=project.started_on,
        last_report_on=None if last is None else last.on_day,
        physical_pc=physical,
        money_pc=money.percent,
        overdue_milestones=overdue,
        open_defects=defects[0],
        late_defects=defects[1],
    )
    return Summary(
        project, contract, physical, None if last is None else last.on_day, money, defects[0],
        tuple(warnings(standing, clock.today())),
    )  # fmt: skip


def own_project(actor: Actor, uuid: UUID, capability: Capability) -> Project:
    """One work in the actor's areas for that capability; raises `Project.DoesNotExist` for any other."""
    return within(Project.objects.filter(uuid=uuid), actor, capability).get()


def codes() -> dict[str, list[tuple[str, str]]]:
    """The choices of coded fields, for forms: `kind`, `work`, `form`, `method`, `role`, `state`, `defect`."""
    offered: dict[str, Iterable[tuple[Any, Any]]] = {
        "kind": Project.Kind.choices, "work": Project.Work.choices, "form": Party.Form.choices,
        "method": Contract.Method.choices, "state": State.choices, "defect": Defect.Kind.choices,
        "role": [one for one in Party.Role.choices if one[0] != Party.Role.SUPPLIER],
    }  # fmt: skip
    return {name: [(str(value), str(label)) for value, label in choices] for name, choices in offered.items()}
