"""The steps of a class: announced, frozen, number, drawn, void, held, finished, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import number as number_of
from merata_portal.office.telling import done
from merata_portal.office.views.courses.finding import own_course, sessions_form
from merata_portal.office.views.courses.forms import AnnounceForm
from merata_portal.training.actions import announcing, completing, drawing, holding, making, voiding
from merata_portal.training.queries import courses as queries

DRAWN = "drawn"


@require_POST
@requires(Capability.MANAGE_COURSE)
def announce(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Announce the draw; its secret is shown once, in the answer."""
    by = actor(request)
    found = own_course(by, uuid, Capability.MANAGE_COURSE)
    form = AnnounceForm(request.POST, auto_id="umumkan-%s")
    if not form.is_valid():
        context = {"form": form, "course": found, "announcing": True}
        return render(request, "office/courses/edit.html", context, status=422)
    made: list[announcing.Announced] = []
    days = announcing.Days(**form.cleaned_data)
    if not done(request, lambda: made.append(announcing.announce(by=by, course=found.uuid, days=days))):
        return redirect("office:course", uuid=uuid)
    # Shown in the answer itself: nowhere does the secret lie but sealed.
    answer = render(request, "office/courses/announced.html", {"course": found, "made": made[0]})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Capability.MANAGE_COURSE)
def freeze(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Freeze the list."""
    return _step(request, uuid, drawing.freeze_list, _("Daftar dibekukan; bacakan sidiknya."))


@require_POST
@requires(Capability.MANAGE_COURSE)
def number(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Take down the public number."""
    text = request.POST.get("number", "")
    return _step(request, uuid, drawing.take_number, _("Angka umum dicatat."), text=text)


@require_POST
@requires(Capability.MANAGE_COURSE)
def draw(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Open the secret and draw; where the portal has just done so by itself, say so."""
    if own_course(actor(request), uuid, Capability.MANAGE_COURSE).state == DRAWN:
        messages.success(request, _("Undian selesai; hasilnya terbuka untuk semua."))
        return redirect("office:course", uuid=uuid)
    return _step(request, uuid, drawing.draw_seats, _("Undian selesai; hasilnya terbuka untuk semua."))


@require_POST
@requires(Capability.MANAGE_COURSE)
def void(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Declare the draw void."""
    code = request.POST.get("code", "")
    return _reasoned(request, uuid, voiding.void_draw, _("Undian dinyatakan batal."), code=code)


@require_POST
@requires(Capability.MANAGE_COURSE)
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the class up."""
    return _reasoned(request, uuid, making.cancel_course, _("Kelas dibatalkan."))


@require_POST
@requires(Capability.MANAGE_COURSE)
def trainer(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the class to a trainer."""
    account = number_of(request.POST, "account") or 0
    return _step(request, uuid, making.assign_trainer, _("Pelatih ditugaskan."), user_id=account)


@require_POST
@requires(Capability.MANAGE_COURSE)
def end_trainer(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Take the class from a trainer."""
    account = number_of(request.POST, "account") or 0
    return _reasoned(request, uuid, making.end_trainer, _("Tugas pelatih diakhiri."), user_id=account)


@require_POST
@requires(Capability.MANAGE_COURSE)
def sessions(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Fix the days of the sessions."""
    by = actor(request)
    found = own_course(by, uuid, Capability.MANAGE_COURSE)
    form = sessions_form(found, list(queries.meetings(found)), request.POST)
    if not form.is_valid():
        return render(request, "office/courses/edit.html", {"form": form, "course": found}, status=422)
    days = form.days()
    done(request, lambda: holding.plan_sessions(by=by, course=found.uuid, days=days), _("Jadwal disimpan."))
    return redirect("office:course", uuid=uuid)


@require_POST
@requires(Capability.MANAGE_COURSE)
def give_up(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Note that a seat was given up; the next in line moves up."""
    given = request.POST.get("application", "")
    try:
        application = UUID(given)
    except ValueError:
        application = UUID(int=0)
    return _reasoned(
        request, uuid, holding.give_up_seat, _("Kursi dilepas; yang berikut dalam daftar tunggu naik."),
        application=application,
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_COURSE)
def finish(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Finish the class: who completed it, certificates, follow-ups."""
    return _step(request, uuid, completing.finish_course, _("Kelas selesai; sertifikat diterbitkan."))


def _step(request: HttpRequest, uuid: UUID, action: Callable[..., Any], said: str, **given: Any) -> HttpResponseBase:
    by = actor(request)
    found = own_course(by, uuid, Capability.MANAGE_COURSE)
    done(request, lambda: action(by=by, course=found.uuid, **given), said)
    return redirect("office:course", uuid=uuid)


def _reasoned(
    request: HttpRequest, uuid: UUID, action: Callable[..., Any], said: str, **given: Any
) -> HttpResponseBase:
    by = actor(request)
    found = own_course(by, uuid, Capability.MANAGE_COURSE)
    done(request, lambda: action(by=by, course=found.uuid, reason=reason_of(request), **given), said)
    return redirect("office:course", uuid=uuid)
