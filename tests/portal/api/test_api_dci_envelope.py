from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client as Browser
from hypothesis import given, settings, strategies
from hypothesis.extra.django import TestCase
from jwt.api_jws import PyJWS
from made_exchange import by_nik, client_with_key, now, post, search_message

from merata_portal.accounts.models import Area
from merata_portal.api.views.dci.schema import SEARCH, STATUS, faults_of, time_of
from merata_portal.api.views.dci.signatures import signed_bytes
from merata_portal.exchange.models import Request

NOBODY = "3505991501800001"
OTHER = "3505991501800099"


def error(answer: Any) -> tuple[int, str]:
    [one] = answer.json()["errors"]
    return answer.status_code, one["code"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2026-11-30T08:00:00+07:00", True), ("2026-11-30T08:00:00Z", True), ("2026-11-30T08:00:00", False),
     ("2026-11-30", False), ("", False), ("kemarin", False)],
)  # fmt: skip
def test_a_time_has_its_zone(text: str, *, is_one: bool) -> None:
    assert (time_of(text) is not None) is is_one


def test_faults_say_where_and_which_rule_and_never_what_was_sent() -> None:
    wrong = {
        "header": {"message_id": "x" * 100, "message_ts": OTHER, "action": 1, "total_count": "1"},
        "message": {"transaction_id": "", "search_request": [{"reference_id": OTHER * 9, "locale": "en"}]},
    }
    found = faults_of(wrong, SEARCH)
    assert sorted(found) == sorted([
        "header: required sender_id", "header.message_id: maxLength 99", "header.message_ts: format date-time",
        "header.action: type string", "header.total_count: type integer", "message.transaction_id: minLength 1",
        "message.search_request[0]: required timestamp, search_criteria",
        "message.search_request[0].reference_id: maxLength 99",
        "message.search_request[0].locale: pattern ^[a-z]{3}$",
    ])  # fmt: skip
    assert OTHER not in repr(found)
    assert faults_of([], SEARCH) == ["/: type object"]
    assert len(faults_of({"header": {}, "message": {"search_request": [{}] * 99}}, SEARCH)) == 20


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
class TestMessages:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b" ", 400), (b"{", 400), (b"[]", 400), (b"null", 400), (b"\xff", 400), (b"[" * 100_000, 400),
            (b'{"header": {"total_count": NaN}}', 400), (b'{"a": "\\ud800"}', 400), (b"{}", 400),
            (b"1" * 5000, 400), (b" " * (256 * 1024 + 1), 413),
        ],
    )  # fmt: skip
    def test_what_is_no_message_is_refused_and_kept_as_refused(self, body: bytes, status: int) -> None:
        _, key = client_with_key()
        assert error(post(key, "sync/search", body)) == (status, "err.request.bad")
        assert Request.objects.get().refusal == "message"

    @pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", ""])
    def test_only_json_is_taken(self, content_type: str) -> None:
        client, key = client_with_key()
        answer = post(key, "search", search_message(client, by_nik(NOBODY)), type=content_type or "x/y")
        assert error(answer) == (415, "err.request.bad")

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
    @pytest.mark.parametrize("path", ["sync/search", "search", "sync/txn/status", "txn/status"])
    def test_a_message_comes_by_post_alone_so_that_nothing_stands_in_an_address(self, path: str, method: str) -> None:
        assert getattr(Browser(), method)(f"/api/dci/registry/{path}").status_code == 405

    def test_an_encrypted_message_is_refused_before_anything_else_of_it_is_read(self) -> None:
        client, key = client_with_key()
        message = search_message(client, by_nik(NOBODY), is_msg_encrypted=True)
        message["message"] = {"ciphertext": "x"}
        assert error(post(key, "sync/search", message)) == (400, "err.encryption.invalid")
        taken = post(key, "search", message).json()["message"]
        assert (taken["ack_status"], taken["error"]["code"]) == ("ERR", "err.encryption.invalid")

    def test_more_questions_than_a_batch_may_have_are_refused(self) -> None:
        client, key = client_with_key()
        told = post(key, "sync/search", search_message(client, *[by_nik(NOBODY)] * 21)).json()["header"]
        assert told["status_reason_code"] == "rjct.total_count.limit_exceeded"

    def test_what_a_schema_fault_says_holds_no_value_of_the_message(self) -> None:
        client, key = client_with_key()
        message = search_message(client, by_nik(NOBODY))
        message["message"]["search_request"][0]["reference_id"] = OTHER * 9
        message["message"]["search_request"][0]["timestamp"] = OTHER
        answer = post(key, "sync/search", message)
        assert error(answer) == (400, "err.request.bad")
        assert OTHER not in answer.content.decode()

    def test_the_senders_address_is_never_called(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: Any, **__: Any) -> None:
            raise AssertionError

        client, key = client_with_key()
        monkeypatch.setattr("socket.create_connection", never)
        monkeypatch.setattr("socket.getaddrinfo", never)
        message = search_message(client, by_nik(NOBODY), sender_uri="http://169.254.169.254/latest/meta-data")
        assert post(key, "search", message).json()["message"]["ack_status"] == "ACK"


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
class TestSignatures:
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def signed(self, message: dict[str, Any], key: Ed25519PrivateKey | None = None, algorithm: str = "EdDSA") -> Any:
        signature = PyJWS().encode(
            signed_bytes(message), key or self.private, algorithm=algorithm, is_payload_detached=True
        )
        return {"signature": signature, **message}

    def test_a_signed_message_is_answered_also_where_its_json_was_written_otherwise(self) -> None:
        client, key = client_with_key(public_key=self.pem)
        message = self.signed(search_message(client, by_nik(NOBODY)))
        shuffled = {name: message[name] for name in ("message", "header", "signature")}
        answer = post(key, "sync/search", json.dumps(shuffled, indent=3).encode())
        assert answer.json()["header"]["status"] == "succ"

    def test_an_unsigned_message_of_a_client_that_signs_is_refused(self) -> None:
        client, key = client_with_key(public_key=self.pem)
        message = search_message(client, by_nik(NOBODY))
        assert error(post(key, "sync/search", message)) == (401, "err.signature.missing")
        assert error(post(key, "search", {**message, "signature": ""})) == (401, "err.signature.missing")

    def test_a_changed_message_another_key_and_no_algorithm_are_refused(self) -> None:
        client, key = client_with_key(public_key=self.pem)
        message = search_message(client, by_nik(NOBODY))
        changed = self.signed(message)
        changed["message"] = {**changed["message"], "transaction_id": "lain"}
        anothers = self.signed(message, Ed25519PrivateKey.generate())
        head = "eyJhbGciOiJub25lIiwiYjY0IjpmYWxzZSwiY3JpdCI6WyJiNjQiXX0"  # {"alg":"none","b64":false,"crit":["b64"]}
        none = {**message, "signature": f"{head}.."}
        words = {**message, "signature": 'Signature: namespace="spdci"'}
        for wrong in (changed, anothers, none, words, {**message, "signature": "a.b.c"}, {**message, "signature": "é"}):
            assert error(post(key, "sync/search", wrong)) == (401, "err.signature.invalid")
        assert list(Request.objects.values_list("refusal", flat=True)) == ["message"] * 6

    def test_a_client_that_does_not_sign_is_not_asked_to(self) -> None:
        client, key = client_with_key()
        message = {**search_message(client, by_nik(NOBODY)), "signature": "unsigned-stub"}
        assert post(key, "sync/search", message).json()["header"]["status"] == "succ"


