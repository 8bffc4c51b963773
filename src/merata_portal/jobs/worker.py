"""The worker: takes one job after another, keeps its lease alive while it runs, and says how it ended."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from merata_portal.jobs.claiming import MOST_DEATHS, claim
from merata_portal.jobs.errors import Cancelled, LeaseLost, Stopped
from merata_portal.jobs.failures import Failure, told, where
from merata_portal.jobs.handlers import handler_of, kinds
from merata_portal.jobs.models import Status
from merata_portal.jobs.running import Running
from merata_portal.jobs.stored import refuse_unstorable

log = logging.getLogger("merata.jobs")
_AWAY = (OperationalError, InterfaceError)


def _own_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass
class Worker:
    """Does jobs until `stop`. A worker that dies is believed dead `lease_seconds` after it was last heard of."""

    lease_seconds: float = 30.0
    idle_seconds: float = 1.0
    name: str = field(default_factory=_own_name)
    stopping: threading.Event = field(default_factory=threading.Event)
    living: Callable[[], None] | None = None
    """Called at every turn and heartbeat, so that others know a worker that has nothing to do from none at all."""

    def stop(self) -> None:
        """Ask the worker to end: at the running job's next whole chunk, or now where none runs."""
        self.stopping.set()

    def run(self, *, until_empty: bool = False) -> int:
        """Do jobs until asked to stop, or until none is waiting; how many were taken up."""
        taken = 0
        while not self.stopping.is_set():
            if not connection.in_atomic_block:  # a caller's transaction keeps its connection
                close_old_connections()
            self._live()
            if self.run_one():
                taken += 1
            elif until_empty:
                break
            else:
                self.stopping.wait(self.idle_seconds)
        return taken

    def run_one(self) -> bool:
        """Do the next job, whatever becomes of it; False where none is waiting."""
        try:
            found = claim(worker=self.name, lease_seconds=self.lease_seconds, kinds=kinds())
        except _AWAY as error:
            log.warning("no job could be taken now, the database is busy or away:\n%s", where(error))
            return False
        if found is None:
            return False
        running = Running(found, lease_seconds=self.lease_seconds, stopping=self.stopping)
        try:
            with self._heart(running):
                outcome = self._outcome(running)
            running.end(**outcome)
        except LeaseLost:
            log.warning(
                "job %s (%s): another worker has it; this one's last chunk does not count", found.id, found.kind
            )
        except _AWAY as error:
            log.warning("job %s (%s): its end could not be written; it is taken up again:\n%s",
                        found.id, found.kind, where(error))  # fmt: skip
            self.stopping.wait(self.idle_seconds)
        return True

    def _outcome(self, running: Running) -> dict[str, Any]:
        try:
            result = handler_of(running.kind)(running)
            refuse_unstorable(f"the result of {running.kind}", result)
        except LeaseLost:
            raise
        except Cancelled:
            return {"status": Status.CANCELLED, "finished_at": timezone.now()}
        except Stopped:
            return {"status": Status.QUEUED}
        except _AWAY as error:
            return self._again(running, error)
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever a job does, and the job says so
            return _failed(running, told(error), error)
        return {"status": Status.SUCCEEDED, "finished_at": timezone.now(), "result": result}

    def _again(self, running: Running, error: Exception) -> dict[str, Any]:
        """A database that was busy, away, or broke a deadlock: wait, and go on from the last chunk; not for ever."""
        deaths = running.deaths + 1
        if deaths >= MOST_DEATHS:
            return _failed(running, told(error), error)
        log.warning("job %s (%s): the database was busy or away:\n%s", running.id, running.kind, where(error))
        self.stopping.wait(self.idle_seconds * deaths)
        return {"status": Status.QUEUED, "deaths": deaths}

    @contextmanager
    def _heart(self, running: Running) -> Iterator[None]:
        """Keep the lease alive from a thread, with a connection of its own, while the handler works."""
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(running, over), name="merata-heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _live(self) -> None:
        if self.living is None:
            return
        try:
            self.living()
        except OSError as error:
            log.warning("the worker's sign of life could not be given (%s); it works on", type(error).__name__)

    def _beat(self, running: Running, over: threading.Event) -> None:
        try:
            while not over.wait(self.lease_seconds / 3):
                self._live()
                try:
                    running.beat()
                except LeaseLost:
                    return  # the handler learns it when it next writes
                except _AWAY as error:
                    log.warning("job %s: its heartbeat had to wait:\n%s", running.id, where(error))
        finally:
            connection.close()


def _failed(running: Running, failure: Failure, error: Exception) -> dict[str, Any]:
    log.error("job %s (%s): failure %s\n%s", running.id, running.kind, failure.code, where(error))
    return {
        "status": Status.FAILED, "finished_at": timezone.now(), "failure_id": failure.text_id,
        "failure_en": failure.text_en, "failure_code": failure.code,
    }  # fmt: skip
