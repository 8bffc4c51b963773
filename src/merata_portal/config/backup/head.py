"""The first thing in a backup: by which version and keys it was made, so that a wrong place refuses it at once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from merata_portal.config.backup.refusals import BackupBroken, BackupRefused
from merata_portal.personal.keyring import Keyring

FORMAT = "merata backup 1"
FINGERPRINT_OF = b"merata key fingerprint 1:"
FINGERPRINT_SIGNS = 16
INDEX = "index"


@dataclass(frozen=True, slots=True)
class Head:
    """Made when (ISO), by which version, of which database, with which migrations, under which keys.

    `keys` are fingerprints by the key's id, and of the index key under "index": they tell keys apart and open nothing.
    """

    format: str
    made_at: str
    version: str
    database: str
    migrations: tuple[str, ...]
    current_key: str
    keys: dict[str, str]

    def to_json(self) -> str:
        """The head as it stands in the file."""
        return json.dumps(asdict(self), indent=1)


def head_now(made_at: str, ring: Keyring) -> Head:
    """The head of a backup made now; raises `BackupRefused` where the database is not of this version."""
    applied, known = _applied(), _known()
    if applied != known:
        raise BackupRefused(
            "basis data bukan dari versi ini; jalankan `merata portal migrate DATA`, atau cadangkan dengan versi lama",
            "the database is not of this version; run `merata portal migrate DATA`, or back it up with the version "
            f"that it is of ({_differences(applied, known)})",
        )
    return Head(FORMAT, made_at, version("merata"), connection.vendor, known, ring.current, fingerprints(ring))


def from_json(text: bytes) -> Head:
    """The head that a file begins with; raises `BackupBroken` where there is none."""
    try:
        found: dict[str, Any] = json.loads(text)
        return Head(**{**found, "migrations": tuple(found["migrations"])})
    except (ValueError, KeyError, TypeError):
        raise BackupBroken("berkas ini bukan cadangan Merata", "this file is not a backup of Merata") from None


def refuse_other(head: Head, ring: Keyring) -> None:
    """Raises `BackupRefused` where this version, this database or these keys are not those of the backup."""
    here = version("merata")
    if head.format != FORMAT or head.version != here or head.migrations != _known():
        raise BackupRefused(
            f"cadangan dibuat oleh versi {head.version}, di sini {here} dengan migrasi yang berbeda. Pasang versi itu, "
            "pulihkan, lalu naikkan versinya dan jalankan `merata portal migrate DATA`",
            f"the backup was made by version {head.version}, here is {here}"
            f" ({_differences(head.migrations, _known()) or head.format}). Install that version, restore, then upgrade "
            "and run `merata portal migrate DATA`",
        )
    if head.database != connection.vendor:
        raise BackupRefused(
            f"cadangan dari {head.database}, MERATA_DATABASE_URL di sini menunjuk {connection.vendor}",
            f"the backup is of {head.database}, MERATA_DATABASE_URL here means {connection.vendor}; set or unset it",
        )
    mine = fingerprints(ring)
    lacking = sorted(name for name, mark in head.keys.items() if mine.get(name) != mark)
    if lacking:
        raise BackupRefused(
            f"kunci yang dipakai cadangan ini tidak ada di MERATA_KEYS: {', '.join(lacking)}. Pakai salinan berkas "
            "kuncinya; tanpa itu data pribadi tak terbaca",
            f"keys of this backup are not in MERATA_KEYS: {', '.join(lacking)}. Use the copy of its key file; without "
            "it personal data cannot be read",
        )


def fingerprints(ring: Keyring) -> dict[str, str]:
    """A short hash of each key by its id, and of the index key; of 32 random bytes, so nobody can guess back."""
    keys = {**ring.keys, INDEX: ring.index}
    return {name: hashlib.sha256(FINGERPRINT_OF + key).hexdigest()[:FINGERPRINT_SIGNS] for name, key in keys.items()}


def _known() -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in MigrationLoader(None).disk_migrations))


def _applied() -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations))


def _differences(theirs: tuple[str, ...], mine: tuple[str, ...]) -> str:
    only = [f"-{name}" for name in sorted(set(theirs) - set(mine))] + [
        f"+{name}" for name in sorted(set(mine) - set(theirs))
    ]
    return ", ".join(only[:6]) + (" …" if len(only) > 6 else "")
