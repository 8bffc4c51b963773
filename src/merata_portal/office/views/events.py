"""The audit: who did what, and whether the chain is whole."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import names_of
from merata_portal.actor import Capability
from merata_portal.audit import queries
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import newest_first

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from merata_portal.audit.models import Event

COLUMNS = ("sequence", "at", "actor", "role", "role_area", "action", "subject", "area", "reason", "rows", "hash")


@require_safe
@requires(Capability.VIEW_AUDIT)
def events(request: HttpRequest) -> HttpResponseBase:
    """The events of one's areas, the newest first; `?bentuk=csv` gives all that fit the filter."""
    wanted = _wanted(request)
    if request.GET.get("bentuk") == "csv":
        return csv_response("jejak-audit", COLUMNS, wanted.values_list(*COLUMNS).iterator(chunk_size=5_000))
    page = newest_first(request, wanted, "sequence")
    people = names_of({event.actor for event in page.rows})
    rows = [(event, people.get(event.actor, str(event.actor))) for event in page.rows]
    return render(request, "office/events.html", {"rows": rows, "next": page.next, "head": queries.head()})


@require_safe
@requires(Capability.VIEW_AUDIT)
def event(request: HttpRequest, sequence: int) -> HttpResponse:
    """One event with its data and its place in the chain."""
    found = queries.events(actor(request)).filter(sequence=sequence).first()
    if found is None:
        raise Http404
    person = names_of({found.actor}).get(found.actor, str(found.actor))
    data = json.dumps(json.loads(found.data), indent=2, ensure_ascii=False)
    return render(request, "office/event.html", {"event": found, "person": person, "data": data})


@require_POST
@requires(Capability.VERIFY_AUDIT)
def verify(request: HttpRequest) -> HttpResponse:
    """Compute the whole chain again and say whether it holds."""
    began = time.monotonic()
    verdict = queries.verify()
    seconds = time.monotonic() - began
    return render(request, "office/verdict.html", {"verdict": verdict, "seconds": seconds})


def _wanted(request: HttpRequest) -> QuerySet[Event]:
    found = queries.events(actor(request))
    for field, parameter in (("action__startswith", "tindakan"), ("subject", "perihal"), ("area", "wilayah")):
        value = request.GET.get(parameter, "").strip().replace("\x00", "")
        if value:
            found = found.filter(**{field: value})
    return found
