"""What every address of the interface does: open the message, answer it, and keep and tell what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

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


def handled(request: HttpRequest, address: Address) -> HttpResponse:
    """The answer; a fault of a known client's message is kept before it is told."""
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
