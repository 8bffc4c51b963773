"""The year's calendar and the budget's yearly figures, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.ledger.queries.public_figures import yearly
from merata_portal.oversight import names
from merata_portal.oversight.documents.calendar_file import calendar_file
from merata_portal.oversight.queries.calendar import calendar
from merata_portal.oversight.queries.places import Place, regencies

AROUND = (-1, 0, 1)
"""The years that can be chosen, from this one."""


@public
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """What is due when and from whom, how it stands, and what the budget gave and delivered by pillar."""
    places = regencies()
    place, asked, years = _asked(request, places)
    figures = [(names.PILLARS[one.pillar], one) for one in yearly(place.code)]
    context = {
        "place": place,
        "places": places,
        "year": asked,
        "years": years,
        "steps": [
            (one, names.STANDINGS[one.standing.value], [(names.SIDES[owed.side], owed) for owed in one.step.owes])
            for one in calendar(place, asked)
        ],
        "certainties": names.CERTAINTIES,
        "figures": figures,
        "of": f"?wilayah={place.code}&tahun={asked}",
    }
    return render(request, "public/oversight/calendar.html", context)


@public
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same steps as iCalendar."""
    place, asked, _years = _asked(request, regencies())
    content = calendar_file(place, asked, language="id" if get_language() == "id" else "en")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kalender-{place.code}-{asked}.ics"'
    return response


def _asked(request: HttpRequest, places: list[Place]) -> tuple[Place, int, list[int]]:
    wanted = request.GET.get("wilayah", "")
    place = next((one for one in places if one.code == (wanted or one.code)), None)
    if place is None:
        raise Http404
    this = timezone.localdate().year
    years = [this + one for one in AROUND]
    given = request.GET.get("tahun", "")
    return place, next((one for one in years if str(one) == given), this), years
