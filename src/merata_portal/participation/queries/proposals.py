"""What is read of proposals: lists, one proposal's whole story, which may be the same, and a member's pokir."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from merata_portal.actor import Actor, Capability
from merata_portal.attachments.models import Attachment
from merata_portal.attachments.queries import published
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.participation.completeness import Completeness, completeness
from merata_portal.participation.likeness import ALIKE, likeness, trigrams
from merata_portal.participation.models import Proposal, ProposalStep
from merata_portal.participation.proposal_states import UNLISTED
from merata_portal.participation.queries.scoping import proposals_for
from merata_portal.personal.columns import unsealed

ENDED = (Proposal.State.MERGED, Proposal.State.SPLIT, Proposal.State.WITHDRAWN, Proposal.State.SPAM)
COMPARED = 500
"""How many of a village's latest proposals a title is held against."""


@dataclass(frozen=True, slots=True)
class Money:
    """Rupiah set aside under a proposal's reference, by how far they have come; of which lines: year and account."""

    reserved_idr: int
    committed_idr: int
    spent_idr: int
    lines: tuple[tuple[int, str], ...] = ()

    @property
    def any(self) -> bool:
        """Whether a rupiah ever stood for it."""
        return bool(self.reserved_idr or self.committed_idr or self.spent_idr)


@dataclass(frozen=True, slots=True)
class Story:
    """A proposal with all that is known of its way.

    `goes_on`: where a merged one leads in the end. `people`: who proposed it and how they are reached; None where the
    reader may not know.
    """

    proposal: Proposal
    text: str
    completeness: Completeness
    steps: tuple[ProposalStep, ...]
    photos: tuple[Attachment, ...]
    results: tuple[Attachment, ...]
    money: Money
    goes_on: Proposal | None
    merged_from: tuple[Proposal, ...]
    merged_texts: tuple[tuple[Proposal, str], ...]
    parts: tuple[Proposal, ...]
    people: tuple[str, str] | None


def proposals(actor: Actor, *, village: str = "", state: str = "", text: str = "") -> QuerySet[Proposal]:
    """The proposals of the actor's villages, the newest first; needs VIEW_FORUMS."""
    return _wanted(proposals_for(actor, Capability.VIEW_FORUMS), village, state, text)


def public_proposals(*, village: str = "", state: str = "", text: str = "") -> QuerySet[Proposal]:
    """Every proposal that is on the list, the newest first: what everybody may read of them."""
    return _wanted(_listed(), village, state, text)


def to_review(actor: Actor) -> QuerySet[Proposal]:
    """Those that wait for the actor's look, the oldest first."""
    return proposals_for(actor, Capability.SUBMIT_PROPOSAL).filter(state=Proposal.State.REVIEW).order_by("id")


def story(actor: Actor, uuid: UUID) -> Story:
    """One proposal of the actor's villages; raises DoesNotExist. Who proposed only for who takes them in."""
    found = proposals_for(actor, Capability.VIEW_FORUMS).select_related("merged_into", "split_from").get(uuid=uuid)
    people = None
    if actor.may(Capability.SUBMIT_PROPOSAL, found.village_code):
        people = (_text(found, "proposer_sealed"), _text(found, "contact_sealed"))
    return _story(found, people)


def public_story(ticket: str, *, opened: bool = False) -> Story:
    """One proposal for everybody, without its proposer; raises Proposal.DoesNotExist.

    With `opened` (ticket and PIN were shown) also one's own that waits for review, or was found to be none.
    """
    rows = Proposal.objects.all() if opened else _listed()
    return _story(rows.select_related("merged_into", "split_from").get(ticket=ticket), None)


def to_open() -> QuerySet[Proposal]:
    """The proposals that ticket and PIN open."""
    return Proposal.objects.all()


def of_origin(origin: str) -> QuerySet[Proposal]:
    """The proposals raised in a meeting."""
    return Proposal.objects.filter(origin=origin).order_by("id") if origin else Proposal.objects.none()


def pokir(actor: Actor, member: int | None = None) -> QuerySet[Proposal]:
    """Proposals that council members brought from their reses, in the actor's areas; of one `member` where given.

    Needs VIEW_OVERSIGHT; their states and answers are public, who of the residents said it is not.
    """
    found = proposals_for(actor, Capability.VIEW_OVERSIGHT).filter(channel=Proposal.Channel.RESES)
    return (found if member is None else found.filter(council_user_id=member)).order_by("-id")


def alike(village_code: str, title: str, *, but: int | None = None) -> list[tuple[float, Proposal]]:
    """Proposals of the village that go on and whose title is like this one, the likest first; at most five."""
    wanted = trigrams(title)
    going_on = _listed().filter(village_code=village_code).exclude(state__in=ENDED).exclude(pk=but or 0)
    rated = [(likeness(wanted, trigrams(one.title)), one) for one in going_on.order_by("-id")[:COMPARED]]
    return sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))[:5]


def of_items(item_kind: str, items: Sequence[str]) -> QuerySet[Proposal]:
    """The proposals that projects, courses or programmes answer."""
    return Proposal.objects.filter(item_kind=item_kind, item__in=items).order_by("id")


def money(proposal: Proposal) -> Money:
    """What stands in the ledger under the proposal's reference; sums only, so that everybody may read it."""
    stages: dict[str, Any] = {
        stage: Sum(f"{stage}_idr", default=0) for stage in ("reserved", "committed", "paid", "returned")
    }
    balances = EarmarkBalance.objects.filter(earmark__proposal=proposal.reference)
    lines = balances.values_list("earmark__line__year", "earmark__line__account_code").distinct()
    found = balances.aggregate(**stages)
    spent = int(found["paid"]) - int(found["returned"])
    return Money(int(found["reserved"]), int(found["committed"]), spent, tuple(sorted(lines)))


def _listed() -> QuerySet[Proposal]:
    return Proposal.objects.exclude(state__in=UNLISTED)


def _wanted(found: QuerySet[Proposal], village: str, state: str, text: str) -> QuerySet[Proposal]:
    if village:
        found = found.filter(Q(village_code=village) | Q(village_code__startswith=f"{village}."))
    if state:
        found = found.filter(Q(state=state) | Q(outcome=state))
    if text:
        found = found.filter(Q(title__icontains=text) | Q(ticket__iexact=text))
    return found.order_by("-id")


def _story(found: Proposal, people: tuple[str, str] | None) -> Story:
    merged = tuple(found.merged_from.order_by("id"))
    return Story(
        proposal=found,
        text=_text(found, "story_sealed"),
        completeness=completeness(found),
        steps=tuple(found.steps.order_by("id")),
        photos=tuple(published(found.subject, "photo")),
        results=tuple(published(found.subject, "result")),
        money=money(found),
        goes_on=_end_of(found),
        merged_from=merged,
        merged_texts=tuple((one, _text(one, "story_sealed")) for one in merged),
        parts=tuple(found.parts.order_by("id")),
        people=people,
    )


def _end_of(found: Proposal) -> Proposal | None:
    # One ends only in a proposal that goes on, which may end in another later: the way has no circle.
    at = found
    while at.merged_into is not None:
        at = at.merged_into
    return None if at is found else at


def _text(found: Proposal, column: str) -> str:
    return unsealed(Proposal, column, getattr(found, column), found.uuid) or ""


def public_photo(ticket: str, number: int, *, opened: bool = False) -> Attachment:
    """A public photograph of a proposal; raises DoesNotExist. `opened` as for `public_story`."""
    found = (Proposal.objects.all() if opened else _listed()).only("uuid").get(ticket=ticket)
    return published(found.subject, "photo", "result").get(pk=number)
