"""A kecamatan's page: how people live there beside the regency, and its villages beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from merata_portal.analysis.queries.published import standing
from merata_portal.public.views.villages import minutes, received, voice, welfare
from merata_portal.public.views.villages.places import called

if TYPE_CHECKING:
    from merata_portal.accounts.models import Area


@dataclass(frozen=True, slots=True)
class Row:
    """A village of the kecamatan: the share below the poverty line, and how far the health centre is when it rains."""

    village: Area
    name: str
    poor: welfare.Told | None
    minutes: str


def kecamatan(request: HttpRequest, place: Area, regency: Area, inside: Sequence[Area]) -> HttpResponse:
    """The page of a kecamatan; as many queries whatever there is to tell."""
    edition = standing(regency.code)
    around = {one.code: called(one) for one in (place, regency)}
    poor = welfare.headcounts(edition, [one.code for one in inside])
    reached = minutes.minutes_to(edition, "puskesmas", season="wet", mode="motorcycle")
    context = {
        "place": place, "regency": regency, "name": called(place), "around": around, "edition": edition,
        "measures": welfare.compared(edition, around), "measured": welfare.year_of(edition, place.code),
        "programmes": received.programmes(edition, place.code), "meetings": voice.meetings(place.code),
        "rows": [Row(one, called(one), poor.get(one.code), reached.get(one.code, "")) for one in inside],
    }  # fmt: skip
    return render(request, "public/villages/kecamatan.html", context)
