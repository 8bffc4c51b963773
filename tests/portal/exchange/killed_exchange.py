"""Kills itself (SIGKILL) while a search in the background is answered, and tells what was there afterwards, as JSON.

    python killed_exchange.py POINTS

Run with the environment of a portal of its own; every step is a forked process.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from typing import Any

from killing import counting, in_a_process

LEASE_SECONDS = 0.3
VILLAGE = "35.05.01.2001"


def counted(killed_at: int) -> list[int]:
    """Count each answer, seal, saved row and report of progress; die at step `killed_at`.

    Not the worker's signs of life, which come by the clock.
    """
    from django.db.models import Model

    from merata_portal.exchange.actions import searches
    from merata_portal.jobs.running import Running

    places = ((searches, "answered"), (searches, "sealed"), (searches, "record"), (Running, "progress"),
              (Running, "end"), (Model, "save"))  # fmt: skip
    return counting(killed_at, places)


def prepared() -> None:
    from django.core.management import call_command
    from made_exchange import client_with_key
    from made_registry import household

    from merata_portal.accounts.models import Area

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    Area.objects.create(code="35.05.01", name="K", kind="kecamatan", parent_id="35.05")
    Area.objects.create(code=VILLAGE, name="D", kind="village", village_type="desa", parent_id="35.05.01")
    for name in ("Budi", "Siti"):
        household(VILLAGE, name, desil=2)
    client_with_key(sender_id="dinkes")


def asked(number: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from merata_portal.exchange.actions.searches import ask_search
    from merata_portal.exchange.asked import Right
    from merata_portal.exchange.criteria import ByDescription, Criteria
    from merata_portal.exchange.items import Item
    from merata_portal.exchange.models import Client
    from merata_portal.registry.queries.sharing import Comparison

    right = Right("authorize", timezone.now() - timedelta(days=1))
    items = [Item(name, Criteria(ByDescription(Comparison("desil", "le", 2))), "SOCIAL-ASSISTANCE", "", right)
             for name in ("a", "b")]  # fmt: skip
    ask_search(client=Client.objects.get(), items=items, message_id=f"m{number}", transaction_id=f"t{number}")


def work_off() -> str:
    from merata_portal.jobs.models import UNFINISHED, Job
    from merata_portal.jobs.worker import Worker

    worker = Worker(name=f"worker {os.getpid()}", lease_seconds=LEASE_SECONDS, idle_seconds=0.05)
    deadline = time.monotonic() + 60
    while Job.objects.filter(status__in=UNFINISHED).exists() and time.monotonic() < deadline:
        if not worker.run_one():
            time.sleep(0.05)
    return Job.objects.order_by("queued_at").last().status  # type: ignore[union-attr]


def half(number: int) -> list[Any]:
    """How the search stands after the kill: waiting without a result, or done with all of it and its one event."""
    from merata_portal.audit.models import Event
    from merata_portal.exchange.models import Client, Search
    from merata_portal.exchange.queries.searches import by_transaction

    found = Search.objects.order_by("id").last()
    assert found is not None
    standing = by_transaction(Client.objects.get(), f"t{number}")
    assert standing is not None
    told = [len(one.records) for one in standing.answers]
    events = Event.objects.filter(action="exchange.search", data__contains=str(found.uuid)).count()
    return [found.state, found.result_sealed is not None, found.records, told, events]


def chain_holds() -> bool:
    from merata_portal.audit.queries import verify

    return bool(verify().whole)


def main(points: int) -> None:
    do = partial(in_a_process, counted)
    do(prepared)
    do(lambda: asked(0))
    _, steps = do(work_off)
    found: dict[str, Any] = {"steps": steps, "kills": []}
    for number, point in enumerate(
        sorted({1 + round(at * (steps - 1) / (points - 1)) for at in range(points)}), start=1
    ):
        do(lambda number=number: asked(number))
        died = do(work_off, killed_at=point)[0] is None
        between = do(lambda number=number: half(number))[0]
        ended = do(work_off)[0]
        found["kills"].append([point, died, between, ended, do(lambda number=number: half(number))[0]])
    found["chain"] = do(chain_holds)[0]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    main(int(sys.argv[1]))
