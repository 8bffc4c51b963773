"""Handing proposals to SIPD and to the council as workbooks; each is an event."""

from __future__ import annotations

import hashlib

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.exports.sipd import pokir_workbook, sipd_workbook
from merata_portal.participation.proposal_states import UNLISTED
from merata_portal.participation.queries.proposals import ENDED, pokir, proposals


@transaction.atomic
def export_sipd(*, by: Actor, village: str = "") -> bytes:
    """The proposals of the actor's villages (or of one area among them) that go on, as XLSX; needs VIEW_FORUMS."""
    held = by.require_somewhere(Capability.VIEW_FORUMS)
    found = proposals(by, village=village).exclude(state__in=(*ENDED, *UNLISTED))
    content = sipd_workbook(found)
    record(
        by=by, held=held, action="proposals.export", subject="proposals:sipd", area=village, rows=found.count(),
        content_hash=f"sha256:{hashlib.sha256(content).hexdigest()}",
    )  # fmt: skip
    return content


@transaction.atomic
def export_pokir(*, by: Actor) -> bytes:
    """Council members' proposals of the actor's areas as XLSX; needs VIEW_OVERSIGHT."""
    held = by.require_somewhere(Capability.VIEW_OVERSIGHT)
    found = pokir(by)
    content = pokir_workbook(found)
    record(
        by=by, held=held, action="proposals.export", subject="proposals:pokir", rows=found.count(),
        content_hash=f"sha256:{hashlib.sha256(content).hexdigest()}",
    )  # fmt: skip
    return content
