"""What every address of the interface does: open the message, answer it, and keep and tell what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from merata_portal.accounts.access import public
from merata_portal.api.views.dci.answers import http_error, not_taken, rejected
from merata_portal.api.views.dci.envelope import Envelope, caller, opened
from merata_portal.api.views.dci.faults import Err, Fault, fault_of
from merata_portal.exchange.actions.requests import refused
from merata_portal.exchange.limits import refuse_too_often
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Scope

if TYPE_CHECKING:
    from merata_portal.exchange.models import Client

SAID_BY_HTTP = frozenset({401, 403, 413, 415, 429})
"""Faults that every gateway understands; others of an asynchronous message go into its acknowledgement."""


@dataclass(frozen=True, slots=True)
class Address:
    """How an address takes messages. `counted`: the list whose length the header tells; `back`: the answer's action,
    empty where a message is only acknowledged.
    """

    action: str
    shape: Mapping[str, Any]
    answer: Callable[[Envelope], HttpResponse]
    back: str = ""
    counted: str = ""


@csrf_exempt
@public
def nothing_here(request: HttpRequest, **_address: str) -> HttpResponse:
    """Below the interface's root, where the standard has nothing, or nothing that is answered here."""
    text = "Alamat ini tidak ada pada antarmuka DCI. / The DCI interface has no such address."
    return http_error(Fault(404, Err.NOT_FOUND, text))


def failed(request: HttpRequest) -> HttpResponse:
    """What is told where the portal itself failed: nothing of how; that stands in its log."""
    text = "Terjadi gangguan pada portal ini; coba lagi nanti. / Something went wrong here; try again later."
    return http_error(Fault(500, Err.UNAVAILABLE, text))


def misunderstood(request: HttpRequest) -> HttpResponse:
    """What is told of a request that cannot even be read."""
    return http_error(Fault(400, Err.BAD, "Permintaan ini tidak dapat dibaca. / The request cannot be read."))


def handled(request: HttpRequest, address: Address) -> HttpResponse:
    """The answer; a fault of a known client's message is kept before it is told."""
    if request.method != "POST":
        answer = http_error(Fault(405, Err.BAD, "Hanya POST. / Only POST is taken."))
        answer.headers["Allow"] = "POST"
        return answer
    client: Client | None = None
    message_id = ""
    try:
        client = caller(request)
        _refuse_too_often(client)
        _refuse_without_scope(client)
        envelope = opened(request, client, address.action, address.shape, address.counted)
        message_id = envelope.header["message_id"]
        return _answer(envelope, address)
    except Fault as found:
        fault = found
    if client is not None:
        refused(client=client, scope=Scope.SEARCH, why=fault.why, message_id=message_id)
    if address.back and fault.rjct is not None and fault.header is not None:
        return rejected(fault.header, address.back, fault.rjct, fault.text)
    if address.back or fault.status in SAID_BY_HTTP:
        return http_error(fault)
    return not_taken(fault.err, fault.text)


def _answer(envelope: Envelope, address: Address) -> HttpResponse:
    try:
        return address.answer(envelope)
    except QuestionRefused as refusal:
        fault = fault_of(refusal)
    except Fault as found:
        fault = found
    fault.header = envelope.header
    raise fault


def _refuse_too_often(client: Client) -> None:
    """Before anything is read, so that a flood costs nothing."""
    try:
        refuse_too_often(client)
    except QuestionRefused as refusal:
        raise fault_of(refusal) from None


def _refuse_without_scope(client: Client) -> None:
    if not {Scope.SEARCH, Scope.LIST} & set(client.scopes):
        text = "Perjanjian klien tidak memuat pencarian registri. / The client's agreement does not include searching."
        raise Fault(403, Err.FORBIDDEN, text, why=Why.SCOPE)
