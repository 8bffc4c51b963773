"""From a candidate to a work with money: registered, planned with a reservation, put to tender, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions.candidates import Candidate, faults_of
from merata_portal.infrastructure.actions.taking import moved, taken
from merata_portal.infrastructure.models import Milestone, Project, Step
from merata_portal.infrastructure.refusals import WorksRefused, refuse
from merata_portal.infrastructure.states import State
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import EarmarkBalance, Entry
from merata_portal.ledger.requests import Share, Sum
from merata_portal.personal.reasons import require_reason, sound_reason

__all__ = [
    "Candidate",
    "Part",
    "cancel_project",
    "fail_tender",
    "plan_project",
    "register",
    "release_reserve",
    "tender",
]


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone: its name, weight in whole percent of the work, and day."""

    name: str
    weight_pc: int
    due_on: date


@transaction.atomic
def register(*, by: Actor, candidate: Candidate) -> Project:
    """Keep a candidate: of the dataset's `projects`, or as it was proposed. Raises `FaultyWorks` with every fault."""
    held = by.require(Capability.MANAGE_PROJECT, candidate.village_code)
    sound_reason(f"{candidate.name} {candidate.about} {candidate.place}")
    registered = Project.objects.filter(candidate_id=candidate.candidate_id)
    refuse(
        *((False, *fault) for fault in faults_of(candidate)),
        (
            not candidate.candidate_id or not registered.exists(),
            f"calon {candidate.candidate_id} sudah terdaftar", f"{candidate.candidate_id} is registered already",
        ),
    )  # fmt: skip
    now = timezone.now()
    made = Project.objects.create(uuid=uuid4(), made_at=now, changed_at=now, **asdict(candidate))
    Step.objects.create(project=made, target=State.CANDIDATE, on_day=clock.today(), at=now, by_user_id=by.user_id)
    record(by=by, held=held, action="works.register", subject=made.subject, area=made.village_code)
    return made


@transaction.atomic
def plan_project(
    *, by: Actor, project: UUID, line: int, amount_idr: int, start_on: date, finish_on: date,
    milestones: Sequence[Part], reason: str,
) -> Project:  # fmt: skip
    """Reserve the work's money, promise its days, part it into milestones; by a planner. Raises as `ledger.reserve`.

    What an approved plan has reserved for the work is taken over: of the same line, more is reserved and less released.
    """
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.PROPOSE_SPENDING, State.CANDIDATE)
    days = [part.due_on for part in milestones]
    weights = sum(part.weight_pc for part in milestones)
    refuse(
        (amount_idr > 0, "anggaran harus lebih dari nol", "the budget is more than nothing"),
        (start_on < finish_on, "selesai sebelum mulai", "it would finish before it starts"),
        (
            bool(milestones) and weights == 100 and all(part.weight_pc >= 1 for part in milestones),
            f"bobot tahap berjumlah {weights}%; harus 100%", f"the milestones' weights add up to {weights}%, not 100%",
        ),
        (
            days == sorted(days) and all(start_on <= day <= finish_on for day in days),
            "tenggat tahap harus berurutan antara mulai dan selesai",
            "the milestones' days rise between start and finish",
        ),
        (all(part.name.strip() for part in milestones), "setiap tahap bernama", "each milestone has a name"),
    )  # fmt: skip
    entry = _funded(by, found, line, amount_idr, reason)
    if entry is not None and entry.owner != found.owner:
        raise WorksRefused(
            f"Pos itu milik {entry.owner}, pekerjaan ini milik {found.owner}; uang tidak melintasi pemiliknya.",
            f"That line belongs to {entry.owner}, the work to {found.owner}; money does not cross its owner.",
        )
    if entry is not None and found.earmark is None:
        found.earmark = entry.transfers.get().earmark_id
    found.line, found.budget_idr = line, amount_idr
    found.planned_start_on, found.promised_on, found.due_on = start_on, finish_on, finish_on
    Milestone.objects.bulk_create(
        Milestone(project=found, number=number, name=sound_reason(part.name), weight_pc=part.weight_pc,
                  due_on=part.due_on)
        for number, part in enumerate(milestones, 1)
    )  # fmt: skip
    moved(by, found, State.PLANNED, reason, clock.today())
    record(
        by=by, held=held, action="works.plan", subject=found.subject, area=found.village_code, reason=reason,
        data={"amount": f"Rp{amount_idr:,}", "promised_on": finish_on.isoformat()},
    )  # fmt: skip
    return found


