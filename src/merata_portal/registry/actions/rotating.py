"""All that is sealed, in whatever app, under the current key, in chunks, so that an old key can be retired."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.db import models, transaction

from merata_portal.accounts.actions.resealing import outdated_second_factors, reseal_second_factors
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.columns import SEALED, Sealed, place
from merata_portal.personal.erasure import outdated_keys, reseal_keys
from merata_portal.personal.sealing import current_head, is_current, reseal_many
from merata_portal.personal.vault import VAULTS
from merata_portal.registry import bulk

ROTATE = "registry.rotate"
CHUNK_ROWS = 20_000


@transaction.atomic
def rotate(*, by: Actor) -> Job:
    """Have everything that stands under older keys sealed anew, in the background."""
    held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
    return enqueue(by=by, held=held, kind=ROTATE, parameters={}, unique_key="all")


def run_rotation(job: Running) -> dict[str, int]:
    """The background half of `rotate`: table by table, a chunk a transaction; goes on after the last committed one.

    Then what is little: files that stay, subjects' own keys, second factors. Files of imports that are not yet decided
    stay as they are; they are deleted when they are.
    """
    tables = _tables()
    done = int(job.cursor.get("done", 0))
    for number in range(int(job.cursor.get("table", 0)), len(tables)):
        sealed, table = tables[number]
        last = int(job.cursor.get("last", 0)) if number == job.cursor.get("table", 0) else 0
        while True:
            job.stop_if_asked()
            with transaction.atomic():
                rows = list(table._default_manager.filter(id__gt=last).order_by("id")[:CHUNK_ROWS])
                if not rows:
                    break
                done += _sealed_anew(sealed, table, rows)
                last = rows[-1].id
                cursor = {"table": number, "last": last, "done": done}
                job.progress(done, 0, "Menyegel ulang", "Sealing anew", cursor=cursor)
    files = sum(vault.renew() for vault in VAULTS)
    subjects = 0
    while count := reseal_keys(limit=CHUNK_ROWS):
        subjects += count
    with transaction.atomic():
        by = job.by
        held = by.require_somewhere(Capability.MANAGE_ACCOUNTS)
        factors = reseal_second_factors(by=by)
        record(by=by, held=held, action="registry.rotate", subject="registry:keys", rows=done)
        job.progress(done, done, "Selesai", "Done")
    return {"cells": done, "files": files, "subjects": subjects, "second_factors": factors}


def outdated() -> dict[str, int]:
    """How much still stands under an older key, by what it is; nothing: every older key can be retired."""
    now = current_head()
    later = now + b"\xff" * 64
    cells = sum(
        table._default_manager.filter(**{f"{column}__isnull": False})
        .exclude(**{f"{column}__range": (now, later)})
        .count()
        for sealed, table in _tables()
        for column in sealed.columns
    )
    found = {
        "cells": cells,
        "files": sum(len(vault.outdated()) for vault in VAULTS),
        "subjects": outdated_keys().count(),
        "second_factors": outdated_second_factors(),
    }
    return {name: count for name, count in found.items() if count}


def _tables() -> list[tuple[Sealed, Any]]:
    """In an order that does not change, so that a rotation goes on where it was."""
    by_name = sorted(SEALED.values(), key=lambda sealed: sealed.model._meta.db_table)
    return [(sealed, table) for sealed in by_name for table in sealed.tables]


def _sealed_anew(sealed: Sealed, table: type[models.Model], rows: list[Any]) -> int:
    """Seal anew what stands under an older key among `rows`; how many cells that were."""
    count = 0
    for column in sealed.columns:
        due = [(row, bytes(getattr(row, column))) for row in rows if getattr(row, column) is not None]
        due = [(row, cell) for row, cell in due if not is_current(cell)]
        if not due:
            continue
        places = [place(sealed.model, column, row.uuid) for row, _ in due]
        fresh = reseal_many([cell for _, cell in due], places)
        ids = pa.array([row.id for row, _ in due], pa.int64())
        bulk.update(table, pa.table({"id": ids, column: pa.array(fresh, pa.binary())}))
        count += len(due)
    return count
