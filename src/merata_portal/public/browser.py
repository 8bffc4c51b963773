"""What a browser without an account is known by, the PIN that it is shown once, and what it has just sent."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable

from django.http import HttpRequest

from merata_portal.personal.digests import digest

TOKEN, PINS, OPENED, SENT = "merata_browser", "merata_pins", "merata_opened", "merata_sent"
SENT_SECONDS = 30 * 60
"""So long the same form is known again: a second tap, the back button, a page that was loaded again."""
MOST_SENT = 5
MOST_OPENED = 20
"""So many tickets stay open in one browser; the oldest are closed first."""


def browser_token(request: HttpRequest) -> str:
    """A random text of this browser's session: who has it is one browser, and nothing else is known of them."""
    token: str = request.session.get(TOKEN) or secrets.token_urlsafe(18)
    request.session[TOKEN] = token
    return token


def tell_pin(request: HttpRequest, ticket: str, pin: str) -> None:
    """Keep a new PIN for the page after this one, and the ticket open in this browser."""
    request.session[PINS] = {**request.session.get(PINS, {}), ticket: pin}
    keep_open(request, ticket)


def told_pin(request: HttpRequest, ticket: str) -> str:
    """The PIN to be shown now and never again; empty where it was shown before."""
    pins: dict[str, str] = request.session.get(PINS, {})
    pin = pins.pop(ticket, "")
    if pin:
        request.session[PINS] = pins
    return pin


def keep_open(request: HttpRequest, ticket: str) -> None:
    """Remember that this browser gave the right PIN for the ticket."""
    request.session[OPENED] = [*(one for one in opened_tickets(request) if one != ticket), ticket][-MOST_OPENED:]


def is_open(request: HttpRequest, ticket: str) -> bool:
    """Whether this browser gave the right PIN for the ticket, or filed it."""
    return ticket in opened_tickets(request)


def opened_tickets(request: HttpRequest) -> Iterable[str]:
    """The tickets that are open in this browser, the last one opened last."""
    found: list[str] = request.session.get(OPENED, [])
    return found


def sent_before(request: HttpRequest) -> str:
    """The ticket that this browser got for the very same form within half an hour; empty where it sent none."""
    known: list[tuple[str, str, float]] = request.session.get(SENT, [])
    what, now = _what_was_sent(request), time.time()
    return next((ticket for sent, ticket, at in known if sent == what and now - at < SENT_SECONDS), "")


def remember_sent(request: HttpRequest, ticket: str) -> None:
    """Remember which ticket this browser got for the form that it sent now."""
    known: list[tuple[str, str, float]] = request.session.get(SENT, [])
    request.session[SENT] = [*known, (_what_was_sent(request), ticket, time.time())][-MOST_SENT:]


def _what_was_sent(request: HttpRequest) -> str:
    # A keyed digest: of what was written nothing else stays in the session.
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, one.name, one.size) for name in request.FILES for one in request.FILES.getlist(name))
    return digest("sent", json.dumps([request.path, fields, files])).hex()
