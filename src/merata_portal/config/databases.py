"""Which database: SQLite in the data folder, or the PostgreSQL that MERATA_DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_FILE = "portal.sqlite3"
BUSY_SECONDS = 30
KEPT_SECONDS = 60


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of the database at `url`, or of the SQLite file in folder `data` where it is empty.

    `url` is postgresql://user:password@host:port/name?sslmode=require; a socket's folder goes into ?host=/folder.
    Raises ImproperlyConfigured for any other kind, and never repeats the URL, which holds a password.
    """
    return _postgresql(urlsplit(url)) if url else sqlite(data / SQLITE_FILE)


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in one file: readers beside one writer (WAL), which takes its lock at once and waits for its turn.

    A transaction that began by reading could not become a writer later without failing under load: so IMMEDIATE.
    synchronous stays FULL: a payment that was confirmed outlives a power cut.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        },
    }


def _postgresql(url: SplitResult) -> dict[str, Any]:
    name = unquote(url.path.lstrip("/"))
    if url.scheme not in {"postgresql", "postgres"} or not name:
        raise ImproperlyConfigured(
            f"MERATA_DATABASE_URL begins with {url.scheme or 'nothing'}:// and names database {name or 'none'}; "
            "expected postgresql://user:password@host:5432/name, or no MERATA_DATABASE_URL at all for SQLite"
        )
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or url.hostname or "",
        "PORT": options.pop("port", "") or str(url.port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
