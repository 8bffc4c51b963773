"""Proposals in the office: the list, one taken in for somebody, and each one's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.queries import follow
from merata_portal.office import proposal_forms as forms
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.proposals.taking import asked
from merata_portal.participation.actions import exporting, proposing
from merata_portal.participation.proposal_states import Channel, Outcome, State
from merata_portal.participation.queries import proposals as queries

if TYPE_CHECKING:
    from merata_portal.participation.models import Proposal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = [(str(value), label) for value, label in (*State.choices[:2], *Outcome.choices, *State.choices[3:])]
PINS = "office_proposal_pins"


@require_safe
@requires(Capability.VIEW_FORUMS)
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals of one's areas."""
    by = actor(request)
    wanted = asked(request, "village", "state", "text")
    page = newest_first(request, queries.proposals(by, **wanted), "id")
    context = {
        "page": page,
        "next": page.next,
        "names": area_names({one.village_code for one in page.rows}),
        "states": STATES,
        "wanted": wanted,
        "villages": forms.village_choices(by, Capability.VIEW_FORUMS),
        "may_submit": by.may(Capability.SUBMIT_PROPOSAL),
        "may_oversee": by.may(Capability.VIEW_OVERSIGHT),
    }
    return render(request, "office/proposals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SUBMIT_PROPOSAL)
def new(request: HttpRequest) -> HttpResponse:
    """Take a proposal in for somebody who called, wrote or spoke."""
    by = actor(request)
    form = forms.New(request.POST or None, request.FILES or None, actor=by)
    if request.method == "POST" and form.is_valid():
        try:
            made, pin = _submitted(by, form)
        except MerataError as error:
            form.add_error(None, why_not(error))
        else:
            if made.channel != Channel.FORUM:
                request.session[PINS] = {str(made.uuid): pin}
            file = form.cleaned_data["photo"]
            if file is not None:
                done(
                    request,
                    lambda: proposing.add_photo(by=by, uuid=made.uuid, file_name=file.name, content=file.file),
                )
            return redirect("office:proposal", uuid=made.uuid)
    return render(request, "office/proposals/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Capability.VIEW_FORUMS)
def proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One proposal with its whole story, and what one may do with it."""
    return show(request, uuid)


def show(request: HttpRequest, uuid: UUID, **filled: Any) -> HttpResponse:
    """Its page, with a form that was filled in and not taken."""
    by = actor(request)
    try:
        story = queries.story(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    found = story.proposal
    pins: dict[str, str] = request.session.get(PINS, {})
    pin = pins.pop(str(uuid), "")
    if pin:
        request.session[PINS] = pins
    people = {step.by_user_id for step in story.steps} | {found.council_user_id or 0}
    context: dict[str, Any] = {
        "story": story,
        "pin": pin,
        "village": area_names([found.village_code]).get(found.village_code, ""),
        "people": names_of(people),
        "traces": follow(by, proposal=found.reference) if by.may(Capability.VIEW_LEDGER) else [],
        "alike": queries.alike(found.village_code, found.title, but=found.pk) if story.goes_on is None else [],
        "member": names_of([found.council_user_id]).get(found.council_user_id) if found.council_user_id else "",
        **_forms(by, found),
    }
    return render(request, "office/proposals/one.html", context | filled, status=422 if filled else 200)


@require_POST
@requires(Capability.VIEW_FORUMS)
def workbook(request: HttpRequest) -> HttpResponse:
    """Proposals of one's areas for SIPD."""
    return _download(exporting.export_sipd(by=actor(request)), "usulan-sipd")


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def pokir(request: HttpRequest) -> HttpResponse:
    """Council members' proposals from their reses, and what became of them."""
    by = actor(request)
    member = by.user_id if request.GET.get("saya") == "1" else None
    page = newest_first(request, queries.pokir(by, member), "id")
    context = {
        "page": page,
        "next": page.next,
        "names": area_names({one.village_code for one in page.rows}),
        "members": {str(key): name for key, name in names_of({one.council_user_id or 0 for one in page.rows}).items()},
        "mine": member is not None,
        "may_submit": by.may(Capability.HOLD_RESES),
    }
    return render(request, "office/proposals/pokir.html", context)


@require_POST
@requires(Capability.VIEW_OVERSIGHT)
def pokir_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    return _download(exporting.export_pokir(by=actor(request)), "pokir")


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


def _submitted(by: Actor, form: forms.New) -> tuple[Proposal, str]:
    given = form.cleaned_data
    names = (
        "channel", "village_code", "year", "pillar", "title", "story", "origin", "supporters", "proposer", "contact"
    )  # fmt: skip
    return proposing.submit(by=by, details=form.details(), **{name: given[name] for name in names})


def _forms(by: Actor, found: Proposal) -> dict[str, Any]:
    """The forms for what the actor may do with it now."""
    if found.state in queries.ENDED:
        return {}
    village = found.village_code
    if found.state == State.REVIEW:
        return {"reviews": by.may(Capability.SUBMIT_PROPOSAL, village)}
    made: dict[str, Any] = {}
    if by.may(Capability.SUBMIT_PROPOSAL, village):
        made["photo"], made["merge"] = forms.Photo(), forms.Merge()
        if not found.outcome:
            made["details"], made["split"] = forms.Placed(pillar=found.pillar, initial=vars(found)), forms.Split()
    if by.may(Capability.COST_PROPOSAL, village) and found.outcome != Outcome.ACCEPTED:
        made["cost"] = forms.Cost()
    if by.may(Capability.ANSWER_PROPOSAL, village):
        made["answer"] = forms.Answer()
        if found.outcome == Outcome.ACCEPTED:
            made["link"] = forms.Link(initial=vars(found))
    return made
