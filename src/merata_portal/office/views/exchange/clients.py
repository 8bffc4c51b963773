"""The systems of other offices: which there are, what each may ask, and how that is agreed, changed and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.exchange.actions import clients as actions
from merata_portal.exchange.limits import told_within_a_day
from merata_portal.exchange.queries import clients as queries
from merata_portal.exchange.queries.clients import Openness
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.exchange import words
from merata_portal.office.views.exchange.forms import AgreementForm, Changing, NewKey, Registering


@require_safe
@requires(Capability.MANAGE_ACCOUNTS)
def listed(request: HttpRequest) -> HttpResponse:
    """The systems of one's areas with what each may ask, and whether it is answered."""
    found = list(queries.clients_with_last_question(actor(request)))
    rows = [
        (one, standing := queries.openness(one), words.OPENNESS[standing], words.named(one.scopes, words.SCOPES))
        for one in found
    ]
    context = {"rows": rows, "names": area_names({one.area for one in found})}
    return render(request, "office/exchange/clients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_ACCOUNTS)
def new(request: HttpRequest) -> HttpResponse:
    """Register a system; its key is given on its page."""
    by = actor(request)
    form = Registering(request.POST or None, actor=by)
    made: list[Any] = []

    def register() -> None:
        given = form.cleaned_data
        made.append(actions.register(by=by, area=given["area"], contact=given["contact"], said=form.said()))

    if _saved(form, register):
        messages.success(request, _("Sistem terdaftar. Ia dapat bertanya setelah diberi kunci."))
        return redirect("office:client", uuid=made[0].uuid)
    return render(request, "office/exchange/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Capability.MANAGE_ACCOUNTS)
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A system: its agreement, its keys by name, how much it was told today, and what may be done with it."""
    by = actor(request)
    return shown(request, by, client_or_404(by, uuid), NewKey())


def shown(request: HttpRequest, by: Actor, found: Any, form: NewKey) -> HttpResponse:
    """The page of a client that `client_or_404` gave, with what was filled in for a new key."""
    today = timezone.localdate()
    keys = [(key, key.holds_on(today)) for key in found.keys.all()]
    standing = queries.openness(found)
    context = {
        "client": found,
        "standing": standing,
        "standing_word": words.OPENNESS[standing],
        "may_ask": standing in {Openness.OPEN, Openness.NO_KEY},
        "closed": standing == Openness.CLOSED,
        "contact": queries.contact_of(by, found),
        "area": area_names([found.area]).get(found.area, found.area),
        "scopes": words.named(found.scopes, words.SCOPES),
        "purposes": words.named(found.purposes, words.PURPOSES),
        "attributes": words.named(found.attributes, words.ATTRIBUTES),
        "told": told_within_a_day(found),
        "keys": keys,
        "held": any(holds for _key, holds in keys),
        "people": names_of({found.by_user_id, *(key.by_user_id for key, _holds in keys)}),
        "form": form,
    }
    return render(request, "office/exchange/client.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MANAGE_ACCOUNTS)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a new agreement in place of the old one: other kinds of questions, purposes, limits, another last day."""
    by = actor(request)
    found = client_or_404(by, uuid)
    form = Changing(request.POST or None, client=found, contact=queries.contact_of(by, found))

    def save() -> None:
        given = form.cleaned_data
        actions.change(by=by, client=found, said=form.said(), reason=given["reason"], contact=given["contact"])

    if _saved(form, save):
        messages.success(request, _("Perjanjian diubah dan berlaku mulai pertanyaan berikutnya."))
        return redirect("office:client", uuid=uuid)
    context = {"form": form, "client": found}
    return render(request, "office/exchange/change.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a system no more."""
    by = actor(request)
    found = client_or_404(by, uuid)
    done(
        request, lambda: actions.close(by=by, client=found, reason=reason_of(request)),
        _("Sistem ditutup; semua kuncinya dicabut."),
    )  # fmt: skip
    return redirect("office:client", uuid=uuid)


def client_or_404(by: Actor, uuid: UUID) -> Any:
    """The client that the actor manages, with its keys; raises `Http404` where there is none."""
    found = queries.clients(by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _saved(form: AgreementForm, action: Callable[[], None]) -> bool:
    """Whether it was done; where not, the form says why, with all that was filled in."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        action()
    except MerataError as error:
        form.add_error(None, why_not(error))
        return False
    return True
