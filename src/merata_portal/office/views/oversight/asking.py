"""Which place and year a page of oversight is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from merata_portal.accounts.access import actor
from merata_portal.actor import Actor
from merata_portal.office.paging import address_with, number
from merata_portal.oversight.queries.money import years
from merata_portal.oversight.queries.places import Place, places


@dataclass(frozen=True)
class Asked:
    """Who asks about which place and year, out of which."""

    by: Actor
    place: Place
    year: int
    places: list[Place]
    years: list[int]

    def context(self, request: HttpRequest, tab: str) -> dict[str, Any]:
        """What the head of every page shows."""
        return {
            "place": self.place,
            "year": self.year,
            "places": self.places,
            "years": self.years,
            "tab": tab,
            "csv": address_with(request, bentuk="csv"),
            "of": f"?wilayah={self.place.code}&tahun={self.year}",
        }

    @property
    def name(self) -> str:
        """What files about it are called."""
        return f"{self.place.code}-{self.year}"


def asked(request: HttpRequest, *, year: int | None = None) -> Asked:
    """The place and year of the address among those that the actor oversees, else the first and this year.

    Raises `Http404` where they oversee none, or a place that is not theirs was asked for. `year`: before this one.
    """
    by = actor(request)
    found = places(by)
    wanted = request.GET.get("wilayah", "")
    place = next((one for one in found if one.code == (wanted or one.code)), None)
    if place is None:
        raise Http404
    this = timezone.localdate().year
    offered = sorted({*years(by, place), this, this + 1, *([year] if year else [])}, reverse=True)
    given = number(request.GET, "tahun")
    return Asked(by, place, given if given in offered else year or this, found, offered)


def csv_wanted(request: HttpRequest) -> bool:
    """Whether the page's table is asked for as a file."""
    return request.GET.get("bentuk") == "csv"
