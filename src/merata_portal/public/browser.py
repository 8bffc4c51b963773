"""What a browser without an account is known by, and the PIN that it is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.http import HttpRequest

TOKEN, PINS, OPENED = "merata_browser", "merata_pins", "merata_opened"
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
