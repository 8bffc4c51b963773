from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from merata.errors import Fault, InputError
from merata_portal.actor import SYSTEM, Actor, Capability, Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.actions import cancel, enqueue
from merata_portal.jobs.claiming import MOST_DEATHS
from merata_portal.jobs.errors import JobFailed, LeaseLost
from merata_portal.jobs.models import Job, Status
from merata_portal.jobs.running import Running
from merata_portal.jobs.worker import Worker

BY = Actor(7, "Orang 7")
Handles = Callable[..., Any]
pytestmark = pytest.mark.django_db


def asked(**parameters: Any) -> Job:
    return enqueue(by=SYSTEM("tests"), kind="test.count", parameters=parameters)


def worker(**changed: Any) -> Worker:
    return Worker(**{"name": "one", "idle_seconds": 0.01} | changed)


def ran(job: Job) -> Job:
    worker().run(until_empty=True)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_says_so(handles: Handles) -> None:
    @handles("test.count")
    def count(running: Running) -> dict[str, Any]:
        running.progress(3, 10, "tiga", "three", cursor={"row": 3})
        found = Job.objects.get(id=running.id)
        assert (found.status, found.done, found.total, found.text_id, found.text_en, found.cursor, found.worker) == (
            "running", 3, 10, "tiga", "three", {"row": 3}, "one",
        )  # fmt: skip
        assert running.parameters == {"until": 10}
        return {"rows": 10}

    done = ran(asked(until=10))
    assert (done.status, done.result, done.lease, done.worker) == (Status.SUCCEEDED, {"rows": 10}, None, "")
    assert done.started_at is not None
    assert done.finished_at is not None
    assert done.queued_at <= done.started_at <= done.finished_at


def test_jobs_are_done_in_the_order_they_were_asked_for(handles: Handles) -> None:
    order: list[int] = []
    handles("test.count")(lambda running: order.append(running.parameters["number"]) or {})
    for number in range(5):
        asked(number=number)
    assert worker().run(until_empty=True) == 5
    assert order == [0, 1, 2, 3, 4]
    assert worker().run_one() is False


def test_kinds_that_this_worker_does_not_know_are_left_for_others(handles: Handles) -> None:
    handles("test.count")(lambda running: {})
    job = asked()
    Job.objects.update(kind="test.newer")
    assert ran(job).status == Status.QUEUED


@pytest.mark.parametrize(
    ("error", "text_id", "text_en"),
    [
        (JobFailed("Berkas kosong.", "The file is empty."), "Berkas kosong.", "The file is empty."),
        (JobFailed("NIK 3505990101900001", "NIK 3505990101900001"), "NIK 35••••••••••••01", "NIK 35••••••••••••01"),
        (
            InputError("2 faults", [Fault("a.csv", 2, "nik", "35…01", "16 digits", "too short")]),
            "2 faults\n  a.csv:2 nik: too short ('35…01'); expected 16 digits",
            "2 faults\n  a.csv:2 nik: too short ('35…01'); expected 16 digits",
        ),
        (Refused("Tidak berwenang / may not"), "Tidak berwenang / may not", "Tidak berwenang / may not"),
    ],
)
def test_a_foreseen_failure_is_told_in_its_own_words(
    handles: Handles, error: Exception, text_id: str, text_en: str
) -> None:
    @handles("test.count")
    def fails(running: Running) -> dict[str, Any]:
        raise error

    job = ran(asked())
    assert (job.status, job.failure_id, job.failure_en, job.result) == (Status.FAILED, text_id, text_en, None)
    assert job.finished_at is not None


def test_an_unforeseen_failure_quotes_nothing_and_its_code_finds_it_in_the_logs(
    handles: Handles, caplog: pytest.LogCaptureFixture
) -> None:
    @handles("test.count")
    def fails(running: Running) -> dict[str, Any]:
        quoting = ValueError("row of Siti Aminah, NIK 3505990101900001")
        raise quoting from IntegrityError("Key (name)=(Siti Aminah) already exists")

    with caplog.at_level(logging.ERROR, "merata.jobs"):
        job = ran(asked())
    assert job.status == Status.FAILED
    assert job.failure_id.startswith("Pekerjaan terhenti oleh kesalahan yang tak terduga.")
    assert job.failure_en.startswith("The work stopped on an unforeseen error.")
    assert len(job.failure_code) == 8
    assert job.failure_code in job.failure_id
    assert job.failure_code in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "django.db.utils.IntegrityError" in caplog.text
    assert f"{__name__}.py" in caplog.text or "test_jobs_worker.py" in caplog.text
    for told in (caplog.text, job.failure_id, job.failure_en):
        assert "Siti" not in told
        assert "3505990101900001" not in told


