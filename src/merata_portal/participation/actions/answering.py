"""Answering a proposal with a reason, and linking it to what answers it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.actions.stepping import refuse_ended, step, taken
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.personal.reasons import require_reason


@transaction.atomic
def answer(*, by: Actor, uuid: UUID, outcome: str, reason: str) -> Proposal:
    """Say what becomes of the proposal and why; everybody reads the reason. Needs ANSWER_PROPOSAL in the village.

    An answer may be changed, with a new reason: the earlier one stays in the story. Only what is costed is accepted.
    """
    found, held = taken(by, uuid, Capability.ANSWER_PROPOSAL)
    reason = require_reason(reason)
    refuse_ended(found)
    if outcome not in Proposal.Outcome.values:
        raise ProposalDeclined("Pilih jawabannya.", "Choose the answer.")
    if outcome == Proposal.Outcome.ACCEPTED and found.cost_idr is None:
        raise ProposalDeclined(
            "Usulan ini belum dihitung biayanya; mintalah dinas menghitung dahulu.",
            "This proposal has no cost yet; have the sector office reckon it first.",
        )
    found.state, found.outcome, found.answer = Proposal.State.ANSWERED, outcome, reason
    found.answered_at, found.answered_by_user_id = timezone.now(), by.user_id
    found.save(update_fields=["state", "outcome", "answer", "answered_at", "answered_by_user_id"])
    step(found, by, outcome, reason)
    record(
        by=by, held=held, action="proposals.answer", subject=found.subject, area=found.village_code, reason=reason,
        data={"outcome": outcome},
    )  # fmt: skip
    return found


@transaction.atomic
def link(*, by: Actor, uuid: UUID, item_kind: str, item: str, plan: str = "") -> Proposal:
    """Name the project, course or programme that answers the proposal, and the plan that chose it.

    Money then follows it where earmarks bear `proposal.reference`. Needs ANSWER_PROPOSAL; accepted proposals only.
    """
    found, held = taken(by, uuid, Capability.ANSWER_PROPOSAL)
    refuse_ended(found)
    if found.outcome != Proposal.Outcome.ACCEPTED:
        raise ProposalDeclined("Hanya usulan yang diterima yang ditautkan.", "Only an accepted proposal is linked.")
    item = item.strip()
    if item_kind not in Proposal.Item.values or not item:
        raise ProposalDeclined("Sebut jenis dan kodenya.", "Give its kind and its code.")
    found.item_kind, found.item, found.plan = item_kind, item, plan.strip()
    found.save(update_fields=["item_kind", "item", "plan"])
    step(found, by, "linked", " · ".join(part for part in (found.get_item_kind_display(), item, found.plan) if part))
    record(
        by=by, held=held, action="proposals.link", subject=found.subject, area=found.village_code,
        data={"item_kind": item_kind, "item": item, "plan": found.plan},
    )  # fmt: skip
    return found
