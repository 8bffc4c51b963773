"""Proposals from everybody's page that come in a flood: taken in, unseen until somebody has looked, refused at last.

One browser's day is limited, but a machine throws its cookie away: what comes for one village, and from everybody in an
hour, is counted too. Addresses are not: a village shares one.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.actions.stepping import step
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.participation.queries.scoping import proposals_for
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.limits import DAY, HOUR, browser_digest, came, refuse_many_of_browser

MOST_OF_BROWSER_A_DAY = 10
"""A whole neighbourhood's on one telephone, no machine's flood."""
SHOWN_OF_VILLAGE_A_DAY, SHOWN_AN_HOUR = 20, 120
"""More for one village in a day, or for all of them in an hour, wait for a person's look."""
MOST_OF_VILLAGE_A_DAY = 200
"""More bring their words and photographs to nobody's eyes: they are refused."""


def state_of_new(village_code: str, browser: str) -> str:
    """Where a proposal from everybody's page begins: shown at once, or waiting for review where many came.

    Raises `ProposalDeclined` where this browser, or everybody for this village, sent too many within a day.
    """
    from_page = Proposal.objects.filter(channel=Proposal.Channel.PAGE)
    refuse_many_of_browser(
        from_page, "filed_at", browser_digest(browser), MOST_OF_BROWSER_A_DAY, ("usulan", "proposals"), ProposalDeclined
    )
    of_village = came(from_page.filter(village_code=village_code), "filed_at", DAY)
    if of_village >= MOST_OF_VILLAGE_A_DAY:
        raise ProposalDeclined(
            f"Hari ini sudah masuk {of_village} usulan untuk desa ini; lanjutkan besok atau lewat kantor desa.",
            f"{of_village} proposals for this village came today; go on tomorrow, or through the village office.",
        )
    crowded = of_village >= SHOWN_OF_VILLAGE_A_DAY or came(from_page, "filed_at", HOUR) >= SHOWN_AN_HOUR
    return Proposal.State.REVIEW if crowded else Proposal.State.RAISED


@transaction.atomic
def review(*, by: Actor, uuid: UUID, is_proposal: bool, reason: str) -> Proposal:
    """Say of one that waits for review whether it is a proposal; what is none ends, with the reason on its page.

    Needs SUBMIT_PROPOSAL in the village. Raises `ProposalDeclined` for one that does not wait.
    """
    found = proposals_for(by, Capability.SUBMIT_PROPOSAL).select_for_update(of=("self",)).get(uuid=uuid)
    held = by.require(Capability.SUBMIT_PROPOSAL, found.village_code)
    reason = require_reason(reason)
    if found.state != Proposal.State.REVIEW:
        raise ProposalDeclined("Usulan ini tidak menunggu dilihat.", "This proposal does not wait for review.")
    found.state = Proposal.State.RAISED if is_proposal else Proposal.State.SPAM
    found.save(update_fields=["state"])
    step(found, by, "released" if is_proposal else "no_proposal", reason)
    record(
        by=by, held=held, action="proposals.review", subject=found.subject, area=found.village_code, reason=reason,
        data={"proposal": is_proposal},
    )  # fmt: skip
    return found
