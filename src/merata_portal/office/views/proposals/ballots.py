"""Ballots in the office: drafted, announced, codes and kiosk, papers read twice, closed and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.office import proposal_forms as forms
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done, why_not
from merata_portal.participation.actions import balloting, casting, counting
from merata_portal.participation.proposal_states import BallotChannel, ElectionState
from merata_portal.participation.queries import ballots as queries

if TYPE_CHECKING:
    from merata_portal.participation.models import Election


@require_safe
@requires(Capability.VIEW_FORUMS)
def ballots(request: HttpRequest) -> HttpResponse:
    """The ballots of one's areas."""
    by = actor(request)
    page = newest_first(request, queries.elections(by), "id")
    context = {
        "page": page,
        "next": page.next,
        "names": area_names({one.area for one in page.rows}),
        "may_hold": by.may(Capability.HOLD_BALLOT),
    }
    return render(request, "office/proposals/ballots.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOLD_BALLOT)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a ballot: first where and how much, then over which costed proposals."""
    by = actor(request)
    form = forms.NewElection(request.POST or None, actor=by)
    eligible = list(queries.eligible(by, form.cleaned_data["area"])) if form.is_bound and form.is_valid() else []
    wanted = [UUID(one) for one in request.POST.getlist("proposals") if _is_uuid(one)]
    if request.POST.get("draft") == "1" and form.is_valid():
        made: list[Election] = []
        try:
            made.append(balloting.draft_election(by=by, proposals=wanted, **form.cleaned_data))
        except MerataError as error:
            form.add_error(None, why_not(error))
        if made:
            return redirect("office:ballot", uuid=made[0].uuid)
    context = {"form": form, "eligible": eligible, "wanted": {str(one) for one in wanted}}
    return render(request, "office/proposals/new_ballot.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.VIEW_FORUMS)
def ballot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One ballot, and what is to be done next."""
    return show(request, uuid)


def show(request: HttpRequest, uuid: UUID, **filled: Any) -> HttpResponse:
    """Its page, with a form that was filled in and not taken."""
    by = actor(request)
    found = _found(by, uuid)
    holds = by.may(Capability.HOLD_BALLOT, found.area)
    is_open = holds and found.state == ElectionState.OPEN
    context: dict[str, Any] = {
        "election": found,
        "options": queries.options(found),
        "turnout": queries.turnout(found),
        "area": area_names([found.area]).get(found.area, found.area),
        "unsettled": queries.unsettled(found),
        "differing": queries.differing(found),
        "holds": holds,
        "codes": forms.Codes() if is_open else None,
        "paper": forms.Paper() if is_open else None,
        "settled": forms.Settled() if is_open else None,
        "file": forms.PabulibFile() if is_open else None,
    }
    return render(request, "office/proposals/ballot.html", context | filled, status=422 if filled else 200)


@require_POST
@requires(Capability.HOLD_BALLOT)
def announce(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fix the rules and open the vote."""
    return _done(request, uuid, balloting.announce, _("Aturan diumumkan; pemungutan suara dibuka."))


@require_POST
@requires(Capability.HOLD_BALLOT)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the vote."""
    return _done(request, uuid, balloting.close, _("Pemungutan suara ditutup."))


@require_POST
@requires(Capability.HOLD_BALLOT)
def count(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have it counted."""
    return _done(request, uuid, counting.start_count, _("Penghitungan berjalan; hasilnya muncul di halaman ini."))


@never_cache
@require_POST
@requires(Capability.HOLD_BALLOT)
def codes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Slips with codes, shown this once to be printed and cut."""
    by = actor(request)
    found = _held(by, uuid)
    form = forms.Codes(request.POST)
    if not form.is_valid():
        return show(request, uuid, codes=form)
    made: list[str] = []
    done(request, lambda: made.extend(balloting.issue_codes(by=by, uuid=uuid, count=form.cleaned_data["count"])))
    if not made:
        return redirect("office:ballot", uuid=uuid)
    return render(request, "office/proposals/slips.html", {"election": found, "slips": made})


@never_cache
@require_POST
@requires(Capability.HOLD_BALLOT)
def kiosk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The ballot for the one voter who stands here now; a vote is cast by the code hidden in the form."""
    by = actor(request)
    found = _held(by, uuid)
    numbers = [int(one) for one in request.POST.getlist("choices") if one.isascii() and one.isdecimal()][:1000]
    if request.POST.get("cast") == "1":
        try:
            casting.cast(uuid=uuid, code=request.POST.get("code", ""), choices=numbers, channel=BallotChannel.KIOSK)
        except MerataError as error:
            messages.error(request, why_not(error))
            became = "not"
        else:
            became = "cast"
        return render(request, "office/proposals/kiosk.html", {"election": found, "cast_or_not": became})
    given: list[str] = []
    done(request, lambda: given.append(casting.open_kiosk(by=by, uuid=uuid)))
    if not given:
        return redirect("office:ballot", uuid=uuid)
    context = {"election": found, "options": queries.options(found), "code": given[0]}
    return render(request, "office/proposals/kiosk.html", context)


@require_POST
@requires(Capability.HOLD_BALLOT)
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What one clerk reads on a numbered paper."""
    by = actor(request)
    _held(by, uuid)
    form = forms.Paper(request.POST)
    if not form.is_valid():
        return show(request, uuid, paper=form)
    agreed: list[bool] = []
    serial = form.cleaned_data["serial"]
    if done(
        request,
        lambda: agreed.append(casting.read_paper(by=by, uuid=uuid, serial=serial, choices=form.chosen())),
    ):
        said = _("Kertas %(n)s terhitung: dua petugas membaca sama.") if agreed[0] else _(
            "Kertas %(n)s tercatat; petugas kedua harus membacanya juga."
        )  # fmt: skip
        messages.success(request, said % {"n": serial})
    return redirect("office:ballot", uuid=uuid)


@require_POST
@requires(Capability.HOLD_BALLOT)
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Decide a paper that two clerks read differently."""
    by = actor(request)
    _held(by, uuid)
    form = forms.Settled(request.POST)
    if not form.is_valid():
        return show(request, uuid, settled=form)
    done(
        request,
        lambda: casting.settle_paper(
            by=by, uuid=uuid, serial=form.cleaned_data["serial"], choices=form.chosen(),
            reason=form.cleaned_data["reason"],
        ),
        _("Kertas diputuskan."),
    )  # fmt: skip
    return redirect("office:ballot", uuid=uuid)


@require_POST
@requires(Capability.HOLD_BALLOT)
def bring_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add the ballots of a Pabulib file."""
    by = actor(request)
    _held(by, uuid)
    form = forms.PabulibFile(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, uuid, file=form)
    file = form.cleaned_data["file"]
    done(
        request,
        lambda: counting.bring_in(by=by, uuid=uuid, file_name=file.name, content=file.read()),
        _("Suara dari berkas dimasukkan."),
    )
    return redirect("office:ballot", uuid=uuid)


def _done(request: HttpRequest, uuid: UUID, action: Callable[..., Any], said: str) -> HttpResponse:
    by = actor(request)
    _held(by, uuid)
    done(request, lambda: action(by=by, uuid=uuid), said)
    return redirect("office:ballot", uuid=uuid)


def _held(by: Actor, uuid: UUID) -> Election:
    """One that the actor holds; refused before any form is looked at."""
    found = _found(by, uuid)
    by.require(Capability.HOLD_BALLOT, found.area)
    return found


def _found(by: Actor, uuid: UUID) -> Election:
    try:
        return queries.election(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
