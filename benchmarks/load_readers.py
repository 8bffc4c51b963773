"""Readers who ask one page after another: a process of its own, so that it takes nothing of the server's interpreter.

    python load_readers.py < ASKED.json > TOLD.json

Closed loop: each reader waits for its answer before it asks again, so there are never more requests at once than
readers, and a slow answer is asked for less often than visitors who do not wait would (coordinated omission). Readers
go on for `seconds`, or where that is null until the file `until` is there. The first `warm_seconds` are not counted.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
OK = 200
NOBODY_ASKS_SECONDS = 0.05


@dataclass
class Told:
    """What one reader found: seconds and bytes by type of page, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wire_bytes: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def note(self, name: str, seconds: float, size: int) -> None:
        self.seconds.setdefault(name, []).append(seconds)
        self.wire_bytes[name] = self.wire_bytes.get(name, 0) + size


def read(asked: dict[str, Any], number: int, begin: float, over: threading.Event, told: Told) -> None:
    """Ask each type in turn, from another one than the other readers, and within it an address at random."""
    generator = random.Random(asked["seed"] + number)
    types: list[dict[str, Any]] = asked["types"]
    server = urlsplit(asked["address"])
    connection = HTTPConnection(server.hostname or "", server.port, timeout=TIMEOUT_SECONDS)
    turn = number
    while not over.is_set():
        one = types[turn % len(types)]
        turn += 1
        path, form = generator.choice(one["asks"])
        sent = time.perf_counter()
        try:
            method = "GET" if form is None else "POST"
            connection.request(method, path, body=form, headers=one["headers"])
            answer = connection.getresponse()
            size = len(answer.read())
            wrong = "" if answer.status == OK else f"{one['name']}: {answer.status}"
        except (OSError, HTTPException) as error:
            wrong, size = f"{one['name']}: {type(error).__name__}", 0
            connection.close()
        now = time.perf_counter()
        if sent >= begin:
            told.note(one["name"], now - sent, size)
        if wrong:
            told.errors.append(wrong)


def main() -> None:
    asked = json.load(sys.stdin)
    over, begin = threading.Event(), time.perf_counter() + asked["warm_seconds"]
    told = [Told() for _ in range(asked["readers"])]
    readers = [threading.Thread(target=read, args=(asked, number, begin, over, one)) for number, one in enumerate(told)]
    for reader in readers:
        reader.start()
    if asked["seconds"] is not None:
        time.sleep(asked["warm_seconds"] + asked["seconds"])
    else:
        while not Path(asked["until"]).exists():
            time.sleep(NOBODY_ASKS_SECONDS)
    over.set()
    ended, busy = time.perf_counter(), time.process_time()
    for reader in readers:
        reader.join()
    seconds: dict[str, list[float]] = {}
    wire_bytes: dict[str, int] = {}
    for one in told:
        for name, times in one.seconds.items():
            seconds.setdefault(name, []).extend(times)
            wire_bytes[name] = wire_bytes.get(name, 0) + one.wire_bytes[name]
    errors = [text for one in told for text in one.errors]
    answer = {"span": ended - begin, "busy": busy, "seconds": seconds, "wire_bytes": wire_bytes, "errors": errors}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
