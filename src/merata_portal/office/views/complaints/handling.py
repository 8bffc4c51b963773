"""What is done with a complaint on its page: taken up, asked about, answered, escalated, moderated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.complaints.actions import climbing, filing, handling, moderating, pins
from merata_portal.complaints.queries import complaints as queries
from merata_portal.office import complaint_forms as forms
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.complaints.complaints import PINS, show
from merata_portal.office.views.proposals.taking import taken


def _seen(by: Actor, uuid: UUID, capability: Capability) -> Any:
    """One that the actor may do this with; refused before any form is looked at."""
    try:
        found = queries.complaints(by).get(uuid=uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    by.require(capability, found.village_code if capability is Capability.ROUTE_COMPLAINT else found.area)
    return found


def _done(
    request: HttpRequest, uuid: UUID, capability: Capability, action: Callable[..., Any], said: str
) -> HttpResponse:
    by = actor(request)
    _seen(by, uuid, capability)
    done(request, lambda: action(by=by, uuid=uuid), said)
    return redirect("office:complaint", uuid=uuid)


def _reasoned(
    request: HttpRequest, uuid: UUID, capability: Capability, action: Callable[..., Any], said: str, **more: Any
) -> HttpResponse:
    by = actor(request)
    _seen(by, uuid, capability)
    done(request, lambda: action(by=by, uuid=uuid, reason=reason_of(request), **more), said)
    return redirect("office:complaint", uuid=uuid)


@require_POST
@requires(Capability.HANDLE_COMPLAINT)
def take_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that somebody is at it."""
    return _done(request, uuid, Capability.HANDLE_COMPLAINT, handling.take_up, _("Tercatat: sedang ditangani."))


@require_POST
@requires(Capability.HANDLE_COMPLAINT)
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the complainant."""
    by = actor(request)
    _seen(by, uuid, Capability.HANDLE_COMPLAINT)
    form = forms.Question(request.POST)
    if not form.is_valid() or not taken(
        form, lambda: handling.ask(by=by, uuid=uuid, question=form.cleaned_data["question"])
    ):
        return show(request, uuid, question=form)
    messages.success(request, _("Pertanyaan dikirim; tenggat berhenti."))
    return redirect("office:complaint", uuid=uuid)


@require_POST
@requires(Capability.HANDLE_COMPLAINT)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer it, with a file that everybody may see."""
    by = actor(request)
    found = _seen(by, uuid, Capability.HANDLE_COMPLAINT)
    form = forms.Answer(request.POST, request.FILES)
    if not form.is_valid() or not taken(
        form, lambda: handling.answer(by=by, uuid=uuid, text=form.cleaned_data["text"])
    ):
        return show(request, uuid, answer=form)
    messages.success(request, _("Jawaban tersimpan dan dapat dibaca umum."))
    file = form.cleaned_data["file"]
    if file is not None:
        done(
            request,
            lambda: filing.attach_file(by=by, complaint=found, file_name=file.name, content=file.file, public=True),
        )
    return redirect("office:complaint", uuid=uuid)


@never_cache
@require_POST
@requires(Capability.HANDLE_COMPLAINT)
def open_identity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who complained: shown this once, and recorded with the reason."""
    by = actor(request)
    _seen(by, uuid, Capability.HANDLE_COMPLAINT)
    found: list[handling.Identity] = []
    done(request, lambda: found.append(handling.open_identity(by=by, uuid=uuid, reason=reason_of(request))))
    return show(request, uuid, identity=found[0]) if found else redirect("office:complaint", uuid=uuid)


@require_POST
@requires(Capability.HANDLE_COMPLAINT)
def new_pin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new PIN for a complainant who lost theirs."""
    by = actor(request)
    _seen(by, uuid, Capability.HANDLE_COMPLAINT)
    given: list[str] = []
    done(request, lambda: given.append(pins.new_complaint_pin(by=by, uuid=uuid, reason=reason_of(request))))
    if given:
        request.session[PINS] = {str(uuid): given[0]}
    return redirect("office:complaint", uuid=uuid)


@require_POST
@requires(Capability.ROUTE_COMPLAINT)
def escalate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give it to the next post."""
    return _reasoned(request, uuid, Capability.ROUTE_COMPLAINT, climbing.escalate, _("Dinaikkan."))


@require_POST
@requires(Capability.ROUTE_COMPLAINT)
def hide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep its text from the public."""
    return _reasoned(request, uuid, Capability.ROUTE_COMPLAINT, moderating.hide, _("Disembunyikan; alasannya tampil."))


@require_POST
@requires(Capability.ROUTE_COMPLAINT)
def unhide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show its text again."""
    return _reasoned(request, uuid, Capability.ROUTE_COMPLAINT, moderating.show, _("Ditampilkan lagi."))


@require_POST
@requires(Capability.ROUTE_COMPLAINT)
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say of one that waits for review whether it is a complaint."""
    return _reasoned(
        request, uuid, Capability.ROUTE_COMPLAINT, moderating.review, _("Tercatat."),
        is_complaint=request.POST.get("is_complaint") == "1",
    )  # fmt: skip


@require_POST
@requires(Capability.ROUTE_COMPLAINT)
def assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give it to the post that it belongs to."""
    by = actor(request)
    _seen(by, uuid, Capability.ROUTE_COMPLAINT)
    form = forms.Assign(request.POST)
    if not form.is_valid():
        return show(request, uuid, assign=form)
    category, post = form.post()
    done(
        request,
        lambda: moderating.assign(
            by=by, uuid=uuid, category=category, post=post, reason=form.cleaned_data["reason"]
        ),
        _("Dialihkan."),
    )  # fmt: skip
    return redirect("office:complaint", uuid=uuid)
