"""Complaints in the office: the list, whose turn it is, one taken in for somebody, and each one's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Capability
from merata_portal.attachments.queries import content
from merata_portal.complaints.actions import filing
from merata_portal.complaints.categories import rules
from merata_portal.complaints.queries import complaints as queries
from merata_portal.complaints.states import State
from merata_portal.office import complaint_forms as forms
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import why_not
from merata_portal.office.views.proposals.taking import asked

STATES = [("overdue", _("Terlambat")), *((str(value), label) for value, label in State.choices)]
PINS = "office_complaint_pins"
MOST_TURNS = 50


@require_safe
@requires(Capability.VIEW_COMPLAINTS)
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints of one's areas, and those that wait for oneself."""
    by = actor(request)
    wanted = asked(request, "village", "category", "state", "text")
    page = newest_first(request, queries.complaints(by, **wanted), "id")
    turn = list(queries.turn(by)[:MOST_TURNS])
    context = {
        "rows": queries.listed(page.rows, office=True),
        "next": page.next,
        "turn": queries.listed(turn, office=True),
        "names": area_names({one.village_code for one in (*page.rows, *turn)}),
        "category_names": dict(forms.categories()),
        "categories": forms.categories(),
        "states": STATES,
        "wanted": wanted,
        "may_file": by.may(Capability.ROUTE_COMPLAINT) or by.may(Capability.HANDLE_COMPLAINT),
    }
    return render(request, "office/complaints/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ROUTE_COMPLAINT, Capability.HANDLE_COMPLAINT)
def new(request: HttpRequest) -> HttpResponse:
    """Take a complaint in for somebody who called, wrote or came."""
    by = actor(request)
    form = forms.New(request.POST or None, actor=by)
    if request.method == "POST" and form.is_valid():
        try:
            made, pin = filing.file_complaint(by=by, **form.cleaned_data)
        except MerataError as error:
            form.add_error(None, why_not(error))
        else:
            request.session[PINS] = {str(made.uuid): pin}
            return redirect("office:complaint", uuid=made.uuid)
    return render(request, "office/complaints/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Capability.VIEW_COMPLAINTS)
def complaint(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One complaint with all that was written, and what one may do with it."""
    return show(request, uuid)


def show(request: HttpRequest, uuid: UUID, **filled: Any) -> HttpResponse:
    """Its page, with a form that was filled in and not taken."""
    by = actor(request)
    try:
        page = queries.page(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    found = page.complaint
    pins: dict[str, str] = request.session.get(PINS, {})
    pin = pins.pop(str(uuid), "")
    if pin:
        request.session[PINS] = pins
    handles = queries.may_handle(by, found)
    routes = by.may(Capability.ROUTE_COMPLAINT, found.village_code)
    running = found.state in {State.FILED, State.TAKEN}
    context: dict[str, Any] = {
        "page": page,
        "pin": pin,
        "names": area_names([found.village_code, found.area]),
        "category_name": forms.named(page.category),
        "answered_by": names_of([found.answered_by_user_id or 0]).get(found.answered_by_user_id or 0, ""),
        "handles": handles,
        "routes": routes,
        "running": running,
        "highest": found.post + 1 >= len(page.category.route),
        "question": forms.Question() if handles and running else None,
        "answer": forms.Answer() if handles and (running or found.state == State.ASKED) else None,
        "templates": [
            (one.id if get_language() == "id" else one.en) for one in rules().templates.values()
        ],
        "assign": forms.Assign() if routes and running else None,
    }  # fmt: skip
    status = 422 if any(getattr(form, "errors", None) for form in filled.values()) else 200
    return render(request, "office/complaints/one.html", context | filled, status=status)


@require_safe
@requires(Capability.VIEW_COMPLAINTS)
def file(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """A file of a complaint."""
    try:
        page = queries.page(actor(request), uuid)
        found = next(one for one in page.files if one.pk == number)
    except (ObjectDoesNotExist, StopIteration) as error:
        raise Http404 from error
    answer = FileResponse(content(found), content_type=found.content_type, filename=found.file_name)
    answer["Cache-Control"] = "private, no-store"
    return answer
