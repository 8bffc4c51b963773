"""Freezing the registry for analysis: a dataset folder of Parquet files, hashes only, whole or not at all."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.registry import snapshot_tables
from merata_portal.registry.models import Import, Snapshot
from merata_portal.registry.origin import are_synthetic
from merata_portal.registry.places import villages_inside
from merata_portal.registry.reading import Moment, moment, number

SNAPSHOT = "registry.snapshot"
FOLDER = "portal-snapshots"
BUSY = (Import.State.APPLYING, Import.State.UNDOING)


def take_snapshot(*, by: Actor, area: str) -> Snapshot:
    """Have the registry of an area frozen in the background, as it is when the work begins."""
    held = by.require(Capability.SNAPSHOT, area)
    now = timezone.now()
    uuid = uuid4()
    with transaction.atomic():
        made = Snapshot.objects.create(
            uuid=uuid,
            state=Snapshot.State.TAKING,
            area=area,
            as_of=timezone.localdate(now),
            folder=f"{FOLDER}/{uuid.hex}",
            at=now,
            by_user_id=by.user_id,
        )
        enqueue(by=by, held=held, kind=SNAPSHOT, parameters={"snapshot": str(uuid)}, area=area, unique_key=str(uuid))
    return made


def run_snapshot(job: Running) -> dict[str, int]:
    """The background half of `take_snapshot`; after a crash it begins anew, beside what the dead one left."""
    found = Snapshot.objects.get(uuid=job.parameters["snapshot"])
    if found.state == Snapshot.State.TAKEN:
        return dict(found.rows)
    by = job.by
    held = by.require(Capability.SNAPSHOT, found.area)
    place = Path(settings.DATA_ROOT) / found.folder
    partial = place.with_name(f".{place.name}.partial")
    for left in (partial, place):
        shutil.rmtree(left, ignore_errors=True)
    partial.mkdir(parents=True)
    codes = villages_inside(by, Capability.SNAPSHOT, found.area)
    with moment() as at:
        _refuse_while_importing(at)
        rows = _write_tables(job, at, codes, partial, found.as_of.year)
        left_out = snapshot_tables.left_out(at, codes)
    Dataset(partial).describe(Description(f"Registri {found.area}", found.as_of.year, synthetic=are_synthetic()))
    files = {path.name: _hash_of(path) for path in sorted(partial.iterdir())}
    _settle(partial, place)
    with transaction.atomic():
        found.files, found.rows, found.left_out = files, rows, left_out
        found.content_hash, found.state = content_hash(files), Snapshot.State.TAKEN
        found.save()
        record(
            by=by, held=held, action="registry.snapshot", subject=f"snapshot:{found.uuid}", area=found.area,
            rows=sum(rows.values()), content_hash=f"sha256:{found.content_hash}",
            data={"rows": rows, "left_out": left_out},
        )  # fmt: skip
        job.progress(1, 1, "Selesai", "Done")
    return rows


def content_hash(files: dict[str, str]) -> str:
    """One hash over a folder's files: of their names and hashes, in the order of the names."""
    return hashlib.sha256("".join(f"{files[name]}  {name}\n" for name in sorted(files)).encode()).hexdigest()


def _write_tables(job: Running, at: Moment, codes: list[str], partial: Path, year: int) -> dict[str, int]:
    parts: dict[str, Iterator[pa.Table]] = {
        "villages": iter([snapshot_tables.villages(at, codes)]),
        "households": snapshot_tables.households(at, codes),
        "persons": snapshot_tables.persons(at, codes),
        "benefits": snapshot_tables.benefits(at, codes, year),
    }
    rows: dict[str, int] = {}
    for name, tables in parts.items():
        rows[name] = 0
        with pq.ParquetWriter(partial / f"{name}.parquet", TABLES[name].arrow, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table.select(TABLES[name].arrow.names))
                rows[name] += table.num_rows
                job.stop_if_asked()
                job.progress(sum(rows.values()), 0, f"Membekukan {name}", f"Freezing {name}")
    return rows


def _refuse_while_importing(at: Moment) -> None:
    busy = ", ".join(f"'{state.value}'" for state in BUSY)
    if number(at, f"SELECT count(*) FROM {Import._meta.db_table} WHERE state IN ({busy})"):
        raise JobFailed(
            "Sebuah impor sedang masuk atau dibatalkan; bekukan lagi setelah selesai.",
            "An import is being brought in or undone; freeze again when it has ended.",
        )


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(partial: Path, place: Path) -> None:
    """Onto the disk first, then under its name: a folder with that name is whole."""
    for path in partial.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    partial.rename(place)
