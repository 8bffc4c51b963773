"""What describes the data to other systems."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries import publications
from merata_portal.cached_answers import answered, document
from merata_portal.opendata.documents import dcat as dcat_ap
from merata_portal.opendata.documents import frictionless
from merata_portal.opendata.documents import readme as read_me
from merata_portal.opendata.documents import satu_data as metadata
from merata_portal.opendata.views.finding import WITHDRAWN, described, edition_of, name_of


@public
@require_safe
def dcat(request: HttpRequest) -> HttpResponseBase:
    """The catalogue as DCAT-AP 3. Two queries."""
    found = publications.current()
    names = area_names({one.area for one in found})
    datasets = [
        described(request, one, name, names.get(one.area, one.area)) for one in found for name in one.manifest
    ]  # fmt: skip
    address = request.build_absolute_uri(reverse("opendata:catalogue"))
    return document(request, dcat_ap.catalogue(address, datasets), "application/ld+json")


@public
@require_safe
def data_package(request: HttpRequest, area: str, dataset: str, number: int) -> HttpResponseBase:
    """A dataset of an edition as a Frictionless data package; its paths are beside it."""
    found = edition_of(area, dataset, number)
    told = frictionless.data_package(described(request, found, dataset, name_of(found.area)))
    return document(request, told, status=410 if found.state == WITHDRAWN else 200)


@public
@require_safe
def satu_data(request: HttpRequest, area: str, dataset: str, number: int, lang: str) -> HttpResponseBase:
    """Its Satu Data metadata in a language."""
    found = edition_of(area, dataset, number)
    told = metadata.satu_data(described(request, found, dataset, name_of(found.area)), lang)
    return document(request, told, status=410 if found.state == WITHDRAWN else 200)


@public
@require_safe
def readme(request: HttpRequest, area: str, dataset: str, number: int) -> HttpResponseBase:
    """What the files are and how to open them, to keep beside them."""
    found = edition_of(area, dataset, number)
    told = read_me.readme(described(request, found, dataset, name_of(found.area)))
    status = 410 if found.state == WITHDRAWN else 200
    return answered(request, told.encode(), "text/markdown; charset=utf-8", status=status)
