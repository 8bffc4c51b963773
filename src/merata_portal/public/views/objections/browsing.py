"""What one browser's session remembers of objections: what it filed today, and which ticket it looks at."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from merata_portal.public.browser import OPENED, is_open, keep_open, opened_tickets, tell_pin

FILED, SHOWN = "merata_objections_filed", "merata_objection_shown"
MOST_KEYS = 60


def filed_today(request: HttpRequest) -> dict[str, str]:
    """The tickets that this browser filed today, by the key of the form they came from."""
    known: dict[str, object] = request.session.get(FILED, {})
    tickets = known.get("tickets") if known.get("day") == timezone.localdate().isoformat() else None
    return dict(tickets) if isinstance(tickets, dict) else {}


def remember_filed(request: HttpRequest, key: str, ticket: str, pin: str) -> None:
    """Keep the ticket of a form, show it next, and its PIN once."""
    tickets = dict([*filed_today(request).items(), (key, ticket)][-MOST_KEYS:])
    request.session[FILED] = {"day": timezone.localdate().isoformat(), "tickets": tickets}
    tell_pin(request, ticket, pin)
    show(request, ticket)


def show(request: HttpRequest, ticket: str) -> None:
    """Look at this ticket, which this browser filed or opened by its PIN."""
    keep_open(request, ticket)
    request.session[SHOWN] = ticket


def shown(request: HttpRequest) -> str:
    """The ticket that this browser looks at; empty where it looks at none."""
    ticket: str = request.session.get(SHOWN, "")
    return ticket if ticket and is_open(request, ticket) else ""


def close(request: HttpRequest) -> None:
    """Forget the ticket that is looked at, and that it was ever open: the next person at this telephone is another."""
    ticket = request.session.pop(SHOWN, "")
    request.session[OPENED] = [one for one in opened_tickets(request) if one != ticket]
