"""The store: files named by the SHA-256 of their content, whole or not there at all, each kept once.

They lie under the data folder in `portal-analysis/content/ab/abcd…`; folders of inputs hold hard links to them. A file
is on the disk before it stands under its name, and is not writable after.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from merata_portal.analysis.refusals import BrokenStore

FOLDER = "portal-analysis"
_CHUNK = 1 << 20
_LEFT_BEHIND_SECONDS = 24 * 3600.0


def root() -> Path:
    """The store's folder; it may not exist yet."""
    return Path(settings.DATA_ROOT) / FOLDER


def path_of(content_hash: str) -> Path:
    """Where the content of that hash lies, or would."""
    return root() / "content" / content_hash[:2] / content_hash


def keep(content: BinaryIO) -> str:
    """Keep a content, once however often it is brought; its hash."""
    with _partial() as partial:
        digest = hashlib.sha256()
        with partial.open("wb") as file:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return _settle(partial, digest.hexdigest())


def keep_bytes(content: bytes) -> str:
    """As `keep`, for a content in memory."""
    with _partial() as partial:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return _settle(partial, hashlib.sha256(content).hexdigest())


@contextmanager
def writing() -> Iterator[Path]:
    """A path on the store's own disk to write a file to, for `keep_file`; whatever is left there is taken away."""
    with _partial() as partial:
        yield partial


def keep_file(path: Path) -> str:
    """Keep the file that was written at a path of `writing`; its hash."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return _settle(path, hash_of_file(path))


def hash_of_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(content_hash: str) -> bytes:
    """The content; raises `BrokenStore` where it is gone or was changed."""
    path = sound(content_hash)
    return path.read_bytes()


def sound(content_hash: str) -> Path:
    """The path of a content that was just found to be what its name says; raises `BrokenStore` otherwise."""
    path = path_of(content_hash)
    fault = fault_of(path, content_hash)
    if fault == "missing":
        raise BrokenStore(
            f"Berkas {content_hash[:12]}… tidak ada lagi di gudang analisis; pulihkan dari cadangan.",
            f"The file {content_hash[:12]}… is gone from the analysis store; restore it from a backup.",
        )
    if fault:
        raise BrokenStore(
            f"Berkas {content_hash[:12]}… di gudang analisis berubah isinya; pulihkan dari cadangan.",
            f"The file {content_hash[:12]}… in the analysis store was changed; restore it from a backup.",
        )
    return path


def fault_of(path: Path, content_hash: str) -> str:
    """`missing`, `changed`, or nothing where the file is what its hash says."""
    try:
        found = hash_of_file(path)
    except FileNotFoundError:
        return "missing"
    return "" if found == content_hash else "changed"


def link(content_hash: str, at: Path) -> None:
    """Put a kept content at a path, as a hard link; as a copy where the disk has no links."""
    source = path_of(content_hash)
    try:
        at.hardlink_to(source)
    except FileNotFoundError:
        raise BrokenStore(
            f"Berkas {content_hash[:12]}… tidak ada lagi di gudang analisis; pulihkan dari cadangan.",
            f"The file {content_hash[:12]}… is gone from the analysis store; restore it from a backup.",
        ) from None
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK):
            raise
        shutil.copyfile(source, at)
        at.chmod(0o440)


def _settle(partial: Path, content_hash: str) -> str:
    """Under its name, unless it stands there already and is whole; the first of two at once wins, both are the same."""
    path = path_of(content_hash)
    if not fault_of(path, content_hash):
        return content_hash
    path.parent.mkdir(parents=True, exist_ok=True)
    partial.chmod(0o440)
    partial.replace(path)
    sync_folder(path.parent)
    return content_hash


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Take away what a writer that was killed left in a folder, a day later."""
    for left in folder.glob(".*.partial"):
        with suppress(FileNotFoundError):  # another process sweeps too
            if time.time() - left.stat().st_mtime < _LEFT_BEHIND_SECONDS:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


@contextmanager
def _partial() -> Iterator[Path]:
    folder = root() / "content"
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    partial = folder / f".{uuid4().hex}.partial"
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
