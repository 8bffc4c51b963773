from __future__ import annotations

import hashlib
import json
import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from recorded import ACTOR, recorded

from merata_portal.actor import SYSTEM, Actor
from merata_portal.audit.actions import Personal, erase, record
from merata_portal.audit.chain import GENESIS
from merata_portal.audit.models import Event, Head
from merata_portal.audit.queries import data_of, verify
from merata_portal.personal.errors import Erased

SITI = UUID(int=1)


def one(**changed: Any) -> Event:
    asked: dict[str, Any] = {"by": ACTOR, "held": ACTOR.held[0], "action": "registry.edit", "subject": "person:1"}
    with transaction.atomic():
        return record(**asked | changed)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_whom_where_and_why() -> None:
    one(area="35.05.01.2001", reason="salah ketik", data={"field": "name"}, rows=3, content_hash="sha256:ab")
    event = Event.objects.get()
    assert (event.sequence, event.actor, event.role, event.role_area) == (1, 7, "social_officer", "35.05")
    assert (event.action, event.subject, event.area) == ("registry.edit", "person:1", "35.05.01.2001")
    assert (event.reason, event.data, event.rows) == ("salah ketik", '{"field":"name"}', 3)
    assert (event.content_hash, event.previous_hash) == ("sha256:ab", GENESIS)


@pytest.mark.django_db
def test_each_event_follows_from_the_one_before_and_the_head_moves() -> None:
    events = recorded(3)
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous_hash for event in events] == [GENESIS, events[0].hash, events[1].hash]
    head = Head.objects.get()
    assert (head.sequence, head.hash, head.at) == (3, events[2].hash, events[2].at)


@pytest.mark.django_db
def test_the_machines_operator_is_recorded_as_such() -> None:
    by = SYSTEM("demo")
    event = one(by=by, held=by.held[0])
    assert (event.actor, event.role, event.role_area) == (0, "system", "*")
    event = one(held=None)
    assert (event.actor, event.role, event.role_area) == (7, "", "")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match=r"'registry\.edit' outside a transaction; expected transaction\.atomic"):
        record(by=ACTOR, held=None, action="registry.edit", subject="person:1")
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_event_and_no_gap() -> None:
    recorded(1)

    def change_that_fails() -> None:
        with transaction.atomic():
            record(by=ACTOR, held=None, action="registry.edit", subject="person:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    recorded(1)
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]
    assert verify().whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"reason": "NIK 3505990101900001"}, "reason holds what looks like a whole NIK or KK"),
        ({"subject": "person:3505990101900001"}, "subject holds what looks like a whole NIK"),
        ({"data": {"nik": 3505990101900001}}, "data holds what looks like a whole NIK"),
        ({"data": {"a": {"3505-0101-0190-0001": 1}}}, "data holds what looks like a whole NIK"),
        ({"reason": "a\x00b"}, "reason holds the sign NUL"),
        ({"reason": "\ud800"}, "reason holds half a sign"),
        ({"action": "edit.3505010101900001"}, "action holds what looks like a whole NIK"),
        ({"action": "edit"}, "the action 'edit' is not dotted lower case"),
        ({"action": "Registry.edit"}, "is not dotted lower case"),
        ({"subject": ""}, "the subject is empty"),
        ({"subject": "x" * 201}, "subject has 201 signs; at most 200"),
        ({"area": "35.05.01.2001.99"}, "area has 16 signs; at most 13"),
        ({"rows": -1}, "rows is -1"),
        ({"data": {"score": 0.5}}, "data.score: a float has no one canonical form"),
    ],
)
def test_what_must_not_be_recorded_is_refused(changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be recorded|canonical") as caught:
        one(**changed)
    assert fault in str(caught.value)
    assert "3505990101900001" not in str(caught.value)
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ValueError, match="cannot be recorded") as caught:
        one(action="x", subject="", rows=-2)
    assert str(caught.value).count(";") >= 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["'; DROP TABLE audit_event; --", "<b onclick=x>", "Ŝ̈ 漢字 😀", '{"a":1}\\u0000', "\u2028"]
)
def test_any_text_is_kept_as_it_is_and_verifies(text: str) -> None:
    one(reason=text, subject=text, data={text: text})
    event = Event.objects.get()
    assert (event.reason, event.subject, json.loads(event.data)) == (text, text, {text: text})
    assert verify().whole


@pytest.mark.django_db
def test_nul_inside_data_is_written_so_that_every_database_keeps_it() -> None:
    one(data={"a": "\x00"})
    event = Event.objects.get()
    assert event.data == '{"a":"\\u0000"}'
    assert verify().whole


@pytest.mark.django_db
def test_erasing_a_person_keeps_the_chain_valid() -> None:
    recorded(1)
    event = one(data={"old_name": Personal("Siti Aminah", SITI), "field": "name"})
    recorded(1)
    assert "Siti" not in event.data
    assert data_of(event) == {"old_name": "Siti Aminah", "field": "name"}
    assert verify().whole
    erased = erase(by=ACTOR, held=ACTOR.held[0], subject=SITI, reason="permintaan", area="35.05.01.2001")
    assert data_of(event) == {"old_name": None, "field": "name"}
    verdict = verify()
    assert (verdict.whole, verdict.events) == (True, 4)
    assert (erased.action, erased.subject) == ("personal.erase", f"person:{SITI}")
    assert json.loads(erased.data) == {"had_key": True}
    with pytest.raises(Erased):
        one(data={"name": Personal("Siti", SITI)})


@pytest.mark.django_db
def test_a_bulk_action_is_one_event_with_its_rows_and_hash() -> None:
    digest = hashlib.sha256(b"rows").hexdigest()
    one(action="registry.import", subject="import:1", rows=1_400_000, content_hash=f"sha256:{digest}")
    assert Event.objects.values_list("rows", "content_hash").get() == (1_400_000, f"sha256:{digest}")


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_give_one_unbroken_chain() -> None:
    faults: list[BaseException] = []
    begin = threading.Barrier(4)

    def write(number: int) -> None:
        by = Actor(number, f"Orang {number}")
        try:
            begin.wait()
            for _ in range(25):
                with transaction.atomic():
                    record(by=by, held=None, action="registry.edit", subject="person:1")
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    verdict = verify()
    assert (verdict.whole, verdict.events) == (True, 100)
    assert [Event.objects.filter(actor=number).count() for number in range(1, 5)] == [25] * 4
