"""A worker in a process of its own, whose only kind of job counts: ten rows a chunk, each row written once.

KILL_AT ("before rows:3", "in transaction:3", "before commit:3", "after commit:3") makes it kill itself as `kill -9`
does, at that place of that chunk. `python counting_worker.py prepare ask work` makes the tables, queues a job and says
its id, and does what is queued; with `watch` until its input closes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after the settings
from django.db import connection, transaction  # noqa: E402

from merata_portal.actor import SYSTEM  # noqa: E402
from merata_portal.jobs import handlers  # noqa: E402
from merata_portal.jobs.actions import enqueue  # noqa: E402
from merata_portal.jobs.commands import when_input_closes  # noqa: E402
from merata_portal.jobs.running import Running  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402

CHUNKS, ROWS = 8, 10
LEASE_SECONDS = 0.6
handlers._discover = lambda: None  # type: ignore[assignment]  # the portal's own kinds are not asked here


def perhaps_die(place: str, chunk: int) -> None:
    if os.environ.get("KILL_AT") == f"{place}:{chunk}":
        os.kill(os.getpid(), signal.SIGKILL)


@handlers.job("test.count")
def count(running: Running) -> dict[str, Any]:
    for chunk in range(running.cursor.get("chunk", 0) + 1, CHUNKS + 1):
        running.stop_if_asked()
        perhaps_die("before rows", chunk)
        with transaction.atomic(), connection.cursor() as cursor:
            for row in range((chunk - 1) * ROWS, chunk * ROWS):
                cursor.execute("INSERT INTO counted (job, number) VALUES (%s, %s)", [str(running.id), row])
                if row % ROWS == 4:
                    perhaps_die("in transaction", chunk)
            running.progress(
                chunk, CHUNKS, f"bagian {chunk} dari {CHUNKS}", f"chunk {chunk} of {CHUNKS}", cursor={"chunk": chunk}
            )
            perhaps_die("before commit", chunk)
        perhaps_die("after commit", chunk)
        time.sleep(float(os.environ.get("PAUSE", "0")))
    return {"rows": CHUNKS * ROWS}


def asked() -> str:
    return str(enqueue(by=SYSTEM("tests"), kind="test.count", parameters={}).id)


if __name__ == "__main__":
    if "prepare" in sys.argv:
        call_command("migrate", verbosity=0)
        with connection.cursor() as made:
            # No key: a row written twice must show, not be refused.
            made.execute("CREATE TABLE counted (job text, number integer)")
    if "ask" in sys.argv:
        sys.stdout.write(asked())
        sys.stdout.flush()
    if "work" in sys.argv:
        worker = Worker(lease_seconds=LEASE_SECONDS, idle_seconds=0.05)
        if "watch" in sys.argv:
            when_input_closes(worker.stop)
        worker.run(until_empty=True)
