"""The budget: lines with what is available, the journal, and the way of a rupiah."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.ledger import queries
from merata_portal.ledger.stages import Kind, Stage
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import address_with

LINE_COLUMNS = ("owner", "year", "account_code", "fund_source", "pillar", *(f"{stage.value}_idr" for stage in Stage))


@require_safe
@requires(Capability.VIEW_LEDGER)
def lines(request: HttpRequest) -> HttpResponseBase:
    """The budget lines of one's areas by owner and year, with how far each has come."""
    by = actor(request)
    owners = queries.positions(by, "owner", "year")
    owner = request.GET.get("pemilik", owners[0].group["owner"] if owners else "")
    years = sorted({position.group["year"] for position in owners if position.group["owner"] == owner}, reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() else (years[0] if years else 0)
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


@require_safe
@requires(Capability.VIEW_LEDGER)
def journal(request: HttpRequest) -> HttpResponse:
    """The journal of one's areas, the newest first."""
    before = request.GET.get("sebelum", "")
    asked_line = request.GET.get("pos", "")
    wanted = queries.JournalFilter(
        owner=request.GET.get("pemilik", ""),
        kind=request.GET.get("jenis", ""),
        text=request.GET.get("cari", "").strip(),
        line=int(asked_line) if asked_line.isdecimal() else None,
    )
    page = queries.journal(actor(request), wanted, before=int(before) if before.isdecimal() else None)
    following = address_with(request, sebelum=str(page.before)) if page.before else ""
    return render(
        request, "office/journal.html", {"entries": page.entries, "next": following, "wanted": wanted, "kinds": Kind}
    )


@require_safe
@requires(Capability.VIEW_LEDGER)
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry of the journal with its transfers."""
    by = actor(request)
    found = queries.entry(by, number)
    if found is None:
        raise Http404
    return render(request, "office/entry.html", {"entry": found, "transfers": queries.transfers(by, number)[:500]})
