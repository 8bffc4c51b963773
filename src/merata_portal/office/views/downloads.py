"""Lists of people to take along: with numbers masked, or whole for a reason; each download is an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office.exports import download
from merata_portal.office.forms import Place, reason_of
from merata_portal.office.telling import done
from merata_portal.registry.actions.numbers import export_list, export_numbers


@require_safe
@requires(Capability.EXPORT_REGISTRY)
def downloads(request: HttpRequest) -> HttpResponse:
    """What may be downloaded, of which area."""
    by = actor(request)
    context = {
        "masked": Place(actor=by, capability=Capability.EXPORT_REGISTRY, auto_id="daftar-%s"),
        "whole": Place(actor=by, capability=Capability.EXPORT_NUMBERS, auto_id="nomor-%s")
        if by.may(Capability.EXPORT_NUMBERS)
        else None,
    }
    return render(request, "office/downloads.html", context)


@require_POST
@requires(Capability.EXPORT_REGISTRY)
def masked_list(request: HttpRequest) -> HttpResponseBase:
    """The people of an area as CSV, numbers masked."""
    by = actor(request)
    return _given(request, by, "penduduk", Capability.EXPORT_REGISTRY, lambda area: export_list(by=by, area=area))


@require_POST
@requires(Capability.EXPORT_NUMBERS)
def whole_numbers(request: HttpRequest) -> HttpResponseBase:
    """The people of an area as CSV with whole numbers, for a reason."""
    by = actor(request)
    return _given(
        request, by, "penduduk-nomor-utuh", Capability.EXPORT_NUMBERS,
        lambda area: export_numbers(by=by, area=area, reason=reason_of(request)),
    )  # fmt: skip


def _given(
    request: HttpRequest, by: Actor, name: str, capability: Capability, export: Callable[[str], Iterator[bytes]]
) -> HttpResponseBase:
    area = request.POST.get("area", "")
    by.require(capability, area)
    pieces: list[Iterator[bytes]] = []
    if not done(request, lambda: pieces.append(export(area))):
        return redirect("office:downloads")
    return download(f"{name}-{area}", pieces[0])
