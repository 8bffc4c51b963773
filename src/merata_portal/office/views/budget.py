"""The budget: lines with what is available, the journal, and the way of a rupiah."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.ledger import queries
from merata_portal.ledger.stages import Kind, Stage
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import address_with, number

SHOWN = 500
LINE_COLUMNS = ("owner", "year", "account_code", "fund_source", "pillar", *(f"{stage.value}_idr" for stage in Stage))


@require_safe
@requires(Capability.VIEW_LEDGER)
def lines(request: HttpRequest) -> HttpResponseBase:
    """The budget lines of one's areas by owner and year, with how far each has come."""
    by = actor(request)
    owners = queries.positions(by, "owner", "year")
    owner = request.GET.get("pemilik", owners[0].group["owner"] if owners else "")
    years = sorted({position.group["year"] for position in owners if position.group["owner"] == owner}, reverse=True)
    asked = number(request.GET, "tahun")
    year = asked if asked in years else (years[0] if years else 0)
    found = queries.lines(by, owner=owner, year=year)
    if request.GET.get("bentuk") == "csv":
        rows = (
            [line.owner, line.year, line.account_code, line.fund_source, line.pillar]
            + [getattr(line.balance, f"{stage.value}_idr") for stage in Stage]
            for line in found.iterator(chunk_size=2_000)
        )
        return csv_response(f"anggaran-{owner}-{year}", LINE_COLUMNS, rows)
    total = next((one for one in owners if one.group == {"owner": owner, "year": year}), None)
    codes = sorted({position.group["owner"] for position in owners})
    names = area_names(codes)
    context = {
        "lines": found,
        "total": total,
        "owner": owner,
        "year": year,
        "years": years,
        "owners": [(code, names.get(code, code)) for code in codes],
        "csv": address_with(request, bentuk="csv", pemilik=owner, tahun=str(year)),
    }
    return render(request, "office/lines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_LEDGER)
def journal(request: HttpRequest) -> HttpResponse:
    """The journal of one's areas, the newest first. What somebody seeks comes in the body, never in an address."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = queries.JournalFilter(
        owner=given.get("pemilik", "").replace("\x00", ""),
        kind=given.get("jenis", "").replace("\x00", ""),
        text=given.get("cari", "").strip().replace("\x00", ""),
        line=number(given, "pos"),
    )
    page = queries.journal(actor(request), wanted, before=number(given, "sebelum"))
    context = {"entries": page.entries, "before": page.before, "wanted": wanted, "kinds": Kind}
    return render(request, "office/journal.html", context)


@require_safe
@requires(Capability.VIEW_LEDGER)
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry of the journal with its transfers."""
    by = actor(request)
    found = queries.entry(by, entry_id)
    if found is None:
        raise Http404
    context = {"entry": found, "transfers": queries.transfers(by, entry_id)[:SHOWN], "shown": SHOWN}
    return render(request, "office/entry.html", context)
