"""Clients of the exchange and their messages, for tests."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from merata_portal.actor import SYSTEM
from merata_portal.exchange.actions import clients
from merata_portal.exchange.actions.agreements import Agreement
from merata_portal.exchange.models import Client
from merata_portal.exchange.scopes import Attribute, Purpose, Scope

MACHINE = SYSTEM("tests")
ALL = tuple(str(one) for one in Attribute)
_numbers = itertools.count(1)


def agreement(**said: Any) -> Agreement:
    """What an office agreed on: everything but what is said."""
    usual: dict[str, Any] = {
        "name": "SIM Kesehatan", "office": "Dinas Kesehatan", "sender_id": f"dinkes-{next(_numbers)}",
        "legal_basis": "Perbup 1/2026", "agreement": "PKS 1/2026",
        "expires_on": timezone.localdate() + timedelta(days=200), "scopes": tuple(str(one) for one in Scope),
        "purposes": (str(Purpose.SOCIAL_ASSISTANCE), str(Purpose.PAYMENT)), "attributes": ALL,
    }  # fmt: skip
    return Agreement(**{**usual, **said})


def client_with_key(area: str = "35.05", **said: Any) -> tuple[Client, str]:
    """A registered client and its key."""
    made = clients.register(by=MACHINE, area=area, contact="Ibu Ratna, bagian TI", said=agreement(**said))
    return made, clients.issue_key(by=MACHINE, client=made)


def now(**shift: float) -> str:
    return (timezone.now() + timedelta(**shift)).isoformat()


def given(code: str = "SOCIAL-ASSISTANCE", **other: Any) -> dict[str, Any]:
    """A consent or an authority, as DCI writes it."""
    return {"@type": "Consent", "ts": now(days=-1), "purpose": {"code": code, "text": "Layanan"}, **other}


def by_nik(number: str, **other: Any) -> dict[str, Any]:
    """The search criteria for the household of one person, with consent."""
    query = {"type": "NIK", "value": number}
    return {"query_type": "idtype-value", "query": query, "consent": given(), **other}


def by_desil(most: int, **other: Any) -> dict[str, Any]:
    """The search criteria for households of a desil or a poorer one, with authority."""
    expression = {"collection": "Group", "query": {"poverty_score": {"$lte": most}}}
    query = {"type": "ns:org:QueryType:NoSql", "value": {"expression": expression}}
    return {"query_type": "expression", "query": query, "authorize": given(), **other}


def header(client: Client, action: str, count: int = 1) -> dict[str, Any]:
    return {
        "version": "1.0.0", "message_id": f"pesan-{next(_numbers)}", "message_ts": now(), "action": action,
        "sender_id": client.sender_id, "receiver_id": "merata", "total_count": count, "is_msg_encrypted": False,
    }  # fmt: skip


def search_message(client: Client, *criteria: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """A whole search message; `changed` are fields of its header."""
    items = [
        {"reference_id": f"acuan-{place}", "timestamp": now(), "search_criteria": dict(one), "locale": "ind"}
        for place, one in enumerate(criteria, start=1)
    ]
    return {
        "header": header(client, "search", len(items)) | changed,
        "message": {"transaction_id": f"transaksi-{next(_numbers)}", "search_request": items},
    }


def status_message(client: Client, transaction_id: str, kind: str = "transaction_id", value: Any = None) -> Any:
    """A question for how a search stands."""
    asked = {
        "reference_id": "tanya", "txn_type": "search", "attribute_type": kind,
        "attribute_value": value or transaction_id,
    }  # fmt: skip
    return {
        "header": header(client, "txn-status"),
        "message": {"transaction_id": transaction_id, "txnstatus_request": asked},
    }


def post(key: str, path: str, message: Any, **headers: str) -> Any:
    """The answer to a message: `path` is what follows /api/dci/registry/."""
    told = {"Authorization": f"Bearer {key}"} if key else {}
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return Browser().post(
        f"/api/dci/registry/{path}", data=body, content_type=headers.pop("type", "application/json"),
        headers=told | headers,
    )  # fmt: skip
