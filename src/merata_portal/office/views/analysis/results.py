"""Results: what was computed, from what, by which code; stopped, computed again, and taken along as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions import calculating
from merata_portal.analysis.calculations import kind_of
from merata_portal.analysis.canonical import canonical
from merata_portal.analysis.queries import provenance, results, staleness
from merata_portal.analysis.states import UNDER_WAY, State
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.analysis import measured, words

SHOWN = 50


@require_safe
@requires(Capability.VIEW_PLANS)
def listed(request: HttpRequest) -> HttpResponse:
    """The latest results of one's areas, and what is newer than each; asked by htmx, only the list."""
    by = actor(request)
    kind = request.GET.get("jenis", "")
    found = list(results.results(by, kind=kind if kind in words.KINDS else "")[:SHOWN])
    rows = _shown(found)
    context = {
        "rows": rows,
        "kinds": [(name, words.kind_name(name)) for name in words.KINDS],
        "kind": kind,
        "shown": SHOWN,
        "names": area_names({one.area for one in found}),
        "moving": any(one.result.state in UNDER_WAY for one in rows),
    }
    partly = bool(request.headers.get("HX-Request"))
    return render(request, "office/analysis/parts/results.html" if partly else "office/analysis/results.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One result: where it stands, what is newer, and everything that its digits follow from."""
    by = actor(request)
    told = _provenance(by, uuid)
    (row,) = _shown([told.result])
    found = told.result
    asks = kind_of(found.kind).capability
    context = {
        "told": told,
        "row": row,
        "found": found,
        "moving": found.state in UNDER_WAY,
        "area": area_names([found.area]).get(found.area, found.area),
        "tables": [
            (one, words.meaning(one.table), [words.part_text(part) for part in one.parts]) for one in told.tables
        ],
        "parameters": words.parameter_rows(found.parameters),
        "refused": words.in_language(found.refused_id, found.refused_en),
        "faults": found.refusal.get("faults", []),
        "may_run": by.may(Capability.RUN_ANALYSIS, found.area) and by.may(asks, found.area),
        "may_cancel": by.may(asks, found.area),
        **_measured(found),
        "newer": found.replaced_by.order_by("-id").first(),
    }
    partly = bool(request.headers.get("HX-Request"))
    if partly:
        response = render(request, "office/analysis/parts/progress.html", context)
        if not context["moving"]:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "office/analysis/result.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The answer as it was computed, byte for byte: canonical JSON. It names no household; recipients are not in it."""
    found = _provenance(actor(request), uuid).result
    if found.state != State.DONE:
        raise Http404
    try:
        content = canonical(results.answer(found))
    except MerataError as error:
        return HttpResponse(why_not(error), status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.kind}-{str(uuid)[:8]}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(Capability.RUN_ANALYSIS, Capability.DESIGN_EVALUATION)
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a calculation to stop."""
    by = actor(request)
    found = _provenance(by, uuid).result
    done(
        request,
        lambda: calculating.cancel(by=by, result=found.uuid, reason=reason_of(request)),
        _("Diminta berhenti; hasil yang sudah ada tidak berubah."),
    )
    return redirect("office:result", uuid=uuid)


@require_POST
@requires(Capability.RUN_ANALYSIS, Capability.DESIGN_EVALUATION)
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the same on the newest inputs; the old result stays."""
    by, made = actor(request), []
    if not done(request, lambda: made.append(calculating.again(by=by, result=uuid))):
        return redirect("office:result", uuid=uuid)
    if made[0].uuid == uuid:
        done(request, lambda: None, _("Tidak ada data atau kode yang lebih baru; hasil ini masih yang terbaru."))
    return redirect("office:result", uuid=made[0].uuid)


def _measured(found: Any) -> dict[str, Any]:
    """The numbers of a finished measurement; or why its answer cannot be read."""
    if found.kind != "measure" or found.state != State.DONE:
        return {}
    try:
        given = results.answer(found)
    except MerataError as error:
        return {"broken": why_not(error)}
    return {"measured": measured.told(given), "measured_year": given["year"]}


def _provenance(by: Actor, uuid: UUID) -> provenance.Provenance:
    found: list[provenance.Provenance] = []
    try:
        found.append(provenance.provenance(by, uuid))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return found[0]


def _shown(found: Sequence[Any]) -> list[words.Shown]:
    results.settled(found)
    stale = staleness.stale_of([one for one in found if one.state == State.DONE])
    people = names_of({one.by_user_id for one in found})
    rows = []
    for one in found:
        now = results.progress(one) if one.state in UNDER_WAY else None
        rows.append(
            words.Shown(
                one,
                words.kind_name(one.kind),
                words.STATE_MARKS[one.state],
                people.get(one.by_user_id, _("mesin")),
                round(100 * now.share) if now else 0,
                words.in_language(now.text_id, now.text_en) if now else "",
                tuple(words.in_language(old.text_id, old.text_en) for old in stale.get(one.pk, ())),
            )
        )
    return rows
