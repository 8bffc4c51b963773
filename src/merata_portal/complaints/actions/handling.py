"""Handling a complaint by whoever's turn it is: taking it up, asking back, answering; and seeing who complained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.climbing import ask_sweep
from merata_portal.complaints.actions.stepping import handled, refuse_unless, step
from merata_portal.complaints.clock import pause
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint
from merata_portal.personal.columns import unsealed
from merata_portal.personal.reasons import require_reason

_UNFILLED = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who complained and how they are reached, as they said; empty where they said nothing."""

    name: str
    contact: str


@transaction.atomic
def take_up(*, by: Actor, uuid: UUID) -> Complaint:
    """Say that somebody is at it; the clock goes on as it went."""
    found, held = handled(by, uuid)
    refuse_unless(found, Complaint.State.FILED)
    found.state = Complaint.State.TAKEN
    found.save(update_fields=["state"])
    step(found, by, "taken")
    ask_sweep()
    record(by=by, held=held, action="complaints.take_up", subject=found.subject, area=found.village_code)
    return found


@transaction.atomic
def ask(*, by: Actor, uuid: UUID, question: str) -> Complaint:
    """Ask the complainant for something; the clock stands still until they answer on their page."""
    found, held = handled(by, uuid)
    question = require_reason(question)
    refuse_unless(found, Complaint.State.FILED, Complaint.State.TAKEN)
    pause(found, timezone.localdate())
    found.state = Complaint.State.ASKED
    found.save(update_fields=["pauses", "due_on", "state"])
    step(found, by, "asked", question)
    record(by=by, held=held, action="complaints.ask", subject=found.subject, area=found.village_code, reason=question)
    return found


@transaction.atomic
def answer(*, by: Actor, uuid: UUID, text: str) -> Complaint:
    """Answer it: everybody may read the answer. What a template leaves open must be filled in.

    Also while the office waits for the complainant, who may never come back.
    """
    found, held = handled(by, uuid)
    text = require_reason(text)
    refuse_unless(found, Complaint.State.FILED, Complaint.State.TAKEN, Complaint.State.ASKED)
    if unfilled := _UNFILLED.findall(text):
        raise ComplaintDeclined(f"Isi dahulu: {', '.join(unfilled)}.", f"Fill in first: {', '.join(unfilled)}.")
    today = timezone.localdate()
    found.was_overdue = found.was_overdue or (found.due_on is not None and found.due_on < today)
    found.state, found.answer, found.due_on = Complaint.State.ANSWERED, text, None
    found.answered_at, found.answered_by_user_id = timezone.now(), by.user_id
    found.save()
    step(found, by, "answered", text)
    ask_sweep()
    record(by=by, held=held, action="complaints.answer", subject=found.subject, area=found.village_code)
    return found


@transaction.atomic
def open_identity(*, by: Actor, uuid: UUID, reason: str) -> Identity:
    """Who complained, for the handler alone; each opening is an event with its reason."""
    found, held = handled(by, uuid)
    reason = require_reason(reason)
    record(
        by=by, held=held, action="complaints.open_identity", subject=found.subject, area=found.village_code,
        reason=reason,
    )  # fmt: skip
    return Identity(
        unsealed(Complaint, "name_sealed", found.name_sealed, found.uuid) or "",
        unsealed(Complaint, "contact_sealed", found.contact_sealed, found.uuid) or "",
    )
