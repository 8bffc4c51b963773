from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from made_exchange import MACHINE, client_with_key

from merata_portal.audit.models import Event
from merata_portal.exchange.actions import clients
from merata_portal.exchange.actions.requests import noted, refused
from merata_portal.exchange.asked import Asked, Right
from merata_portal.exchange.models import Client, Key, Request
from merata_portal.exchange.queries.clients import client_of
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import LAWFUL, Basis, Scope
from merata_portal.personal.columns import unsealed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
NIK = "3505991501800001"


def right(basis: str = "consent", **ago: float) -> Right:
    return Right(basis, timezone.now() - timedelta(**(ago or {"days": 1})), "surat-7")


def asked(**said: Any) -> Asked:
    usual = {
        "purpose": "SOCIAL-ASSISTANCE",
        "purpose_text": "Untuk Ibu Ratna",
        "right": right(),
        "query": {"number": NIK},
    }
    return Asked(**{**usual, **said})


def note(client: Client, *questions: Asked, scope: str = Scope.SEARCH, message_id: str = "") -> list[Request]:
    return noted(
        client=client, scope=scope, asked=questions or [asked(records=1)],
        message_id=message_id or f"pesan {Request.objects.count()}", transaction_id="t-1",
    )  # fmt: skip


def why(client: Client, *questions: Asked, **said: Any) -> Why:
    before = Request.objects.count(), Event.objects.count()
    with pytest.raises(QuestionRefused) as found:
        note(client, *questions, **said)
    assert (Request.objects.count(), Event.objects.count()) == before
    return found.value.why


def test_a_question_is_kept_with_purpose_right_and_records_and_one_event() -> None:
    client, key = client_with_key()
    found = client_of(key)
    assert found is not None
    [row, other] = note(found, asked(records=1), asked(refusal=Why.CRITERIA, purpose="", right=None))
    assert (row.purpose, row.basis, row.records, row.refusal, row.item) == (
        "SOCIAL-ASSISTANCE", "consent", 1, "", 1,
    )  # fmt: skip
    assert (other.purpose, other.basis, other.records, other.refusal, other.item) == ("", "", 0, "criteria", 2)
    assert unsealed(Request, "purpose_text_sealed", row.purpose_text_sealed, row.uuid) == "Untuk Ibu Ratna"
    assert unsealed(Request, "basis_reference_sealed", row.basis_reference_sealed, row.uuid) == "surat-7"
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject, event.actor, event.role, event.role_area, event.rows) == (
        "exchange.answer", f"client:{client.uuid}", -2, "client", "35.05", 1,
    )  # fmt: skip
    assert json.loads(event.data) == {
        "scopes": ["registry:search"], "purposes": ["SOCIAL-ASSISTANCE"], "bases": ["consent"],
        "requests": [str(row.uuid), str(other.uuid)], "refusals": ["criteria"],
    }  # fmt: skip
    assert Key.objects.get().last_used_on == timezone.localdate()


def test_no_number_name_or_id_of_the_asker_stands_in_the_clear() -> None:
    client, _ = client_with_key()
    note(client, asked(records=1), message_id=f"pesan {NIK}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_request")
        row = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
    for text in (NIK, "Ratna", "surat-7", "t-1", "pesan"):
        assert text not in row, text
        assert text not in "".join(Event.objects.values_list("data", flat=True)), text


def test_the_digest_of_a_query_tells_equal_ones_and_is_keyed() -> None:
    client, _ = client_with_key()
    one, same, other = note(client, asked(), asked(), asked(query={"number": "3505991501800002"}))
    assert bytes(one.query_digest) == bytes(same.query_digest) != bytes(other.query_digest)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("held", list(Scope))
def test_only_the_scopes_of_the_agreement_are_answered(scope: Scope, held: Scope) -> None:
    client, _ = client_with_key(scopes=(str(held),))
    question = asked(right=right(next(iter(LAWFUL[scope]))))
    if scope == held:
        assert len(note(client, question, scope=scope)) == 1
    else:
        assert why(client, question, scope=scope) == Why.SCOPE


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("basis", [*Basis, None, "legitimate-interest"])
def test_each_kind_of_question_needs_its_own_basis(scope: Scope, basis: str | None) -> None:
    client, _ = client_with_key()
    question = asked(right=None if basis is None else right(basis))
    if basis in LAWFUL[scope]:
        assert len(note(client, question, scope=scope)) == 1
    else:
        assert why(client, question, scope=scope) == Why.BASIS