@transaction.atomic
def tender(*, by: Actor, project: UUID, reason: str) -> Project:
    """Put the work to tender, or begin its direct procurement."""
    return _step(by, project, State.TENDERED, "works.tender", reason)


@transaction.atomic
def fail_tender(*, by: Actor, project: UUID, reason: str) -> Project:
    """The tender gave no contract: the work is planned again, its money stays reserved."""
    return _step(by, project, State.PLANNED, "works.fail_tender", reason, State.TENDERED)


@transaction.atomic
def cancel_project(*, by: Actor, project: UUID, reason: str) -> Project:
    """Give a work up before it is finished. What is committed and not paid is available again; what is only reserved
    is released by a planner (`release_reserve`).
    """
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT)
    balance = EarmarkBalance.objects.filter(earmark=found.earmark).first() if found.earmark is not None else None
    moved(by, found, State.CANCELLED, reason, clock.today())
    if balance is not None and balance.committed_idr:
        ledger.cancel(
            by=by, sums=[Sum(balance.earmark_id, balance.committed_idr)], reason=reason,
            key=f"{found.purpose}/cancel",
        )  # fmt: skip
    record(by=by, held=held, action="works.cancel", subject=found.subject, area=found.village_code, reason=reason)
    return found


@transaction.atomic
def release_reserve(*, by: Actor, project: UUID, reason: str) -> Project:
    """Give what is still reserved, once there is a contract or none will be, back to availability; by a planner."""
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.PROPOSE_SPENDING)
    balance = EarmarkBalance.objects.filter(earmark=found.earmark).first() if found.earmark is not None else None
    waiting = State(found.state) in (State.CANDIDATE, State.PLANNED, State.TENDERED)
    if balance is None or not balance.reserved_idr or waiting:
        raise WorksRefused(
            "Tidak ada cadangan yang dapat dilepas sekarang.", "There is nothing reserved that can be released now."
        )
    ledger.release(
        by=by, sums=[Sum(balance.earmark_id, balance.reserved_idr)], reason=reason,
        key=f"{found.purpose}/release/{uuid4().hex[:12]}",
    )  # fmt: skip
    record(by=by, held=held, action="works.release", subject=found.subject, area=found.village_code, reason=reason)
    return found


def _funded(by: Actor, found: Project, line: int, amount_idr: int, reason: str) -> Entry | None:
    """Have just `amount_idr` reserved for the work; None where a plan has reserved it already."""
    reserved, purpose = 0, found.purpose
    if found.earmark is not None:
        if line != found.line:
            raise WorksRefused(
                "Dana pekerjaan ini sudah dicadangkan rencana yang ditetapkan, di pos lain; pilih pos itu.",
                "An approved plan has reserved this work's money on another line; choose that line.",
            )
        balance = EarmarkBalance.objects.select_related("earmark").get(earmark=found.earmark)
        reserved, purpose = balance.reserved_idr, balance.earmark.purpose
    # A work is planned once; a plan's own reservation, and each earlier one, has another key or purpose.
    key = f"{purpose}/reserve" if found.earmark is None else f"{purpose}/take-over"
    if amount_idr > reserved:
        share = Share(
            line, purpose, amount_idr - reserved, programme=found.candidate_id, village_code=found.village_code,
            proposal=found.proposal, plan=found.plan,
        )  # fmt: skip
        return ledger.reserve(by=by, shares=[share], reason=reason, key=key)
    if found.earmark is not None and amount_idr < reserved:
        return ledger.release(by=by, sums=[Sum(found.earmark, reserved - amount_idr)], reason=reason, key=key)
    return None


def _step(by: Actor, project: UUID, target: State, action: str, reason: str, *states: State) -> Project:
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.MANAGE_PROJECT, *states)
    moved(by, found, target, reason, clock.today())
    record(by=by, held=held, action=action, subject=found.subject, area=found.village_code, reason=reason)
    return found
