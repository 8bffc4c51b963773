"""Proposals for everybody: the list, a new one, and each one's whole story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, public
from merata_portal.accounts.queries import area_names
from merata_portal.attachments.queries import content
from merata_portal.participation.actions import proposing
from merata_portal.participation.proposal_states import UNLISTED, Channel, Outcome, State
from merata_portal.participation.queries import proposals as queries
from merata_portal.participation.queries.places import places
from merata_portal.public.browser import (
    browser_token,
    is_open,
    remember_sent,
    tell_pin,
    told_pin,
)
from merata_portal.public.paging import asked, newest_first
from merata_portal.public.proposal_forms import New, Opening, Photo, Placed, year_of_plan
from merata_portal.public.telling import done
from merata_portal.public.ticketed import filed, tracked
from merata_portal.public.views.proposals.story import way_of

if TYPE_CHECKING:
    from merata_portal.participation.models import Proposal

ASKED = ("village_code", "title", "pillar", "story", "supporters", "proposer", "contact")
STATES = [
    (str(value), label)
    for value, label in (*State.choices[:2], *Outcome.choices, *State.choices[3:])
    if value not in UNLISTED
]


@public
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """All proposals, the newest first."""
    wanted = asked(request, "village", "state", "text")
    page = newest_first(request, queries.public_proposals(**wanted))
    context = {
        "rows": page.rows,
        "next": page.next,
        "names": area_names({one.village_code for one in page.rows}),
        "places": places(),
        "states": STATES,
        "wanted": wanted,
    }
    return render(request, "public/proposals/list.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send a proposal; the next page tells ticket and PIN, and what SIPD would send it back for."""
    form = New(request.POST or None, request.FILES or None, initial={"village_code": request.GET.get("desa", "")})
    if gone_on := filed(request, form, lambda: _submitted(request, form), page="public:proposal"):
        return gone_on
    return render(request, "public/proposals/new.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Open one's own proposal by ticket and PIN."""
    form, rows = Opening(request.POST or None), queries.to_open()
    return tracked(request, form, rows, page="public:proposal", template="public/proposals/track.html")


@public
@require_safe
def proposal(request: HttpRequest, ticket: str) -> HttpResponse:
    """One proposal from the first word to the photograph of the result."""
    return show(request, ticket)


def show(request: HttpRequest, ticket: str, **forms: Any) -> HttpResponse:
    """The page of a proposal, with forms that were filled in and not taken."""
    own = is_open(request, ticket)
    try:
        story = queries.public_story(ticket, opened=own)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "story": story,
        "way": way_of(story.proposal),
        "own": own,
        "pin": told_pin(request, ticket),
        "village": area_names([story.proposal.village_code]).get(story.proposal.village_code, ""),
    }
    if own and story.proposal.state in {State.RAISED, State.COSTED}:
        context["complete"] = Placed(pillar=story.proposal.pillar, initial=vars(story.proposal))
        context["photo"] = Photo()
        context["alike"] = queries.alike(story.proposal.village_code, story.proposal.title, but=story.proposal.pk)
    context |= forms
    answer = render(request, "public/proposals/one.html", context, status=422 if forms else 200)
    if own:
        add_never_cache_headers(answer)  # the PIN, and what only the owner sees
    return answer


@public
@require_POST
def complete(request: HttpRequest, ticket: str) -> HttpResponse:
    """Fill in what SIPD asks for, by whoever has the PIN."""
    found = _own(request, ticket)
    form = Placed(request.POST, pillar=found.pillar)
    if not form.is_valid():
        return show(request, ticket, complete=form)
    done(
        request,
        lambda: proposing.complete(by=actor(request), uuid=found.uuid, details=form.details(), opened=True),
        _("Tersimpan."),
    )
    return redirect("public:proposal", ticket=ticket)


@public
@require_POST
def add_photo(request: HttpRequest, ticket: str) -> HttpResponse:
    """Add a photograph, by whoever has the PIN."""
    found = _own(request, ticket)
    form = Photo(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, ticket, photo=form)
    photo = form.cleaned_data["photo"]
    done(
        request,
        lambda: proposing.add_photo(
            by=actor(request), uuid=found.uuid, file_name=photo.name, content=photo.file, opened=True
        ),
        _("Foto tersimpan."),
    )
    return redirect("public:proposal", ticket=ticket)


@public
@require_POST
def withdraw(request: HttpRequest, ticket: str) -> HttpResponse:
    """Take one's own proposal back."""
    found = _own(request, ticket)
    reason = request.POST.get("reason", "")
    done(
        request,
        lambda: proposing.withdraw(by=actor(request), uuid=found.uuid, reason=reason, opened=True),
        _("Usulan ditarik."),
    )
    return redirect("public:proposal", ticket=ticket)


@public
@require_safe
def photo(request: HttpRequest, ticket: str, number: int) -> HttpResponseBase:
    """A public photograph."""
    try:
        found = queries.public_photo(ticket, number, opened=is_open(request, ticket))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answer = FileResponse(content(found), content_type=found.content_type)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _own(request: HttpRequest, ticket: str) -> Proposal:
    """The proposal that this browser has opened; not found for any other."""
    if not is_open(request, ticket):
        raise Http404
    try:
        return queries.to_open().get(ticket=ticket)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _submitted(request: HttpRequest, form: New) -> str:
    given: Mapping[str, Any] = form.cleaned_data
    made, pin = proposing.submit(
        by=actor(request), channel=Channel.PAGE, year=year_of_plan(), browser=browser_token(request),
        details=form.details(),
        **{name: given[name] for name in ASKED},
    )  # fmt: skip
    tell_pin(request, made.ticket, pin)
    remember_sent(request, made.ticket)
    file = given["photo"]
    if file is not None:
        done(
            request,
            lambda: proposing.add_photo(
                by=actor(request), uuid=made.uuid, file_name=file.name, content=file.file, opened=True
            ),
        )
    return made.ticket