json_values = strategies.recursive(
    strategies.one_of(strategies.none(), strategies.booleans(), strategies.integers(), strategies.floats(),
                      strategies.text()),
    lambda inner: strategies.one_of(strategies.lists(inner, max_size=3),
                                    strategies.dictionaries(strategies.text(), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


class TestWhateverComes(TestCase):
    """Nothing that somebody with a key sends makes the server fail."""

    @classmethod
    def setUpTestData(cls) -> None:
        Area.objects.create(code="35.05", name="K", kind="regency")
        cls.client_, cls.key = client_with_key(requests_a_minute=100_000)

    @settings(max_examples=60, deadline=None)
    @given(
        path=strategies.lists(
            strategies.sampled_from(["header", "message", "search_request", 0, "search_criteria", "query", "consent",
                                     "purpose", "ts", "value", "type", "sort", "pagination", "timestamp", "sender_id",
                                     "message_id", "message_ts", "total_count", "txnstatus_request", "query_type"]),
            min_size=1, max_size=5,
        ),
        value=json_values,
        where=strategies.sampled_from(["sync/search", "search", "sync/txn/status", "txn/status"]),
    )  # fmt: skip
    def test_it_is_answered_or_refused(self, path: list[Any], value: Any, where: str) -> None:
        message: Any = search_message(self.client_, by_nik(NOBODY, sort=[], pagination={"page_size": 1}))
        message["header"]["message_ts"] = now()
        at = message
        for name in path[:-1]:
            try:
                at = at[name]
            except (KeyError, TypeError, IndexError):
                break
        try:
            at[path[-1]] = value
        except (TypeError, IndexError):
            message = {"header": value, "message": value}
        answer = post(self.key, where, message)
        assert answer.status_code in (200, 400, 401, 403, 404, 413, 415)
        assert answer["Content-Type"] == "application/json"


def test_the_shapes_are_sound_schemas() -> None:
    assert faults_of({"header": {}, "message": {}}, STATUS) == [
        "header: required message_id, message_ts, action, sender_id, total_count",
        "message: required transaction_id, txnstatus_request",
    ]
