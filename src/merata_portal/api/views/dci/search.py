"""`/registry/sync/search` and `/registry/search`."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from merata_portal.accounts.access import public
from merata_portal.api.views.dci.answers import acknowledged, message_back, search_response
from merata_portal.api.views.dci.envelope import Envelope
from merata_portal.api.views.dci.handling import Address, handled
from merata_portal.api.views.dci.items import items_of
from merata_portal.api.views.dci.schema import SEARCH
from merata_portal.exchange.actions.answering import answer_now
from merata_portal.exchange.actions.searches import ask_search

ACTION, BACK, COUNTED = "search", "on-search", "search_request"


@csrf_exempt
@public
def sync_search(request: HttpRequest) -> HttpResponse:
    """Answer each question now; every answer is noted before it is sent."""
    return handled(request, Address(ACTION, SEARCH, _answer, back=BACK, counted=COUNTED))


@csrf_exempt
@public
def search(request: HttpRequest) -> HttpResponse:
    """Take the questions; the answers are fetched by `txn/status`. Nobody is called back: docs/explanation/dci.md."""
    return handled(request, Address(ACTION, SEARCH, _take, counted=COUNTED))


def _answer(envelope: Envelope) -> HttpResponse:
    message = envelope.message
    answers = answer_now(
        client=envelope.client, items=items_of(message), message_id=envelope.header["message_id"],
        transaction_id=message["transaction_id"],
    )  # fmt: skip
    told, statuses = search_response(str(uuid4()), message["transaction_id"], answers, done=True)
    return message_back(envelope.header, BACK, told, statuses)


def _take(envelope: Envelope) -> HttpResponse:
    message = envelope.message
    found = ask_search(
        client=envelope.client, items=items_of(message), message_id=envelope.header["message_id"],
        transaction_id=message["transaction_id"],
    )  # fmt: skip
    return acknowledged(str(found.uuid))
