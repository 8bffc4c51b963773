"""Workers killed as `kill -9` kills, in processes of their own: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("counting_worker.py")
CHUNKS, ROWS, LEASE_SECONDS = 8, 10, 0.6
PATIENCE = 300  # seconds, for a machine that is busy with other things
WHOLE = list(range(CHUNKS * ROWS))

pytestmark = [pytest.mark.slow]


class Portal:
    """A portal's own database, with workers started and stopped from outside."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment | {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings"}
        self.tell("prepare")

    def start(self, *arguments: str, stdin: int | None = None, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), *arguments], env=self.environment | more, text=True, stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, *arguments: str) -> str:
        process = self.start(*arguments)
        output, faults = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, faults
        return output

    def look(self, job: str) -> tuple[list[int], str, int, int]:
        """The rows counted, and the job's status, progress and deaths, read beside the workers."""
        with closing(self._connected()) as database:
            place = "?" if isinstance(database, sqlite3.Connection) else "%s"
            rows = database.execute(f"SELECT number FROM counted WHERE job = {place} ORDER BY number", (job,))  # noqa: S608
            numbers = [number for (number,) in rows.fetchall()]
            id_ = job.replace("-", "") if place == "?" else job
            found = database.execute(f"SELECT status, done, deaths FROM jobs_job WHERE id = {place}", (id_,))  # noqa: S608
            status, done, deaths = found.fetchone()
        return numbers, status, done, deaths

    def wait_beyond(self, job: str, done: int, process: subprocess.Popen[str]) -> None:
        """Until the job has committed more chunks than `done`."""
        while self.look(job)[2] <= done:
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)

    def _connected(self) -> Any:
        if "MERATA_DATABASE_URL" not in self.environment:
            return sqlite3.connect(Path(self.environment["MERATA_DATA"]) / "portal.sqlite3", timeout=PATIENCE)
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is

        return psycopg.connect(self.environment["MERATA_DATABASE_URL"])

    def finish(self, job: str) -> tuple[list[int], str, int, int]:
        time.sleep(LEASE_SECONDS)
        self.tell("work")
        return self.look(job)


@pytest.fixture
def portal(portal_environment: dict[str, str]) -> Portal:
    return Portal(portal_environment)


@pytest.fixture
def ended() -> Iterator[Callable[[subprocess.Popen[str]], None]]:
    """Whatever a test started is gone after it."""
    started: list[subprocess.Popen[str]] = []
    yield started.append
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.communicate()


def test_a_worker_killed_at_any_point_loses_and_repeats_nothing(portal: Portal) -> None:
    for place, chunk, committed in (
        ("before rows", 1, 0),
        ("in transaction", 1, 0),
        ("in transaction", 5, 4),
        ("before commit", 5, 4),
        ("after commit", 5, 5),
        ("before commit", CHUNKS, CHUNKS - 1),
        ("after commit", CHUNKS, CHUNKS),
    ):
        killed = portal.start("ask", "work", KILL_AT=f"{place}:{chunk}")
        job, _ = killed.communicate(timeout=PATIENCE)
        assert killed.returncode == -signal.SIGKILL, place
        rows, status, done, _ = portal.look(job)
        assert (rows, status, done) == (list(range(committed * ROWS)), "running", committed), place
        rows, status, done, deaths = portal.finish(job)
        assert (rows, status, done) == (WHOLE, "succeeded", CHUNKS), place
        assert deaths == (1 if committed == CHUNKS else 0), place


def test_workers_killed_again_and_again_at_any_moment_finish_the_job(
    portal: Portal, ended: Callable[[subprocess.Popen[str]], None]
) -> None:
    job, moments = portal.tell("ask"), random.Random(1)  # noqa: S311 - any moments do
    for _ in range(3):
        before = portal.look(job)[2]
        process = portal.start("work", PAUSE="0.2")
        ended(process)
        portal.wait_beyond(job, before, process)
        time.sleep(moments.random() * 0.4)
        process.kill()
        process.communicate()
        time.sleep(LEASE_SECONDS)  # a quick machine starts the next worker before the dead one's lease has run out
        rows, _, done, _ = portal.look(job)
        assert rows == list(range(done * ROWS))
    assert portal.finish(job)[:3] == (WHOLE, "succeeded", CHUNKS)


def test_a_worker_that_was_only_asleep_cannot_write_after_another_took_over(
    portal: Portal, ended: Callable[[subprocess.Popen[str]], None]
) -> None:
    job = portal.tell("ask")
    sleeper = portal.start("work", PAUSE="0.3")
    ended(sleeper)
    portal.wait_beyond(job, 1, sleeper)
    sleeper.send_signal(signal.SIGSTOP)
    assert portal.finish(job)[:3] == (WHOLE, "succeeded", CHUNKS)
    sleeper.send_signal(signal.SIGCONT)
    _, faults = sleeper.communicate(timeout=PATIENCE)
    assert sleeper.returncode == 0, faults
    assert "another worker has it" in faults
    assert portal.look(job)[:3] == (WHOLE, "succeeded", CHUNKS)


def test_a_worker_whose_server_is_gone_ends_after_its_chunk_and_another_goes_on(
    portal: Portal, ended: Callable[[subprocess.Popen[str]], None]
) -> None:
    job = portal.tell("ask")
    read_end, write_end = os.pipe()  # the write end is the server's: it is not inherited
    left = portal.start("work", "watch", stdin=read_end, PAUSE="0.3")
    os.close(read_end)
    ended(left)
    portal.wait_beyond(job, 1, left)
    os.close(write_end)
    _, faults = left.communicate(timeout=PATIENCE)
    assert left.returncode == 0, faults
    rows, status, done, deaths = portal.look(job)
    assert (status, 1 < done < CHUNKS, deaths) == ("queued", True, 0)
    assert rows == list(range(done * ROWS))
    assert portal.finish(job)[:3] == (WHOLE, "succeeded", CHUNKS)


def test_a_worker_of_the_command_ends_at_ctrl_c_and_not_for_want_of_input(portal_environment: dict[str, str]) -> None:
    merata = str(Path(sys.executable).with_name("merata"))
    subprocess.run([merata, "portal", "migrate", portal_environment["MERATA_DATA"]], env=portal_environment, check=True)
    process = subprocess.Popen(
        [merata, "portal", "work", portal_environment["MERATA_DATA"]],
        env=portal_environment | {"PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Pekerja ")
    os.kill(process.pid, signal.SIGINT)
    output, faults = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, faults
    assert output == "Pekerja selesai: 0 pekerjaan / worker ended: 0 jobs\n"
    assert "stopping after the current chunk" in faults
