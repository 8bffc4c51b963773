"""Who is due what in a cycle: exact rupiah and quantities, in chunks that a crash leaves whole."""

from __future__ import annotations

import time
from decimal import Decimal

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from numpy.typing import NDArray

from merata.programmes.entitlement import instalments
from merata.programmes.lists.frozen import list_hash
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions.holding import held_enrolments, settle_held
from merata_portal.programmes.actions.overlap_flags import flag_overlaps
from merata_portal.programmes.actions.proposing import chunk_rows
from merata_portal.programmes.models import Cycle, Entitlement, Launch
from merata_portal.registry import bulk
from merata_portal.registry.uuids import ordered_uuids

THOUSANDTHS = Decimal(1000)
_Row = tuple[int, int, str, int, Decimal | None]
_COLUMNS = ("pk", "household", "village_code", "annual_idr", "quantity")


def part_of(annual: NDArray[np.int64], payments: int, number: int) -> NDArray[np.int64]:
    """Instalment `number` of each annual amount (or quantity in thousandths): all of them add up to the year."""
    return instalments(annual, payments)[:, number - 1]


def run_entitling(job: Running) -> dict[str, object]:
    """The background half of `cycling.entitle`; killed, it goes on from the last whole chunk."""
    cycle = Cycle.objects.select_related("launch").get(pk=job.parameters["cycle"])
    if cycle.entitled_at is None:
        _refuse_ended(cycle.launch)
        bulk.prepare()
        total = held_enrolments(cycle.launch).filter(from_instalment__lte=cycle.number).count()
        while _chunk(job, cycle, total):
            job.stop_if_asked()
        bulk.analyze(Entitlement)
        _settle(job, cycle)
    rows = Entitlement.objects.filter(cycle=cycle)
    return {"entitled": rows.count(), "list_hash": cycle.list_hash}


@transaction.atomic
def _chunk(job: Running, cycle: Cycle, total: int) -> bool:
    """The next enrolments, each with what it is due; False where there are none."""
    by, launch = job.by, cycle.launch
    held = by.require(Capability.MAKE_PAYMENTS, launch.owner)
    enrolled = held_enrolments(launch).filter(pk__gt=job.cursor.get("after", 0), from_instalment__lte=cycle.number)
    rows = list(enrolled.order_by("pk").values_list(*_COLUMNS)[: chunk_rows()])
    if not rows:
        return False
    _write(by, held, cycle, rows)
    last = rows[-1][0]
    done = job.done + len(rows)
    job.progress(
        done, max(total, done), "Menetapkan hak", "Settling who is due what", cursor={"after": last}
    )  # fmt: skip
    return True


def _write(by: Actor, held: Held, cycle: Cycle, rows: list[_Row]) -> None:
    beside = [(row[0], row[1]) for row in rows]
    flag_overlaps(by=by, held=held, launch=cycle.launch, enrolled=beside, day=timezone.localdate())
    bulk.insert(Entitlement, _due(rows, cycle))
    keys = (rows[0][0], rows[-1][0])
    settle_held(Entitlement.objects.filter(cycle=cycle, enrolment__gte=keys[0], enrolment__lte=keys[1]))


def _take_in_late(by: Actor, held: Held, cycle: Cycle) -> None:
    """Those who were taken in again behind the cursor while it ran: their decision counts from this cycle on."""
    there = Entitlement.objects.filter(cycle=cycle, enrolment=OuterRef("pk"))
    late = held_enrolments(cycle.launch).filter(~Exists(there), from_instalment__lte=cycle.number).order_by("pk")
    rows = list(late.values_list(*_COLUMNS))
    if rows:
        _write(by, held, cycle, rows)


def _refuse_ended(launch: Launch) -> None:
    if launch.state != Launch.State.RUNNING:
        raise JobFailed(
            f"Peluncuran berstatus “{launch.get_state_display()}”; hak ditetapkan selama peluncuran berjalan.",
            f"The launch is {launch.state}; who is due what is settled while it runs.",
        )


