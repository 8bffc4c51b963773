from __future__ import annotations

import json
from typing import Any

import pytest
from made_exchange import (
    ALL,
    MACHINE,
    by_desil,
    by_nik,
    client_with_key,
    given,
    header,
    now,
    post,
    search_message,
)
from made_registry import household

from merata_portal.exchange.actions import clients
from merata_portal.exchange.models import Request
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Household, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
NOBODY = "3505991501800001"


@pytest.fixture
def home() -> Household:
    return household("35.05.01.2001", "Budi Santoso", "Siti Aminah", desil=2)


def nik_of(home: Household) -> str:
    one = Person.objects.get(memberships__household=home, relation="head")
    return unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""


def parts(answer: Any) -> list[tuple[str, str | None, int]]:
    """Of each part: status, reason code, how many records."""
    assert answer.status_code == 200, answer.content
    return [
        (one["status"], one.get("status_reason_code"), len(one.get("data", {}).get("reg_records", ())))
        for one in answer.json()["message"]["search_response"]
    ]


def error(answer: Any) -> tuple[int, str]:
    [one] = answer.json()["errors"]
    return answer.status_code, one["code"]


def test_a_household_is_told_as_a_group(home: Household) -> None:
    client, key = client_with_key(sender_id="dinkes", attributes=ALL)
    message = search_message(client, by_nik(nik_of(home)))
    answer = post(key, "sync/search", message)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/json",
        "no-store",
    )
    body = answer.json()
    told = body["header"]
    assert {name: told[name] for name in ("version", "action", "status", "total_count", "completed_count", "sender_id",
                                          "receiver_id", "is_msg_encrypted")} == {
        "version": "1.0.0", "action": "on-search", "status": "succ", "total_count": 1, "completed_count": 1,
        "sender_id": "merata", "receiver_id": "dinkes", "is_msg_encrypted": False,
    }  # fmt: skip
    assert body["message"]["transaction_id"] == message["message"]["transaction_id"]
    [part] = body["message"]["search_response"]
    assert (part["reference_id"], part["status"]) == ("acuan-1", "succ")
    assert part["pagination"] == {"page_size": 1, "page_number": 1, "total_count": 1}
    [group] = part["data"]["reg_records"]
    assert group["@type"] == "Group"
    assert group["@id"] == f"urn:uuid:{home.uuid}"
    assert group["place"]["@id"] == "35.05.01.2001"
    assert (group["group_size"], group["poverty_score"], group["poverty_score_type"]) == (2, 2, "desil")
    assert group["group_head_info"]["demographic_info"] == {
        "@type": "SRPerson", "name": {"@type": "Name", "given_name": "Budi Santoso"}, "sex": "male",
        "birth_date": "2026-01-31",
    }  # fmt: skip
    assert [one["relationship_head"] for one in group["member_list"]] == ["head", "child"]
    assert nik_of(home) not in json.dumps(body)


def test_a_person_is_told_as_a_member_and_nobody_as_an_empty_list(home: Household) -> None:
    client, key = client_with_key(attributes=("name",))
    answer = post(key, "sync/search", search_message(
        client, by_nik(nik_of(home), response_entity="Member"), by_nik(NOBODY),
    ))  # fmt: skip
    assert parts(answer) == [("succ", None, 1), ("succ", None, 0)]
    [member] = answer.json()["message"]["search_response"][0]["data"]["reg_records"]
    assert (member["@type"], member["demographic_info"]["name"]["given_name"]) == ("Member", "Budi Santoso")
    assert "sex" not in member["demographic_info"]


@pytest.mark.parametrize("area", ["35.05.01.2002", "35.05.10", "35.72"])
def test_another_areas_number_is_answered_as_one_that_nobody_has(home: Household, area: str) -> None:
    client, key = client_with_key(area)
    there, nobody = (
        post(key, "sync/search", search_message(client, by_nik(number))).json()["message"]["search_response"]
        for number in (nik_of(home), NOBODY)
    )
    for answer in (there, nobody):
        answer[0].pop("timestamp")
    assert there == nobody


@pytest.mark.parametrize("area", ["35.05", "35.05.01", "35.05.01.2001", "35.05.01.2002", "35.72"])
@pytest.mark.parametrize("scopes", [("registry:search",), ("registry:list",), ("registry:search", "registry:list"),
                                    ("payments:disbursements",)])  # fmt: skip
