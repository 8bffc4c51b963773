"""A new PIN for a proposer who lost theirs and showed the office who they are."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.actions.stepping import taken
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.actions import renew_pin


@transaction.atomic
def new_proposal_pin(*, by: Actor, uuid: UUID, reason: str) -> str:
    """A new PIN, told once; the old one opens nothing any more. `reason`: how the proposer was recognised."""
    found, held = taken(by, uuid, Capability.SUBMIT_PROPOSAL)
    reason = require_reason(reason)
    pin = renew_pin(found)
    record(
        by=by, held=held, action="proposals.renew_pin", subject=found.subject, area=found.village_code, reason=reason
    )
    return pin
