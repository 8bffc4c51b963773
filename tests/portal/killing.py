"""Doing something in a process that may be killed on the way: for tests of what is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

LEASE_SECONDS = 0.5


def told_by(script: Path, environment: Mapping[str, str], *arguments: object, beside: Iterable[Path] = ()) -> Any:
    """The JSON that a script of killings prints in its last line, run in the environment of a portal of its own.

    It may import what lies beside it, in `tests/portal` and in the folders `beside`.
    """
    paths = (script.parent, script.parents[1], *beside, environment.get("PYTHONPATH", ""))
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        env={**environment, "PYTHONPATH": os.pathsep.join(map(str, paths)), "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def counting(killed_at: int, places: Iterable[tuple[Any, str]]) -> list[int]:
    """Count each call of these functions, given as what holds them and their name, and die at the one given.

    Gives the one number that counts on. Of the process's own: it is never undone.
    """
    steps = [0]

    def dying(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            steps[0] += 1
            if steps[0] == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **named)

        return step

    for of, name in places:
        setattr(of, name, dying(getattr(of, name)))
    return steps


def spread(steps: int, points: int) -> list[int]:
    """About `points` steps from the first to the last."""
    return sorted({1 + round(place * (steps - 1) / (points - 1)) for place in range(points)})


def work_off(kind: str = "") -> str:
    """Do the jobs that wait, and what a dead worker has; how the last job (of that kind) ended."""
    from merata_portal.jobs.models import UNFINISHED, Job  # noqa: PLC0415 - Django is set up by now
    from merata_portal.jobs.worker import Worker  # noqa: PLC0415

    worker = Worker(name=f"worker {os.getpid()}", lease_seconds=LEASE_SECONDS, idle_seconds=0.05)
    deadline = time.monotonic() + 60
    while Job.objects.filter(status__in=UNFINISHED).exists() and time.monotonic() < deadline:
        if not worker.run_one():
            time.sleep(0.05)
    ended = Job.objects.filter(kind=kind) if kind else Job.objects.all()
    return str(ended.order_by("queued_at").last().status)  # type: ignore[union-attr]


def killed_before(statement: int, act: Callable[[], Any]) -> bool:
    """Whether a child that acts in one transaction was killed before its `statement`-th statement; False: it had fewer.

    Of the statement after its last it is killed before they are committed.
    """
    from django.db import connection, connections, transaction  # noqa: PLC0415 - Django is set up by now

    connections.close_all()  # a connection is not shared with a child
    child = os.fork()
    if child == 0:
        seen = 0

        def kill(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal seen
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1
            return execute(*arguments)

        with transaction.atomic():
            with connection.execute_wrapper(kill):
                act()
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def in_a_process(
    counted: Callable[[int], list[int]], work: Callable[[], Any], *, killed_at: int = 0
) -> tuple[Any, int]:
    """What `work` gives in a process of its own, and how many steps it took; None where it was killed at that step.

    `counted` arranges in that process that each step is counted and that it dies at the one given.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(read_end)
            steps = counted(killed_at)
            result = work()
            with os.fdopen(write_end, "w") as file:
                json.dump([result, steps[0]], file)
            code = 0
        except BaseException:  # noqa: BLE001 - told, and the process ends
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end) as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None, killed_at
    if status != 0:
        sys.exit(f"a step failed with status {status}")
    result, steps_taken = json.loads(text)
    return result, steps_taken
