"""Ballots for everybody: the rules before, the vote, the result after, and how to count it again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.participation.actions import casting
from merata_portal.participation.proposal_states import BallotChannel, ElectionState
from merata_portal.participation.queries import ballots as queries
from merata_portal.participation.results import told
from merata_portal.public.paging import newest_first
from merata_portal.public.proposal_forms import Voting
from merata_portal.public.telling import why_not

if TYPE_CHECKING:
    from merata_portal.participation.models import Election


@public
@require_safe
def ballots(request: HttpRequest) -> HttpResponse:
    """Every ballot whose rules were announced."""
    page = newest_first(request, queries.public_elections())
    context = {"rows": page.rows, "next": page.next, "names": area_names({one.area for one in page.rows})}
    return render(request, "public/proposals/ballots.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Vote while it is open; read the result once it is counted."""
    found = _found(uuid)
    options = list(queries.options(found))
    turnout = queries.turnout(found)
    form = Voting(request.POST or None, numbers=[one.number for one in options])
    if request.method == "POST" and form.is_valid():
        try:
            casting.cast(uuid=uuid, code=form.cleaned_data["code"], choices=form.cleaned_data["choices"])
        except MerataError as error:
            form.add_error("code", why_not(error))
        else:
            messages.success(request, _("Suara Anda masuk. Tidak seorang pun dapat melihat siapa memilih apa."))
            return redirect("public:ballot", uuid=uuid)
    context = {
        "election": found,
        "options": options,
        "form": form,
        "chosen": set(form["choices"].value() or []),
        "area": area_names([found.area]).get(found.area, found.area),
        "turnout": turnout,
        "channels": [(BallotChannel(code).label, count) for code, count in sorted(turnout.by_channel.items())],
        "told": told(found, options) if found.state == ElectionState.COUNTED else None,
    }
    return render(request, "public/proposals/ballot.html", context, status=422 if form.errors else 200)


@public
@require_safe
def terms(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rules as announced, byte for byte."""
    return HttpResponse(_found(uuid).terms, content_type="application/json; charset=utf-8")


@public
@require_safe
def pabulib(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A counted ballot as a Pabulib file."""
    try:
        text = queries.pabulib(_found(uuid))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="suara-{uuid}.pb"'
    return answer


def _found(uuid: UUID) -> Election:
    try:
        return queries.public_election(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
