"""Kills itself (SIGKILL) while entitlements are settled, batches made and return files reconciled, at many points, and
tells what was there afterwards, as JSON.

    python killed_paying.py POINTS

Run with the environment of a portal of its own. Every step is a forked process, because a killed one can do no more;
this one never opens the database, so that none inherits a connection. Each point has a cycle of its own.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from killing import in_a_process, spread, work_off

CHUNK_ROWS = 3
HOUSEHOLDS = 7
INSTALMENTS = 24
ANNUAL_IDR = 2_400_007


def counted(killed_at: int) -> list[int]:
    """Count each statement that changes something, each file kept and each report of progress; die at `killed_at`."""
    from django.db import connection

    from merata_portal.jobs.running import Running
    from merata_portal.personal.vault import Vault
    from merata_portal.registry import bulk

    steps = [0]

    def step() -> None:
        steps[0] += 1
        if steps[0] == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying(original: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            step()
            result = original(*arguments, **named)
            step()
            return result

        return stepping

    def statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT"):
            step()
        return execute(sql, *rest)

    connection.execute_wrappers.append(statement)
    bulk._load = dying(bulk._load)  # type: ignore[attr-defined]
    Running.progress = dying(Running.progress)  # type: ignore[method-assign]
    Vault.keep = dying(Vault.keep)  # type: ignore[method-assign]
    return steps


def prepared() -> str:
    """Two villages' worth of a launch that runs, every cycle open."""
    from django.core.management import call_command
    from made_programmes import VILLAGE
    from paying_made import running

    from merata_portal.accounts.models import Area, Assignment, User
    from merata_portal.programmes.actions.cycling import open_cycles

    call_command("migrate", verbosity=0)
    Area.objects.create(code="35.05", name="K", kind="regency")
    Area.objects.create(code="35.05.01", name="K", kind="kecamatan", parent_id="35.05")
    Area.objects.create(code=VILLAGE, name="D", kind="village", village_type="desa", parent_id="35.05.01")
    for name in ("maker", "checker", "payer"):
        user = User.objects.create(username=name, full_name=name)
        Assignment.objects.create(user=user, role="social_officer", area_id="35.05", from_day="2024-01-01")
    names = [f"Orang {number}" for number in range(HOUSEHOLDS)]
    made, _ = running(names, annual_idr=ANNUAL_IDR, instalments=INSTALMENTS)
    open_cycles(by=actor("maker"), launch=made.uuid)
    return str(made.uuid)


def actor(name: str) -> Any:
    from merata_portal.accounts.models import User
    from merata_portal.accounts.queries import actor_of

    return actor_of(User.objects.get(username=name))


def cycle_of(number: int) -> Any:
    from merata_portal.programmes.models import Cycle

    return Cycle.objects.select_related("launch").get(number=number)


def entitle_asked(number: int) -> None:
    from merata_portal.programmes.actions.cycling import entitle

    entitle(by=actor("maker"), cycle_id=cycle_of(number).pk)


def entitled(number: int) -> list[Any]:
    """How many are due how much, whether the hash is of just that, and how many events say so."""
    from merata.programmes.lists.frozen import list_hash
    from merata_portal.audit.models import Event
    from merata_portal.programmes.actions.entitling import entitlement_table

    cycle = cycle_of(number)
    rows = list(cycle.entitlements.values_list("enrolment", "amount_idr", "state"))
    expected = ANNUAL_IDR // INSTALMENTS + (number <= ANNUAL_IDR % INSTALMENTS)
    holds = cycle.list_hash == list_hash(entitlement_table(cycle), "entitlement")
    events = Event.objects.filter(action="programmes.entitle", subject__endswith=f"/{number}").count()
    return [len({row[0] for row in rows}), {row[1] for row in rows} == {expected}, holds, events]


def batch_asked(number: int) -> None:
    from merata_portal.programmes.actions.batching import make_batch

    make_batch(by=actor("maker"), cycle_id=cycle_of(number).pk, layout="bank_umum")


