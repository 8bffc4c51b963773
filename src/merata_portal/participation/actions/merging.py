"""Merging proposals that ask for the same, and splitting one that asks for several things; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.participation.actions.stepping import refuse_ended, step, taken
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.participation.models.proposals import LONGEST_TITLE
from merata_portal.personal.columns import sealed, unsealed
from merata_portal.personal.masking import holds_number
from merata_portal.personal.reasons import require_reason
from merata_portal.tickets.actions import issue

COPIED = ("village_code", "year", "channel", "origin", "council_user_id", "object_kind", "address", "boundaries",
          "latitude", "longitude", "supporters", "proposer_sealed", "contact_sealed")  # fmt: skip
_SEALED = ("story_sealed", "proposer_sealed", "contact_sealed")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a split proposal asks for."""

    title: str
    pillar: str


@transaction.atomic
def merge(*, by: Actor, uuid: UUID, into: UUID, reason: str) -> Proposal:
    """End proposal `uuid` in favour of `into`, of the same village: its ticket leads there, supporters are added up.

    Never done by the program itself. Needs SUBMIT_PROPOSAL in the village. Gives the one that goes on.
    """
    # In the order of their numbers, so that two merges at once wait for each other and do not lock for ever.
    found = {one.uuid: one for one in (taken(by, each, Capability.SUBMIT_PROPOSAL)[0] for each in sorted({uuid, into}))}
    held = by.require(Capability.SUBMIT_PROPOSAL, found[uuid].village_code)
    reason = require_reason(reason)
    ends, goes_on = found[uuid], found[into]
    if uuid == into or ends.village_code != goes_on.village_code:
        raise ProposalDeclined(
            "Hanya dua usulan berbeda dari desa yang sama dapat digabung.",
            "Only two different proposals of one village can be merged.",
        )
    refuse_ended(ends)
    refuse_ended(goes_on)
    if ends.outcome == Proposal.Outcome.ACCEPTED:
        raise ProposalDeclined(
            "Usulan yang sudah diterima tidak dihapus ke usulan lain; gabungkan ke arah sebaliknya.",
            "An accepted proposal does not end in another; merge them the other way round.",
        )
    goes_on.supporters += ends.supporters
    goes_on.save(update_fields=["supporters"])
    ends.state, ends.merged_into = Proposal.State.MERGED, goes_on
    ends.save(update_fields=["state", "merged_into"])
    step(ends, by, "merged", f"{goes_on.ticket}: {reason}")
    step(goes_on, by, "absorbed", f"{ends.ticket}: {reason}")
    record(
        by=by, held=held, action="proposals.merge", subject=ends.subject, area=ends.village_code, reason=reason,
        data={"into": str(into)},
    )  # fmt: skip
    return goes_on


@transaction.atomic
def split(*, by: Actor, uuid: UUID, parts: Sequence[Part], reason: str) -> list[Proposal]:
    """End a proposal in favour of two or more parts, each a proposal with a ticket of its own and the same story.

    The proposer's ticket shows them all; the parts' own PINs are told to nobody. Needs SUBMIT_PROPOSAL.
    """
    found, held = taken(by, uuid, Capability.SUBMIT_PROPOSAL)
    reason = require_reason(reason)
    refuse_ended(found)
    titles = [" ".join(part.title.split()) for part in parts]
    if found.outcome or len(parts) < 2 or len(set(titles)) < len(titles):
        raise ProposalDeclined(
            "Pecah usulan yang belum dijawab menjadi dua judul atau lebih yang berbeda.",
            "Split a proposal that is not answered into two or more different titles.",
        )
    known = {part.pillar for part in parts} <= set(Proposal.Pillar.values)
    if not known or any(not 8 <= len(title) <= LONGEST_TITLE or holds_number(title) for title in titles):
        raise ProposalDeclined(
            f"Setiap judul 8 sampai {LONGEST_TITLE} huruf tanpa NIK, dengan bidangnya.",
            f"Each title has 8 to {LONGEST_TITLE} signs without a NIK, and what it is about.",
        )
    made = [_part(found, title, part.pillar, by) for title, part in zip(titles, parts, strict=True)]
    found.state = Proposal.State.SPLIT
    found.save(update_fields=["state"])
    step(found, by, "split", f"{', '.join(one.ticket for one in made)}: {reason}")
    record(
        by=by, held=held, action="proposals.split", subject=found.subject, area=found.village_code, reason=reason,
        data={"parts": [str(one.uuid) for one in made]},
    )  # fmt: skip
    return made


def _part(whole: Proposal, title: str, pillar: str, by: Actor) -> Proposal:
    made = Proposal(
        uuid=uuid4(), title=title, pillar=pillar, split_from=whole, filed_at=timezone.now(),
        filed_by_user_id=by.user_id, **{name: getattr(whole, name) for name in COPIED if name not in _SEALED},
    )  # fmt: skip
    if pillar != whole.pillar:
        made.object_kind = ""
    for name in _SEALED:
        # Each cell is sealed for its own row.
        text = unsealed(Proposal, name, getattr(whole, name), whole.uuid)
        setattr(made, name, sealed(Proposal, name, text, made.uuid))
    issue(made, "U")
    step(made, by, "part", whole.ticket)
    return made
