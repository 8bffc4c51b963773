"""All sealed cells under the current key, in chunks, so that an old key can be retired."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.db import models, transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.sealing import is_current, reseal_many
from merata_portal.registry import bulk
from merata_portal.registry.writing.seals import IMAGES, SEALED, context

ROTATE = "registry.rotate"
CHUNK_ROWS = 20_000


@transaction.atomic
def rotate(*, by: Actor) -> Job:
    """Have everything that the registry sealed under older keys sealed anew, in the background."""
    held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    return enqueue(by=by, held=held, kind=ROTATE, parameters={}, unique_key="all")


def run_rotation(job: Running) -> dict[str, int]:
    """The background half of `rotate`: table by table, a chunk a transaction; goes on after the last committed one."""
    tables: list[tuple[Any, Any]] = [(model, table) for model in SEALED for table in (model, IMAGES[model])]
    done = int(job.cursor.get("done", 0))
    for number in range(int(job.cursor.get("table", 0)), len(tables)):
        model, table = tables[number]
        last = int(job.cursor.get("last", 0)) if number == job.cursor.get("table", 0) else 0
        while True:
            job.stop_if_asked()
            with transaction.atomic():
                rows = list(table._default_manager.filter(id__gt=last).order_by("id")[:CHUNK_ROWS])
                if not rows:
                    break
                done += _sealed_anew(model, table, rows)
                last = rows[-1].id
                cursor = {"table": number, "last": last, "done": done}
                job.progress(done, 0, "Menyegel ulang", "Sealing anew", cursor=cursor)
    with transaction.atomic():
        by = job.by
        held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
        record(by=by, held=held, action="registry.rotate", subject="registry:keys", rows=done)
        job.progress(done, done, "Selesai", "Done")
    return {"cells": done}


def _sealed_anew(model: type[models.Model], table: type[models.Model], rows: list[Any]) -> int:
    """Seal anew what stands under an older key among `rows`; how many cells that were."""
    count = 0
    for column in SEALED[model]:
        due = [(row, bytes(getattr(row, column))) for row in rows if getattr(row, column) is not None]
        due = [(row, sealed) for row, sealed in due if not is_current(sealed)]
        if not due:
            continue
        places = [context(model, column, row.uuid) for row, _ in due]
        fresh = reseal_many([sealed for _, sealed in due], places)
        ids = pa.array([row.id for row, _ in due], pa.int64())
        bulk.update(table, pa.table({"id": ids, column: pa.array(fresh, pa.binary())}))
        count += len(due)
    return count
