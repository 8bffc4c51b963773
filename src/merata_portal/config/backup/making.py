"""Making a backup: a tar file, compressed, written beside its place and there only when whole.

In it: backup.json (see `head`), database/…, files/…, manifest.json (SHA-256 of each, rows, the audit's head), seal.json
(a keyed digest of the two lists, so that only who has the keys can make a file that restores).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from merata_portal.audit.queries import head as audit_head
from merata_portal.config.backup import databases, noted, staging
from merata_portal.config.backup.head import Head, head_now
from merata_portal.config.backup.refusals import BackupRefused
from merata_portal.personal.digests import digest
from merata_portal.personal.keys import keyring

HEAD, MANIFEST, SEAL = "backup.json", "manifest.json", "seal.json"
DATABASE, FILES = "database", "files"
SEAL_KIND = "backup"
LEVEL = 1  # most of it is sealed, which no level makes smaller


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: bytes, files, rows of all tables, the audit's head at that moment, seconds it took."""

    size: int
    files: int
    rows: int
    audit: str | None
    head: Head
    seconds: float


def make(data: Path, file: Path) -> Made:
    """Write a backup of the portal in `data` to `file`, readable by its owner alone; the portal goes on meanwhile.

    Raises `BackupRefused` where `file` exists, lies in `data`, or another backup is under way; `KeysMissing` without
    keys: a backup whose keys nobody has is none.
    """
    begun, data, file = time.monotonic(), data.resolve(), file.resolve()
    if file.exists():
        raise BackupRefused(f"{file} sudah ada", f"{file} exists already; name another")
    if file.is_relative_to(data):
        raise BackupRefused(f"{file} di dalam folder data", f"{file} lies in the data folder; name a place elsewhere")
    head = head_now(timezone.now().isoformat(), keyring())
    file.parent.mkdir(parents=True, exist_ok=True)
    with staging.staged(data) as place:
        _remove_left(file)
        partial = _partial(file)
        try:
            written = _write(partial, head, data, place)
            os.link(partial, file)  # fails where somebody made one of that name meanwhile
        finally:
            partial.unlink()
    _keep_on_disk(file.parent)
    noted.note_backup(timezone.now(), file.stat().st_size)
    files = sum(1 for name in written.files if name.startswith(f"{FILES}/"))
    rows = sum(written.tables.values())
    return Made(file.stat().st_size, files, rows, written.audit, head, time.monotonic() - begun)


@dataclass(slots=True)
class _Written:
    """What stands in the tar file so far."""

    tables: dict[str, int]
    audit: str | None
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[tuple[int, int], str] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps({"files": self.files, "tables": self.tables, "audit": self.audit}, indent=1)


def _write(partial: Path, head: Head, data: Path, place: Path) -> _Written:
    held, copied = place / FILES, place / DATABASE / databases.file_name()
    copied.parent.mkdir()
    held.mkdir()
    staging.link_files(data, held)
    before = audit_head()  # of the copy or earlier: the restored chain must contain it
    written = _Written(databases.copy_to(copied), before.line() if before else None)
    staging.link_files(data, held)
    with partial.open("wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=LEVEL, filename="") as packed:
            _pack(packed, head, place, written)
        raw.flush()
        os.fsync(raw.fileno())
    return written


def _pack(packed: gzip.GzipFile, head: Head, place: Path, written: _Written) -> None:
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add_text(tar, HEAD, head.to_json())
        for path in sorted(found for found in place.rglob("*") if found.is_file()):
            add(tar, path, path.relative_to(place).as_posix(), written)
        manifest = written.to_json()
        _add_text(tar, MANIFEST, manifest)
        _add_text(tar, SEAL, json.dumps({"seal": seal_of(head.to_json(), manifest)}))


def seal_of(head: str, manifest: str) -> str:
    """The keyed digest of a backup's two lists; the manifest holds the hash of everything else."""
    both = hashlib.sha256(head.encode()).hexdigest() + hashlib.sha256(manifest.encode()).hexdigest()
    return digest(SEAL_KIND, both).hex()


def add(tar: tarfile.TarFile, path: Path, name: str, written: _Written) -> None:
    """Put one file into the tar file, hashed as it is read; one that is there under another name is only named."""
    with path.open("rb") as content:
        stat = os.fstat(content.fileno())
        mode = stat.st_mode & 0o777
        same = written.known.setdefault((stat.st_dev, stat.st_ino), name)
        if same != name:
            written.files[name] = {"same_as": same, "mode": mode}
            return
        hashing = _Hashing(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = stat.st_size, mode, int(stat.st_mtime)
        tar.addfile(info, hashing)
    written.files[name] = {"sha256": hashing.digest.hexdigest(), "size": stat.st_size, "mode": mode}


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        read = self.content.read(size)
        self.digest.update(read)
        return read


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    content = text.encode()
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _partial(file: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=staging.SUFFIX, dir=file.parent)
    os.close(handle)
    return Path(name)


def _remove_left(file: Path) -> None:
    for left in file.parent.glob(f".{file.name}.*{staging.SUFFIX}"):
        left.unlink()


def _keep_on_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
