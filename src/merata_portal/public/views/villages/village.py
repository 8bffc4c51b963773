"""One village's page: how people live, what is near, what came, what is built, what was said and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from merata_portal.analysis.queries.published import standing
from merata_portal.infrastructure.queries.projects import public_projects, summaries
from merata_portal.participation.queries.finding_lists import public_list
from merata_portal.planning.queries.in_village import decreed_in
from merata_portal.public.views.villages import minutes, money, received, voice, welfare
from merata_portal.public.views.villages.places import called
from merata_portal.training.queries.everybody import open_courses
from merata_portal.training.states import State as CourseState

if TYPE_CHECKING:
    from merata_portal.accounts.models import Area

SHOWN = 20
"""So many works, classes and items of plans stand on the page."""


def village(request: HttpRequest, place: Area, kecamatan: Area, regency: Area) -> HttpResponse:
    """The page of a village, of a budget year (`?tahun=`). As many queries whatever there is to tell."""
    year = money.asked_year(request.GET.get("tahun", ""))
    edition = standing(regency.code)
    around = {one.code: called(one) for one in (place, kecamatan, regency)}
    courses = list(open_courses().filter(village_code=place.code)[:SHOWN])
    works = summaries(list(public_projects(village=place.code)[:SHOWN]))
    known = {one.project.candidate_id: one.project.name for one in works} | {one.course_id: one.name for one in courses}
    context: dict[str, Any] = {
        "place": place, "kecamatan": kecamatan, "regency": regency, "name": called(place), "around": around,
        "desa": place.village_type == "desa", "year": year, "edition": edition,
        "measures": welfare.compared(edition, around), "measured": welfare.year_of(edition, place.code),
        "services": minutes.services(edition, place.code),
        "programmes": received.programmes(edition, place.code),
        "own": money.own(place.code, year), "promised": money.promised(place.code, year, known),
        "decreed": list(decreed_in(place.code)[:SHOWN]),
        "works": works,
        "courses": [one for one in courses if one.state != CourseState.FINISHED],
        "courses_held": [one for one in courses if one.state == CourseState.FINISHED],
        "meetings": voice.meetings(place.code), "findings": public_list(place.code, voice.SHOWN),
        "proposals": voice.proposals(place.code), "complaints": voice.complaints(place.code),
    }  # fmt: skip
    return render(request, "public/villages/village.html", context)
