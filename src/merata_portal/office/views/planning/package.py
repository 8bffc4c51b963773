"""The package line by line, by pillar, programme and kecamatan, in an order that links choose."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.analysis.queries import inputs as frozen
from merata_portal.office.paging import address_with, number
from merata_portal.office.views.planning import room_package
from merata_portal.office.views.planning.finding import asked_of, scenario_of
from merata_portal.office.views.planning.room_pictures import PILLARS
from merata_portal.office.views.planning.wording import pillar_name
from merata_portal.office.views.programmes.finding import text_in
from merata_portal.planning.queries import answered

PAGE = 30


@require_safe
@requires(Capability.VIEW_PLANS)
def package(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every line of the package."""
    by = actor(request)
    found = scenario_of(by, uuid)
    asked = asked_of(by, found.result)
    if asked.answer is None:
        return redirect("office:scenario", uuid=uuid)
    rows = room_package.lines(asked.answer)
    chosen = {name: text_in(request, name) for name in ("pilar", "sumber", "kecamatan", "urut")}
    shown = [
        row
        for row in rows
        if chosen["pilar"] in ("", row.pillar)
        and chosen["sumber"] in ("", row.source_id)
        and chosen["kecamatan"] in ("", row.kecamatan)
    ]
    shown = room_package.ordered(shown, chosen["urut"])
    start = min(number(request.GET, "dari") or 0, len(shown))
    labels = (("uang", _("termahal")), ("per-miliar", _("manfaat per rupiah")), ("desa", _("desa")),
              ("kukuh", _("paling diperdebatkan")))  # fmt: skip
    context = {
        "scenario": found,
        "answer": asked.answer,
        "rows": shown[start : start + PAGE],
        "count": len(shown),
        "sum_idr": sum(row.cost_idr for row in shown),
        "next": address_with(request, dari=str(start + PAGE)) if start + PAGE < len(shown) else "",
        "chosen": chosen,
        "orders": [(label, address_with(request, urut=key, dari="0"), (chosen["urut"] or "uang") == key)
                   for key, label in labels],
        "pillars": [(name, pillar_name(name)) for name in PILLARS if any(r.pillar == name for r in rows)],
        "sources": sorted({(row.source_id, row.name) for row in rows}, key=lambda one: one[1]),
        "kecamatan": sorted({row.kecamatan for row in rows if row.kecamatan}),
    }  # fmt: skip
    return render(request, "office/planning/package.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def proposals(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What became of every open proposal of the villages."""
    by = actor(request)
    found = scenario_of(by, uuid)
    asked = asked_of(by, found.result)
    if asked.answer is None:
        return redirect("office:scenario", uuid=uuid)
    every = answered.of_answer(frozen.one(by, found.inputs), asked.answer)
    state, village = text_in(request, "nasib"), text_in(request, "desa")
    shown = [one for one in every if state in ("", one.state) and village in ("", one.village_code)]
    start = min(number(request.GET, "dari") or 0, len(shown))
    context = {
        "scenario": found,
        "rows": shown[start : start + PAGE],
        "counts": answered.counted(every),
        "next": address_with(request, dari=str(start + PAGE)) if start + PAGE < len(shown) else "",
        "state": state,
        "village": village,
        "villages": sorted({(one.village_code, one.village) for one in every}, key=lambda one: one[1]),
    }
    return render(request, "office/planning/proposals.html", context)
