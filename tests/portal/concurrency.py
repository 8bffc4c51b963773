"""Several people doing something at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives or raises; all start together."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return act()
        except Exception as error:  # noqa: BLE001 - what was raised is what is asked for
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def became(*acts: Callable[[], Any]) -> list[str]:
    """What became of each act when all start together, sorted: "done", or the name of what it raised."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in at_once(*acts))
