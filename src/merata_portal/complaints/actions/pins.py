"""A new PIN for a complainant who lost theirs and showed the office who they are."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor
from merata_portal.audit.actions import record
from merata_portal.complaints.actions.stepping import handled
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.actions import renew_pin


@transaction.atomic
def new_complaint_pin(*, by: Actor, uuid: UUID, reason: str) -> str:
    """A new PIN, told once, by the handler. Not for an anonymous complaint: nobody could show that it is theirs."""
    found, held = handled(by, uuid)
    reason = require_reason(reason)
    if found.name_sealed is None and found.contact_sealed is None:
        raise ComplaintDeclined(
            "Pengaduan ini tanpa nama: tidak ada yang dapat menunjukkan bahwa ini miliknya.",
            "This complaint is anonymous: nobody can show that it is theirs.",
        )
    pin = renew_pin(found)
    record(
        by=by, held=held, action="complaints.renew_pin", subject=found.subject, area=found.village_code, reason=reason
    )
    return pin
