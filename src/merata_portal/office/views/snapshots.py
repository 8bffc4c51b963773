"""Freezing the registry for analysis, and holding what was frozen against what lies there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.forms import Place
from merata_portal.office.telling import done
from merata_portal.registry.actions.snapshots import take_snapshot
from merata_portal.registry.queries import snapshots as queries


@require_safe
@requires(Capability.SNAPSHOT)
def snapshots(request: HttpRequest) -> HttpResponse:
    """The snapshots of one's areas."""
    by = actor(request)
    found = list(queries.snapshots(by)[:50])
    context = {
        "snapshots": found,
        "names": area_names({one.area for one in found}),
        "form": Place(actor=by, capability=Capability.SNAPSHOT),
    }
    return render(request, "office/snapshots.html", context)


@require_POST
@requires(Capability.SNAPSHOT)
def take(request: HttpRequest) -> HttpResponse:
    """Have an area frozen in the background."""
    area = request.POST.get("area", "")
    done(request, lambda: take_snapshot(by=actor(request), area=area), _("Potret sedang dibuat; lihat di Pekerjaan."))
    return redirect("office:snapshots")


@require_POST
@requires(Capability.SNAPSHOT)
def verify(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold every file of a snapshot against what was recorded."""
    by = actor(request)
    get_object_or_404(queries.snapshots(by), uuid=uuid, state="taken")
    verdict = queries.verify_snapshot(by, uuid)
    if verdict.holds:
        messages.success(request, _("Utuh: semua berkas potret sama dengan yang dicatat."))
    else:
        names = ", ".join((*verdict.changed, *verdict.missing, *verdict.added)) or _("sidik")
        messages.error(request, _("Berubah setelah dibekukan: %(names)s") % {"names": names})
    return redirect("office:snapshots")
