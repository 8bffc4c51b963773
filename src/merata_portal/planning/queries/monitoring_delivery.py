"""How far the launches, classes and works of a plan are: what they have reached, what is due by now, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum, TextChoices
from django.utils import timezone
from django.utils.functional import Promise

from merata.working_days import Calendar
from merata_portal.infrastructure.models import Milestone, Project
from merata_portal.infrastructure.queries.projects import Summary, summaries
from merata_portal.infrastructure.states import State as WorkState
from merata_portal.planning import expected_delivery as expected
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries.monitoring_money import made_of
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Launch, Verification
from merata_portal.programmes.states import HELD
from merata_portal.training.models import Application, Course, Session
from merata_portal.training.states import State as CourseState

Reach = dict[tuple[int, str], int]
_COURSE_ORDER = ("cancelled", "draft", "open", "listed", "numbered", "drawn", "finished")
"""Of an item's classes the one that is least far says where the item stands."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What an item has brought so far. Households: decreed, and of them those to whom something came. Physical percent
    and days are a work's. `expected_share`: of its money, by now (0 to 1). `done`: what was promised is there.
    """

    expected_share: float = 0.0
    enrolled: int = 0
    households: int = 0
    seats: int = 0
    filled: int = 0
    completed: int = 0
    physical_pc: float | None = None
    state: str = ""
    state_label: str | Promise = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class LaunchSeen:
    """A launch with what its warnings are told from."""

    launch: Launch
    since: date
    cycles: int = 0
    failed: int = 0
    failed_idr: int = 0
    opened: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """A class with what its warnings are told from."""

    course: Course
    applied: int
    filled: int
    completed: int
    recorded: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """The launches, classes and works of a plan by uuid, and by item's id what it has reached."""

    launches: dict[UUID, LaunchSeen] = field(default_factory=dict)
    courses: dict[UUID, CourseSeen] = field(default_factory=dict)
    works: dict[UUID, Summary] = field(default_factory=dict)
    reached: dict[int, Reached] = field(default_factory=dict)


def delivery_of(plan: Plan, items: Sequence[Item], today: date, calendar: Calendar) -> Delivery:
    """How far everything is that the approval made; as many queries whatever the plan holds.

    Whoever calls has found the plan: what is counted here names nobody.
    """
    begins, ends = expected.year_begins(plan.year, plan.decree_on), date(plan.year, 12, 31)
    made: dict[str, set[UUID]] = {"launch": set(), "course": set(), "project": set()}
    for one in items:
        if one.made_kind in made:
            made[one.made_kind].update(made_of(one))
    launches, due, enrolled, households = _launches(made["launch"], begins, ends, today, calendar)
    courses = _courses(made["course"])
    works = {one.project.uuid: one for one in summaries(Project.objects.filter(uuid__in=made["project"]))}
    parts = _milestones(made["project"])
    found = Delivery(launches, courses, works)

    def of_launch(item: Item) -> Reached | None:
        seen = next((launches[uuid] for uuid in made_of(item) if uuid in launches), None)
        if seen is None:
            return None
        place = seen.launch.pk, item.village_code
        reached = households.get(place, 0)
        return Reached(
            due[seen.launch.pk], enrolled.get(place, 0), reached, state=seen.launch.state,
            state_label=_label(Launch.State, seen.launch.state), done=reached > 0,
        )  # fmt: skip

    def of_course(item: Item) -> Reached | None:
        seen = [courses[uuid] for uuid in made_of(item) if uuid in courses]
        if not seen:
            return None
        due = [expected.elapsed(one.course.starts_on, one.course.ends_on, today, calendar) for one in seen]
        least = min(seen, key=lambda one: _COURSE_ORDER.index(one.course.state))
        return Reached(
            sum(due) / len(due), seats=sum(one.course.seats for one in seen), filled=sum(one.filled for one in seen),
            completed=sum(one.completed for one in seen), state=least.course.state,
            state_label=_label(CourseState, least.course.state), done=least.course.state == "finished",
        )  # fmt: skip

    def of_work(item: Item) -> Reached | None:
        seen = next((works[uuid] for uuid in made_of(item) if uuid in works), None)
        if seen is None:
            return None
        of = seen.project
        return Reached(
            expected.of_milestones(parts.get(of.pk, ()), begins, ends, today, calendar), physical_pc=seen.physical_pc,
            state=of.state, state_label=_label(WorkState, of.state), done=of.handed_over_on is not None,
        )  # fmt: skip

    ways: Mapping[str, Callable[[Item], Reached | None]] = {
        "launch": of_launch, "course": of_course, "project": of_work,
    }  # fmt: skip
    not_made = Reached(expected.elapsed(begins, ends, today, calendar))
    for one in items:
        way = ways.get(one.made_kind)
        found.reached[one.pk] = (way(one) if way is not None else None) or not_made
    return found