def test_scopes_and_areas(home: Household, area: str, scopes: tuple[str, ...]) -> None:
    client, key = client_with_key(area, scopes=scopes)
    answer = post(key, "sync/search", search_message(client, by_nik(nik_of(home)), by_desil(3)))
    if scopes == ("payments:disbursements",):
        assert error(answer) == (403, "err.request.forbidden")
        assert Request.objects.get().refusal == "scope"
        return
    records = int(area in ("35.05", "35.05.01", "35.05.01.2001"))
    refused = ("rjct", "rjct.search_criteria.invalid", 0)
    assert parts(answer) == [
        ("succ", None, records) if scope in scopes else refused for scope in ("registry:search", "registry:list")
    ]
    assert list(Request.objects.order_by("item").values_list("records", "refusal")) == [
        (records, "") if scope in scopes else (0, "scope") for scope in ("registry:search", "registry:list")
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"consent": None}, "purpose"),
        ({"consent": given("EDUCATION")}, "purpose"),
        ({"consent": {"ts": now(days=-1)}}, "purpose"),
        ({"consent": {"purpose": {"code": "SOCIAL-ASSISTANCE"}}}, "basis"),
        ({"consent": None, "authorize": given()}, "basis"),
        ({"consent": given(ts=now(days=-400))}, "basis_day"),
        ({"consent": given(ts=now(days=1))}, "basis_day"),
    ],
)
def test_without_purpose_and_consent_nothing_is_told(home: Household, change: dict[str, Any], why: str) -> None:
    client, key = client_with_key()
    criteria = {name: value for name, value in (by_nik(nik_of(home)) | change).items() if value is not None}
    answer = post(key, "sync/search", search_message(client, criteria))
    assert parts(answer) == [("rjct", "rjct.search_criteria.invalid", 0)]
    assert answer.json()["header"]["status"] == "rjct"
    assert (Request.objects.get().refusal, Request.objects.get().records) == (why, 0)


def test_a_list_needs_authority_and_not_a_consent_that_nobody_can_have_given(home: Household) -> None:
    client, key = client_with_key()
    with_consent = {**by_desil(3), "consent": given()}
    del with_consent["authorize"]
    assert parts(post(key, "sync/search", search_message(client, by_desil(3), with_consent))) == [
        ("succ", None, 1), ("rjct", "rjct.search_criteria.invalid", 0),
    ]  # fmt: skip
    assert list(Request.objects.order_by("item").values_list("basis", "refusal")) == [
        ("authorize", ""), ("consent", "basis"),
    ]  # fmt: skip


def test_pages_and_order_of_a_list() -> None:
    for desil in (3, 1, 2, 5):
        household("35.05.01.2001", "Budi", desil=desil)
    client, key = client_with_key(attributes=("poverty_score",))
    sort = [{"attribute_name": "poverty_score", "sort_order": "desc"}]
    pages = [
        post(key, "sync/search", search_message(
            client, by_desil(3, sort=sort, pagination={"page_size": 2, "page_number": number})
        )).json()["message"]["search_response"][0]
        for number in (1, 2, 3)
    ]  # fmt: skip
    assert [[one["poverty_score"] for one in page["data"]["reg_records"]] for page in pages] == [[3, 2], [1], []]
    assert [page["pagination"] for page in pages] == [
        {"page_size": 2, "page_number": number, "total_count": 3} for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        (by_desil(3, pagination={"page_size": 101}), "rjct.pagination.invalid"),
        (by_desil(3, sort=[{"attribute_name": "name"}]), "rjct.sort.invalid"),
        (by_desil(3, response_entity="Member"), "rjct.search_criteria.invalid"),
        (by_nik(NOBODY, reg_event_type="NewHouseHoldMember"), "rjct.filter.invalid"),
        (by_nik(NOBODY, version="2.0.0"), "rjct.search_criteria.invalid"),
        (by_nik("350599150180001"), "rjct.search_criteria.invalid"),
        (by_nik(NOBODY, query={"type": "MOBILE", "value": "08123456789"}), "rjct.search_criteria.invalid"),
    ],
)
def test_what_is_not_taken_is_refused_by_the_standards_code_and_not_quoted(criteria: Any, code: str) -> None:
    client, key = client_with_key()
    answer = post(key, "sync/search", search_message(client, criteria))
    assert parts(answer) == [("rjct", code, 0)]
    for number in ("350599150180001", "08123456789"):
        assert number not in answer.content.decode()


def test_of_a_batch_each_part_stands_by_itself(home: Household) -> None:
    client, key = client_with_key()
    message = search_message(client, by_nik(nik_of(home)), by_nik(nik_of(home)), by_nik(nik_of(home)))
    message["message"]["search_request"][1]["reference_id"] = "acuan-1"
    message["message"]["search_request"][2]["timestamp"] = now(hours=2)
    answer = post(key, "sync/search", message)
    assert parts(answer) == [
        ("succ", None, 1), ("rjct", "rjct.reference_id.duplicate", 0), ("rjct", "rjct.timestamp.invalid", 0),
    ]  # fmt: skip
    assert answer.json()["header"]["status"] == "succ"
    assert answer.json()["header"]["completed_count"] == 3


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"},
                                     {"Authorization": "Bearer"}])  # fmt: skip
