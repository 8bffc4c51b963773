"""Restoring a backup: into a folder beside its place, checked there, and put in place only when all of it holds."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from merata_portal.audit.heads import PublishedHead
from merata_portal.config.backup.refusals import BackupBroken, BackupRefused
from merata_portal.config.databases import SQLITE_FILE
from merata_portal.personal.folder import open_portal
from merata_portal.personal.keyring import Keyring
from merata_portal.personal.keys import read_keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there again: files, rows, events of the audit, entries of the ledger, sealed files; seconds it took."""

    made_at: str
    files: int
    rows: int
    events: int
    entries: int
    sealed_files: int
    seconds: float


def restore(file: Path, data: Path) -> Restored:
    """Restore `file` into `data`, which must not exist or be empty, and into the empty PostgreSQL where one is named.

    Raises `BackupRefused` for another version, database or keys, or where something is in place already,
    `BackupBroken` for a file that was changed, or whose audit or ledger does not hold: nothing is there then.
    """
    begun = time.monotonic()
    data = data.resolve()
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupRefused(f"{data} tidak kosong", f"{data} is not empty; name a new or an empty folder")
    ring = _own_keys()
    data.parent.mkdir(parents=True, exist_ok=True)
    with _beside(data) as place:
        found = _restored(file, place, ring)
        os.sync()
        (place / "files").rename(data)
    return Restored(*found, time.monotonic() - begun)


def _own_keys() -> Keyring:
    named = os.environ.get("MERATA_KEYS")
    if not named:
        raise BackupRefused(
            "sebut berkas kunci cadangan ini di MERATA_KEYS; kunci tidak ada di dalam cadangan",
            "name the key file of this backup in MERATA_KEYS; keys are not in the backup",
        )
    return read_keys(Path(named).resolve())


@contextmanager
def _beside(data: Path) -> Iterator[Path]:
    """A folder on the same disk; what a killed restore left there is removed first."""
    prefix, suffix = f".{data.name}.restoring-", ".partial"
    for left in data.parent.glob(f"{prefix}*{suffix}"):
        shutil.rmtree(left)
    place = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=data.parent))
    (place / "files").mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place)


def _restored(file: Path, place: Path, ring: Keyring) -> tuple[str, int, int, int, int, int]:
    open_portal(place / "files")
    # Imported here because models and settings can be imported only after the folder is opened.
    from django.db import connections  # noqa: PLC0415

    from merata_portal.config.backup import databases  # noqa: PLC0415
    from merata_portal.config.backup.head import refuse_other  # noqa: PLC0415
    from merata_portal.config.backup.unpacking import unpack  # noqa: PLC0415

    databases.refuse_full()
    unpacked = unpack(file, place, lambda head: refuse_other(head, ring))
    copied = place / "database" / databases.file_name()
    if databases.file_name() == SQLITE_FILE:
        copied.rename(place / "files" / copied.name)
    databases.load_from(copied)
    try:
        events, entries, sealed = _verified(unpacked.manifest)
    except BaseException:
        databases.empty_again()
        raise
    finally:
        connections.close_all()  # SQLite's last connection leaves one whole file
    manifest = unpacked.manifest
    files = sum(1 for name in manifest["files"] if name.startswith("files/"))
    assert unpacked.head is not None  # noqa: S101 - unpack refuses a file without one
    return unpacked.head.made_at, files, sum(manifest["tables"].values()), events, entries, sealed


def _verified(manifest: dict[str, Any]) -> tuple[int, int, int]:
    """Events, entries and sealed files, after the counts, the chain, the ledger and the vaults were found to hold."""
    from merata_portal.audit.queries import verify as verify_audit  # noqa: PLC0415
    from merata_portal.config.backup import databases  # noqa: PLC0415
    from merata_portal.ledger.queries import verify as verify_ledger  # noqa: PLC0415

    faults: list[tuple[str, str]] = []
    counted = databases.counts()
    if wrong := sorted(name for name in manifest["tables"] if counted.get(name) != manifest["tables"][name]):
        faults.append((f"jumlah baris berbeda: {', '.join(wrong)}", f"rows differ: {', '.join(wrong)}"))
    audit = verify_audit(_published(manifest["audit"]))
    if audit.broken is not None:
        faults.append((audit.broken.text_id, audit.broken.text_en))
    if audit.missing_triggers:
        faults.append((f"pengaman hilang: {audit.missing_triggers}", f"guards are missing: {audit.missing_triggers}"))
    ledger = verify_ledger()
    faults += [(f"{one.place}: {one.text_id}", f"{one.place}: {one.text_en}") for one in ledger.differences]
    sealed, missing = _sealed_files()
    if missing:
        faults.append((f"berkas tersegel hilang: {missing[:5]}", f"sealed files are missing: {missing[:5]}"))
    if faults:
        raise BackupBroken("; ".join(fault[0] for fault in faults), "; ".join(fault[1] for fault in faults))
    return audit.events, ledger.entries, sealed


def _published(line: str | None) -> tuple[PublishedHead, ...]:
    """The head of the chain when the backup was made; the restored chain must contain it."""
    if line is None:
        return ()
    found = json.loads(line)
    return (PublishedHead(found["sequence"], found["hash"], datetime.fromisoformat(found["at"])),)


def _sealed_files() -> tuple[int, list[str]]:
    from merata_portal.personal.vault import VAULTS  # noqa: PLC0415

    named = [(vault, name) for vault in VAULTS for name, _ in vault.kept()]
    return len(named), [name for vault, name in named if not (vault.folder() / name).is_file()]
