"""Which edition an address means."""

from __future__ import annotations

import re

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.urls import reverse

from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries import publications
from merata_portal.opendata.documents.described import Described

WITHDRAWN = "withdrawn"
CODE = re.compile(r"[0-9.]{1,13}")
"""What a code of an area looks like."""


def edition_of(area: str, dataset: str, number: int) -> publications.Edition:
    """The edition that has the dataset, withdrawn ones too; not found otherwise."""
    if not CODE.fullmatch(area):
        raise Http404
    try:
        found = publications.edition(area, number)
    except (ObjectDoesNotExist, OverflowError) as error:
        raise Http404 from error
    if dataset not in found.manifest:
        raise Http404
    return found


def described(request: HttpRequest, found: publications.Edition, dataset: str, name: str) -> Described:
    """A dataset of an edition as its descriptions need it; `name`: the area's."""
    if found.number is None or found.published_at is None:
        raise Http404
    address = reverse("opendata:dataset", args=[found.area, dataset, found.number])
    return Described(
        dataset, found.area, name, found.year, found.number, found.published_at, found.synthetic,
        found.manifest[dataset], request.build_absolute_uri(address),
    )  # fmt: skip


def name_of(area: str) -> str:
    """What an area is called; its code where nobody knows."""
    return area_names([area]).get(area, area)