@pytest.mark.parametrize("path", ["sync/search", "search", "sync/txn/status", "txn/status"])
def test_without_a_key_nothing_is_read(path: str, headers: dict[str, str]) -> None:
    answer = post("", path, b"not even JSON", **headers)
    assert error(answer) == (401, "err.request.unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Request.objects.exists()


@pytest.mark.parametrize("end", ["revoke", "close"])
def test_a_revoked_key_and_a_closed_client_are_answered_as_a_wrong_key(home: Household, end: str) -> None:
    client, key = client_with_key()
    if end == "revoke":
        clients.revoke(by=MACHINE, client=client, key_name=key.split("_")[1], reason="bocor")
    else:
        clients.close(by=MACHINE, client=client, reason="berakhir")
    message = search_message(client, by_nik(nik_of(home)))
    answer = post(key, "sync/search", message)
    assert answer.status_code == 401
    assert answer.content == post(f"{key[:-1]}-", "sync/search", message).content


REJECTED = [
    ({"version": "2.0.0"}, "rjct.version.invalid", "err.version.not_supported"),
    ({"message_ts": -16}, "rjct.message_ts.invalid", "err.request.bad"),
    ({"message_ts": 16}, "rjct.message_ts.invalid", "err.request.bad"),
    ({"action": "txn-status"}, "rjct.action.invalid", "err.request.bad"),
    ({"total_count": 2}, "rjct.total_count.invalid", "err.request.bad"),
]


@pytest.mark.parametrize(("change", "rjct", "err"), REJECTED)
def test_a_wrong_header_is_rejected_whole(home: Household, change: dict[str, Any], rjct: str, err: str) -> None:
    client, key = client_with_key()
    if "message_ts" in change:
        change = {"message_ts": now(minutes=change["message_ts"])}
    answer = post(key, "sync/search", search_message(client, by_nik(nik_of(home)), **change))
    told = answer.json()
    assert (answer.status_code, told["header"]["status"], told["header"]["status_reason_code"]) == (200, "rjct", rjct)
    assert "message" not in told
    taken = post(key, "search", search_message(client, by_nik(nik_of(home)), **change)).json()["message"]
    assert (taken["ack_status"], taken["error"]["code"]) == ("ERR", err)
    assert list(Request.objects.values_list("refusal", "records")) == [("message", 0)] * 2


@pytest.mark.parametrize(("change", "code"), [({"sender_id": "lain"}, "err.sender_id.invalid"),
                                              ({"receiver_id": "lain"}, "err.receiver_id.invalid")])  # fmt: skip
def test_whoever_is_not_whom_the_key_is_of_is_forbidden(change: dict[str, str], code: str) -> None:
    client, key = client_with_key()
    for path in ("sync/search", "search"):
        assert error(post(key, path, search_message(client, by_nik(NOBODY), **change))) == (403, code)


def test_a_replayed_message_is_answered_once(home: Household) -> None:
    client, key = client_with_key()
    message = search_message(client, by_nik(nik_of(home)))
    assert parts(post(key, "sync/search", message)) == [("succ", None, 1)]
    again = post(key, "sync/search", message).json()
    assert (again["header"]["status_reason_code"], "message" in again) == ("rjct.message_id.duplicate", False)
    taken = post(key, "search", message).json()["message"]
    assert (taken["ack_status"], taken["error"]["code"]) == ("ERR", "err.request.bad")
    assert list(Request.objects.order_by("id").values_list("records", "refusal")) == [
        (1, ""), (0, "replayed"), (0, "replayed"),
    ]  # fmt: skip


def test_who_asks_too_often_is_told_when_to_come_again_and_nothing_else(home: Household) -> None:
    client, key = client_with_key(requests_a_minute=2)
    two = search_message(client, by_nik(nik_of(home)), by_nik(nik_of(home)))
    assert len(parts(post(key, "sync/search", two))) == 2
    for path in ("sync/search", "search"):
        answer = post(key, path, search_message(client, by_nik(nik_of(home))))
        assert error(answer) == (429, "err.request.too_many_requests")
        assert answer["Retry-After"] == "60"
    assert Request.objects.count() == 2


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]"])
def test_a_flood_of_broken_messages_is_kept_as_far_as_the_limit_and_no_further(body: bytes) -> None:
    _, key = client_with_key(requests_a_minute=3)
    answers = [error(post(key, "sync/search", body)) for _ in range(6)]
    assert answers == [(400, "err.request.bad")] * 3 + [(429, "err.request.too_many_requests")] * 3
    assert Request.objects.count() == 3


def test_more_than_a_day_allows_is_not_told_in_part(home: Household) -> None:
    client, key = client_with_key(records_a_day=1)
    answer = post(key, "sync/search", search_message(client, by_nik(nik_of(home)), by_desil(9)))
    assert error(answer) == (429, "err.request.too_many_requests")
    assert b"Budi" not in answer.content
    assert Request.objects.get().refusal == "too_many_records"


def test_a_key_is_enough_and_no_cookie_is_set_or_needed(home: Household) -> None:
    client, key = client_with_key()
    answer = post(key, "sync/search", search_message(client, by_nik(nik_of(home))))
    assert not answer.cookies
    assert post(key, "sync/search", {"header": header(client, "search")}).status_code == 400
