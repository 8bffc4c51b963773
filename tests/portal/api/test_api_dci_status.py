from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from made_exchange import by_nik, client_with_key, given, post, search_message, status_message
from made_registry import household

from merata_portal.exchange.models import Client, Request, Search
from merata_portal.jobs.worker import Worker
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
NOBODY = "3505991501800001"


@pytest.fixture
def nik() -> str:
    home = household("35.05.01.2001", "Budi Santoso", desil=2)
    one = Person.objects.get(memberships__household=home)
    return unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""


def asked(client: Client, key: str, *criteria: Any) -> tuple[str, str]:
    """The transaction and correlation id of a search in the background."""
    message = search_message(client, *criteria)
    taken = post(key, "search", message).json()["message"]
    assert taken["ack_status"] == "ACK"
    return message["message"]["transaction_id"], taken["correlation_id"]


def work_off() -> None:
    Worker(name="uji").run(until_empty=True)


def parts(answer: Any) -> list[tuple[str, str, int]]:
    found = answer.json()["message"]["txnstatus_response"]["txn_status"]["search_response"]
    return [(one["reference_id"], one["status"], len(one.get("data", {}).get("reg_records", ()))) for one in found]


@pytest.mark.parametrize("path", ["sync/txn/status", "txn/status"])
def test_a_search_is_pending_and_then_told(nik: str, path: str) -> None:
    client, key = client_with_key()
    transaction, correlation = asked(client, key, by_nik(nik), by_nik(NOBODY), by_nik(nik, consent=given("EDUCATION")))
    waiting = [("acuan-1", "pdng", 0), ("acuan-2", "pdng", 0), ("acuan-3", "pdng", 0)]
    done = [("acuan-1", "succ", 1), ("acuan-2", "succ", 0), ("acuan-3", "rjct", 0)]
    before = post(key, path, status_message(client, transaction))
    assert parts(before) == waiting
    work_off()
    after = post(key, path, status_message(client, transaction))
    assert parts(after) == done
    message = after.json()["message"]
    told = message["txnstatus_response"]
    assert (message["transaction_id"], message["correlation_id"], told["txn_type"]) == (
        transaction,
        correlation,
        "search",
    )
    assert (told["txn_status"]["transaction_id"], told["txn_status"]["correlation_id"]) == (transaction, correlation)
    if path.startswith("sync"):
        heads = [answer.json()["header"] for answer in (before, after)]
        assert [(one["action"], one["status"], one["total_count"], one["completed_count"]) for one in heads] == [
            ("txn-on-status", "pdng", 3, 0), ("txn-on-status", "succ", 3, 3),
        ]  # fmt: skip
    else:
        assert message["ack_status"] == "ACK"


def test_it_is_found_by_each_of_the_three_ids(nik: str) -> None:
    client, key = client_with_key()
    transaction, correlation = asked(client, key, by_nik(nik), by_nik(NOBODY))
    work_off()
    by_correlation = status_message(client, "lain", "correlation_id", correlation)
    assert [one[0] for one in parts(post(key, "sync/txn/status", by_correlation))] == ["acuan-1", "acuan-2"]
    by_reference = status_message(client, transaction, "reference_id_list", ["acuan-2", "tidak ada"])
    assert parts(post(key, "sync/txn/status", by_reference)) == [("acuan-2", "succ", 0)]


@pytest.mark.parametrize("why", ["unknown", "another's", "over", "purged", "reference", "no uuid"])
def test_what_is_not_there_any_more_or_is_anothers_is_not_found(nik: str, why: str) -> None:
    client, key = client_with_key()
    other, others = client_with_key()
    transaction, correlation = asked(client, key, by_nik(nik))
    work_off()
    message = status_message(client, transaction)
    if why == "unknown":
        message = status_message(client, "tidak ada")
    elif why == "another's":
        client, key = other, others
        message = status_message(other, transaction, "correlation_id", correlation)
    elif why == "over":
        Search.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    elif why == "purged":
        Search.objects.update(state="purged", query_sealed=None, result_sealed=None)
    elif why == "reference":
        message = status_message(client, transaction, "reference_id_list", ["tidak ada"])
    else:
        message = status_message(client, transaction, "correlation_id", "tidak ada")
    answer = post(key, "sync/txn/status", message).json()
    assert (answer["header"]["status"], "message" in answer) == ("rjct", False)
    assert "status_reason_code" not in answer["header"]
    taken = post(key, "txn/status", message).json()["message"]
    assert (taken["ack_status"], taken["error"]["code"]) == ("ERR", "err.request.not_found")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"txn_type": "receipt"}, "rjct.action.not_supported"), ({"txn_type": "subscibe"}, "rjct.action.not_supported")],
)
def test_only_searches_are_kept(change: dict[str, str], code: str) -> None:
    client, key = client_with_key()
    message = status_message(client, "t")
    message["message"]["txnstatus_request"] |= change
    assert post(key, "sync/txn/status", message).json()["header"]["status_reason_code"] == code


@pytest.mark.parametrize(("kind", "value"), [("transaction_id", ["t"]), ("correlation_id", ["t"]),
                                             ("reference_id_list", "t")])  # fmt: skip
def test_a_list_is_asked_for_by_a_list_alone(kind: str, value: Any) -> None:
    client, key = client_with_key()
    answer = post(key, "sync/txn/status", status_message(client, "t", kind, value))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "err.request.bad")


def test_each_fetching_is_noted_with_the_purpose_of_its_question_and_counts(nik: str) -> None:
    client, key = client_with_key(records_a_day=2)
    transaction, _ = asked(client, key, by_nik(nik))
    work_off()
    for _ in range(2):
        assert parts(post(key, "sync/txn/status", status_message(client, transaction))) == [("acuan-1", "succ", 1)]
    answer = post(key, "sync/txn/status", status_message(client, transaction))
    assert answer.status_code == 429
    assert list(Request.objects.order_by("id").values_list("records", "purpose", "basis", "refusal")) == [
        (0, "SOCIAL-ASSISTANCE", "consent", ""), (1, "SOCIAL-ASSISTANCE", "consent", ""),
        (1, "SOCIAL-ASSISTANCE", "consent", ""), (0, "", "", "too_many_records"),
    ]  # fmt: skip


def test_a_scope_taken_back_meanwhile_is_not_answered_from_what_was_found(nik: str) -> None:
    client, key = client_with_key()
    transaction, _ = asked(client, key, by_nik(nik))
    work_off()
    Client.objects.update(scopes=["registry:list"])
    answer = post(key, "sync/txn/status", status_message(client, transaction))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "err.request.forbidden")
    assert b"Budi" not in answer.content


def test_a_replayed_status_message_is_refused(nik: str) -> None:
    client, key = client_with_key()
    transaction, _ = asked(client, key, by_nik(nik))
    message = status_message(client, transaction)
    post(key, "sync/txn/status", message)
    again = post(key, "sync/txn/status", message).json()
    assert again["header"]["status_reason_code"] == "rjct.message_id.duplicate"
