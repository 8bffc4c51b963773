"""Lists of payments for the payer's system: only what was ordered, only its area, each answer kept, nothing cached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from merata_portal.actor import SYSTEM, Actor
from merata_portal.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(acting: Callable[..., Actor]) -> Any:
    from paying_made import Three  # noqa: PLC0415 - models need the settings first

    return Three(*(acting((role, "35.05")) for role in ("social_officer", "sector_officer", "social_officer")))


@pytest.fixture
def key(areas: Any) -> str:
    from made_clients import client_with_key  # noqa: PLC0415

    return client_with_key()[1]


@pytest.fixture
def batch(three: Any) -> Any:
    """Rp300,000 to each of three households."""
    from paying_made import entitled, paid_batch, running  # noqa: PLC0415

    return paid_batch(entitled(running()[0], three.maker), three)


def ask(browser: Client, address: str, key: str, query: Any = None, **changed: str) -> Any:
    from made_clients import asked  # noqa: PLC0415

    return asked(browser, address, key, query, **changed)


def test_each_instruction_as_the_payer_needs_it(client: Client, batch: Any, key: str) -> None:
    from merata_portal.programmes.actions.batch_file import sent_payments  # noqa: PLC0415

    listed = ask(client, "disbursements", key).json()["items"]
    assert [(one["id"], one["transaction_id"], one["payments"], one["state"]) for one in listed] == [
        (str(batch.uuid), batch.number, 3, "paid")
    ]
    answer = ask(client, f"disbursements/{batch.uuid}", key)
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert told["batch"] == listed[0]
    assert told["synthetic"] is False
    rows = told["disbursements"]
    assert sum(one["amount_idr"] for one in rows) == batch.total_idr
    for one, sent in zip(rows, sent_payments(batch), strict=True):
        assert (one["reference_id"], one["payee_fa"], one["payee_name"]) == (
            sent.payment_id, sent.account_number, sent.recipient,
        )  # fmt: skip
        assert (one["amount"], one["currency_code"]) == (f"{sent.amount_idr}.00", "IDR")
        assert (one["payee_address"], one["pay_until"]) == (None, None)  # not needed where a bank pays
        assert (one["status"], one["payment_status"]) == ("pdng", "sent")
        assert one["scheduled_timestamp"] == f"{batch.cycle.pays_on}T00:00:00+07:00"
    assert {one["payee_name"] for one in rows} == {"Siti", "Budi", "Wati"}


def test_what_the_bank_answered_is_the_status(client: Client, batch: Any, key: str, three: Any) -> None:
    from paying_made import answer, sent_payments, taken, work_off  # noqa: PLC0415

    failed = sent_payments(batch)[1].payment_id
    taken(batch, three.maker, answer(batch, {failed: "14"}))
    work_off()
    rows = ask(client, f"disbursements/{batch.uuid}", key).json()["disbursements"]
    assert [(one["status"], one["payment_status"]) for one in rows] == [
        ("succ", "paid"), ("rjct", "failed"), ("succ", "paid"),
    ]  # fmt: skip
    assert rows[1]["status_reason_code"] == "14"


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
def test_no_instruction_twice_and_none_lost(client: Client, batch: Any, key: str, limit: int) -> None:
    found: list[str] = []
    cursor = None
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = ask(client, f"disbursements/{batch.uuid}", key, query).json()
        found += [one["reference_id"] for one in page["disbursements"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == list(batch.payments.order_by("pk").values_list("payment_id", flat=True))


def test_nobody_outside_knows_of_a_batch_before_it_is_ordered(client: Client, three: Any, key: str) -> None:
    from paying_made import entitled, made_batch, running  # noqa: PLC0415

    from merata_portal.programmes.actions.batching import check_batch, pay_batch  # noqa: PLC0415

    made = made_batch(entitled(running()[0], three.maker), three.maker)
    for step in (lambda: None, lambda: check_batch(by=three.checker, batch=made.uuid, reason="cocok")):
        step()
        assert ask(client, "disbursements", key).json()["items"] == []
        assert ask(client, f"disbursements/{made.uuid}", key).status_code == 404
    pay_batch(by=three.payer, batch=made.uuid, document="SP2D 1", reason="tahap")
    assert ask(client, f"disbursements/{made.uuid}", key).status_code == 200


def test_another_regencys_batch_is_not_there(client: Client, batch: Any) -> None:
    from made_clients import client_with_key  # noqa: PLC0415

    key = client_with_key("35.72", sender_id="lain.example")[1]
    assert ask(client, "disbursements", key).json()["items"] == []
    answer = ask(client, f"disbursements/{batch.uuid}", key)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_every_answer_is_an_event_and_a_request_that_was_kept(client: Client, batch: Any, key: str) -> None:
    from merata_portal.exchange.models import Request  # noqa: PLC0415

    ask(client, f"disbursements/{batch.uuid}", key, {"limit": 2})
    event = Event.objects.filter(action="programmes.disbursements").get()
    assert (event.subject, event.area, event.rows, event.role) == (f"batch:{batch.uuid}", "35.05", 2, "client")
    assert "PAYMENT" in str(event.data)
    kept = Request.objects.get()
    assert (kept.scope, kept.purpose, kept.basis, kept.records, kept.refusal) == (
        "payments:disbursements", "PAYMENT", "authorize", 2, "",
    )  # fmt: skip
    assert Event.objects.filter(action="exchange.answer").count() == 1


def test_names_accounts_keys_and_reasons_are_in_no_log_and_no_event(
    client: Client, batch: Any, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    from merata_portal.programmes.actions.batch_file import sent_payments  # noqa: PLC0415

    with caplog.at_level("DEBUG"):
        ask(client, f"disbursements/{batch.uuid}", key)
        ask(client, f"disbursements/{batch.uuid}", "merata_x_y")
    told = caplog.text + str(list(Event.objects.values_list("data", "reason", "subject")))
    for sent in sent_payments(batch):
        assert sent.recipient not in told
        assert sent.account_number not in told
    for secret in (key, "merata_x_y", "SK 188"):
        assert secret not in told


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer merata_abcdefghijkl_" + "a" * 43])
def test_without_a_key_in_force_nothing_is_told(client: Client, batch: Any, sent: str) -> None:
    from made_clients import RIGHT  # noqa: PLC0415

    answer = client.get("/api/v1/disbursements", headers={**RIGHT, **({"Authorization": sent} if sent else {})})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="merata"')
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["title_en"] == "A client key is needed"


def test_a_revoked_key_opens_nothing(client: Client, batch: Any) -> None:
    from made_clients import client_with_key  # noqa: PLC0415

    from merata_portal.exchange.actions.clients import revoke  # noqa: PLC0415

    made, key = client_with_key(sender_id="dicabut.example")
    assert ask(client, "disbursements", key).status_code == 200
    revoke(by=SYSTEM("uji"), client=made, key_name=made.keys.get().name, reason="bocor")
    assert ask(client, "disbursements", key).status_code == 401


def test_scope_purpose_and_right_are_those_of_the_agreement(client: Client, batch: Any, key: str) -> None:
    from made_clients import client_with_key  # noqa: PLC0415

    from merata_portal.exchange.models import Request  # noqa: PLC0415

    other = client_with_key(sender_id="registri.example", scopes=("registry:search",))[1]
    address = f"disbursements/{batch.uuid}"
    assert ask(client, address, other).status_code == 403
    assert ask(client, address, key, **{"X-Purpose": "VERIFICATION"}).status_code == 403
    late = (timezone.localdate() - timedelta(days=400)).isoformat()
    assert ask(client, address, key, **{"X-Authority-Date": late}).status_code == 403
    assert [row.refusal for row in Request.objects.order_by("id")] == ["scope", "purpose", "basis_day"]
    without = client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})
    assert {one["name"] for one in without.json()["errors"]} == {"X-Purpose", "X-Authority", "X-Authority-Date"}
    assert Event.objects.filter(action="programmes.disbursements").count() == 0


def test_too_much_is_for_another_day(client: Client, batch: Any) -> None:
    from made_clients import client_with_key  # noqa: PLC0415

    key = client_with_key(sender_id="kecil.example", records_a_day=4)[1]
    assert ask(client, f"disbursements/{batch.uuid}", key).status_code == 200
    answer = ask(client, f"disbursements/{batch.uuid}", key)
    assert (answer.status_code, "Siti" in answer.content.decode()) == (429, False)
    # What was not told is not an event of being told.
    assert Event.objects.filter(action="programmes.disbursements").count() == 1


def test_people_made_by_a_computer_are_said_to_be(client: Client, batch: Any, key: str) -> None:
    from made_registry import change  # noqa: PLC0415

    change("import", "demo")
    assert ask(client, f"disbursements/{batch.uuid}", key).json()["synthetic"] is True
