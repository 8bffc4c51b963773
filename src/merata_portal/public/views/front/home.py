"""The first page: how it stands, where the money goes, what goes on now, and where a resident can take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.analysis.queries.publications import Edition
from merata_portal.oversight.queries.places import Place, regencies
from merata_portal.public.views.front.money import Spread, spread
from merata_portal.public.views.front.today import going_on
from merata_portal.public.views.inequality import editions, pictures
from merata_portal.public.views.inequality.estimates import DATASET, Estimate, of_level

SHOWN = ("p0", "gini")


@dataclass(frozen=True, slots=True)
class Headline:
    """What the first page says of a regency: its figures as the standing edition tells them, and its budget."""

    place: Place
    standing: editions.Standing
    figures: Sequence[Estimate]
    people: str
    scale: str
    budget: Spread | None

    @property
    def edition(self) -> Edition | None:
        """The edition that the figures are of."""
        return self.standing.newest


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody comes in."""
    places = regencies()
    standing = editions.standing_of([one.code for one in places])
    headlines = [_headline(place, standing[place.code]) for place in places]
    context = {"headlines": headlines, "dataset": DATASET, **going_on()}
    return render(request, "public/front/home.html", context)


def _headline(place: Place, standing: editions.Standing) -> Headline:
    edition = standing.newest
    found = {} if edition is None else of_level(edition, "regency", *SHOWN).get(place.code, {})
    return Headline(
        place, standing, [found[code] for code in SHOWN if code in found],
        pictures.people(found["p0"]) if "p0" in found else "",
        pictures.from_nought_to_one(found["gini"]) if "gini" in found else "", spread(place.code),
    )  # fmt: skip