@pytest.mark.parametrize("result", [{"nik": "3505990101900001"}, {"a": object()}, {"a": float("inf")}])
def test_a_result_that_cannot_be_kept_is_a_failure(handles: Handles, result: dict[str, Any]) -> None:
    handles("test.count")(lambda running: result)
    job = ran(asked())
    assert (job.status, job.result) == (Status.FAILED, None)


def test_progress_holds_no_number(handles: Handles) -> None:
    @handles("test.count")
    def fails(running: Running) -> dict[str, Any]:
        running.progress(1, 2, "NIK 3505990101900001", "x")
        return {}

    job = ran(asked())
    assert (job.status, job.text_id) == (Status.FAILED, "")


def test_a_failed_chunk_takes_its_progress_with_it(handles: Handles) -> None:
    @handles("test.count")
    def fails(running: Running) -> dict[str, Any]:
        with transaction.atomic():
            running.progress(1, 2, "satu", "one", cursor={"row": 1})
        with transaction.atomic():
            running.progress(2, 2, "dua", "two", cursor={"row": 2})
            raise JobFailed("Gagal.", "Failed.")
        return {}

    job = ran(asked())
    assert (job.status, job.done, job.text_id, job.cursor) == (Status.FAILED, 1, "satu", {"row": 1})


def test_a_running_job_stops_between_chunks_when_its_user_asks(handles: Handles) -> None:
    @handles("test.count")
    def count(running: Running) -> dict[str, Any]:
        for chunk in range(1, 10):
            running.stop_if_asked()
            running.progress(chunk, 10, "", "")
            if chunk == 3:
                cancel(by=BY, job_id=running.id)
                assert running.cancelled()
        return {}

    job = ran(asked())
    assert (job.status, job.done, job.lease) == (Status.CANCELLED, 3, None)
    assert Event.objects.filter(action="jobs.cancel").count() == 1


def test_a_worker_that_is_told_to_end_leaves_the_job_for_the_next(handles: Handles) -> None:
    first = worker()

    @handles("test.count")
    def count(running: Running) -> dict[str, Any]:
        for chunk in range(running.cursor.get("chunk", 0) + 1, 6):
            running.stop_if_asked()
            running.progress(chunk, 5, "", "", cursor={"chunk": chunk})
            if chunk == 2:
                first.stop()
        return {"began_at": running.cursor["chunk"]}

    job = asked()
    assert first.run() == 1
    job.refresh_from_db()
    assert (job.status, job.done, job.lease, job.deaths) == (Status.QUEUED, 2, None, 0)
    assert (ran(job).status, job.done) == (Status.SUCCEEDED, 5)


def test_a_worker_not_heard_of_loses_its_job_to_another(handles: Handles) -> None:
    handles("test.count")(lambda running: {"cursor": running.cursor["row"]})
    job = asked()
    Job.objects.update(
        status="running", lease=uuid4(), leased_until=timezone.now() - timedelta(seconds=1), worker="dead",
        cursor={"row": 4}, done=4, total=9,
    )  # fmt: skip
    done = ran(job)
    assert (done.status, done.result, done.deaths) == (Status.SUCCEEDED, {"cursor": 4}, 1)


def test_a_living_workers_job_is_left_alone(handles: Handles) -> None:
    handles("test.count")(lambda running: {})
    job = asked()
    Job.objects.update(status="running", lease=uuid4(), leased_until=timezone.now() + timedelta(seconds=60))
    assert worker().run_one() is False
    job.refresh_from_db()
    assert job.status == Status.RUNNING


def test_a_job_that_kills_its_workers_is_given_up(handles: Handles) -> None:
    handles("test.count")(lambda running: {})
    job = asked()
    Job.objects.update(
        status="running", lease=uuid4(), leased_until=timezone.now() - timedelta(seconds=1), deaths=MOST_DEATHS - 1
    )
    failed = ran(job)
    assert (failed.status, failed.deaths, failed.lease) == (Status.FAILED, MOST_DEATHS, None)
    assert failed.failure_en.startswith("The work was stopped: 5 times in a row its process died without progress")


