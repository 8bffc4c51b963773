"""Paying 100,000 households: entitlements, a batch and its file, a return file of every row, on SQLite and PostgreSQL.

    MERATA_DATA=EMPTY [MERATA_DATABASE_URL=postgresql://…] .venv/bin/python benchmarks/payments_portal.py [--rows N]

The database is made in the folder (or at the URL, which must be empty), with synthetic households in 269 villages, each
with an account, all enrolled. Printed: seconds of each step (of the processor: this process alone, without that of
PostgreSQL) and the most memory that the process had.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")

import django

django.setup()

import numpy as np  # noqa: E402 - models need the set-up above
import pyarrow as pa  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from merata_portal.accounts.models import Area, Assignment, User  # noqa: E402
from merata_portal.accounts.queries import actor_of  # noqa: E402
from merata_portal.actor import Actor  # noqa: E402
from merata_portal.jobs.models import Job  # noqa: E402
from merata_portal.jobs.worker import Worker  # noqa: E402
from merata_portal.ledger import actions as ledger  # noqa: E402
from merata_portal.ledger.models import Earmark, Line  # noqa: E402
from merata_portal.ledger.requests import Ceiling, Share, Sum  # noqa: E402
from merata_portal.personal.columns import sealed_column  # noqa: E402
from merata_portal.personal.keys import keys_path, new_keys  # noqa: E402
from merata_portal.programmes.actions.batch_file import sent_payments  # noqa: E402
from merata_portal.programmes.actions.batching import check_batch, make_batch, pay_batch  # noqa: E402
from merata_portal.programmes.actions.cycling import entitle, open_cycles  # noqa: E402
from merata_portal.programmes.actions.returning import take_return  # noqa: E402
from merata_portal.programmes.models import Batch, Enrolment, Launch, Payment, RuleVersion, Simulation  # noqa: E402
from merata_portal.registry import bulk  # noqa: E402
from merata_portal.registry.models import Household, Membership, Person  # noqa: E402
from merata_portal.registry.uuids import ordered_uuids  # noqa: E402

VILLAGES, ANNUAL_IDR, INSTALMENTS = 269, 2_400_000, 12
CODES = ("00",) * 95 + ("14", "15", "62", "63", "90")


def officer(name: str, role: str) -> Actor:
    user = User.objects.create(username=name, full_name=name)
    Assignment.objects.create(user=user, role=role, area_id="35.05", from_day=date(2024, 1, 1))
    return actor_of(user)


def timed(name: str, act: Callable[[], Any]) -> float:
    begun, processor = time.perf_counter(), time.process_time()
    act()
    seconds, busy = time.perf_counter() - begun, time.process_time() - processor
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{connection.vendor:10} {name:44} {seconds:7.1f} s, of the processor {busy:7.1f} s, memory {most:5.0f} MB")
    return seconds


def work_off() -> None:
    Worker().run(until_empty=True)
    job = Job.objects.latest("queued_at")
    assert job.status == "succeeded", job.failure_en


def villages() -> list[str]:
    Area.objects.create(code="35.05", name="Blitar", kind="regency")
    Area.objects.create(code="35.05.01", name="K", kind="kecamatan", parent_id="35.05")
    codes = [f"35.05.01.{2001 + number}" for number in range(VILLAGES)]
    Area.objects.bulk_create(
        Area(code=code, name="D", kind="village", village_type="desa", parent_id="35.05.01") for code in codes
    )
    return codes


@transaction.atomic
def people(rows: int, codes: list[str]) -> None:
    """Households of one head each, straight into the tables."""
    bulk.prepare()
    milliseconds = time.time_ns() // 1_000_000
    for model, known in ((Household, {"size": 4, "desil": 2}), (Person, {})):
        uuids = ordered_uuids(rows, milliseconds=milliseconds)
        village = pa.array([codes[number % VILLAGES] for number in range(rows)])
        table: dict[str, Any] = {
            "id": pa.array(range(1, rows + 1), pa.int64()), "uuid": pa.array(uuids),
            "dataset_id": pa.array([f"{model.__name__}-{number}" for number in range(rows)]), "village_code": village,
            "identity_digest": pa.array([number.to_bytes(16, "big") for number in range(rows)], pa.binary()),
            "created_by": pa.array([1] * rows, pa.int64()), "changed_by": pa.array([1] * rows, pa.int64()),
        }  # fmt: skip
        for name, value in known.items():
            table[name] = pa.array([value] * rows, pa.int64())
        if model is Household:
            accounts = [f"00{number:08d}" for number in range(rows)]
            table["account_sealed"] = sealed_column(Household, "account_sealed", accounts, uuids)
        else:
            names = [f"Orang Contoh {number}" for number in range(rows)]
            table["name_sealed"] = sealed_column(Person, "name_sealed", names, uuids)
            table["relation"] = pa.array(["head"] * rows)
        bulk.insert(model, pa.table(table))
    each = pa.array(range(1, rows + 1), pa.int64())
    ones = pa.array([1] * rows, pa.int64())
    first = pa.array(["2025-01-01"] * rows)
    columns = {"person_id": each, "household_id": each, "from_day": first, "created_by": ones, "changed_by": ones}
    bulk.insert(Membership, pa.table(columns))


@transaction.atomic
def launched(rows: int, codes: list[str], planner: Actor, approver: Actor) -> Launch:
    """A launch that runs, with all of them enrolled and their year committed."""
    now = timezone.now()
    text = files("merata.rulebooks").joinpath("blt_dbhcht.yaml").read_text("utf-8")
    rule = RuleVersion.objects.create(
        uuid=uuid4(), programme_id="blt_dbhcht", content_hash="0" * 64, text=text, name_id="x", name_en="x",
        kind="cash", at=now, by_user_id=planner.user_id,
    )  # fmt: skip
    simulation = Simulation.objects.create(
        uuid=uuid4(), rule_version=rule, snapshot_uuid=uuid4(), snapshot_hash="0" * 64, area="35.05",
        on_day=date(2026, 1, 1), households=rows, eligible=rows, unknown=0, eligible_idr=rows * ANNUAL_IDR, chosen=rows,
        chosen_idr=rows * ANNUAL_IDR, list_hash="0" * 64, at=now, by_user_id=planner.user_id,
    )  # fmt: skip
    ceilings = [Ceiling("1.06.05", "DAU", 10**13, "assistance")]
    ledger.appropriate(by=planner, owner="35.05", year=2026, ceilings=ceilings, reason="APBD", key="apbd")
    made = Launch.objects.create(
        uuid=uuid4(), simulation=simulation, rule_version=rule, programme_id="blt_dbhcht", name_id="x", name_en="x",
        owner="35.05", area="35.05", year=2026, line=Line.objects.get().pk, ceiling_idr=rows * ANNUAL_IDR,
        delivery="bank", unit="household", instalments=INSTALMENTS, state="running", reason="x", made_at=now,
        made_by_user_id=planner.user_id,
    )  # fmt: skip
    counts = np.bincount(np.arange(rows) % VILLAGES, minlength=VILLAGES)
    shares = [
        Share(made.line, made.purpose(code), int(count) * ANNUAL_IDR, made.programme_id, code)
        for code, count in zip(codes, counts, strict=True)
        if count
    ]
    ledger.reserve(by=planner, shares=shares, reason="x", key="r")
    earmarks = dict(Earmark.objects.values_list("village_code", "pk"))
    sums = [Sum(earmarks[share.village_code], share.amount_idr) for share in shares]
    ledger.commit(by=approver, sums=sums, reason="SK", key="c")
    village = [codes[number % VILLAGES] for number in range(rows)]
    table = {
        "uuid": pa.array(ordered_uuids(rows, milliseconds=1)), "village_code": pa.array(village),
        "launch_id": pa.array([made.pk] * rows, pa.int64()), "household_id": pa.array(range(1, rows + 1), pa.int64()),
        "earmark": pa.array([earmarks[code] for code in village], pa.int64()),
        "annual_idr": pa.array([ANNUAL_IDR] * rows, pa.int64()), "from_instalment": pa.array([1] * rows, pa.int64()),
    }  # fmt: skip
    texts = {"state": "enrolled", "since": "2026-01-01", "score": "", "decided_by": "list"}
    texts |= {"reason_id": "Memenuhi syarat.", "reason_en": "Eligible."}
    table |= {name: pa.array([value] * rows) for name, value in texts.items()}
    bulk.insert(Enrolment, pa.table(table))
    return made


def answered(batch: Batch) -> bytes:
    """What the bank says: of a hundred payments 95 paid, four failed, one came back."""
    sent = sent_payments(batch)
    day = f"{batch.day:%Y%m%d}"
    lines = [f"H;{batch.number};{day}"]
    for number, one in enumerate(sent):
        code = CODES[number % len(CODES)]
        lines.append(f"D;{one.payment_id};{one.account_number};{one.amount_idr};{code};{day};x")
    lines.append(f"T;{len(sent)};{batch.total_idr}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    if not keys_path().exists():
        new_keys(keys_path())
    call_command("migrate", verbosity=0)
    codes = villages()
    names = ("planner", "approver", "maker", "checker", "payer")
    planner, approver, maker, checker, payer = (
        officer(name, "planner" if name == "planner" else "social_officer") for name in names
    )
    people(rows, codes)
    made = launched(rows, codes, planner, approver)
    bulk.analyze(Household, Person, Membership, Enrolment)
    cycle = open_cycles(by=maker, launch=made.uuid)[0]
    entitle(by=maker, cycle_id=cycle.pk)
    timed(f"entitle {rows:,}", work_off)
    batch = make_batch(by=maker, cycle_id=cycle.pk, layout="bank_umum")
    writing = timed("make the batch and its file", work_off)
    timed("check it", lambda: check_batch(by=checker, batch=batch.uuid, reason="cocok"))
    timed("pay it", lambda: pay_batch(by=payer, batch=batch.uuid, document="", reason="bayar"))
    batch = Batch.objects.select_related("launch", "cycle").get(pk=batch.pk)
    content = answered(batch)
    take_return(by=payer, batch=batch.uuid, file_name="kembali.txt", content=content)
    reading = timed("reconcile a file of every row", work_off)
    assert Payment.objects.filter(status="paid").count() == sum(CODES[n % 100] == "00" for n in range(rows))
    print(f"{connection.vendor:10} {'payment file and reconciliation together':44} {writing + reading:7.1f} s")


main()
