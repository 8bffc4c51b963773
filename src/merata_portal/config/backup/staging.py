"""The files of a data folder held as they are, by hard links: what is deleted or replaced meanwhile stays in hand."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from merata_portal.config.backup import noted
from merata_portal.config.backup.refusals import BackupRefused
from merata_portal.config.databases import SQLITE_FILE
from merata_portal.jobs import seen
from merata_portal.personal.keyring import FORMAT
from merata_portal.personal.keys import DEMO_NAME, keys_path

PREFIX, SUFFIX = ".backup-", ".partial"
NOT_TAKEN = {DEMO_NAME, noted.FILE, seen.FILE, *(f"{SQLITE_FILE}{end}" for end in ("", "-wal", "-shm", "-journal"))}
KEYS_BYTES = 1 << 16


@contextmanager
def staged(data: Path) -> Iterator[Path]:
    """A folder inside `data` to gather in, gone at the end; what a killed backup left is removed first.

    Raises `BackupRefused` where another backup of the same folder is under way.
    """
    descriptor = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"{data} sedang dicadangkan", f"{data} is being backed up; wait for its end") from None
        for left in data.glob(f"{PREFIX}*{SUFFIX}"):
            shutil.rmtree(left)
        place = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=data))
        try:
            yield place
        finally:
            shutil.rmtree(place)
    finally:
        os.close(descriptor)


def link_files(data: Path, place: Path) -> None:
    """Link every file of `data` that is not there yet into `place`, under its own path.

    Done before the database is copied and again after: before, so that what is deleted meanwhile is there; after, so
    that what came before the copy is. Keys are never taken, whatever they are called. Raises `BackupRefused` for a
    symbolic link: what it points to would be missing.
    """
    for folder, folders, names in os.walk(data):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.endswith(SUFFIX))
        for name in (*folders, *names):
            if (here / name).is_symlink():
                raise BackupRefused(
                    f"{here / name} adalah tautan simbolik; pindahkan isinya ke dalam folder data",
                    f"{here / name} is a symbolic link; move what it points to into the data folder",
                )
        for name in sorted(names):
            path = here / name
            if _taken(data, path):
                _link(path, place / path.relative_to(data))


def _taken(data: Path, path: Path) -> bool:
    if path.name.endswith(SUFFIX) or (path.parent == data and path.name in NOT_TAKEN) or not path.is_file():
        return False
    return path.resolve() != keys_path() and not _holds_keys(path)


def _holds_keys(path: Path) -> bool:
    """Whether a file is a copy of a key file that somebody put here."""
    try:
        return path.stat().st_size < KEYS_BYTES and FORMAT.encode() in path.read_bytes()
    except FileNotFoundError:
        return False


def _link(path: Path, place: Path) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(path)
    except FileNotFoundError:
        return  # deleted a moment ago: nobody asks for it in the copy that is made after this
    except OSError:
        shutil.copy2(path, place)  # another disk, or one without hard links
