"""Portals of a test's own, for other processes: each begins as a copy of one that is migrated once.

Migrating takes six seconds of the processor; a copy takes none.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

MERATA = str(Path(sys.executable).with_name("merata"))
DATABASE = "portal.sqlite3"
_numbers = itertools.count(1)


def plain_environment() -> dict[str, str]:
    """This process's environment without what is set for its own portal, but with its keys."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "MERATA"))}
    return kept | {"MERATA_KEYS": os.environ["MERATA_KEYS"]}


@contextmanager
def own_portal(data: Path, scratch: Path, server: str) -> Iterator[dict[str, str]]:
    """The environment of a migrated portal in the folder `data`, which is made.

    `server`: the address of PostgreSQL's own database `postgres`; empty for SQLite. `scratch`: a folder for the copy's
    original.
    """
    data.mkdir()
    environment = plain_environment() | {"MERATA_DATA": str(data)}
    if not server:
        shutil.copyfile(_migrated(scratch, "") / DATABASE, data / DATABASE)
        yield environment
        return
    name = f"own_{os.getpid()}_{next(_numbers)}"
    _migrated(scratch, server)
    _ask(server, f'CREATE DATABASE "{name}" TEMPLATE "{_original()}"')
    yield environment | {"MERATA_DATABASE_URL": _address(server, name)}
    _ask(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def _migrated(scratch: Path, server: str) -> Path:
    """The folder of the portal that all of this process's are copies of."""
    folder = scratch / "migrated"
    environment = plain_environment() | {"MERATA_DATA": str(folder)}
    if server:
        _ask(server, f'CREATE DATABASE "{_original()}"')
        environment |= {"MERATA_DATABASE_URL": _address(server, _original())}
    subprocess.run([MERATA, "portal", "migrate", str(folder)], env=environment, check=True, capture_output=True)
    return folder


def _original() -> str:
    return f"own_{os.getpid()}_migrated"


def _address(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _ask(server: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
