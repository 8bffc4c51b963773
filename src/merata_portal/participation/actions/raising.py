"""Making a proposal of an aspiration that was spoken in a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor
from merata_portal.participation.actions.appending import taken
from merata_portal.participation.actions.proposing import Details, submit
from merata_portal.participation.declining import MeetingDeclined
from merata_portal.participation.logs import log_of, stored
from merata_portal.participation.models import Kind, Proposal


@transaction.atomic
def raise_aspiration(
    *, by: Actor, meeting: UUID, aspiration: UUID, details: Details, **given: Any
) -> tuple[Proposal, str]:
    """The proposal that an aspiration of a meeting becomes, and its PIN; `given` as `proposing.submit` takes them.

    Raises `MeetingDeclined` where no such aspiration stands in the log, or a proposal was made of it before;
    `ProposalDeclined` with what is wrong with the proposal; DoesNotExist for who does not hold the meeting.
    """
    found, _held = taken(by, meeting)
    standing = {one.uuid for one in log_of(found, stored(found)).standing if one.kind == "aspiration"}
    if str(aspiration) not in standing:
        raise MeetingDeclined(
            "Aspirasi itu tidak tercatat dalam musyawarah ini.", "This aspiration is not on the meeting's record."
        )
    before = Proposal.objects.filter(origin=str(meeting), aspiration=str(aspiration)).first()
    if before is not None:
        raise MeetingDeclined(
            f"Aspirasi ini sudah menjadi usulan {before.ticket}.", f"This aspiration became proposal {before.ticket}."
        )
    channel = Proposal.Channel.RESES if found.kind == Kind.RESES else Proposal.Channel.FORUM
    return submit(by=by, channel=channel, origin=str(meeting), aspiration=str(aspiration), details=details, **given)
