"""Complaints for everybody: the list with what is late, a new one, and each one's way; never who complained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, public
from merata_portal.accounts.queries import area_names
from merata_portal.attachments.queries import content
from merata_portal.complaints.actions import filing, reopening
from merata_portal.complaints.categories import rules
from merata_portal.complaints.queries import complaints as queries
from merata_portal.complaints.queries.statistics import DAYS, statistics
from merata_portal.complaints.states import Channel, State
from merata_portal.participation.queries.places import places
from merata_portal.public.browser import (
    browser_token,
    is_open,
    remember_sent,
    tell_pin,
    told_pin,
)
from merata_portal.public.complaint_forms import Adding, Neighbour, New, categories
from merata_portal.public.paging import asked, newest_first
from merata_portal.public.proposal_forms import Opening
from merata_portal.public.telling import done
from merata_portal.public.ticketed import filed, tracked
from merata_portal.tickets.actions import opened

if TYPE_CHECKING:
    from merata_portal.complaints.models import Complaint

STATES = [
    ("overdue", gettext_lazy("Terlambat")),
    *((str(value), label) for value, label in State.choices if value not in queries.UNLISTED),
]


@public
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """The public list."""
    wanted = asked(request, "village", "category", "state", "text")
    page = newest_first(request, queries.public_complaints(**wanted))
    context = {
        "rows": queries.listed(page.rows),
        "next": page.next,
        "names": area_names({one.village_code for one in page.rows}),
        "places": places(),
        "states": STATES,
        "categories": categories(),
        "wanted": wanted,
    }
    return render(request, "public/complaints/list.html", context)


@public
@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """How many complaints there are by what they are about and village, and how long answers take."""
    found = statistics()
    context = {
        "statistics": found,
        "days": DAYS,
        "category_names": dict(categories()),
        "names": area_names({one.group for one in found.by_village}),
    }
    return render(request, "public/complaints/statistics.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """File a complaint; the next page tells ticket and PIN."""
    form = New(request.POST or None, request.FILES or None, initial={"village_code": request.GET.get("desa", "")})
    if gone_on := filed(request, form, lambda: _filed(request, form), page="public:complaint"):
        return gone_on
    terms = [(name, rules().categories[code]) for code, name in categories()]
    context = {"form": form, "terms": terms}
    return render(request, "public/complaints/new.html", context, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Open one's own complaint by ticket and PIN."""
    form, rows = Opening(request.POST or None), queries.to_open()
    return tracked(request, form, rows, page="public:complaint", template="public/complaints/track.html")


@public
@require_safe
def complaint(request: HttpRequest, ticket: str) -> HttpResponse:
    """One complaint and what was done about it."""
    return show(request, ticket)


def show(request: HttpRequest, ticket: str, **forms: Any) -> HttpResponse:
    """The page of a complaint, with forms that were filled in and not taken."""
    own = is_open(request, ticket)
    try:
        page = queries.public_page(ticket, opened=own)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answered = page.complaint.state == State.ANSWERED
    context: dict[str, Any] = {
        "page": page,
        "own": own,
        "pin": told_pin(request, ticket),
        "village": area_names([page.complaint.village_code]).get(page.complaint.village_code, ""),
        "handler": area_names([page.complaint.area]).get(page.complaint.area, page.complaint.area),
        "category_name": dict(categories())[page.complaint.category],
        "neighbours": rules().neighbours,
        "adding": Adding() if own and page.complaint.state != State.SPAM else None,
        "neighbour": Neighbour() if answered and not own and page.complaint.public else None,
    }
    context |= forms
    answer = render(request, "public/complaints/one.html", context, status=422 if forms else 200)
    if own:
        add_never_cache_headers(answer)  # the PIN, and what only the owner sees
    return answer


@public
@require_POST
def add(request: HttpRequest, ticket: str) -> HttpResponse:
    """Add something to one's own complaint, or reopen it where it was answered."""
    found = _own(request, ticket)
    form = Adding(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, ticket, adding=form)
    by, text, file = actor(request), form.cleaned_data["text"], form.cleaned_data["file"]
    act = reopening.reopen if request.POST.get("reopen") == "1" else filing.add
    if done(request, lambda: act(by=by, complaint=found, text=text), _("Tersimpan.")) and file is not None:
        done(
            request,
            lambda: filing.attach_file(
                by=by, complaint=found, file_name=file.name, content=file.file, opened=True
            ),
        )  # fmt: skip
    return redirect("public:complaint", ticket=ticket)


@public
@require_POST
def still_so(request: HttpRequest, ticket: str) -> HttpResponse:
    """A neighbour says that an answered complaint is still so."""
    form = Neighbour(request.POST)
    if not form.is_valid():
        return show(request, ticket, neighbour=form)
    done(request, lambda: _said(request, ticket, form), _("Tercatat. Terima kasih."))
    return redirect("public:complaint", ticket=ticket)


@public
@require_safe
def file(request: HttpRequest, ticket: str, number: int) -> HttpResponseBase:
    """A file of a complaint: of one's own, or one that the office made public."""
    try:
        page = queries.public_page(ticket, opened=is_open(request, ticket))
        found = next(one for one in page.files if one.pk == number)
    except (ObjectDoesNotExist, StopIteration) as error:
        raise Http404 from error
    answer = FileResponse(content(found), content_type=found.content_type, filename=found.file_name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _own(request: HttpRequest, ticket: str) -> Complaint:
    if not is_open(request, ticket):
        raise Http404
    try:
        return queries.to_open().get(ticket=ticket)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _said(request: HttpRequest, ticket: str, form: Neighbour) -> None:
    given = form.cleaned_data
    own = opened(queries.to_open(), given["ticket"], given["pin"]) if given["ticket"] else None
    reopening.say_still_so(
        by=actor(request), ticket=ticket, village_code=given["village_code"], browser=browser_token(request), own=own
    )


def _filed(request: HttpRequest, form: New) -> str:
    given = form.cleaned_data
    made, pin = filing.file_complaint(
        by=actor(request), channel=Channel.PAGE, browser=browser_token(request),
        **{name: given[name] for name in ("village_code", "category", "text", "about", "name", "contact")},
    )  # fmt: skip
    tell_pin(request, made.ticket, pin)
    remember_sent(request, made.ticket)
    if given["file"] is not None:
        done(
            request,
            lambda: filing.attach_file(
                by=actor(request), complaint=made, file_name=given["file"].name, content=given["file"].file, opened=True
            ),
        )
    return made.ticket
