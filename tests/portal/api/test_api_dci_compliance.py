"""What the public compliance suite for social registries asks of a registry, as scenarios of our own.

The suite (OpenSPP/spdci-compliance, domain "social") names each by a requirement. Here stand those for the paths that
the standard 1.0.0 has; `NOT_MET` are the others, with why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_exchange import client_with_key, now, post, search_message, status_message

from merata_portal.exchange.models import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
SEARCH, SYNC, STATUS, SYNC_STATUS = "search", "sync/search", "txn/status", "sync/txn/status"

NOT_MET = {
    "SR-CORE-RG-ASYNC-SEARCH-CB-01": "nobody is called back: the answer is fetched",
    "SR-CORE-RG-ASYNC-TXNSTATUS-CB-01": "nobody is called back: the acknowledgement holds the status",
    "SR-CORE-RG-ASYNC-SUBSCRIBE-01": "the standard 1.0.0 has no such path",
    "SR-CORE-RG-ASYNC-UNSUBSCRIBE-01": "the standard 1.0.0 has no such path",
    "SR-CORE-RG-ASYNC-SUBSCRIBE-CB-01": "the standard 1.0.0 has no such path",
    "SR-CORE-RG-ASYNC-UNSUBSCRIBE-CB-01": "the standard 1.0.0 has no such path",
    "SR-CORE-RG-ASYNC-SUBSCRIBE-NEG-01": "the standard 1.0.0 has no such path",
    "SR-CORE-RG-ASYNC-UNSUBSCRIBE-NEG-01": "the standard 1.0.0 has no such path",
    "SR-SEC-AUTH-RG-ASYNC-SUBSCRIBE-01": "the standard 1.0.0 has no such path",
    "SR-SEC-AUTH-RG-ASYNC-UNSUBSCRIBE-01": "the standard 1.0.0 has no such path",
    "SR-VAL-FMT-TS-03": "of subscribe, which has no path; a time without its zone is refused in a search too",
    "SR-VAL-BND-SUB-01": "the standard 1.0.0 has no such path",
    "SR-VAL-BND-SUB-02": "the standard 1.0.0 has no such path",
}
Change = Callable[[dict[str, Any]], None]


def item(message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = message["message"]["search_request"][0]
    return found


def nothing(message: dict[str, Any]) -> None:
    """As it is: without a consent, as the suite sends it."""


def without_message(message: dict[str, Any]) -> None:
    del message["message"]


def of_item(name: str, value: Any) -> Change:
    return lambda message: item(message).update({name: value})


def transaction(value: str) -> Change:
    return lambda message: message["message"].update({"transaction_id": value})


def query(kind: str, value: Any) -> Change:
    return lambda message: item(message)["search_criteria"].update({"query_type": kind, "query": value})


EXPRESSION = {
    "type": "ns:org:QueryType:expression",
    "value": {"expression": {"collection": "Group", "query": {"$and": [
        {"poverty_score": {"$lt": 5}}, {"location": {"$eq": "central_region"}}, {"group_size": {"$lt": 5}}]}}},
}  # fmt: skip
PREDICATE = [{
    "seq_num": 1, "condition": "and",
    "expression1": {"attribute_name": "age", "operator": "lt", "attribute_value": "25"},
    "expression2": {"attribute_name": "poverty_score", "operator": "lt", "attribute_value": "2.5"},
}]  # fmt: skip

TAKEN: list[tuple[str, str, Change]] = [
    ("SR-CORE-RG-ASYNC-SEARCH-01", SEARCH, nothing),
    ("SR-CORE-RG-SYNC-SEARCH-01", SYNC, nothing),
    ("SR-CORE-RG-ASYNC-SEARCH-EXPRESSION-01", SEARCH, query("expression", EXPRESSION)),
    ("SR-CORE-RG-ASYNC-SEARCH-PREDICATE-01", SEARCH, query("predicate", PREDICATE)),
    ("SR-CORE-RG-SYNC-SEARCH-EXPRESSION-01", SYNC, query("expression", EXPRESSION)),
    ("SR-CORE-RG-SYNC-SEARCH-PREDICATE-01", SYNC, query("predicate", PREDICATE)),
    ("SR-CORE-PAG-01", SEARCH, of_item("pagination", {"page_size": 10, "page_number": 1})),
    ("SR-CORE-PAG-02", SYNC, of_item("pagination", {"page_size": 5, "page_number": 1})),
    ("SR-CORE-PAG-03", SEARCH, of_item("pagination", {"page_size": 10, "page_number": 2})),
    ("SR-VAL-FMT-TS-02", SEARCH, of_item("timestamp", now())),
    ("SR-VAL-FMT-LOC-01", SEARCH, of_item("locale", "eng")),
    ("SR-VAL-BND-TXN-01", SEARCH, transaction("x" * 99)),
    ("SR-VAL-BND-REF-01", SEARCH, of_item("reference_id", "r" * 50)),
    ("SR-EXTRA-RG-SYNC-SEARCH-REGRECORDS-01", SYNC, nothing),
]
REFUSED: list[tuple[str, str, Change]] = [
    ("SR-CORE-RG-ASYNC-SEARCH-NEG-01", SEARCH, without_message),
    ("SR-CORE-RG-SYNC-SEARCH-NEG-01", SYNC, without_message),
    ("SR-CORE-RG-ASYNC-TXNSTATUS-NEG-01", STATUS, without_message),
    ("SR-CORE-RG-SYNC-TXNSTATUS-NEG-01", SYNC_STATUS, without_message),
    ("SR-VAL-FMT-TS-01", SEARCH, of_item("timestamp", "not-a-timestamp")),
    ("SR-VAL-FMT-TS-03 (search)", SEARCH, of_item("timestamp", "2024-01-15T10:30:00")),
    ("SR-VAL-FMT-LOC-02", SEARCH, of_item("locale", "en")),
    ("SR-VAL-FMT-LOC-03", SEARCH, of_item("locale", "ENG")),
    ("SR-VAL-BND-TXN-02", SEARCH, transaction("x" * 100)),
    ("SR-VAL-PAG-01", SEARCH, of_item("pagination", {"page_size": 0, "page_number": 1})),
    ("SR-VAL-PAG-02", SEARCH, of_item("pagination", {"page_size": 10, "page_number": 0})),
    ("SR-VAL-PAG-03", SEARCH, of_item("pagination", {"page_size": -1, "page_number": 1})),
]
UNAUTHORISED = [
    ("SR-SEC-AUTH-RG-ASYNC-SEARCH-01", SEARCH), ("SR-SEC-AUTH-RG-SYNC-SEARCH-01", SYNC),
    ("SR-SEC-AUTH-RG-ASYNC-TXNSTATUS-01", STATUS), ("SR-SEC-AUTH-RG-SYNC-TXNSTATUS-01", SYNC_STATUS),
]  # fmt: skip


def suites_message(client: Client, path: str) -> dict[str, Any]:
    """What the suite sends: a stub for a signature, no receiver's name of ours, no consent."""
    if path in (STATUS, SYNC_STATUS):
        message = status_message(client, "1700000000000-abc")
    else:
        criteria = {"query_type": "idtype-value", "query": {"type": "UIN", "value": "TEST-001"}}
        message = search_message(client, criteria)
        del item(message)["locale"]
    return {"signature": "unsigned-stub", **message}


