"""The key file outside the database: made, read, rotated, each time whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from merata_portal.personal.errors import KeysBroken, KeysMissing
from merata_portal.personal.folder import data_root
from merata_portal.personal.keyring import ID_BYTES, KEY_BYTES, Keyring, from_json, to_json

DEMO_NAME = "portal-keys.json"


def keys_path() -> Path:
    """The file that MERATA_KEYS names; without it `portal-keys.json` in the data folder, for demos only."""
    named = os.environ.get("MERATA_KEYS")
    return Path(named).resolve() if named else data_root() / DEMO_NAME


def lie_beside_the_data() -> bool:
    """Whether the keys lie in the data folder, so that one copied folder holds both: right for a demo only."""
    return keys_path().is_relative_to(data_root())


def keyring() -> Keyring:
    """The keys in force now; a rotation is seen at the next call, without a restart.

    Raises `KeysMissing` where there is no file, `KeysBroken` where it is damaged or readable by others.
    """
    path = keys_path()
    try:
        found = path.stat()
    except FileNotFoundError:
        raise KeysMissing(_no_file(path)) from None
    return _read(path, found.st_mtime_ns, found.st_ino, found.st_size, stat.S_IMODE(found.st_mode))


def new_keys(path: Path) -> Keyring:
    """Write a first key file, readable by its owner alone; never over an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = _first_ring()
    with _locked(path.parent):
        if path.exists():
            raise KeysMissing(
                f"{path}: sudah ada berkas kunci; kunci baru membuat semua data tersegel tak terbaca / "
                "a key file is here already; a new one would make everything sealed unreadable"
            )
        _write(path, ring)
    return ring


def rotate(path: Path) -> Keyring:
    """Add a key that seals from now on; the old ones stay and still open until everything is resealed."""
    with _locked(path.parent):
        ring = read_keys(path)
        rotated = ring.with_current(_new_id(), secrets.token_bytes(KEY_BYTES))
        _write(path, rotated)
    return rotated


def retire(path: Path, name: str) -> Keyring:
    """Take an old key out, after everything under it was resealed; what was not can never be read again."""
    with _locked(path.parent):
        ring = read_keys(path).without(name)
        _write(path, ring)
    return ring


def read_keys(path: Path) -> Keyring:
    """The keys in a file; raises as `keyring` does."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        raise KeysMissing(_no_file(path)) from None
    if mode & 0o077:
        raise KeysBroken(
            f"{path}: mode {mode:04o} memungkinkan orang lain membaca kunci; harus 0600 / "
            f"mode {mode:04o} lets others read the keys; expected 0600: chmod 600 {path}"
        )
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (KeysBroken, UnicodeDecodeError) as error:
        what = str(error) if isinstance(error, KeysBroken) else "the key file is not text"
        raise KeysBroken(f"{path}: {what}") from None


@lru_cache(maxsize=4)
def _read(path: Path, *version: int) -> Keyring:  # noqa: ARG001 - the version is what makes a changed file be read anew
    return read_keys(path)


def _no_file(path: Path) -> str:
    return (
        f"{path}: tidak ada berkas kunci; buat dengan `merata portal keys new`, atau tetapkan MERATA_KEYS / "
        "there is no key file; make one with `merata portal keys new`, or name yours in MERATA_KEYS"
    )


def _first_ring() -> Keyring:
    name = _new_id()
    return Keyring(name, {name: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))


def _new_id() -> str:
    return secrets.token_hex(ID_BYTES)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the folder is locked because the file itself is replaced."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, ring: Keyring) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(to_json(ring))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
