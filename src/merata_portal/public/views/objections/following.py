"""Following an objection by ticket and PIN: its steps and clock, replying, withdrawing, appealing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from merata.errors import MerataError
from merata_portal.accounts.access import actor, public
from merata_portal.accounts.queries import area_names
from merata_portal.programmes.actions import objecting
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_choices import programme_title
from merata_portal.public.browser import tell_pin
from merata_portal.public.telling import done, why_not
from merata_portal.public.views.objections import browsing
from merata_portal.public.views.objections.forms import Opening, Saying


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def follow(request: HttpRequest) -> HttpResponse:
    """The objection that this browser looks at; else a ticket and PIN are asked for, which come in the body."""
    form = Opening(request.POST) if request.method == "POST" else Opening()
    if form.is_bound:
        if form.is_valid() and _opened(request, form):
            return redirect("public:objection-follow")
        return render(request, "public/objections/open.html", {"form": form}, status=422)
    ticket = browsing.shown(request)
    try:
        told = queries.of_ticket(ticket) if ticket else None
    except ObjectDoesNotExist:
        told = None
    if told is None:
        return render(request, "public/objections/open.html", {"form": form})
    return render(request, "public/objections/one.html", _page(told))


@require_POST
@public
def reply(request: HttpRequest) -> HttpResponse:
    """Answer the office's question."""
    text = request.POST.get("text", "")
    return _do(request, lambda by, uuid: objecting.reply(by=by, objection=uuid, text=text), _("Jawaban Anda diterima."))


@require_POST
@public
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the objection back."""
    return _do(request, lambda by, uuid: objecting.withdraw(by=by, objection=uuid), _("Keberatan dicabut."))


@require_POST
@public
def appeal(request: HttpRequest) -> HttpResponse:
    """Appeal against the answer; the appeal has a ticket of its own, shown as a receipt."""
    text = request.POST.get("text", "")

    def appealed(by: Any, uuid: UUID) -> None:
        made, pin = objecting.appeal(by=by, objection=uuid, text=text)
        tell_pin(request, made.ticket, pin)
        browsing.show(request, made.ticket)

    before = browsing.shown(request)
    answer = _do(request, appealed, _("Banding diajukan."))
    return answer if browsing.shown(request) == before else redirect("public:objection-receipt")


@require_POST
@public
def close(request: HttpRequest) -> HttpResponse:
    """Forget the ticket in this browser."""
    browsing.close(request)
    return redirect("public:objection-follow")


def _do(request: HttpRequest, action: Callable[[Any, UUID], object], said: str) -> HttpResponse:
    """Do it with the objection that is open in this browser, and show how it stands then."""
    ticket = browsing.shown(request)
    if ticket:
        done(request, lambda: action(actor(request), queries.of_ticket(ticket).objection.uuid), said)
    return redirect("public:objection-follow")


def _opened(request: HttpRequest, form: Opening) -> bool:
    try:
        found = queries.opened(form.cleaned_data["ticket"], form.cleaned_data["pin"])
    except MerataError as error:
        form.add_error(None, why_not(error))
        return False
    browsing.show(request, found.ticket)
    return True


def _page(told: queries.Told) -> dict[str, Any]:
    one, language = told.objection, get_language() or "id"
    until = told.appeal_until
    return {
        "told": told,
        "village": area_names([one.village_code]).get(one.village_code, one.village_code),
        "programme": programme_title(one.programme_id, language),
        "reason": one.reason_id if language == "id" else one.reason_en,
        "may_appeal": until is not None and timezone.localdate() <= until,
        "reply": Saying(auto_id="jawab-%s"),
        "appeal": Saying(auto_id="banding-%s"),
    }
