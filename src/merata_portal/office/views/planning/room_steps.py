"""What a planner does on a scenario's page: ask further, make it anew, put it away, make a plan of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions import calculating
from merata_portal.office.telling import done
from merata_portal.office.views.planning.finding import scenario_of
from merata_portal.office.views.planning.rupiah_typed import NotRupiah, millions_typed
from merata_portal.planning.actions import packages
from merata_portal.planning.actions import scenarios as actions


@require_POST
@requires(Capability.RUN_ANALYSIS)
def frontier(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask what other budgets would buy."""
    try:
        budgets = millions_typed(request.POST.get("budgets", ""))
    except NotRupiah as fault:
        _own(request, uuid)
        messages.error(request, str(fault))
        return redirect("office:scenario", uuid=uuid)
    return _step(
        request, uuid, lambda by: actions.ask_frontier(by=by, scenario=uuid, budgets=budgets),
        _("Kurva anggaran sedang dihitung."), "#tambah",
    )  # fmt: skip


@require_POST
@requires(Capability.RUN_ANALYSIS)
def ask_why(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask why something is in the package, or is not."""
    name = request.POST.get("tentang", "").strip()
    by = _own(request, uuid)
    done(request, lambda: actions.ask_why(by=by, scenario=uuid, name=name))
    return redirect(f"{reverse('office:scenario-why', args=[uuid])}?{urlencode({'tentang': name})}")


@require_POST
@requires(Capability.RUN_ANALYSIS)
def refresh(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The same choices on the newest inputs."""
    by, made = _own(request, uuid), list[Any]()
    if not done(request, lambda: made.append(actions.refresh(by=by, scenario=uuid))):
        return redirect("office:scenario", uuid=uuid)
    same = made[0].uuid == uuid
    messages.info(request, _("Tidak ada yang lebih baru.") if same else _("Dihitung lagi dengan data terbaru."))
    return redirect("office:scenario", uuid=made[0].uuid)


@require_POST
@requires(Capability.RUN_ANALYSIS)
def stop(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Stop the computation that is under way; the scenario stays, without an answer."""
    by = actor(request)
    asked = scenario_of(by, uuid).result
    done(
        request,
        lambda: calculating.cancel(by=by, result=asked, reason=_("dihentikan dari halaman skenario")),
        _("Diminta berhenti. Skenarionya tetap ada dan dapat dihitung lagi."),
    )
    return redirect("office:scenario", uuid=uuid)


@require_POST
@requires(Capability.RUN_ANALYSIS)
def put_away(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Take it out of the list, or back."""
    back = request.POST.get("back") == "1"
    said = _("Kembali di daftar.") if back else _("Disimpan dari daftar; tidak ada yang dihapus.")
    return _step(request, uuid, lambda by: actions.put_away(by=by, scenario=uuid, back=back), said)


@require_POST
@requires(Capability.SUBMIT_PLAN)
def draft(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Make a plan of the package, which may be changed by hand and goes to the council."""
    by, made = _own(request, uuid), list[Any]()
    name = request.POST.get("name", "").strip()
    why = request.POST.get("reason", "").strip()  # of a result that is no longer the newest

    def act() -> None:
        made.append(packages.draft_plan(by=by, scenario=uuid, name=name, stale_reason=why))

    if done(request, act, _("Rencana disusun.")):
        return redirect("office:plan", uuid=made[0].uuid)
    return redirect("office:scenario", uuid=uuid)


def _step(
    request: HttpRequest, uuid: UUID, act: Callable[[Actor], Any], said: str, place: str = ""
) -> HttpResponseBase:
    by = _own(request, uuid)
    done(request, lambda: act(by), said)
    return redirect(reverse("office:scenario", args=[uuid]) + place)


def _own(request: HttpRequest, uuid: UUID) -> Actor:
    """Who asks; `Http404` where the scenario is of another's area."""
    by = actor(request)
    scenario_of(by, uuid)
    return by
