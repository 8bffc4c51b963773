"""Promised beside delivered in one village, for everybody: sums and works, nobody's name, nothing that few receive."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata.stats.disclosure.rules import THRESHOLD
from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.infrastructure.queries.projects import public_projects, summaries
from merata_portal.ledger.queries.villages import public_for_village
from merata_portal.participation.queries.aid import public_aid_in, receiving_few
from merata_portal.participation.queries.findings import public_findings
from merata_portal.programmes.queries.in_village import chosen_in
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.training.queries.everybody import open_courses

MOST_WORKS = 100
FIRST_YEAR, LAST_YEAR = 2020, 2100


@public
@require_safe
def village(request: HttpRequest, village: str) -> HttpResponse:
    """One area in a year (`?tahun=`): rupiah, families served, works, courses, findings.

    Sums of a programme that fewer than five families of the village receive are left out, from the totals too, so that
    none of them can be had back by subtraction.
    """
    place = area_names([village[:13]]).get(village)
    if place is None:
        raise Http404
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == len("2026") else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        year = timezone.localdate().year
    chosen = chosen_in(village, year)
    few = receiving_few(village, year) | {one for one, count in chosen.items() if 0 < count < THRESHOLD}
    every = public_for_village(village, year)
    money = [one for one in every if one.programme not in few]
    works = summaries(list(public_projects(village=village)[:MOST_WORKS]))
    courses = open_courses().filter(village_code=village, year=year)[:MOST_WORKS]
    known = {code: names[0 if get_language() == "id" else 1] for code, names in known_programmes().items()}
    known |= {one.project.candidate_id: one.project.name for one in works if one.project.candidate_id}
    known |= {one.course_id: one.name for one in courses}
    context = {
        "area": village, "place": place, "year": year, "before": year - 1, "after": year + 1,
        "money": money, "hidden": len(every) > len(money) or bool(few),
        "promised": sum(one.promised_idr for one in money), "delivered": sum(one.delivered_idr for one in money),
        "programmes": known,
        "owners": area_names({one.owner for one in money}), "aid": public_aid_in(village, year),
        "works": works, "courses": courses,
        "findings": public_findings(village),
    }  # fmt: skip
    return render(request, "public/forums/oversight.html", context)
