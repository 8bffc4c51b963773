"""The council's decision on a plan: approved by decree (whole or in part), refused; and who answers for its money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.planning.actions.taking import moved, taken
from merata_portal.planning.models import Plan
from merata_portal.planning.refusals import FaultyPlan, wrong_state
from merata_portal.planning.states import State

APPROVE = "planning.approve"
LONGEST_DECREE = 80
SEPARATE = "mengajukan dan menetapkan rencana / submit and approve a plan"


@transaction.atomic
def approve(
    *, by: Actor, plan: UUID, decree_number: str, decree_on: date, reason: str,
    left_out: Mapping[str, str] | None = None, answer_unanswered: bool = False,
) -> Plan:  # fmt: skip
    """Approve a submitted plan by the council's decree, and have everything made that it asks for, or nothing.

    `left_out`: by item why the council leaves it out. `answer_unanswered`: tell the proposals that it does not answer
    why. By a council member, never by who submitted it. Pressed twice with the same decree it is asked once. The rest
    is done by the job `planning.approve`; where it cannot be, the plan is submitted again and says why. Raises
    `FaultyPlan` with everything that is wrong with the decision itself.
    """
    reason, number = require_reason(reason), sound_reason(decree_number)
    found, held = taken(by, plan, Capability.APPROVE_PLAN, State.SUBMITTED, State.APPROVING)
    if State(found.state) is State.APPROVING and (found.decree_number, found.decree_on) == (number, decree_on):
        return found
    if State(found.state) is not State.SUBMITTED:
        raise wrong_state(found.state, State.SUBMITTED)
    refuse_same_person(by, found.submitted_by_user_id or 0, found.made_by_user_id, what=SEPARATE)
    leaving = {item: require_reason(why) for item, why in (left_out or {}).items()}
    _refuse(found, number, decree_on, leaving)
    found.decree_number, found.decree_on = number, decree_on
    found.decided_at, found.decided_by_user_id = timezone.now(), by.user_id
    job = enqueue(
        by=by, held=held, kind=APPROVE, area=found.area, unique_key=str(found.uuid),
        parameters={
            "plan": str(found.uuid), "reason": reason, "left_out": leaving, "answer_unanswered": answer_unanswered,
        },
    )  # fmt: skip
    found.job = job.id
    moved(by, found, State.APPROVING, reason=reason)
    record(
        by=by, held=held, action="planning.approve", subject=found.subject, area=found.area, reason=reason,
        data={"decree": number, "decree_on": decree_on.isoformat(), "left_out": len(leaving)},
    )  # fmt: skip
    return found


@transaction.atomic
def refuse(*, by: Actor, plan: UUID, reason: str) -> Plan:
    """Refuse a submitted plan; it has ended, and another may be drawn up from its scenario."""
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.APPROVE_PLAN, State.SUBMITTED)
    refuse_same_person(by, found.submitted_by_user_id or 0, found.made_by_user_id, what=SEPARATE)
    found.decided_at, found.decided_by_user_id = timezone.now(), by.user_id
    moved(by, found, State.REFUSED, reason=reason)
    record(by=by, held=held, action="planning.refuse", subject=found.subject, area=found.area, reason=reason)
    return found


@transaction.atomic
def take_over(*, by: Actor, plan: UUID, reason: str) -> Plan:
    """Answer for the plan's money in place of who submitted it, who has left, say: reservations are made and released
    in the name of a planner who holds the role now.
    """
    reason = require_reason(reason)
    found, held = taken(by, plan, Capability.SUBMIT_PLAN, State.SUBMITTED, State.APPROVED)
    if found.decided_by_user_id is not None:
        refuse_same_person(by, found.decided_by_user_id, what=SEPARATE)
    before = found.submitted_by_user_id
    found.submitted_by_user_id = by.user_id
    found.save(update_fields=["submitted_by_user_id"])
    record(
        by=by, held=held, action="planning.take_over", subject=found.subject, area=found.area, reason=reason,
        data={"before": before or 0},
    )  # fmt: skip
    return found


def _refuse(found: Plan, number: str, decree_on: date, leaving: Mapping[str, str]) -> None:
    told = []
    if not 0 < len(number) <= LONGEST_DECREE:
        told.append(("isi nomor keputusan DPRD", "give the number of the council's decree"))
    if decree_on > timezone.localdate():
        told.append((f"tanggal keputusan {decree_on:%d-%m-%Y} belum tiba", f"the decree's day {decree_on} is to come"))
    asked = dict(found.items.values_list("item_id", "amount_idr"))
    told += [
        (f"rencana ini tidak memuat {item}", f"this plan has no item {item}")
        for item in sorted(set(leaving) - set(asked))
    ]
    if not any(amount for item, amount in asked.items() if item not in leaving):
        told.append(("tidak ada yang disetujui; tolak rencananya", "nothing would be approved; refuse the plan"))
    if told:
        raise FaultyPlan(told)
