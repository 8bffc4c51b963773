"""Proposals with their stories, as their own pages tell them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from merata_portal.api.asking import NOTHING_THERE, Code, OfAreaAndYear
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import Ticket
from merata_portal.api.listing import Names, names_of
from merata_portal.api.paging import newest_first
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.proposals import Proposal, ProposalRead, Step
from merata_portal.api.words import Words, both
from merata_portal.infrastructure.queries.projects import public_projects
from merata_portal.participation.queries import proposals as told_things

router = Router(tags=["suara"])
LINKED = "linked"


class AskedProposals(OfAreaAndYear):
    """Which proposals."""

    state: Code = Field(
        default_factory=str, description=both("keadaan atau jawaban", "state or outcome"), examples=["accepted"]
    )
    pillar: Code = Field(default_factory=str, description=both("pilar", "pillar"), examples=["infrastructure"])


@router.get("/proposals", **listed(
    Listed[Proposal], "Usulan warga", "Proposals", "Semua usulan; terbaru dahulu. Siapa pengusulnya tidak dimuat.",
    "All proposals, the newest first. Who proposed is not told.", gone=False,
))  # fmt: skip
def proposals(request: HttpRequest, asked: Query[AskedProposals]) -> Any:  # noqa: D103
    found = told_things.public_proposals(state=asked.state).filter(asked.within("village_code"))
    equal = {name: value for name, value in (("pillar", asked.pillar), ("year", asked.year)) if value}
    rows, after = newest_first("proposals", asked, found.filter(**equal))
    names = names_of({row.village_code for row in rows})
    return Listed[Proposal](items=[Proposal(**_proposal(row, names)) for row in rows], next=after)


@router.get("/proposals/{str:ticket}", **one(
    ProposalRead, "Satu usulan dengan perjalanannya", "One proposal with its story",
    "Cerita, biaya, jawaban dengan alasannya, rupiah yang dicadangkan, terikat, dan dibayar, serta pekerjaannya.",
    "Story, cost, the answer with its reasons, rupiah reserved, committed and paid, and the works.",
))  # fmt: skip
def proposal(request: HttpRequest, ticket: Ticket) -> Any:  # noqa: D103
    try:
        story = told_things.public_story(ticket)
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    row, money = story.proposal, story.money
    return ProposalRead(
        **_proposal(row, names_of([row.village_code])), story=story.text, address=row.address,
        cost_basis=row.cost_basis, cost_year=row.cost_year, answer=row.answer, item_kind=row.item_kind, item=row.item,
        plan=row.plan, reserved_idr=money.reserved_idr, committed_idr=money.committed_idr, spent_idr=money.spent_idr,
        works=[str(one.uuid) for one in public_projects(proposal=row.reference)],
        goes_on=None if story.goes_on is None else story.goes_on.ticket,
        merged_from=[one.ticket for one in story.merged_from], parts=[one.ticket for one in story.parts],
        missing=[Words(id=one.id, en=one.en) for one in story.completeness.missing],
        steps=[Step(step=one.step, note=_note(one), at=one.at) for one in story.steps],
    )  # fmt: skip


def _note(step: Any) -> str:
    """What was said with a step. Of one that joined the proposal to a plan it is codes alone, which are fields."""
    return "" if step.step == LINKED else str(step.note)


def _proposal(row: Any, names: Names) -> dict[str, Any]:
    same = (
        "ticket", "title", "year", "pillar", "channel", "supporters", "state", "outcome", "cost_idr", "filed_at",
        "answered_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same}, "area_code": row.village_code,
        "area_name": names[row.village_code], "page": reverse("public:proposal", args=[row.ticket]),
    }  # fmt: skip
