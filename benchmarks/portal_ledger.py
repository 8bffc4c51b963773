"""The ledger at full size: one entry of 100,000 payments, and what is read of a million, on SQLite and PostgreSQL.

    MERATA_DATA=EMPTY [MERATA_DATABASE_URL=postgresql://…] .venv/bin/python benchmarks/portal_ledger.py [--batches 10]

The database is made in the folder (or at the URL, which must be empty). A regency's line is reserved and committed for
269 villages; each batch pays 100,000 households. Printed: seconds of each act and page (of the processor: this process
alone, without PostgreSQL's; less than the seconds where others work on the machine).
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models need the set-up above
from django.db import connection  # noqa: E402

from merata_portal.accounts.models import Area, User  # noqa: E402
from merata_portal.actor import Actor, Held, Role  # noqa: E402
from merata_portal.ledger import actions, queries  # noqa: E402
from merata_portal.ledger.models import Earmark, Line  # noqa: E402
from merata_portal.ledger.requests import Ceiling, Share, Sum  # noqa: E402
from merata_portal.ledger.stages import Stage  # noqa: E402

VILLAGES, HOUSEHOLDS, AMOUNT_IDR = 269, 100_000, 200_000


def person(name: str, role: Role) -> Actor:
    return Actor(User.objects.create(username=name, full_name=name).pk, name, (Held(role, "35.05"),))


def timed(name: str, act: Callable[[], Any], repeat: int = 1) -> Any:
    seconds, busy = [], []
    for _ in range(repeat):
        begun, processor = time.perf_counter(), time.process_time()
        given = act()
        seconds.append(time.perf_counter() - begun)
        busy.append(time.process_time() - processor)
    shown = f"{statistics.median(seconds):8.3f} s, of the processor {statistics.median(busy):7.3f} s"
    print(f"{connection.vendor:10} {name:52} {shown}")
    return given


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=10)
    batches = parser.parse_args().batches
    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="Blitar", kind="regency")
    planner, approver, payer = (
        person("planner", Role.PLANNER),
        person("approver", Role.SOCIAL_OFFICER),
        person("payer", Role.SOCIAL_OFFICER),
    )
    ceilings = [Ceiling("1.06.05", "DAU", 10**13, "assistance")]
    actions.appropriate(by=planner, owner="35.05", year=2026, ceilings=ceilings, reason="APBD", key="apbd")
    line = Line.objects.get().pk
    each = HOUSEHOLDS * AMOUNT_IDR * (batches + 1) // VILLAGES + AMOUNT_IDR
    shares = [Share(line, f"desa:{village}", each, "pkh", plan="rencana:1") for village in range(VILLAGES)]
    timed("reserve for 269 villages", lambda: actions.reserve(by=planner, shares=shares, reason="x", key="r"))
    found = list(queries.earmarks(planner))
    sums = queries.remaining(found, Stage.RESERVED)
    timed("commit all of it", lambda: actions.commit(by=approver, sums=sums, reason="SK", key="c"))
    earmarks = list(Earmark.objects.values_list("pk", flat=True))
    for batch in range(batches):
        rows = [Sum(earmarks[n % VILLAGES], AMOUNT_IDR, f"bayar:{batch}:{n}") for n in range(HOUSEHOLDS)]
        pay = lambda rows=rows, batch=batch: actions.pay(by=payer, sums=rows, reason="tahap", key=f"p{batch}")  # noqa: E731
        last = timed(f"pay 100,000 households in one entry, batch {batch + 1}", pay)
    timed("the same request again (nothing is done twice)", pay)
    one = [Sum(earmarks[0], AMOUNT_IDR, "bayar:satu")]
    numbers = iter(range(1000))
    timed("pay one", lambda: actions.pay(by=payer, sums=one, reason="x", key=f"one{next(numbers)}"), 20)
    timed("journal, first page", lambda: queries.journal(planner), 20)
    wanted = queries.JournalFilter(programme="pkh", owner="35.05", year=2026)
    timed("journal of a programme, first page", lambda: queries.journal(planner, wanted), 5)
    timed("positions by owner, year and fund", lambda: queries.positions(planner, "owner", "year", "fund_source"), 20)
    timed("positions by programme and purpose", lambda: queries.positions(planner, "programme", "purpose"), 20)
    timed("follow one payment", lambda: queries.follow(planner, reference="bayar:0:77"), 20)
    timed("follow a plan, all payments summed", lambda: queries.follow(planner, plan="rencana:1"))
    timed("transfers of an entry, first 50", lambda: list(queries.transfers(planner, last.pk)[:50]), 20)
    verdict = timed(f"verify {batches * HOUSEHOLDS:,} payments", queries.verify)
    assert verdict.whole, verdict.differences


main()
