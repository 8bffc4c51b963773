"""Classes: the list, one class with everything about it, drafts and partners."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata.programmes.training.drawing import VOID_REASONS
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.ledger import queries as ledger
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done
from merata_portal.office.views.courses.finding import own_course, sessions_form
from merata_portal.office.views.courses.forms import (
    AnnounceForm,
    ChangeForm,
    CourseForm,
    PartnerForm,
)
from merata_portal.training import tables
from merata_portal.training.actions import making
from merata_portal.training.actions.voiding import CANCELLED
from merata_portal.training.queries import applicants, everybody
from merata_portal.training.queries import courses as queries
from merata_portal.training.requests import CourseDraft


@require_safe
@requires(Capability.VIEW_TRAINING)
def courses(request: HttpRequest) -> HttpResponse:
    """The classes of one's areas and all that are published, the newest first."""
    by = actor(request)
    page = newest_first(request, queries.courses(by).order_by("-id"), "id")
    names = area_names({one.owner for one in page.rows})
    context = {
        "courses": page.rows, "next": page.next, "names": names, "may_make": by.may(Capability.MANAGE_COURSE),
        "may_survey": by.may(Capability.SURVEY_GRADUATE), "may_hold": by.may(Capability.RECORD_ATTENDANCE),
        "owners": tables.owners(by),
    }  # fmt: skip
    return render(request, "office/courses/courses.html", context)


@require_safe
@requires(Capability.RECORD_ATTENDANCE)
def own(request: HttpRequest) -> HttpResponse:
    """A trainer's own classes with their sessions."""
    by = actor(request)
    rows = [(one, list(queries.meetings(one))) for one in queries.own_classes(by)]
    return render(request, "office/courses/own.html", {"rows": rows})


@require_safe
@requires(Capability.VIEW_TRAINING)
def course(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One class: terms, money, draw, participants, and the step that comes next."""
    by = actor(request)
    found = get_object_or_404(queries.courses(by), uuid=uuid)
    manages = by.may(Capability.MANAGE_COURSE, found.owner)
    meetings = list(queries.meetings(found))
    context = {
        "course": found,
        "money": queries.money(found),
        "instalments": queries.instalments(found),
        "rounds": everybody.rounds(found),
        "counts": everybody.counts(found),
        "meetings": meetings,
        "participants": applicants.participants(by, found) if found.state in ("drawn", "finished") else [],
        "certificates": applicants.certificates(by, found),
        "trainers": queries.trainers(found),
        "possible": queries.possible_trainers(by, found),
        "names": area_names([found.owner, found.village_code]),
        "manages": manages,
        "applies": by.may(Capability.APPLY_FOR_COURSE),
        "records": by.may(Capability.RECORD_ATTENDANCE, found.owner),
        "reserves": by.may(Capability.PROPOSE_SPENDING, found.owner),
        "approves": by.may(Capability.APPROVE_SPENDING, found.owner),
        "pays": by.may(Capability.PAY, found.owner),
        "lines": _lines(by, found.owner, found.year),
        "announce": AnnounceForm(auto_id="umumkan-%s") if manages and found.state == "draft" else None,
        "planning": sessions_form(found, meetings) if manages and found.state == "drawn" else None,
        "void_reasons": [(code, words.id, words.en) for code, words in VOID_REASONS.items() if code != CANCELLED],
    }
    return render(request, "office/courses/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_COURSE)
def new(request: HttpRequest) -> HttpResponseBase:
    """A new draft."""
    by = actor(request)
    form = CourseForm(request.POST or None, actor=by, partners=_partners(by))
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        draft, partner = form.draft(), form.cleaned_data["partner"]
        if done(
            request,
            lambda: made.append(
                making.make_course(by=by, draft=draft, partner=UUID(partner) if partner else None).uuid
            ),
            _("Kelas disimpan sebagai rancangan."),
        ):
            return redirect("office:course", uuid=made[0])
    context = {"form": form, "course": None}
    return render(request, "office/courses/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_COURSE)
def change(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Change a draft."""
    by = actor(request)
    found = own_course(by, uuid, Capability.MANAGE_COURSE)
    known = {field.name: getattr(found, field.name) for field in fields(CourseDraft)}
    initial = {**known, "partner": str(found.partner.uuid) if found.partner else ""}
    form = ChangeForm(request.POST or None, actor=by, partners=_partners(by), initial=initial)
    if request.method == "POST" and form.is_valid():
        draft, partner = form.draft(), form.cleaned_data["partner"]
        if done(
            request,
            lambda: making.change_course(
                by=by, course=uuid, draft=draft, reason=form.cleaned_data["reason"],
                partner=UUID(partner) if partner else None,
            ),
            _("Rancangan diubah."),
        ):  # fmt: skip
            return redirect("office:course", uuid=uuid)
    context = {"form": form, "course": found}
    return render(request, "office/courses/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_COURSE)
def partners(request: HttpRequest) -> HttpResponseBase:
    """The firms and bodies that courses are held with."""
    by = actor(request)
    form = PartnerForm(request.POST or None, actor=by)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, lambda: making.make_partner(by=by, **form.cleaned_data), _("Mitra disimpan."))
    ):
        return redirect("office:course-partners")
    rows = [one for owner in by.areas(Capability.MANAGE_COURSE) for one in queries.partners(by, owner)]
    context = {"form": form, "partners": rows}
    return render(request, "office/courses/partners.html", context, status=422 if form.errors else 200)


def _partners(by: Actor) -> list[tuple[str, str]]:
    rows = [one for owner in by.areas(Capability.MANAGE_COURSE) for one in queries.partners(by, owner)]
    return [(str(one.uuid), one.name) for one in rows]


def _lines(by: Actor, owner: str, year: int) -> list[tuple[int, str, int]]:
    """The budget lines from which a planner can reserve."""
    if not by.may(Capability.PROPOSE_SPENDING, owner):
        return []
    found = ledger.lines(by, owner=owner, year=year)
    return [(one.pk, f"{one.account_code} {one.fund_source}", one.balance.available_idr) for one in found]
