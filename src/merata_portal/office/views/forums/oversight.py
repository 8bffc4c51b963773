"""What was promised and what came, for the forum: aid, launches, courses, projects and rupiah of one village."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.queries.projects import projects, summaries
from merata_portal.ledger.queries.villages import for_village
from merata_portal.office.views.forums.seeking import sought
from merata_portal.participation.queries.aid import aid_in
from merata_portal.participation.queries.findings import unsettled_in
from merata_portal.programmes.queries.in_village import lists_in
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.training.queries.courses import courses

MOST_LAUNCHES = 50
MOST_WORKS = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A launch as its list has this village."""

    programme: str
    state: str
    chosen: int
    chosen_idr: int


@require_safe
@requires(Capability.VIEW_FORUMS)
def oversight(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Promised beside delivered in the meeting's village and year, and the findings that wait."""
    by = actor(request)
    page = sought(by, uuid)
    area, year = page.meeting.area, page.meeting.rules_on.year
    money = for_village(by, area, year)
    record, programmes = page.log.record, called()
    context = {
        "page": page,
        "meeting": page.meeting,
        "place": area_names([area]).get(area, area),
        "year": year,
        "aid": aid_in(by, area, year),
        "programmes": programmes,
        "launches": _launches(by, area, year),
        "works": summaries(list(projects(by, village=area)[:MOST_WORKS])),
        "courses": courses(by).filter(village_code=area, year=year)[:MOST_WORKS],
        # Works and classes stand under names of their own in the same place.
        "money": [(one, one.programme if one.programme in programmes else "") for one in money],
        "promised": sum(one.promised_idr for one in money),
        "delivered": sum(one.delivered_idr for one in money),
        "owners": area_names({one.owner for one in money}),
        "findings": unsettled_in(area),
        "item": _item(record.current, record.oversight),
        "may_write": page.may_hold and page.meeting.state == "open",
        "event": uuid4,
        "regency": ".".join(area.split(".")[:2]),
    }
    return render(request, "office/forums/oversight.html", context)


def called() -> dict[str, str]:
    """What programmes are called in the page's language, by id."""
    place = 0 if get_language() == "id" else 1
    return {programme: names[place] for programme, names in known_programmes().items()}


def _launches(by: Actor, area: str, year: int) -> list[Listed]:
    return [
        Listed(one.launch.programme_id, one.launch.get_state_display(), one.chosen, one.chosen_idr)
        for one in lists_in(by, area, year)[:MOST_LAUNCHES]
    ]


def _item(current: str | None, among: frozenset[str]) -> str:
    """The item of oversight that findings belong to: the one under way, else the first."""
    if current in among:
        return current or ""
    return min(among, default="")
