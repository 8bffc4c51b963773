"""Keys of other offices' systems: told on one page, once, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.exchange.actions import clients as actions
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.exchange.clients import client_or_404, shown
from merata_portal.office.views.exchange.forms import NewKey


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a system one more key; those that it has go on."""
    by = actor(request)
    found = client_or_404(by, uuid)
    form = NewKey(request.POST)
    if not form.is_valid():
        return shown(request, by, found, form)
    until = form.cleaned_data["expires_on"]
    return _told(request, found, lambda: actions.issue_key(by=by, client=found, expires_on=until))


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a system a new key and revoke all others at once."""
    by = actor(request)
    found = client_or_404(by, uuid)
    return _told(request, found, lambda: actions.replace_keys(by=by, client=found, reason=reason_of(request)))


@require_POST
@requires(Capability.MANAGE_ACCOUNTS)
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the key back that the form names."""
    by = actor(request)
    found = client_or_404(by, uuid)
    name = request.POST.get("key", "")
    done(
        request, lambda: actions.revoke(by=by, client=found, key_name=name, reason=reason_of(request)),
        _("Kunci dicabut; ia tidak berlaku lagi mulai sekarang."),
    )  # fmt: skip
    return redirect("office:client", uuid=uuid)


def _told(request: HttpRequest, client: Any, make: Callable[[], str]) -> HttpResponse:
    """The page that shows the key that was made, this once; the client's own page where it was not made."""
    made: list[str] = []
    if done(request, lambda: made.append(make())):
        return render(request, "office/exchange/key.html", {"client": client, "key": made[0]})
    return redirect("office:client", uuid=client.uuid)