def test_progress_forgives_earlier_deaths(handles: Handles) -> None:
    handles("test.count")(lambda running: running.progress(1, 2, "", "") or {})
    job = asked()
    Job.objects.update(deaths=MOST_DEATHS - 1)
    assert (ran(job).status, job.deaths) == (Status.SUCCEEDED, 0)


def test_whoever_lost_the_lease_writes_nothing_more(handles: Handles) -> None:
    other = uuid4()

    @handles("test.count")
    def overtaken(running: Running) -> dict[str, Any]:
        running.progress(1, 5, "satu", "one", cursor={"row": 1})
        Job.objects.filter(id=running.id).update(lease=other, worker="two")
        with pytest.raises(LeaseLost), transaction.atomic():
            running.progress(2, 5, "dua", "two", cursor={"row": 2})
        with pytest.raises(LeaseLost):
            running.beat()
        return {"mine": True}

    job = asked()
    assert worker().run_one() is True
    job.refresh_from_db()
    assert (job.status, job.done, job.cursor, job.lease) == (Status.RUNNING, 1, {"row": 1}, other)
    assert (job.result, job.worker) == (None, "two")


@pytest.mark.parametrize("times", [1, MOST_DEATHS])
def test_a_busy_database_is_waited_for_but_not_for_ever(handles: Handles, times: int) -> None:
    met: list[int] = []

    @handles("test.count")
    def busy(running: Running) -> dict[str, Any]:
        met.append(1)
        if len(met) <= times:
            raise OperationalError("deadlock detected")
        return {}

    job = ran(asked())
    assert job.status == (Status.SUCCEEDED if times < MOST_DEATHS else Status.FAILED)
    assert len(met) == min(times + 1, MOST_DEATHS)


def test_an_end_that_cannot_be_written_leaves_the_job_to_be_taken_up(
    handles: Handles, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles("test.count")(lambda running: {})
    job = asked()

    def away(self: Running, **changed: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(Running, "end", away)
    assert worker().run_one() is True
    job.refresh_from_db()
    assert job.status == Status.RUNNING


def test_a_database_that_is_away_gives_no_job(handles: Handles, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**asked_for: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("merata_portal.jobs.worker.claim", away)
    assert worker().run_one() is False


def test_the_handler_acts_as_who_asked_with_what_they_hold_now(
    handles: Handles, acting: Callable[..., Actor], areas: Any
) -> None:
    seen: list[Actor] = []
    handles("test.count")(lambda running: seen.append(running.by) or {})
    person = acting(("social_officer", "35.05"))
    enqueue(by=person, kind="test.count", parameters={})
    asked()
    worker().run(until_empty=True)
    assert seen == [person, SYSTEM("tests")]
    from merata_portal.accounts.models import Assignment  # noqa: PLC0415

    Assignment.objects.all().delete()
    enqueue(by=person, kind="test.count", parameters={})
    worker().run(until_empty=True)
    assert not seen[2].may(Capability.IMPORT_REGISTRY)


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_a_handler_computes(handles: Handles) -> None:
    @handles("test.count")
    def long(running: Running) -> dict[str, Any]:
        began = Job.objects.get(id=running.id).leased_until
        time.sleep(1.0)
        now = Job.objects.get(id=running.id).leased_until
        assert began is not None
        assert now is not None
        return {"later": now > began, "alive": now > timezone.now()}

    job = asked()
    worker(lease_seconds=0.6).run(until_empty=True)
    job.refresh_from_db()
    assert (job.status, job.result) == (Status.SUCCEEDED, {"later": True, "alive": True})


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_each_job_once(handles: Handles) -> None:
    done: list[int] = []
    faults: list[BaseException] = []
    handles("test.count")(lambda running: done.append(running.parameters["number"]) or {})
    for number in range(20):
        asked(number=number)

    def work(name: str) -> None:
        try:
            worker(name=name).run(until_empty=True)
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(done) == list(range(20))
    assert Job.objects.filter(status=Status.SUCCEEDED).count() == 20


def test_a_fault_in_a_handlers_sql_is_a_failure(handles: Handles) -> None:
    @handles("test.count")
    def wrong(running: Running) -> dict[str, Any]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nothing_of_the_kind")
        return {}

    job = ran(asked())
    assert (job.status, job.lease) == (Status.FAILED, None)
    assert job.failure_en.startswith("The work stopped on an unforeseen error.")