def batch_of(number: int) -> Any:
    from merata_portal.programmes.models import Batch

    return Batch.objects.select_related("launch", "cycle").get(cycle__number=number)


def batched(number: int) -> list[Any]:
    """The batch: state, payments, whether its file is theirs and kept, how many events say so."""
    from merata.programmes.payments.writing import write_batch
    from merata_portal.audit.models import Event
    from merata_portal.programmes.actions.batch_file import hash_of, layout_of, sent_batch
    from merata_portal.programmes.models import batches

    batch = batch_of(number)
    kept = b"".join(batches.read(batch.uuid.hex, batch.uuid))
    again = write_batch(sent_batch(batch), layout_of(batch))
    ids = list(batch.payments.order_by("pk").values_list("payment_id", flat=True))
    numbered = [one.rpartition("-")[2] for one in ids] == [f"{at:07d}" for at in range(1, HOUSEHOLDS + 1)]
    sent = batch.cycle.entitlements.filter(state="sent").count()
    events = Event.objects.filter(action="programmes.make_batch", subject=batch.subject).count()
    return [batch.state, numbered, sent, hash_of(kept) == hash_of(again) == batch.file_hash, events]


def returned(number: int) -> None:
    """The batch paid, and its answer brought: the first failed, the second of another amount, the others paid."""
    from paying_made import answer

    from merata_portal.programmes.actions.batching import check_batch, pay_batch
    from merata_portal.programmes.actions.returning import take_return

    batch = batch_of(number)
    check_batch(by=actor("checker"), batch=batch.uuid, reason="cocok")
    pay_batch(by=actor("payer"), batch=batch.uuid, document="", reason="bayar")
    first = batch.payments.order_by("pk")[0].payment_id
    take_return(by=actor("payer"), batch=batch.uuid, file_name="k.txt", content=answer(batch, {first: "14"}))


def reconciled(number: int) -> list[Any]:
    """Payments, rows of the file, what came back by how many entries, and what is due again."""
    from merata_portal.ledger.models import Entry
    from merata_portal.programmes.models import ReturnFile

    batch = batch_of(number)
    file = ReturnFile.objects.get(batch=batch)
    entries = Entry.objects.filter(key=f"return:{file.uuid}").values_list("total_idr", flat=True)
    statuses = list(batch.payments.order_by("pk").values_list("status", flat=True))
    right = list(entries) == [batch.payments.order_by("pk")[0].amount_idr]
    again = list(batch.cycle.entitlements.filter(state="due").values_list("why", flat=True))
    return [statuses == ["failed", *["paid"] * (HOUSEHOLDS - 1)], file.counts, right, again]


def conserved() -> bool:
    from paying_made import balance, money_out

    from merata_portal.audit.queries import verify as chain
    from merata_portal.ledger.verifying import verify
    from merata_portal.programmes.models import Launch

    launch = Launch.objects.get()
    there = balance(launch.line)
    return bool(verify().whole and chain().whole and there["paid"] - there["returned"] == money_out(launch))


def killed(asked: Callable[[int], Any], told: Callable[[int], list[Any]], points: int) -> list[list[Any]]:
    """Do it once whole, then once for each point, killed there and taken up again; what was there each time."""
    do = partial(in_a_process, counted)
    do(lambda: asked(1))
    _, steps = do(work_off)
    found = [[0, False, "succeeded", do(lambda: told(1))[0]]]
    for number, point in enumerate(spread(steps, points), start=2):
        do(lambda number=number: asked(number))
        died = do(work_off, killed_at=point)[0] is None
        ended = do(work_off)[0]
        found.append([point, died, ended, do(lambda number=number: told(number))[0]])
    return found


def main(points: int) -> None:
    in_a_process(counted, prepared)
    found = {
        "entitle": killed(entitle_asked, entitled, points),
        "batch": killed(batch_asked, batched, points),
        "reconcile": killed(returned, reconciled, points),
        "conserved": in_a_process(counted, conserved)[0],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "merata_portal.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.PROGRAMMES_CHUNK_ROWS = CHUNK_ROWS
    main(int(sys.argv[1]))