@pytest.mark.parametrize("purpose", ["", "EDUCATION", "social-assistance", "SOCIAL-ASSISTANCE "])
def test_a_purpose_that_was_not_agreed_on_is_refused(purpose: str) -> None:
    client, _ = client_with_key()
    assert why(client, asked(purpose=purpose)) == Why.PURPOSE


@pytest.mark.parametrize(("ago", "holds"), [({"days": 364}, True), ({"days": 366}, False), ({"minutes": -4}, True),
                                             ({"minutes": -6}, False)])  # fmt: skip
def test_a_consent_holds_for_a_year_and_not_from_the_future(ago: dict[str, float], *, holds: bool) -> None:
    client, _ = client_with_key()
    question = asked(right=right("consent", **ago))
    if holds:
        assert len(note(client, question)) == 1
    else:
        assert why(client, question) == Why.BASIS_DAY


def test_all_that_is_wrong_with_a_question_is_told_at_once() -> None:
    client, _ = client_with_key(purposes=("EDUCATION",))
    with pytest.raises(QuestionRefused) as refusal:
        note(client, asked(right=None))
    assert refusal.value.why == Why.PURPOSE
    assert refusal.value.text_en == (
        "A purpose is required, one of those agreed on: EDUCATION. A legal basis is required, with its time: consent."
    )


def test_a_message_is_answered_once_and_another_clients_of_the_same_id_is_its_own() -> None:
    client, _ = client_with_key()
    other, _ = client_with_key()
    note(client, message_id="m-1")
    assert why(client, message_id="m-1") == Why.REPLAYED
    assert len(note(other, message_id="m-1")) == 1


def test_a_refused_message_may_come_again_corrected() -> None:
    client, _ = client_with_key()
    refused(client=client, scope=Scope.SEARCH, why=Why.PURPOSE, message_id="m-1")
    assert len(note(client, message_id="m-1")) == 1
    assert list(Request.objects.order_by("id").values_list("refusal", flat=True)) == ["purpose", ""]
    assert Event.objects.filter(action="exchange.refuse").count() == 1


def test_a_client_is_answered_so_many_times_a_minute_refused_ones_counted() -> None:
    client, _ = client_with_key(requests_a_minute=3)
    note(client)
    refused(client=client, scope=Scope.SEARCH, why=Why.MESSAGE)
    assert why(client, asked(), asked()) == Why.TOO_OFTEN
    note(client)
    assert why(client) == Why.TOO_OFTEN
    # What came too often is not kept: else a flood would fill the table, and never end.
    for reason in (Why.TOO_OFTEN, Why.MESSAGE):
        refused(client=client, scope=Scope.SEARCH, why=reason)
    assert Request.objects.count() == 3
    Request.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert len(note(client)) == 1


def test_a_client_is_told_so_many_records_a_day_and_the_last_question_is_not_told_in_part() -> None:
    client, _ = client_with_key(records_a_day=5)
    note(client, asked(records=4))
    assert why(client, asked(records=2)) == Why.TOO_MANY_RECORDS
    note(client, asked(records=1))
    note(client, asked(records=0))
    assert why(client, asked(records=1)) == Why.TOO_MANY_RECORDS
    Request.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))
    assert len(note(client, asked(records=5))) == 1


def test_one_client_does_not_use_up_anothers_limit() -> None:
    client, _ = client_with_key(requests_a_minute=1, records_a_day=1)
    other, _ = client_with_key(requests_a_minute=1, records_a_day=1)
    note(client)
    assert len(note(other)) == 1


def test_a_client_closed_or_a_key_revoked_while_it_is_answered_is_told_nothing() -> None:
    client, key = client_with_key()
    found = client_of(key)
    assert found is not None
    clients.revoke(by=MACHINE, client=client, key_name=key.split("_")[1], reason="bocor")
    assert why(found) == Why.CLOSED
    clients.close(by=MACHINE, client=client, reason="berakhir")
    assert why(client) == Why.CLOSED


def test_the_database_itself_keeps_no_answer_without_purpose_and_right_and_no_records_of_a_refusal() -> None:
    client, _ = client_with_key()
    [row] = note(client)
    for wrong in ({"purpose": ""}, {"basis": ""}, {"basis_at": None}, {"refusal": "scope"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.filter(pk=row.pk).update(**wrong)


def test_what_cannot_be_recorded_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError

    client, _ = client_with_key()
    monkeypatch.setattr("merata_portal.exchange.actions.requests.record", broken)
    with pytest.raises(RuntimeError):
        note(client)
    assert not Request.objects.exists()
