"""A work being built: begun, reported, finished, handed over, out of warranty."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.infrastructure.actions import contracting, handing_over, reporting
from merata_portal.office.paging import number
from merata_portal.office.telling import done
from merata_portal.office.views.projects.finding import filled, opened, own_project, reasoned
from merata_portal.office.views.projects.forms import HandOverForm, ReportForm


@require_POST
@requires(Capability.MANAGE_PROJECT)
def start(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Building has begun."""
    return reasoned(
        request, uuid, Capability.MANAGE_PROJECT, contracting.start_work, _("Pekerjaan dimulai."), on_day=_day(request)
    )


@require_POST
@requires(Capability.REPORT_PROGRESS)
def report(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A report with photographs."""
    by = actor(request)
    found = own_project(by, uuid, Capability.REPORT_PROGRESS)
    form = ReportForm(request.POST, request.FILES)

    def act() -> None:
        given = form.cleaned_data
        reporting.report_progress(
            by=by, project=found.uuid, on_day=given["on_day"], physical_pc=given["physical_pc"], note=given["note"],
            photos=opened(given["photos"]), correction=given["correction"],
        )  # fmt: skip

    return filled(request, found, form, act, _("Laporan disimpan."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def milestone(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A milestone is met."""
    by = actor(request)
    found = own_project(by, uuid, Capability.MANAGE_PROJECT)
    which, day = number(request.POST, "number") or 0, _day(request)
    done(
        request,
        lambda: reporting.meet_milestone(by=by, project=found.uuid, number=which, on_day=day),
        _("Tahap dicatat selesai."),
    )
    return redirect("office:project", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_PROJECT)
def finish(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Building has ended."""
    return reasoned(
        request, uuid, Capability.MANAGE_PROJECT, reporting.finish_work, _("Selesai dikerjakan."), on_day=_day(request)
    )


@require_POST
@requires(Capability.ACCEPT_PROJECT)
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The village accepts, or does not."""
    by = actor(request)
    found = own_project(by, uuid, Capability.ACCEPT_PROJECT)
    form = HandOverForm(request.POST, request.FILES)

    def act() -> None:
        given = form.cleaned_data
        (minutes,) = opened([given["minutes"]])
        handing_over.hand_over(
            by=by, project=found.uuid, on_day=given["on_day"], accepted=given["accepted"] == "1",
            minutes_number=given["minutes_number"], findings=given["findings"], minutes=minutes,
        )  # fmt: skip

    return filled(request, found, form, act, _("Putusan desa dicatat."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def end_warranty(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The warranty is over."""
    return reasoned(
        request, uuid, Capability.MANAGE_PROJECT, handing_over.end_warranty, _("Masa pemeliharaan diakhiri.")
    )


def _day(request: HttpRequest) -> date:
    """The day that was chosen; one far ahead, which every action refuses, where none was."""
    try:
        return parse_date(request.POST.get("on_day", "")) or date.max
    except ValueError:
        return date.max