@lru_cache(maxsize=128)
def _label(states: type[TextChoices], state: str) -> str | Promise:
    # Hundreds of items share few states, and naming one costs more than all else that is done for an item.
    return states(state).label


def late_verifications(
    launches: Mapping[UUID, LaunchSeen], days: int, today: date, calendar: Calendar
) -> dict[int, list[tuple[str, bool]]]:
    """By launch's id the villages that have still to speak, each with whether its term is over; one query."""
    ids = [one.launch.pk for one in launches.values()]
    rows = Verification.objects.filter(launch__in=ids, closed_at__isnull=True).order_by("launch", "village_code")
    found: dict[int, list[tuple[str, bool]]] = {}
    for launch, village, opened in rows.values_list("launch", "village_code", "opened_at"):
        over = calendar.between(timezone.localtime(opened).date(), today) > days
        found.setdefault(launch, []).append((village, over))
    return found


def _launches(
    wanted: set[UUID], begins: date, ends: date, today: date, calendar: Calendar
) -> tuple[dict[UUID, LaunchSeen], dict[int, float], Reach, Reach]:
    rows = list(Launch.objects.filter(uuid__in=wanted).order_by("id"))
    ids = [one.pk for one in rows]
    paydays: dict[int, list[date]] = {}
    for launch, day in Cycle.objects.filter(launch__in=ids).order_by("number").values_list("launch", "pays_on"):
        paydays.setdefault(launch, []).append(day)
    lost = Entitlement.objects.filter(
        cycle__launch__in=ids, state=Entitlement.State.DUE, why=Entitlement.Why.FAILED
    ).order_by()
    told = lost.values("cycle__launch").annotate(count=Count("id"), amount=Sum("amount_idr"))
    failed = {row["cycle__launch"]: (row["count"], int(row["amount"])) for row in told}
    due = {
        one.pk: expected.of_instalments(paydays.get(one.pk, []), one.instalments, begins, ends, today, calendar)
        for one in rows
    }
    seen = {
        one.uuid: LaunchSeen(
            one, _since(one), len(paydays.get(one.pk, ())), *failed.get(one.pk, (0, 0)), tuple(paydays.get(one.pk, ()))
        )
        for one in rows
    }
    enrolled = _by_place(Enrolment.objects.filter(launch__in=ids, state__in=HELD), "launch", "household")
    received = Entitlement.objects.filter(cycle__launch__in=ids, state=Entitlement.State.RECEIVED)
    return seen, due, enrolled, _by_place(received, "cycle__launch", "enrolment__household")


def _by_place(rows: Any, launch: str, household: str) -> Reach:
    counted = rows.order_by().values(launch, "village_code").annotate(count=Count(household, distinct=True))
    return {(of, village): count for of, village, count in counted.values_list(launch, "village_code", "count")}


def _since(launch: Launch) -> date:
    steps = (launch.decreed_at, launch.approved_at, launch.listed_at, launch.made_at)
    return timezone.localtime(next(at for at in steps if at is not None)).date()


def _courses(wanted: set[UUID]) -> dict[UUID, CourseSeen]:
    rows = list(Course.objects.filter(uuid__in=wanted).order_by("id"))
    ids = [one.pk for one in rows]
    seat = Q(gave_up_order__isnull=True) & (Q(selected=True) | Q(promoted=True))
    applications = Application.objects.filter(course__in=ids, withdrawn_on__isnull=True).order_by().values("course")
    sums: dict[str, Any] = {
        "applied": Count("id"), "filled": Count("id", filter=seat), "done": Count("id", filter=Q(completed=True)),
    }  # fmt: skip
    counted: dict[Any, Any] = {row["course"]: row for row in applications.annotate(**sums)}
    held = Session.objects.filter(course__in=ids, recorded_at__isnull=False).order_by().values("course")
    recorded: dict[Any, int] = {row["course"]: row["count"] for row in held.annotate(count=Count("id"))}
    nobody = dict.fromkeys(sums, 0)

    def seen(one: Course) -> CourseSeen:
        of = counted.get(one.pk, nobody)
        return CourseSeen(one, of["applied"], of["filled"], of["done"], recorded.get(one.pk, 0))

    return {one.uuid: seen(one) for one in rows}


def _milestones(wanted: set[UUID]) -> dict[int, list[tuple[int, date]]]:
    rows = Milestone.objects.filter(project__uuid__in=wanted).order_by("project", "number")
    found: dict[int, list[tuple[int, date]]] = {}
    for project, weight, day in rows.values_list("project", "weight_pc", "due_on"):
        found.setdefault(project, []).append((weight, day))
    return found
