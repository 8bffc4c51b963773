"""How unequal, how poor: the regencies beside each other, and each by kecamatan and village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries.outlines import outlines
from merata_portal.analysis.queries.publications import Edition
from merata_portal.oversight.queries.places import regencies
from merata_portal.public.views.inequality import editions, pictures
from merata_portal.public.views.inequality.estimates import DATASET, Estimate, of_level
from merata_portal.public.views.inequality.measures import FURTHER, MAIN

COMPARED = ("p0", "gini", "bottom40_share")
OVER_YEARS = ("p0", "gini")
Figures = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Group:
    """A kecamatan with its villages' shares below the line."""

    name: str
    own: Figures
    villages: list[Estimate]


@public
@require_safe
def inequality(request: HttpRequest) -> HttpResponse:
    """The regencies beside each other. Two queries, however many there are."""
    places = regencies()
    standing = editions.standing_of([one.code for one in places])
    rows = []
    for place in places:
        edition = standing[place.code].newest
        figures = {} if edition is None else of_level(edition, "regency", *COMPARED).get(place.code, {})
        rows.append({
            "place": place, "standing": standing[place.code], "edition": edition,
            "figures": [figures[code] for code in COMPARED if code in figures],
            "people": pictures.people(figures["p0"]) if "p0" in figures else "",
        })  # fmt: skip
    return render(request, "public/inequality/inequality.html", {"rows": rows, "dataset": DATASET})


@public
@require_safe
def area(request: HttpRequest, area: str) -> HttpResponse:
    """One regency: every measure, how they changed, the map of its villages and the tables behind it. Four queries."""
    places = regencies()
    place = next((one for one in places if one.code == area), None)
    if place is None:
        raise Http404
    standing = editions.standing_of([area])[area]
    context = {"place": place, "standing": standing, "dataset": DATASET, "edition": standing.newest}
    if standing.newest is not None:
        context |= _told(standing.newest, area) | {"years": _over_years(standing, area)}
    return render(request, "public/inequality/area.html", context)


def _told(edition: Edition, area: str) -> dict[str, object]:
    figures = of_level(edition, "regency").get(area, {})
    kecamatan = of_level(edition, "kecamatan", *OVER_YEARS)
    villages = {code: one["p0"] for code, one in of_level(edition, "village", "p0").items()}
    shapes = outlines(area)
    inside = sorted({*kecamatan, *(code.rpartition(".")[0] for code in villages)})
    names = area_names(inside)
    groups = [
        Group(
            names.get(code, code), kecamatan.get(code, {}),
            [one for village, one in villages.items() if village.startswith(f"{code}.")],
        )
        for code in inside
    ]  # fmt: skip
    return {
        "figures": [figures[code] for code in MAIN if code in figures],
        "further": [figures[code] for code in FURTHER if code in figures],
        "people": pictures.people(figures["p0"]) if "p0" in figures else "",
        "scale": pictures.from_nought_to_one(figures["gini"]) if "gini" in figures else "",
        "map": pictures.village_map(villages, shapes, names, "p0-map") if shapes is not None and villages else "",
        "groups": groups, "villages": len(villages), "withheld": sum(one.withheld for one in villages.values()),
        "origins": editions.origins(edition),
    }  # fmt: skip


def _over_years(standing: editions.Standing, area: str) -> list[dict[str, object]]:
    found = [editions.over_years(standing.by_year, area, measure) for measure in OVER_YEARS]
    return [{"rows": rows, "picture": pictures.over_years(rows)} for rows in found if len(rows) > 1]
