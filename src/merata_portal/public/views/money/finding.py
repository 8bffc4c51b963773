"""What a text may mean to whoever follows a rupiah: a ticket, an account code, a decree, or a name of something.

Every kind is bounded, and the number of queries does not grow with what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any

from merata_portal.infrastructure.queries.projects import public_projects
from merata_portal.ledger.queries.public_lines import LineFigure, line_figures, lines_like
from merata_portal.oversight.queries.places import regencies
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.planning.queries.public_plans import planned_like, public_plans
from merata_portal.programmes.queries import everybody
from merata_portal.public.views.money.chains import (
    Chain,
    chains_of_classes,
    chains_of_planned,
    chains_of_proposals,
    chains_of_works,
)
from merata_portal.public.views.money.writing import language
from merata_portal.tickets.codes import as_ticket
from merata_portal.training.queries.everybody import open_courses

if TYPE_CHECKING:
    from merata_portal.planning.models import Plan

MOST = 8
"""Of each kind."""
SHORTEST, LONGEST = 3, 100
ALIKE = 0.6
"""How alike a village's name must be to be suggested (the ratio of `difflib`)."""


@dataclass
class Found:
    """What a text may mean. `more`: there is more than is shown; `suggested`: names to try where nothing was found."""

    chains: list[Chain] = field(default_factory=list)
    lines: list[LineFigure] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    villages: list[tuple[str, str]] = field(default_factory=list)
    programmes: list[tuple[str, str]] = field(default_factory=list)
    more: bool = False
    suggested: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return bool(self.chains or self.lines or self.plans or self.villages or self.programmes)


def asked(text: str) -> str:
    """What is looked for: without signs that no database can hold, and of a bounded length."""
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())[:LONGEST].strip()


def found(text: str) -> Found:
    """What a text of at least `SHORTEST` signs may mean; a ticket means its proposal and nothing else."""
    ticket = as_ticket(text)
    if ticket is not None:
        named = list(public_proposals().filter(ticket=ticket))
        if named:
            return Found(chains_of_proposals(named))
    told = Found()

    def some(rows: Iterable[Any]) -> list[Any]:
        taken = list(islice(rows, MOST + 1))
        told.more |= len(taken) > MOST
        return taken[:MOST]

    _names(told, text, some)
    works = some(public_projects().filter(name__icontains=text)[: MOST + 1])
    if not works and len(told.villages) == 1:
        works = some(public_projects(village=told.villages[0][0])[: MOST + 1])
    courses = some(open_courses().filter(name__icontains=text)[: MOST + 1])
    proposals = some(public_proposals(text=text)[: MOST + 1])
    answered = {one.proposal for one in works} | {one.proposal for one in courses}
    told.chains = [
        *chains_of_works(works), *chains_of_classes(courses),
        *chains_of_planned(some(planned_like(text)[: MOST + 1])),
        *chains_of_proposals([one for one in proposals if one.reference not in answered]),
    ]  # fmt: skip
    told.plans = some(public_plans().filter(decree_number__icontains=text)[: MOST + 1]) or some(
        public_plans().filter(name__icontains=text)[: MOST + 1]
    )
    lines = line_figures(lines_like(text)[: MOST + 1])
    told.lines = some(lines)
    if not told.anything:
        told.suggested = _alike(text)
    return told


def examples() -> list[str]:
    """A few things that can be followed: the newest decree, the newest works and class, a large line."""
    plans = list(public_plans()[:1])
    works = list(public_projects()[:3])
    courses = list(open_courses()[:1])
    return [*(one.decree_number for one in plans), *(one.name for one in works), *(one.name for one in courses)]


def _names(told: Found, text: str, some: Callable[[Iterable[Any]], Sequence[Any]]) -> None:
    """Villages and announced programmes whose names hold the text."""
    wanted = text.casefold()
    told.villages = list(
        some((code, name) for code, name in _villages() if wanted in name.casefold() or wanted == code.casefold())
    )
    at = 1 if language() == "id" else 2
    told.programmes = list(
        some((row[0], row[at]) for row in everybody.named() if any(wanted in one.casefold() for one in row))
    )


def _villages() -> list[tuple[str, str]]:
    return [pair for place in regencies() for pair in place.villages.items()]


def _alike(text: str) -> list[str]:
    """Names of villages that are written nearly so."""
    names = {name.casefold(): name for _code, name in _villages()}
    return [names[one] for one in get_close_matches(text.casefold(), list(names), n=4, cutoff=ALIKE)]
