"""Who applied and who comes: found in the registry by a person, ticked by the trainer."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.courses.forms import ResidentForm
from merata_portal.registry.queries.searching import search
from merata_portal.training.actions import applying, holding
from merata_portal.training.queries import applicants as queries
from merata_portal.training.queries import courses

ABSENT, PRESENT, EXCUSED = "absent", "present", "excused"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APPLY_FOR_COURSE)
def applicants(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The applications from one's villages, and an application for somebody who came to the office."""
    by = actor(request)
    found = get_object_or_404(courses.courses(by), uuid=uuid)
    form = ResidentForm(request.POST or None, actor=by)
    told: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        asked = applying.Form(**form.cleaned_data)

        def apply() -> None:
            made, pin = applying.apply(by=by, course=found.uuid, form=asked, for_resident=True)
            told.append((made.ticket, pin, made.number))

        if done(request, apply, _("Pendaftaran disimpan.")):
            form = ResidentForm(actor=by)
    rows = queries.applications(by, found)
    context = {
        "course": found, "rows": rows, "form": form, "told": told[0] if told else None,
        "names": area_names({one.application.village_code for one in rows}),
        "waiting": sum(
            one.application.person_id is None and not one.application.not_found for one in rows
        ),
    }  # fmt: skip
    answer = render(request, "office/courses/applicants.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APPLY_FOR_COURSE)
def application(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One application, and the search for its applicant in the registry; what is sought comes in the body."""
    return _page(request, uuid)


def _page(request: HttpRequest, uuid: UUID, pin: str = "") -> HttpResponse:
    by = actor(request)
    one = _application(by, uuid)
    village = one.application.village_code
    searches = by.may(Capability.VIEW_REGISTRY, village)
    text = request.POST.get("cari", one.name).replace("\x00", "")
    found = search(by, text).rows if searches and text else ()
    context = {
        "one": one, "pin": pin, "course": one.application.course, "searches": searches, "text": text, "found": found,
        "names": area_names({village, *(row.village_code for row in found)}),
        "open": one.application.course.state in ("open", "draft"),
    }  # fmt: skip
    return render(request, "office/courses/application.html", context)


@require_POST
@requires(Capability.APPLY_FOR_COURSE)
def new_pin(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A new PIN for an applicant who came to the office; shown in the answer alone."""
    by = actor(request)
    one = _application(by, uuid)
    made: list[str] = []
    if not done(
        request,
        lambda: made.append(applying.renew_pin(by=by, application=one.application.uuid, reason=reason_of(request))),
    ):
        return redirect("office:application", uuid=uuid)
    answer = _page(request, uuid, made[0])
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Capability.APPLY_FOR_COURSE)
def identify(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Say which person of the registry it is."""
    by = actor(request)
    one = _application(by, uuid)
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise Http404 from error
    done(
        request,
        lambda: applying.identify(by=by, application=one.application.uuid, person=person),
        _("Orangnya dicatat; syaratnya dibaca dari registri."),
    )
    return redirect("office:application", uuid=uuid)


@require_POST
@requires(Capability.APPLY_FOR_COURSE)
def not_found(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Say that the applicant is not in the registry."""
    by = actor(request)
    one = _application(by, uuid)
    done(
        request,
        lambda: applying.mark_not_found(by=by, application=one.application.uuid, reason=reason_of(request)),
        _("Dicatat: tidak ditemukan dalam registri."),
    )
    return redirect("office:application", uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RECORD_ATTENDANCE)
def sheet(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """The sheet of one session, on the trainer's telephone: tick who is there."""
    by = actor(request)
    try:
        found, session, rows = queries.sheet(by, uuid, number)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        statuses = {row.uuid: _status(request, str(row.uuid)) for row in rows}
        if done(
            request,
            lambda: holding.record_attendance(by=by, course=found.uuid, number=number, statuses=statuses),
            _("Daftar hadir disimpan."),
        ):
            return redirect("office:attendance", uuid=uuid, number=number)
    context = {"course": found, "session": session, "rows": rows, "meetings": courses.meetings(found)}
    return render(request, "office/courses/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RECORD_ATTENDANCE)
def tests(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The results of the final test."""
    by = actor(request)
    try:
        found = queries.held_class(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    rows = queries.participants(by, found)
    if request.method == "POST":
        passed = {
            one.application.uuid: request.POST[str(one.application.uuid)] == "1"
            for one in rows
            if request.POST.get(str(one.application.uuid)) in ("0", "1")
        }
        if done(
            request,
            lambda: holding.record_tests(by=by, course=found.uuid, passed=passed),
            _("Hasil ujian disimpan."),
        ):
            return redirect("office:course-tests", uuid=uuid)
    return render(request, "office/courses/tests.html", {"course": found, "rows": rows})


def _status(request: HttpRequest, name: str) -> str:
    """Ticked: present; excused where that is chosen; absent otherwise."""
    if request.POST.get(f"hadir-{name}") == "1":
        return PRESENT
    return EXCUSED if request.POST.get(f"izin-{name}") == "1" else ABSENT


def _application(by: Actor, uuid: UUID) -> queries.Named:
    try:
        return queries.application(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
