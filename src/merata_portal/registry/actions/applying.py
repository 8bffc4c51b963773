"""An accepted import into the registry, chunk by chunk, in the background."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pyarrow as pa
from django.db import transaction

from merata_portal.actor import Capability
from merata_portal.jobs.running import Running
from merata_portal.registry import bulk, spool
from merata_portal.registry.models import Change, Import, Upload, uploads
from merata_portal.registry.places import villages_inside
from merata_portal.registry.signals import people_changed
from merata_portal.registry.writing.benefits import apply_benefits, begin_anew, end_benefits
from merata_portal.registry.writing.events import apply_events
from merata_portal.registry.writing.images import COUNTED
from merata_portal.registry.writing.persons import apply_households, apply_persons
from merata_portal.registry.writing.work import Work

State = Import.State
COUNTED_AS_ROWS = (
    "persons_new", "persons_changed", "households_new", "households_changed", "events_died", "events_left",
    "benefits_new", "benefits_changed", "benefits_ended",
)  # fmt: skip


def apply_import(job: Running) -> dict[str, int]:
    """The background half of `accept_import`: one chunk a transaction; goes on after the last committed one."""
    found = Import.objects.select_related("upload", "change").get(uuid=job.parameters["import"])
    if found.state == State.APPLIED:
        return dict(found.counts)
    if found.change is None:
        raise RuntimeError(f"import {found.uuid} is applied without a change; expected accept_import first")
    bulk.prepare()
    apply = _writing_of(job, found)
    start = int(job.cursor.get("chunk", 0))
    counts = Counter({name: int(number) for name, number in job.cursor.get("counts", {}).items()})
    found.rows_done = found.rows_done if start else 0
    for number in range(start, spool.chunks(found)):
        job.stop_if_asked()
        records = spool.read(found, number)
        with transaction.atomic():
            if number == 0 and found.level == "benefit":
                begin_anew(found.change.id)
            work = Work(found.change.id, found.as_of, time.time_ns() // 1_000_000, counts)
            apply(work, records)
            found.rows_done += records.num_rows
            Import.objects.filter(id=found.id).update(rows_done=found.rows_done)
            job.progress(
                found.rows_done, found.rows_accepted, "Memasukkan baris", "Bringing rows in",
                cursor={"chunk": number + 1, "counts": dict(counts)},
            )  # fmt: skip
    if found.nobody_year is not None and not start:
        _end(job, found, found.nobody_year, counts)
    _finish(job, found, counts)
    return dict(counts)


def _end(job: Running, found: Import, year: int, counts: Counter[str]) -> None:
    """Bring in a list of nobody: in one transaction, for it ends a programme in the area or it does not."""
    job.stop_if_asked()
    villages = _area_of(job, found)
    with transaction.atomic():
        work = Work(found.change_id or 0, found.as_of, time.time_ns() // 1_000_000, counts)
        end_benefits(work, programme_id=found.nobody_of, year=year, villages=villages)
        job.progress(1, 1, "Mengakhiri bantuan", "Ending benefits", cursor={"chunk": 1, "counts": dict(counts)})


def _writing_of(job: Running, found: Import) -> Callable[[Work, pa.Table], None]:
    """How a chunk of this import is written."""
    match found.level:
        case "household":
            return apply_households
        case "event":
            # A list of events names no village: whose events they are is held against the area here.
            return partial(apply_events, villages=_area_of(job, found))
        case "benefit":
            return partial(apply_benefits, villages=_area_of(job, found))
        case _:
            return apply_persons


def _area_of(job: Running, found: Import) -> frozenset[str]:
    return frozenset(villages_inside(job.by, Capability.IMPORT_REGISTRY, found.area))


def _finish(job: Running, found: Import, counts: Counter[str]) -> None:
    with transaction.atomic():
        rows = sum(counts[name] for name in COUNTED_AS_ROWS)
        Change.objects.filter(imported=found).update(rows=rows)
        Import.objects.filter(id=found.id).update(state=State.APPLIED, counts={**found.counts, **counts})
        people_changed.send(Change, by=job.by, held=None, area=found.area, changes=[found.change_id], undone=False)
    forget_files(found)
    bulk.analyze(*COUNTED)


def forget_files(found: Import) -> None:
    """Delete the uploaded file and its checked rows: what is imported, or given up, is not kept twice."""
    uploads.forget(found.upload.stored_as)
    spool.forget(found)
    Upload.objects.filter(id=found.upload_id).update(stored_as="")