@pytest.mark.parametrize(("requirement", "path", "change"), TAKEN, ids=[one[0] for one in TAKEN])
def test_it_is_taken(requirement: str, path: str, change: Change) -> None:
    client, key = client_with_key()
    message = suites_message(client, path)
    change(message)
    answer = post(key, path, message)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), requirement
    body = answer.json()
    if path == SEARCH:
        assert body["message"]["ack_status"] == "ACK"
        return
    # Taken, and each question answered by itself: with no consent or authority in it, none is told anything.
    assert body["header"]["action"] == "on-search"
    assert [one["status"] for one in body["message"]["search_response"]] == ["rjct"]


@pytest.mark.parametrize(("requirement", "path", "change"), REFUSED, ids=[one[0] for one in REFUSED])
def test_it_is_refused(requirement: str, path: str, change: Change) -> None:
    client, key = client_with_key()
    message = suites_message(client, path)
    change(message)
    answer = post(key, path, message)
    body = answer.json()
    if path in (SYNC, SYNC_STATUS):
        assert answer.status_code == 400, requirement
        assert body["errors"][0]["code"] == "err.request.bad"
    else:
        assert (answer.status_code, body["message"]["ack_status"]) == (200, "ERR"), requirement
        assert body["message"]["error"]["code"] == "err.request.bad"


@pytest.mark.parametrize(("requirement", "path"), UNAUTHORISED)
def test_without_a_token_it_is_unauthorised(requirement: str, path: str) -> None:
    client, _ = client_with_key()
    answer = post("", path, suites_message(client, path))
    assert answer.status_code == 401, requirement
    assert answer.json()["errors"][0]["code"] == "err.request.unauthorized"


@pytest.mark.parametrize(
    ("requirement", "path"),
    [("SR-CORE-RG-ASYNC-TXNSTATUS-01", STATUS), ("SR-CORE-RG-SYNC-TXNSTATUS-01", SYNC_STATUS)],
)
def test_a_status_is_answered_in_the_standards_form_also_where_nothing_is_known(requirement: str, path: str) -> None:
    client, key = client_with_key()
    answer = post(key, path, suites_message(client, path))
    assert answer.status_code == 200, requirement
    body = answer.json()
    if path == STATUS:
        assert set(body["message"]) == {"ack_status", "timestamp", "error", "correlation_id"}
    else:
        assert (body["header"]["action"], body["header"]["status"]) == ("txn-on-status", "rjct")


@pytest.mark.parametrize("signature", ["invalid-signature", "", "a.b.c"])
def test_an_invalid_signature_of_a_client_that_signs_is_rejected(signature: str) -> None:
    """SR-SEC-SIG-RG-01."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    client, key = client_with_key(public_key=pem)
    answer = post(key, SEARCH, {**suites_message(client, SEARCH), "signature": signature})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] in ("err.signature.invalid", "err.signature.missing")


def test_what_is_not_met_is_told_with_its_reason_and_stands_nowhere_else() -> None:
    met = {one[0] for one in (*TAKEN, *REFUSED, *UNAUTHORISED)}
    assert not met & set(NOT_MET)
    assert len(met) == 30
    assert all(NOT_MET.values())
