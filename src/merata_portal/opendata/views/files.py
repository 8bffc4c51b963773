"""The files of an edition, byte for byte as they were protected, and the way to the newest edition."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.analysis.queries import publications
from merata_portal.cached_answers import SECONDS, answered
from merata_portal.opendata.answering import page
from merata_portal.opendata.documents.described import MEDIA
from merata_portal.opendata.views.finding import WITHDRAWN, edition_of, name_of


@public
@require_safe
def file(request: HttpRequest, area: str, dataset: str, number: int, name: str) -> HttpResponseBase:
    """A table as CSV or Parquet, or a further file; 410 with the reason where the edition was withdrawn."""
    found = edition_of(area, dataset, number)
    table, _dot, form = name.rpartition(".")
    try:
        if form in publications.FORMS:
            content_hash = publications.hash_in(found, dataset, table, form)
        else:
            content_hash = publications.file_hash(found, dataset, name)
    except KeyError as error:
        raise Http404 from error
    if found.state == WITHDRAWN:
        context = {"edition": found, "area_name": name_of(found.area), "dataset": dataset, "synthetic": found.synthetic}
        return page(request, "withdrawn.html", context, "id", status=410)
    content = publications.content(found, content_hash)
    kind = f"{MEDIA[form]}; charset=utf-8; header=present" if form == "csv" else MEDIA[form]
    answer = answered(request, content, kind, etag=content_hash)
    answer["Content-Disposition"] = f'attachment; filename="{found.area}-{dataset}-{number}-{name}"'
    return answer


@public
@require_safe
def latest(request: HttpRequest, area: str, dataset: str, name: str = "") -> HttpResponseBase:
    """To the same of the newest edition that stands."""
    found = next((one for one in publications.current() if one.area == area and dataset in one.manifest), None)
    if found is None:
        raise Http404
    answer = redirect(f"{reverse('opendata:dataset', args=[found.area, dataset, found.number])}{name}")
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
