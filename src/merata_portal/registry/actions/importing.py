"""A file's way into the registry: uploaded and checked, looked at, accepted whole or in part, applied in chunks."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from datetime import date
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.running import Running
from merata_portal.registry import bulk, spool, vault
from merata_portal.registry.actions.undoing import refuse_unless_quiet
from merata_portal.registry.models import Change, Import, Upload
from merata_portal.registry.refusals import RegistryRefused, require_reason
from merata_portal.registry.writing.persons import apply_households, apply_persons
from merata_portal.registry.writing.work import Work

CHECK, APPLY = "registry.check", "registry.apply"
SUFFIXES = (".csv", ".xlsx")
State = Import.State
LIVE = (State.CHECKING, State.CHECKED, State.APPLYING, State.APPLIED, State.UNDOING)


def start_import(
    *,
    by: Actor,
    area: str,
    file_name: str,
    content: BinaryIO,
    as_of: date,
    layout: str = "auto",
    mapping: str = "",
) -> Import:
    """Take a file in and have it checked in the background; nothing of it is in the registry until it is accepted.

    `area`: where all its rows must lie. `as_of`: the day whose state it tells. `layout`: of `merata.registry.layouts`,
    or auto; `mapping`: an office's own mapping, YAML. The same bytes for the same area, layout and mapping again give
    the import that there is, unless it was undone or refused. Raises `Refused`, `RegistryRefused`.
    """
    held = by.require(Capability.IMPORT_REGISTRY, area)
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise RegistryRefused(
            f"Berkas {suffix or 'tanpa akhiran'} tidak dibaca; kirim .csv atau .xlsx.",
            f"A file {suffix or 'without an ending'} is not read; send .csv or .xlsx.",
        )
    content_hash = _hash_of(content)
    same = _earlier(content_hash, area, layout, mapping)
    if same is not None:
        if same.state == State.CHECKING:  # its job may have failed: asked again, it is done again
            _ask_check(by, held, same)
        return same
    uuid = uuid4()
    name = f"{uuid.hex}{suffix}"
    size = vault.keep(name, uuid, content)
    now = timezone.now()
    with transaction.atomic():
        upload = Upload.objects.create(
            uuid=uuid,
            file_name=PurePath(file_name).name[:255],
            content_hash=content_hash,
            bytes=size,
            stored_as=name,
            at=now,
            by_user_id=by.user_id,
        )
        made = Import.objects.create(
            uuid=uuid4(),
            upload=upload,
            state=State.CHECKING,
            area=area,
            as_of=as_of,
            layout=layout,
            mapping=mapping,
            at=now,
            by_user_id=by.user_id,
        )
        _ask_check(by, held, made)
        record(
            by=by, held=held, action="registry.upload", subject=f"import:{made.uuid}", area=area,
            content_hash=f"sha256:{content_hash}", data={"bytes": size, "as_of": as_of.isoformat()},
        )  # fmt: skip
    return made


def accept_import(*, by: Actor, uuid: UUID, partially: bool = False, reason: str = "") -> Import:
    """Let the sound rows of a checked import in. Where rows are faulty, only `partially`, and with a reason."""
    with transaction.atomic():
        found = Import.objects.select_for_update().select_related("upload").get(uuid=uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        _refuse_unless_acceptable(found, partially=partially)
        reason = require_reason(reason) if found.rows_faulty else reason.strip()
        change = Change.objects.create(
            kind=Change.Kind.IMPORT, at=timezone.now(), on_day=found.as_of, by_user_id=by.user_id, reason=reason
        )
        found.change, found.state, found.rows_done = change, State.APPLYING, 0
        found.save(update_fields=["change", "state", "rows_done"])
        enqueue(by=by, held=held, kind=APPLY, parameters={"import": str(uuid)}, area=found.area, unique_key=str(uuid))
        record(
            by=by, held=held, action="registry.import", subject=f"import:{uuid}", area=found.area, reason=reason,
            rows=found.rows_accepted, content_hash=f"sha256:{found.upload.content_hash}",
            data={"change": change.id, "faulty": found.rows_faulty, "as_of": found.as_of.isoformat()},
        )  # fmt: skip
    return found


def discard_import(*, by: Actor, uuid: UUID, reason: str = "") -> Import:
    """Give up an import that was checked and not accepted; its file is deleted."""
    with transaction.atomic():
        found = Import.objects.select_for_update().select_related("upload").get(uuid=uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        if found.state != State.CHECKED:
            raise RegistryRefused(
                f"Impor ini berstatus {found.state}; hanya yang sudah diperiksa dan belum diterima dapat dibuang.",
                f"This import is {found.state}; only one that is checked and not accepted can be discarded.",
            )
        found.state = State.REFUSED
        found.save(update_fields=["state"])
        record(
            by=by, held=held, action="registry.discard", subject=f"import:{uuid}", area=found.area, reason=reason,
            content_hash=f"sha256:{found.upload.content_hash}",
        )  # fmt: skip
    forget_files(found)
    return found


def resume_import(*, by: Actor, uuid: UUID) -> Import:
    """Go on with an import whose job was cancelled or failed; rows that are in already say nothing new."""
    with transaction.atomic():
        found = Import.objects.select_for_update().select_related("upload").get(uuid=uuid)
        held = by.require(Capability.IMPORT_REGISTRY, found.area)
        if found.state != State.APPLYING:
            raise RegistryRefused(
                f"Impor ini berstatus {found.state}; hanya yang terhenti di tengah dapat dilanjutkan.",
                f"This import is {found.state}; only one that stopped half-way can go on.",
            )
        enqueue(by=by, held=held, kind=APPLY, parameters={"import": str(uuid)}, area=found.area, unique_key=str(uuid))
    return found


def apply_import(job: Running) -> dict[str, int]:
    """The background half of `accept_import`: one chunk a transaction; goes on after the last committed one."""
    found = Import.objects.select_related("upload", "change").get(uuid=job.parameters["import"])
    if found.state == State.APPLIED:
        return dict(found.counts)
    if found.change is None:
        raise RuntimeError(f"import {found.uuid} is applied without a change; expected accept_import first")
    bulk.prepare()
    apply = apply_households if found.level == "household" else apply_persons
    start = int(job.cursor.get("chunk", 0))
    counts = Counter({name: int(number) for name, number in job.cursor.get("counts", {}).items()})
    found.rows_done = found.rows_done if start else 0
    for number in range(start, spool.chunks(found)):
        job.stop_if_asked()
        records = spool.read(found, number)
        with transaction.atomic():
            work = Work(found.change.id, found.as_of, time.time_ns() // 1_000_000, counts)
            apply(work, records)
            found.rows_done += records.num_rows
            Import.objects.filter(id=found.id).update(rows_done=found.rows_done)
            job.progress(
                found.rows_done, found.rows_accepted, "Memasukkan baris", "Bringing rows in",
                cursor={"chunk": number + 1, "counts": dict(counts)},
            )  # fmt: skip
    _finish(found, counts)
    return dict(counts)


def _finish(found: Import, counts: Counter[str]) -> None:
    with transaction.atomic():
        rows = sum(counts[name] for name in ("persons_new", "persons_changed", "households_new", "households_changed"))
        Change.objects.filter(imported=found).update(rows=rows)
        Import.objects.filter(id=found.id).update(state=State.APPLIED, counts={**found.counts, **counts})
    forget_files(found)
    bulk.analyze()


def forget_files(found: Import) -> None:
    """Delete the uploaded file and its checked rows: what is imported, or given up, is not kept twice."""
    vault.forget(found.upload.stored_as)
    spool.forget(found)
    Upload.objects.filter(id=found.upload_id).update(stored_as="")


def _ask_check(by: Actor, held: Held, made: Import) -> None:
    key = str(made.uuid)
    enqueue(by=by, held=held, kind=CHECK, parameters={"import": key}, area=made.area, unique_key=key)


def _hash_of(content: BinaryIO) -> str:
    total = hashlib.sha256()
    while block := content.read(vault.BLOCK_BYTES):
        total.update(block)
    content.seek(0)
    return total.hexdigest()


def _earlier(content_hash: str, area: str, layout: str, mapping: str) -> Import | None:
    return (
        Import.objects.select_related("upload")
        .filter(upload__content_hash=content_hash, area=area, layout=layout, mapping=mapping, state__in=LIVE)
        .order_by("-id")
        .first()
    )


def _refuse_unless_acceptable(found: Import, *, partially: bool) -> None:
    if found.state != State.CHECKED:
        raise RegistryRefused(
            f"Impor ini berstatus {found.state}; hanya yang sudah diperiksa dapat diterima.",
            f"This import is {found.state}; only one that was checked can be accepted.",
        )
    if not found.rows_accepted:
        raise RegistryRefused(
            "Tidak satu baris pun dapat diterima; perbaiki berkas galat lalu unggah lagi.",
            "Not one row can be accepted; mend the fault file and upload it again.",
        )
    if found.rows_faulty and not partially:
        raise RegistryRefused(
            f"{found.rows_faulty} dari {found.rows} baris bermasalah. Perbaiki dengan berkas galat, "
            "atau terima sebagian: hanya baris yang baik yang masuk.",
            f"{found.rows_faulty} of {found.rows} rows are faulty. Mend them with the fault file, "
            "or accept partially: only the sound rows are brought in.",
        )
    refuse_unless_quiet(found)
