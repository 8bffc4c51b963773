"""Defects: what waits, and one defect with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.infrastructure.actions import mending
from merata_portal.infrastructure.queries import defects as queries
from merata_portal.infrastructure.queries.projects import summary
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import number
from merata_portal.office.telling import done
from merata_portal.office.views.projects.finding import opened
from merata_portal.office.views.projects.forms import MendedForm

SHOWN = 200


@require_safe
@requires(Capability.VIEW_PROJECTS)
def waiting(request: HttpRequest) -> HttpResponse:
    """The defects that wait for an office, the nearest deadline first."""
    rows = list(queries.waiting(actor(request))[:SHOWN])
    names = area_names({one.project.village_code for one in rows})
    return render(request, "office/projects/defects.html", {"rows": rows, "names": names})


@require_safe
@requires(Capability.VIEW_PROJECTS)
def defect(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One defect."""
    by = actor(request)
    return _page(request, by, uuid, MendedForm())


@require_POST
@requires(Capability.REPORT_PROGRESS)
def show(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show what was held, or hide it."""
    shown = request.POST.get("shown") == "1"
    return _step(
        request, uuid, Capability.REPORT_PROGRESS,
        lambda by, note: mending.show_defect(by=by, defect=uuid, shown=shown, reason=note), _("Disimpan."),
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_PROJECT)
def ask(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask the contractor to mend it by a day."""
    days = number(request.POST, "days") or 0
    return _step(
        request, uuid, Capability.MANAGE_PROJECT,
        lambda by, note: mending.ask_contractor(by=by, defect=uuid, working_days=days, note=note),
        _("Pelaksana diminta memperbaiki."),
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_PROJECT)
def mended(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The contractor says that it is mended."""
    by = actor(request)
    _own(by, uuid, Capability.MANAGE_PROJECT)
    form = MendedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, by, uuid, form)
    note, photos = form.cleaned_data["note"], opened(form.cleaned_data["photos"])
    done(
        request,
        lambda: mending.claim_mended(by=by, defect=uuid, note=note, photos=photos),
        _("Dicatat; desa akan memeriksanya."),
    )
    return redirect("office:defect", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_PROJECT)
def reject(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """It is no defect of this work."""
    return _step(
        request, uuid, Capability.MANAGE_PROJECT,
        lambda by, note: mending.reject_defect(by=by, defect=uuid, note=note), _("Laporan ditutup."),
    )  # fmt: skip


@require_POST
@requires(Capability.ACCEPT_PROJECT)
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The village says that it is mended."""
    return _step(
        request, uuid, Capability.ACCEPT_PROJECT,
        lambda by, note: mending.confirm_mended(by=by, defect=uuid, note=note), _("Perbaikan dinyatakan baik."),
    )  # fmt: skip


@require_POST
@requires(Capability.ACCEPT_PROJECT)
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The village says that it is not mended."""
    return _step(
        request, uuid, Capability.ACCEPT_PROJECT,
        lambda by, note: mending.reopen(by=by, defect=uuid, note=note), _("Dibuka kembali."),
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_PROJECT)
def new_pin(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A new PIN for whoever reported it and came to the office; shown in the answer alone."""
    by = actor(request)
    _own(by, uuid, Capability.MANAGE_PROJECT)
    made: list[str] = []
    if not done(request, lambda: made.append(mending.renew_pin(by=by, defect=uuid, reason=reason_of(request)))):
        return redirect("office:defect", uuid=uuid)
    answer = _page(request, by, uuid, MendedForm(), made[0])
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, by: Actor, uuid: UUID, form: MendedForm, pin: str = "") -> HttpResponse:
    try:
        row = queries.office_defect(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    found = row.defect.project
    context = {
        "row": row, "defect": row.defect, "project": found, "summary": summary(found), "form": form,
        "pin": pin,
        "names": area_names([found.village_code]),
        "manages": by.may(Capability.MANAGE_PROJECT, found.village_code),
        "accepts": by.may(Capability.ACCEPT_PROJECT, found.village_code),
        "moderates": by.may(Capability.REPORT_PROGRESS, found.village_code),
    }  # fmt: skip
    return render(request, "office/projects/defect.html", context, status=422 if form.errors else 200)


def _own(by: Actor, uuid: UUID, capability: Capability) -> None:
    try:
        row = queries.office_defect(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    by.require(capability, row.defect.project.village_code)


def _step(
    request: HttpRequest, uuid: UUID, capability: Capability, action: Callable[[Actor, str], Any], said: str
) -> HttpResponseBase:
    by = actor(request)
    _own(by, uuid, capability)
    done(request, lambda: action(by, reason_of(request)), said)
    return redirect("office:defect", uuid=uuid)
