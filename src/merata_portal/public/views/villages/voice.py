"""What was said in a village and what was answered: meetings, proposals, complaints, all public one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language

from merata_portal.complaints.queries import complaints as complaint_queries
from merata_portal.participation.procedures import procedure_on
from merata_portal.participation.proposal_states import Outcome
from merata_portal.participation.proposal_states import State as ProposalState
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.participation.queries.publishing import OVER, public_meetings

if TYPE_CHECKING:
    from merata_portal.complaints.queries.complaints import Listed
    from merata_portal.participation.models import Meeting, Proposal

SHOWN = 8
"""So many of each stand on the page; the rest are behind a link."""


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting. `quorum`: how many had to sign, None where the kind has none or the minutes are not sealed; counts of
    who came are told once they are."""

    meeting: Meeting
    quorum: int | None

    @property
    def reached(self) -> bool:
        """Whether as many signed as had to."""
        return self.quorum is not None and self.meeting.signed >= self.quorum


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings to come, the next first, and those that were, the latest first."""

    coming: Sequence[Held]
    past: Sequence[Held]
    more: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """The latest proposals, and how many there are by where they stand."""

    latest: Sequence[Proposal]
    counted: Sequence[tuple[str, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """The latest complaints of the public list, and how many wait and are late. `category` in the page's language."""

    latest: Sequence[tuple[Listed, str]]
    total: int
    waiting: int
    late: int


def meetings(area: str) -> Meetings:
    """The meetings of an area to which invitations were sent; one query."""
    now = timezone.now()
    rows = list(public_meetings(area)[: SHOWN + 1])
    found = [_held(one) for one in rows[:SHOWN]]
    coming = [one for one in found if one.meeting.starts_at >= now and one.meeting.state not in OVER]
    past = [one for one in found if one not in coming]
    return Meetings(coming[::-1], past, len(rows) > SHOWN)


def _held(one: Meeting) -> Held:
    if one.sealed_at is None:
        return Held(one, None)
    share = procedure_on(one.kind, one.rules_on).quorum
    return Held(one, None if share is None else -(-one.invited * share.numerator // share.denominator))


def proposals(village: str) -> Proposals:
    """The proposals of a village; two queries."""
    every = public_proposals(village=village)
    counted: Counter[str] = Counter()
    for state, outcome in every.values_list("state", "outcome"):
        counted[str(Outcome(outcome).label if outcome else ProposalState(state).label)] += 1
    return Proposals(list(every[:SHOWN]), counted.most_common(), counted.total())


def complaints(village: str) -> Complaints:
    """The complaints of a village on the public list; two queries."""
    every = complaint_queries.public_complaints(village=village)
    today = timezone.localdate()
    rows = list(every.values_list("state", "was_overdue", "due_on"))
    running = [row for row in rows if row[0] in complaint_queries.RUNNING]
    late = sum(was_overdue or (due is not None and due < today) for _state, was_overdue, due in running)
    listed = complaint_queries.listed(list(every[:SHOWN]))
    own = get_language() == "id"
    named = [(one, one.category.id if own else one.category.en) for one in listed]
    return Complaints(named, len(rows), len(running), late)
