"""What became of a proposal: where it was said, decree, budget lines, contract or class, result and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from merata_portal.infrastructure.queries.projects import Summary, public_projects, summaries
from merata_portal.ledger.queries.public_figures import Moved
from merata_portal.ledger.queries.public_lines import of_proposal
from merata_portal.participation.queries.finding_lists import ListedFinding, public_list
from merata_portal.participation.queries.publishing import public_meetings
from merata_portal.planning.queries.public_plans import by_reference, planned_for
from merata_portal.training.queries.everybody import open_courses

if TYPE_CHECKING:
    from merata_portal.participation.models import Meeting, Proposal
    from merata_portal.planning.models import Item, Plan
    from merata_portal.training.models import Course

MOST_FINDINGS = 3
PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a proposal from where it was said to what was found afterwards.

    `meeting`: in which it was raised, None elsewhere or before invitations were sent. `item`: of the plan, where it is
    a work or class. `programme`: the code of the programme that answers it, of which no rupiah are told.
    """

    meeting: Meeting | None
    plan: Plan | None
    item: Item | None
    lines: tuple[tuple[Any, Moved], ...]
    works: tuple[Summary, ...]
    classes: tuple[Course, ...]
    programme: str
    findings: tuple[ListedFinding, ...]

    @property
    def moved(self) -> Moved:
        """Rupiah of all lines together."""
        total = Moved()
        for _line, one in self.lines:
            total += one
        return total

    @property
    def built(self) -> bool:
        """Whether what it asked for was handed over, or the class was held."""
        return any(one.project.handed_over_on is not None for one in self.works) or any(
            one.state == "finished" for one in self.classes
        )


def way_of(proposal: Proposal) -> Way:
    """The way of one proposal; as many queries whatever became of it, within a few."""
    plan = by_reference({proposal.plan}).get(proposal.plan)
    accepted = proposal.outcome == "accepted"
    return Way(
        meeting=_meeting(proposal.origin),
        plan=plan,
        item=None if plan is None else planned_for(plan, str(proposal.uuid)),
        lines=tuple(of_proposal(proposal.reference)),
        works=tuple(summaries(public_projects(proposal=proposal.reference))),
        classes=tuple(open_courses().filter(proposal=proposal.reference)),
        programme=proposal.item if accepted and proposal.item_kind == PROGRAMME else "",
        findings=tuple(public_list(proposal.village_code, MOST_FINDINGS)),
    )


def _meeting(origin: str) -> Meeting | None:
    try:
        uuid = UUID(origin)
    except ValueError:
        return None
    return public_meetings().filter(uuid=uuid).first()
