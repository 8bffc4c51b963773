"""What every action on a proposal does: takes it under a lock, and notes the step that everybody may read."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal, ProposalStep
from merata_portal.participation.queries.scoping import proposals_for
from merata_portal.personal.reasons import sound_reason

ENDED = frozenset({Proposal.State.MERGED, Proposal.State.SPLIT, Proposal.State.WITHDRAWN, Proposal.State.SPAM})


def taken(by: Actor, uuid: UUID, capability: Capability) -> tuple[Proposal, Held]:
    """The proposal, locked, and the role by which it is done; DoesNotExist outside the actor's areas.

    Raises `ProposalDeclined` for one at which nobody has looked yet.
    """
    found = proposals_for(by, capability).select_for_update(of=("self",)).get(uuid=uuid)
    refuse_unseen(found)
    return found, by.require(capability, found.village_code)


def refuse_ended(proposal: Proposal) -> None:
    """Raise `ProposalDeclined` for one that was merged, split or withdrawn."""
    if proposal.state in ENDED:
        raise ProposalDeclined(
            f"Usulan {proposal.ticket} sudah berakhir ({proposal.get_state_display().lower()}); "
            "bukalah usulan yang meneruskannya.",
            f"Proposal {proposal.ticket} has ended ({proposal.state}); open the one that goes on.",
        )


def refuse_unseen(proposal: Proposal) -> None:
    """Raise `ProposalDeclined` for one that waits for review."""
    if proposal.state == Proposal.State.REVIEW:
        raise ProposalDeclined(
            f"Usulan {proposal.ticket} menunggu dilihat petugas desa, karena banyak yang masuk bersamaan.",
            f"Proposal {proposal.ticket} waits until the village office has looked at it, as many came at once.",
        )


def step(proposal: Proposal, by: Actor, name: str, note: str = "") -> None:
    """Note in the proposal's public story what was done; the note bears no personal number."""
    ProposalStep.objects.create(
        proposal=proposal, step=name, note=sound_reason(note), at=timezone.now(), by_user_id=by.user_id
    )
