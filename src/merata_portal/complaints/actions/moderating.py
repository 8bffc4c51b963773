"""Moderation with reasons that everybody reads; and giving a complaint to whom it belongs."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.stepping import place, refuse_unless, step, taken
from merata_portal.complaints.categories import rules
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint
from merata_portal.complaints.turns import route
from merata_portal.personal.reasons import require_reason


@transaction.atomic
def hide(*, by: Actor, uuid: UUID, reason: str) -> Complaint:
    """Keep the text from the public; the complaint stays on the list and says why. It is handled all the same."""
    found, held = taken(by, uuid, Capability.ROUTE_COMPLAINT)
    reason = require_reason(reason)
    if found.hidden_reason:
        raise ComplaintDeclined("Teks ini sudah disembunyikan.", "This text is hidden already.")
    found.hidden_reason, found.hidden_at = reason, timezone.now()
    found.save(update_fields=["hidden_reason", "hidden_at"])
    step(found, by, "hidden", reason)
    record(by=by, held=held, action="complaints.hide", subject=found.subject, area=found.village_code, reason=reason)
    return found


@transaction.atomic
def show(*, by: Actor, uuid: UUID, reason: str) -> Complaint:
    """Show a hidden text again."""
    found, held = taken(by, uuid, Capability.ROUTE_COMPLAINT)
    reason = require_reason(reason)
    if not found.hidden_reason:
        raise ComplaintDeclined("Teks ini tidak disembunyikan.", "This text is not hidden.")
    found.hidden_reason, found.hidden_at = "", None
    found.save(update_fields=["hidden_reason", "hidden_at"])
    step(found, by, "shown", reason)
    record(by=by, held=held, action="complaints.show", subject=found.subject, area=found.village_code, reason=reason)
    return found


@transaction.atomic
def review(*, by: Actor, uuid: UUID, is_complaint: bool, reason: str) -> Complaint:
    """Say of one that waits for review whether it is a complaint; what is none ends, with the reason on its page."""
    found, held = taken(by, uuid, Capability.ROUTE_COMPLAINT)
    reason = require_reason(reason)
    refuse_unless(found, Complaint.State.REVIEW)
    found.state = Complaint.State.FILED if is_complaint else Complaint.State.SPAM
    if not is_complaint:
        found.due_on = None
    found.save(update_fields=["state", "due_on"])
    step(found, by, "released" if is_complaint else "spam", reason)
    record(
        by=by, held=held, action="complaints.review", subject=found.subject, area=found.village_code, reason=reason,
        data={"complaint": is_complaint},
    )  # fmt: skip
    return found


@transaction.atomic
def assign(*, by: Actor, uuid: UUID, category: str, post: int, reason: str) -> Complaint:
    """Give it to a post of a category's route: the wrong category was chosen, or it belongs higher at once.

    The clock begins anew; that it did stands in the story with the reason. Needs ROUTE_COMPLAINT in the village.
    """
    found, held = taken(by, uuid, Capability.ROUTE_COMPLAINT)
    reason = require_reason(reason)
    refuse_unless(found, Complaint.State.FILED, Complaint.State.TAKEN)
    if category not in rules().categories or not 0 <= post < len(rules().categories[category].route):
        raise ComplaintDeclined("Pilih perihal dan penanggung jawabnya.", "Choose the category and who answers.")
    if (category, post) == (found.category, found.post):
        raise ComplaintDeclined("Pengaduan ini sudah di sana.", "This complaint is there already.")
    found.was_overdue = found.was_overdue or (found.due_on is not None and found.due_on < timezone.localdate())
    # One that may endanger its writer stays off the list for good, whatever category somebody gives it.
    found.public = found.public and rules().categories[category].public
    found.category = category
    place(found, post)
    found.state = Complaint.State.FILED
    found.save()
    step(found, by, "assigned", reason)
    record(
        by=by, held=held, action="complaints.assign", subject=found.subject, area=found.village_code, reason=reason,
        data={"category": category, "role": route(found)[post].role.value, "to": found.area},
    )  # fmt: skip
    return found
