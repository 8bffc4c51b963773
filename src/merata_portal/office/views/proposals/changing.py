"""What is done with a proposal on its page: completed, costed, answered, linked, merged, split."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office import proposal_forms as forms
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import number
from merata_portal.office.telling import done
from merata_portal.office.views.proposals.proposals import PINS, show
from merata_portal.office.views.proposals.taking import taken
from merata_portal.participation.actions import answering, costing, merging, pins, proposing, reviewing
from merata_portal.participation.queries import proposals as queries
from merata_portal.tickets.codes import as_ticket


def _doing(
    request: HttpRequest, uuid: UUID, name: str, form: Form, action: Callable[[Any], Any], said: str
) -> HttpResponse:
    """Do what a whole form asks for, and show the page again; one that is not taken is shown with its faults."""
    if not form.is_valid() or not taken(form, lambda: action(form.cleaned_data)):
        return show(request, uuid, **{name: form})
    messages.success(request, said)
    return redirect("office:proposal", uuid=uuid)


def _seen(by: Actor, uuid: UUID, capability: Capability) -> Any:
    try:
        found = queries.proposals(by).get(uuid=uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    by.require(capability, found.village_code)
    return found


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def details(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fill in what SIPD asks for."""
    by = actor(request)
    form = forms.Placed(request.POST, pillar=_seen(by, uuid, Capability.SUBMIT_PROPOSAL).pillar)
    return _doing(
        request, uuid, "details", form,
        lambda _given: proposing.complete(by=by, uuid=uuid, details=form.details()), _("Tersimpan."),
    )  # fmt: skip


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a photograph."""
    by = actor(request)
    _seen(by, uuid, Capability.SUBMIT_PROPOSAL)
    return _doing(
        request, uuid, "photo", forms.Photo(request.POST, request.FILES),
        lambda given: proposing.add_photo(
            by=by, uuid=uuid, file_name=given["photo"].name, content=given["photo"].file, result=given["result"]
        ),
        _("Foto tersimpan."),
    )  # fmt: skip


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def remove_photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a photograph away, with a reason that everybody reads."""
    by = actor(request)
    _seen(by, uuid, Capability.SUBMIT_PROPOSAL)
    which = number(request.POST, "number") or 0
    done(
        request,
        lambda: proposing.remove_photo(by=by, uuid=uuid, number=which, reason=reason_of(request)),
        _("Foto dihapus."),
    )
    return redirect("office:proposal", uuid=uuid)


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say of one that waits for review whether it is a proposal."""
    by = actor(request)
    _seen(by, uuid, Capability.SUBMIT_PROPOSAL)
    is_proposal = request.POST.get("is_proposal") == "1"
    done(
        request,
        lambda: reviewing.review(by=by, uuid=uuid, is_proposal=is_proposal, reason=reason_of(request)),
        _("Tercatat."),
    )
    return redirect("office:proposal", uuid=uuid)


@require_POST
@requires(Capability.COST_PROPOSAL)
def cost(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what it would cost."""
    by = actor(request)
    _seen(by, uuid, Capability.COST_PROPOSAL)
    return _doing(
        request, uuid, "cost", forms.Cost(request.POST),
        lambda given: costing.cost(by=by, uuid=uuid, **given), _("Biaya tersimpan."),
    )  # fmt: skip


@require_POST
@requires(Capability.ANSWER_PROPOSAL)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer it."""
    by = actor(request)
    _seen(by, uuid, Capability.ANSWER_PROPOSAL)
    return _doing(
        request, uuid, "answer", forms.Answer(request.POST),
        lambda given: answering.answer(by=by, uuid=uuid, **given), _("Jawaban tersimpan dan dapat dibaca umum."),
    )  # fmt: skip


@require_POST
@requires(Capability.ANSWER_PROPOSAL)
def link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Link it to what answers it."""
    by = actor(request)
    _seen(by, uuid, Capability.ANSWER_PROPOSAL)
    return _doing(
        request, uuid, "link", forms.Link(request.POST),
        lambda given: answering.link(by=by, uuid=uuid, **given), _("Tautan tersimpan."),
    )  # fmt: skip


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End it in favour of another."""
    by = actor(request)
    _seen(by, uuid, Capability.SUBMIT_PROPOSAL)
    form = forms.Merge(request.POST)
    into = None
    if form.is_valid():
        into = queries.proposals(by).filter(ticket=as_ticket(form.cleaned_data["into"]) or "").first()
        if into is None:
            form.add_error("into", _("Tidak ada usulan dengan nomor itu di wilayah Anda."))
    return _doing(
        request, uuid, "merge", form,
        lambda given: merging.merge(by=by, uuid=uuid, into=into.uuid if into else uuid, reason=given["reason"]),
        _("Digabung; kedua cerita tetap terbaca."),
    )  # fmt: skip


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def split(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Split it into parts of the same pillar."""
    by = actor(request)
    pillar = _seen(by, uuid, Capability.SUBMIT_PROPOSAL).pillar
    return _doing(
        request, uuid, "split", forms.Split(request.POST),
        lambda given: merging.split(
            by=by, uuid=uuid, reason=given["reason"],
            parts=[merging.Part(line.strip(), pillar) for line in given["titles"].splitlines() if line.strip()],
        ),
        _("Dipecah; setiap bagian mendapat nomornya sendiri."),
    )  # fmt: skip


@require_POST
@requires(Capability.SUBMIT_PROPOSAL)
def new_pin(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A new PIN for a proposer who lost theirs."""
    by = actor(request)
    _seen(by, uuid, Capability.SUBMIT_PROPOSAL)
    given: list[str] = []
    done(request, lambda: given.append(pins.new_proposal_pin(by=by, uuid=uuid, reason=reason_of(request))))
    if given:
        request.session[PINS] = {str(uuid): given[0]}
    return redirect("office:proposal", uuid=uuid)
