"""Erasing what a resident wrote, once their objection is closed; that there was one, and its outcome, stay."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.attachments.actions import remove
from merata_portal.attachments.queries import attached
from merata_portal.audit.actions import erase
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.models.objections import OPEN, Objection
from merata_portal.programmes.refusals import ProgrammeRefused


@transaction.atomic
def erase_texts(*, by: Actor, objection: UUID, reason: str) -> Objection:
    """Destroy the key of a closed objection's texts, question, replies and answer with them, and delete its scans."""
    rows = Objection.objects.select_for_update().filter(uuid=objection)
    found = within(rows, by, Capability.DECIDE_OBJECTION).get()
    held = by.require(Capability.DECIDE_OBJECTION, found.village_code)
    reason = require_reason(reason)
    if found.state in OPEN or found.erased_at is not None:
        raise ProgrammeRefused(
            "Hanya keberatan yang sudah selesai yang isinya dapat dihapus, satu kali.",
            "Only a closed objection's texts can be erased, and once.",
        )
    for one in attached(found.subject):
        remove(by=by, held=held, attachment=one, reason=reason)
    found.erased_at = timezone.now()
    found.save(update_fields=["erased_at"])
    erase(by=by, held=held, subject=found.uuid, reason=reason, area=found.village_code)
    return found
