"""Whose budget a page is about: a regency, one desa, or the desa of a kecamatan or of a regency together."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from merata_portal.accounts.queries import area_names
from merata_portal.ledger.queries import public_figures
from merata_portal.oversight.queries.places import Place, regencies

TOGETHER = "-desa"
"""After a regency's code: all its desa together."""
KECAMATAN, VILLAGE = 3, 4
"""Parts of their codes."""


@dataclass(frozen=True, slots=True)
class Owner:
    """`code` as the address has it, `area` the area's; `summed`: its desa together, not an owner of its own."""

    code: str
    area: str
    regency: str
    name: str
    summed: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a page offers: owners by regency, the one asked for, years and the one asked for."""

    groups: list[tuple[str, list[Owner]]]
    owner: Owner
    years: list[int]
    year: int


def asked(request: HttpRequest) -> Choices | None:
    """What is asked for by `pemilik` and `tahun`: the first regency's newest year where nothing is; None in a portal
    without any area yet.

    Raises `Http404` for an owner or a year that is none.
    """
    places = regencies()
    if not places:
        return None
    groups = [(one.name, _owners(one)) for one in places]
    code = request.GET.get("pemilik", "") or places[0].code
    known = {one.code: one for _name, owners in groups for one in owners}
    owner = known.get(code) or _village(code, places)
    if owner is None:
        raise Http404("no such owner")
    years = public_figures.years_of(owner.regency)
    return Choices(groups, owner, years, _year(request, years))


def _owners(place: Place) -> list[Owner]:
    found = [
        Owner(place.code, place.code, place.code, place.name, summed=False),
        Owner(f"{place.code}{TOGETHER}", place.code, place.code, _("Semua desa, dijumlahkan"), summed=True),
    ]
    names = area_names(place.kecamatan)
    return found + [
        Owner(code, code, place.code, _("Desa-desa di Kecamatan %(name)s") % {"name": bare(name)}, summed=True)
        for code, name in sorted(names.items(), key=lambda one: one[1])
    ]


def bare(name: str) -> str:
    """A kecamatan's name without the word, which some registers write before it."""
    return name.removeprefix("Kecamatan ").removeprefix("Kec. ")


def _village(code: str, places: list[Place]) -> Owner | None:
    """A village of one of the regencies; None for any other text."""
    if code.count(".") != VILLAGE - 1 or "\x00" in code or len(code) > 13:
        return None
    regency = next((one for one in places if code.startswith(f"{one.code}.")), None)
    name = area_names([code]).get(code)
    return None if regency is None or name is None else Owner(code, code, regency.code, name, summed=False)


def _year(request: HttpRequest, years: list[int]) -> int:
    text = request.GET.get("tahun", "")
    if text:
        found = next((one for one in years if str(one) == text), None)
        if found is None:
            raise Http404("no budget of that year")
        return found
    this = timezone.localdate().year
    return next((one for one in years if one <= this), years[-1] if years else this)