def _due(rows: list[_Row], cycle: Cycle) -> pa.Table:
    """The entitlements of these enrolments; who gets neither a rupiah nor a thing in this cycle has none."""
    payments = cycle.launch.instalments
    amount = part_of(np.array([row[3] for row in rows], dtype=np.int64), payments, cycle.number)
    whole = np.array([int((row[4] or 0) * THOUSANDTHS) for row in rows], dtype=np.int64)
    quantity = part_of(whole, payments, cycle.number)
    given = [row[4] is not None for row in rows]
    kept = np.flatnonzero((amount > 0) | (quantity > 0))
    uuids = ordered_uuids(len(kept), milliseconds=time.time_ns() // 1_000_000)
    count = len(kept)
    return pa.table(
        {
            "uuid": pa.array(uuids, pa.string()),
            "cycle_id": pa.array([cycle.pk] * count, pa.int64()),
            "enrolment_id": pa.array([rows[at][0] for at in kept], pa.int64()),
            "village_code": pa.array([rows[at][2] for at in kept], pa.string()),
            "amount_idr": pa.array(amount[kept], pa.int64()),
            "quantity": pa.array([_decimal(int(quantity[at])) if given[at] else None for at in kept], pa.string()),
            "state": pa.array([Entitlement.State.DUE.value] * count, pa.string()),
            "why": pa.array([""] * count, pa.string()),
        }
    )


def _decimal(thousandths: int) -> str:
    return str(Decimal(thousandths) / THOUSANDTHS)


@transaction.atomic
def _settle(job: Running, cycle: Cycle) -> None:
    """Freeze the list of the cycle under its hash."""
    by, launch = job.by, cycle.launch
    held = by.require(Capability.MAKE_PAYMENTS, launch.owner)
    # The launch first, as whoever takes somebody in does: they see this cycle as settled, or it sees them.
    _refuse_ended(Launch.objects.select_for_update().get(pk=launch.pk))
    if not Cycle.objects.select_for_update().filter(pk=cycle.pk, entitled_at__isnull=True).exists():
        raise JobFailed(
            "Hak tahap ini sudah ditetapkan oleh pekerjaan lain.", "Another job has settled this cycle already."
        )
    _take_in_late(by, held, cycle)
    rows = entitlement_table(cycle)
    cycle.list_hash = list_hash(rows, "entitlement", f"cycle {cycle.number}")
    cycle.entitled_at, cycle.entitled_by_user_id = timezone.now(), by.user_id
    cycle.save(update_fields=["list_hash", "entitled_at", "entitled_by_user_id"])
    total_idr = sum(rows["amount_idr"].to_pylist())
    record(
        by=by, held=held, action="programmes.entitle", subject=f"cycle:{launch.uuid}/{cycle.number}",
        area=launch.owner, rows=rows.num_rows, content_hash=f"sha256:{cycle.list_hash}",
        data={"cycle": cycle.number, "total": f"Rp{total_idr:,}"},
    )  # fmt: skip
    job.progress(job.done, job.done, "Selesai", "Done", cursor=job.cursor)


def entitlement_table(cycle: Cycle) -> pa.Table:
    """What each is due in a cycle, as it was settled: what its hash is of."""
    columns = ("uuid", "enrolment__uuid", "village_code", "amount_idr", "quantity")
    rows = list(Entitlement.objects.filter(cycle=cycle).order_by("pk").values_list(*columns))
    names = ("entitlement", "enrolment", "village_code", "amount_idr", "quantity")
    values: list[tuple[object, ...]] = list(zip(*rows, strict=True)) or [()] * len(names)
    made = {
        name: [None if one is None else str(one) for one in column] for name, column in zip(names, values, strict=True)
    }
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in made.items() if name != "amount_idr"}
        | {"amount_idr": pa.array(values[3], pa.int64())}
    )
