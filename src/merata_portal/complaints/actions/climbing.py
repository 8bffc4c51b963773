"""Escalation: what is overdue goes to the next post of its route, by a job once a day and by hand at any time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import SYSTEM, Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.stepping import place, refuse_unless, step, taken
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint, Sweep
from merata_portal.complaints.turns import route
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.reasons import require_reason
from merata_portal.working_calendar import working_calendar

ESCALATE = "complaints.escalate"
REVIEW_WORKING_DAYS = 2
"""So long a complaint may wait to be looked at; then it is public whether or not anybody did."""
RUNNING = (Complaint.State.FILED, Complaint.State.TAKEN)


@transaction.atomic
def escalate(*, by: Actor, uuid: UUID, reason: str) -> Complaint:
    """Give a complaint to the next post at once, with a whole term of its own. Needs ROUTE_COMPLAINT in the village."""
    found, held = taken(by, uuid, Capability.ROUTE_COMPLAINT)
    reason = require_reason(reason)
    refuse_unless(found, *RUNNING)
    if found.post + 1 >= len(route(found)):
        raise ComplaintDeclined(
            "Pengaduan ini sudah di tingkat tertinggi.", "This complaint is at the highest post already."
        )
    _climb(found, by, held, reason)
    return found


def ask_sweep() -> Job | None:
    """Once a day, at the first act on any complaint: have the overdue escalated in the background.

    `merata portal complaints escalate` does the same for a day on which nobody acts.
    """
    _, first = Sweep.objects.get_or_create(day=timezone.localdate())
    return ask_escalation(by=SYSTEM("pengaduan jatuh tempo")) if first else None


def ask_escalation(*, by: Actor) -> Job:
    """Have the overdue escalated in the background; asked twice it is done once."""
    return enqueue(by=by, kind=ESCALATE, parameters={}, unique_key=ESCALATE)


def run_escalation(running: Running) -> dict[str, Any]:
    """Escalate each overdue complaint once, one transaction each; at the highest post it stays, marked."""
    by, today, climbed, released = SYSTEM("pengaduan jatuh tempo"), timezone.localdate(), 0, 0
    due = list(
        Complaint.objects.filter(state__in=RUNNING, due_on__lt=today).order_by("id").values_list("pk", flat=True)
    )
    for place_, pk in enumerate(due, start=1):
        running.stop_if_asked()
        with transaction.atomic():
            climbed += _overdue(by, pk)
            running.progress(place_, len(due), f"{climbed} pengaduan dinaikkan", f"{climbed} complaints escalated")
    latest = working_calendar().before(today, REVIEW_WORKING_DAYS)
    for pk in Complaint.objects.filter(state=Complaint.State.REVIEW, started_on__lt=latest).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            released += _release(by, pk)
    return {"escalated": climbed, "released": released}


def _overdue(by: Actor, pk: int) -> int:
    found = Complaint.objects.select_for_update().get(pk=pk)
    if found.state not in RUNNING or found.due_on is None or found.due_on >= timezone.localdate():
        return 0  # answered or escalated meanwhile
    if found.post + 1 < len(route(found)):
        _climb(found, by, None, "")
        return 1
    if not found.steps.filter(step="overdue", at__date__gt=found.due_on).exists():  # once for each term
        found.was_overdue = True
        found.save(update_fields=["was_overdue"])
        step(found, by, "overdue")
    return 0


def _climb(found: Complaint, by: Actor, held: Held | None, reason: str) -> None:
    overdue = found.due_on is not None and found.due_on < timezone.localdate()
    found.was_overdue = found.was_overdue or overdue
    place(found, found.post + 1)
    found.state = Complaint.State.FILED
    found.save()
    step(found, by, "escalated", reason)
    record(
        by=by, held=held, action="complaints.escalate", subject=found.subject, area=found.village_code, reason=reason,
        data={"role": found.role, "to": found.area, "overdue": overdue},
    )  # fmt: skip


def _release(by: Actor, pk: int) -> int:
    found = Complaint.objects.select_for_update().get(pk=pk)
    if found.state != Complaint.State.REVIEW:
        return 0
    found.state = Complaint.State.FILED
    found.save(update_fields=["state"])
    step(found, by, "released")
    record(by=by, held=None, action="complaints.release", subject=found.subject, area=found.village_code)
    return 1
