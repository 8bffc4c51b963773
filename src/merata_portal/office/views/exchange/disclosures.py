"""What was told to other offices' systems: when, to whom, for what purpose, how much; no number and no name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.exchange.queries.disclosures import questions, told
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import address_with, newest_first
from merata_portal.office.views.exchange import words
from merata_portal.office.views.exchange.forms import Seeking, shown_at_first

COLUMNS = {
    "uuid": "question", "at": "at", "client__sender_id": "sender_id", "client__name": "system",
    "client__office": "office", "client__area": "area", "client__agreement": "agreement", "scope": "scope",
    "purpose": "purpose", "basis": "basis", "basis_at": "basis_at", "records": "records", "refusal": "refusal",
}  # fmt: skip
"""The columns of the download, by where each is kept."""


@require_safe
@requires(Capability.MANAGE_ACCOUNTS, Capability.VIEW_AUDIT)
def listed(request: HttpRequest) -> HttpResponseBase:
    """The questions of one's areas, counted by system and purpose and one by one; `?bentuk=csv` gives all that fit."""
    by = actor(request)
    form = Seeking(request.GET if set(request.GET) & set(Seeking.base_fields) else shown_at_first(), actor=by)
    context: dict[str, Any] = {"form": form, "may_manage": by.may(Capability.MANAGE_ACCOUNTS)}
    if not form.is_valid():
        return render(request, "office/exchange/disclosures.html", context, status=422)
    sought = form.sought()
    found = questions(by, sought)
    if request.GET.get("bentuk") == "csv":
        rows = found.values_list(*COLUMNS).iterator(chunk_size=5_000)
        return csv_response("pemberitahuan-kepada-sistem-lain", list(COLUMNS.values()), rows)
    page = newest_first(request, found, "pk")
    counted = told(by, sought)
    context |= {
        "csv": address_with(request, bentuk="csv"),
        "counted": [(one, words.PURPOSES.get(one.purpose, one.purpose)) for one in counted],
        "questions": sum(one.questions for one in counted),
        "records": sum(one.records for one in counted),
        "refused": sum(one.refused for one in counted),
        "rows": [
            (one, words.SCOPES.get(one.scope, one.scope), words.PURPOSES.get(one.purpose, one.purpose),
             words.BASES.get(one.basis, one.basis), words.REFUSALS.get(one.refusal, one.refusal))
            for one in page.rows
        ],
        "next": page.next,
    }  # fmt: skip
    return render(request, "office/exchange/disclosures.html", context)
