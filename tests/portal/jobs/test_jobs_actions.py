from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.jobs.actions import cancel, enqueue
from merata_portal.jobs.models import Job, Status

BY = Actor(7, "Orang 7")


@pytest.fixture(autouse=True)
def handled(handles: Callable[..., Any]) -> None:
    handles("test.count")(lambda running: {})


@pytest.mark.django_db
def test_a_job_waits_with_what_was_asked() -> None:
    made = enqueue(by=BY, kind="test.count", parameters={"until": 10, "share": 0.5}, area="35.05")
    found = Job.objects.get()
    assert (found.id, found.status, found.parameters) == (made.id, Status.QUEUED, {"until": 10, "share": 0.5})
    assert (found.asked_by, found.asked_by_name, found.area, found.done, found.cursor) == (7, "Orang 7", "35.05", 0, {})
    event = Event.objects.get()
    assert (event.action, event.subject, event.actor, event.area) == ("jobs.enqueue", f"job:{made.id}", 7, "35.05")
    assert event.data == '{"kind":"test.count"}'


@pytest.mark.django_db
def test_pressing_twice_asks_once_until_it_is_finished() -> None:
    first = enqueue(by=BY, kind="test.count", parameters={}, unique_key="import:1")
    assert enqueue(by=Actor(8, "Lain"), kind="test.count", parameters={}, unique_key="import:1").id == first.id
    assert enqueue(by=BY, kind="test.count", parameters={}, unique_key="import:2").id != first.id
    assert enqueue(by=BY, kind="test.count", parameters={}).id != enqueue(by=BY, kind="test.count", parameters={}).id
    cancel(by=BY, job_id=first.id)
    assert enqueue(by=BY, kind="test.count", parameters={}, unique_key="import:1").id != first.id
    assert Event.objects.filter(action="jobs.enqueue").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_ask_once() -> None:
    begin, made, faults = threading.Barrier(4), [], []

    def press() -> None:
        try:
            begin.wait()
            made.append(enqueue(by=BY, kind="test.count", parameters={}, unique_key="import:1").id)
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(made)) == 1
    assert Job.objects.count() == 1
    assert Event.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parameters", "key", "fault"),
    [
        ({"nik": "3505990101900001"}, "", "hold what looks like|holds what looks like a whole NIK or KK"),
        ({"nik": 3505990101900001}, "", "looks like a whole NIK or KK"),
        ({}, "3505990101900001", "looks like a whole NIK or KK"),
        ({"a": float("nan")}, "", "JSON compliant"),
        ({"a": b"x"}, "", "bytes"),
        ({"a": "\x00"}, "", "the sign NUL"),
    ],
)
def test_what_a_job_must_not_hold_is_refused(parameters: dict[str, Any], key: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"(?i){fault}") as caught:
        enqueue(by=BY, kind="test.count", parameters=parameters, unique_key=key)
    assert "3505990101900001" not in str(caught.value)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_nobody_does_is_not_queued() -> None:
    with pytest.raises(KeyError, match="nobody does jobs of kind"):
        enqueue(by=BY, kind="test.other", parameters={})


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once() -> None:
    made = enqueue(by=BY, kind="test.count", parameters={})
    cancelled = cancel(by=Actor(8, "Lain"), job_id=made.id, reason="salah berkas")
    assert (cancelled.status, cancelled.cancel_requested) == (Status.CANCELLED, True)
    assert Job.objects.get().finished_at is not None
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.reason) == ("jobs.cancel", 8, "salah berkas")
    cancel(by=BY, job_id=made.id)
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_a_job_that_is_not_there_cannot_be_cancelled() -> None:
    with pytest.raises(Job.DoesNotExist):
        cancel(by=BY, job_id=UUID(int=1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE jobs_job SET status = 'running'",
        "UPDATE jobs_job SET done = -1",
        f"UPDATE jobs_job SET lease = '{UUID(int=7).hex}'",  # noqa: S608
    ],
)
def test_the_database_refuses_a_job_that_cannot_be(sql: str) -> None:
    enqueue(by=BY, kind="test.count", parameters={})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
