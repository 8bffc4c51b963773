"""Promised beside delivered rupiah: by pillar, by village, by programme, course and project."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import requires
from merata_portal.actor import Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.views.oversight.asking import asked, csv_wanted
from merata_portal.oversight import names
from merata_portal.oversight.queries import money

AMOUNTS = ("ceiling_idr", "reserved_idr", "committed_idr", "realised_idr", "gap_idr", "last_year_idr")


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def pillars(request: HttpRequest) -> HttpResponseBase:
    """The budget by pillar, beside the year before."""
    wanted = asked(request)
    rows = money.by_pillar(wanted.by, wanted.place, wanted.year)
    if csv_wanted(request):
        told = ([str(names.PILLARS[one.code]), *_amounts(one)] for one in rows)
        return csv_response(f"pilar-{wanted.name}", ("pillar", *AMOUNTS), told)
    context = {
        "rows": [(names.PILLARS[one.code], one) for one in rows],
        "total": money.total(rows),
        **wanted.context(request, "money"),
    }
    return render(request, "office/oversight/pillars.html", context)


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def villages(request: HttpRequest) -> HttpResponseBase:
    """What the budget holds for each village, beside what an equal share a person would be."""
    wanted = asked(request)
    pillar = request.GET.get("pilar", "")
    pillar = pillar if pillar in names.PILLARS else ""
    rows = money.by_village(wanted.by, wanted.place, wanted.year, pillar)
    if csv_wanted(request):
        told = ([one.code, wanted.place.villages[one.code], one.persons, *_amounts(one), one.equal_idr] for one in rows)
        header = ("village_code", "village", "persons", *AMOUNTS, "equal_share_idr")
        return csv_response(f"desa-{wanted.name}", header, told)
    context = {
        "rows": [(wanted.place.villages[one.code], one) for one in rows],
        "total": money.total(rows),
        "pillar": pillar,
        "pillars": [(code, name) for code, name in names.PILLARS.items() if code],
        **wanted.context(request, "villages"),
    }
    return render(request, "office/oversight/villages.html", context)


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def items(request: HttpRequest) -> HttpResponseBase:
    """The programmes, courses and projects that the budget pays, each with the way of its rupiah."""
    wanted = asked(request)
    rows = money.items(wanted.by, wanted.place, wanted.year)
    if csv_wanted(request):
        told = ([one.kind, one.of, one.name_id, one.name_en, *_amounts(one.row)] for one in rows)
        return csv_response(f"kegiatan-{wanted.name}", ("kind", "reference", "name_id", "name_en", *AMOUNTS), told)
    context = {
        "rows": [(names.ITEMS[one.kind], one) for one in rows],
        "total": money.total(one.row for one in rows),
        **wanted.context(request, "items"),
    }
    return render(request, "office/oversight/items.html", context)


def _amounts(row: money.Row) -> Sequence[int]:
    return [getattr(row, name) for name in AMOUNTS]
