"""The classes of an approved plan: drafts with their money set aside, to be completed by the sector office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from merata_portal.actor import Actor
from merata_portal.planning.actions.making import kept_charges, made
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Item, Plan
from merata_portal.training.actions.earmarking import PlannedClass, earmark_classes
from merata_portal.training.models import Course
from merata_portal.training.requests import CourseDraft
from merata_portal.training.states import State
from merata_portal.working_calendar import working_calendar

DAYS_TO_ANNOUNCE = 60
"""Working days from the decree to the first session: to complete the draft, announce, take applications and draw."""
USUAL_SESSIONS = 10
"""Sessions of a class whose table says none."""


def classes_made(
    by: Actor, plan: Plan, items: Sequence[Item], menu: Menu, proposals: dict[str, str], reason: str
) -> list[Course]:
    """Make the drafts of the plan's courses, one for each class, with their money reserved, and note them."""
    asked: list[tuple[Item, PlannedClass]] = []
    for item in items:
        there = Course.objects.filter(course_id=item.source_id).exclude(state=State.CANCELLED).first()
        asked += [
            (item, PlannedClass(draft, line, None if there is None else there.uuid))
            for draft, line in drafts_of(plan, item, menu, proposals.get(item.item_id, ""))
        ]
        item.adopted = there is not None
    if not asked:
        return []
    found = earmark_classes(
        by=by, classes=[one for _, one in asked], plan=plan.reference, reason=reason,
        key=f"{plan.reference}/classes", document=plan.decree_number,
    )  # fmt: skip
    of_item: dict[int, list[Course]] = {}
    for (item, _), course in zip(asked, found, strict=True):
        of_item.setdefault(item.pk, []).append(course)
    for item in items:
        own = of_item[item.pk]
        made(item, "course", [course.uuid for course in own])
        kept_charges(item, {course.line: course.earmark for course in reversed(own)})
    return found


def drafts_of(plan: Plan, item: Item, menu: Menu, proposal: str) -> list[tuple[CourseDraft, int]]:
    """What each class of an item is, and the line that pays it; days and place are to be completed by the office."""
    row: dict[str, Any] = menu.courses[item.source_id]
    cost = item.amount_idr // item.units
    village = menu.village_of_course(item.source_id)
    sessions = row.get("sessions") or USUAL_SESSIONS
    decided = max(plan.decree_on or date(plan.year, 1, 1), date(plan.year, 1, 1))
    starts_on = working_calendar().after(decided, DAYS_TO_ANNOUNCE)
    ends_on = working_calendar().after(starts_on, sessions)
    lines = [charge.line for charge in item.charges.all() for _ in range(charge.amount_idr // cost)]
    return [
        (
            CourseDraft(
                name=item.name[:120] + (f" (kelas {number} dari {len(lines)})" if len(lines) > 1 else ""),
                sector=row["sector"], owner=item.owner, year=plan.year, village_code=village,
                place=f"Ditentukan dinas; sementara {menu.villages[village]['name']}", starts_on=starts_on,
                ends_on=ends_on, seats=row["seats"], sessions=sessions, cost_idr=cost,
                about=f"Rancangan dari {plan.name}, Keputusan DPRD {plan.decree_number}.",
                minimum_attendance_pc=round(100 * (row.get("minimum_attendance") or 0.8)),
                excused_at_most=min(2, sessions), women_seats=row.get("women_seats") or 0,
                disability_seats=row.get("disability_seats") or 0, max_per_village=row.get("max_per_village"),
                minimum_age=row.get("minimum_age"), maximum_age=row.get("maximum_age"),
                minimum_schooling_years=row.get("minimum_schooling_years"),
                evidence_id=row.get("evidence_id") or "", proposal=proposal, plan=plan.reference,
            ),
            line,
        )
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
