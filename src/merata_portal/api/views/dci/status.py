"""`/registry/sync/txn/status` and `/registry/txn/status`: how a search in the background stands, and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from merata_portal.accounts.access import public
from merata_portal.api.views.dci.answers import acknowledged, message_back, search_response
from merata_portal.api.views.dci.envelope import Envelope
from merata_portal.api.views.dci.faults import Err, Fault, Rjct
from merata_portal.api.views.dci.handling import Address, handled
from merata_portal.api.views.dci.schema import STATUS
from merata_portal.exchange.actions.searches import fetch
from merata_portal.exchange.queries.searches import Standing, by_transaction, by_uuid

ACTION, BACK = "txn-status", "txn-on-status"


@csrf_exempt
@public
def sync_txn_status(request: HttpRequest) -> HttpResponse:
    """How the search stands, with its answers once it is done."""
    return handled(request, Address(ACTION, STATUS, _answer, back=BACK))


@csrf_exempt
@public
def txn_status(request: HttpRequest) -> HttpResponse:
    """The same in the acknowledgement itself, since nobody is called back: it is both `Response` and
    `TxnStatusResponse`.
    """
    return handled(request, Address(ACTION, STATUS, _acknowledge))


def _answer(envelope: Envelope) -> HttpResponse:
    told, statuses = _told(envelope)
    return message_back(envelope.header, BACK, told, statuses)


def _acknowledge(envelope: Envelope) -> HttpResponse:
    told, _ = _told(envelope)
    return acknowledged(**told)


def _told(envelope: Envelope) -> tuple[dict[str, Any], list[str]]:
    message = envelope.message
    standing = _standing(envelope, message)
    if standing is None or not standing.answers:
        text = (
            "Pencarian tidak ditemukan, atau masa simpan hasilnya sudah habis. / "
            "There is no such search, or its result is kept no longer."
        )
        raise Fault(404, Err.NOT_FOUND, text, rjct=Rjct.UNCODED)
    fetch(
        client=envelope.client, standing=standing, message_id=envelope.header["message_id"],
        transaction_id=message["transaction_id"],
    )  # fmt: skip
    found, statuses = search_response(str(standing.uuid), standing.transaction_id, standing.answers, done=standing.done)
    told = {
        "transaction_id": message["transaction_id"], "correlation_id": str(standing.uuid),
        "txnstatus_response": {"txn_type": "search", "txn_status": found},
    }  # fmt: skip
    return told, statuses


def _standing(envelope: Envelope, message: Mapping[str, Any]) -> Standing | None:
    wanted = message["txnstatus_request"]
    kind, value = wanted["attribute_type"], wanted["attribute_value"]
    if wanted["txn_type"] != "search":
        text = "Hanya txn_type search. / Only the txn_type search is kept."
        raise Fault(400, Err.BAD, text, rjct=Rjct.UNSUPPORTED)
    if isinstance(value, list) != (kind == "reference_id_list"):
        text = "attribute_value: daftar hanya untuk reference_id_list. / a list only for reference_id_list."
        raise Fault(400, Err.BAD, text)
    if kind == "correlation_id":
        return by_uuid(envelope.client, value)
    if kind == "transaction_id":
        return by_transaction(envelope.client, value)
    found = by_transaction(envelope.client, message["transaction_id"])
    return found.only(value) if found else None
