"""A database for the tests alone: a SQLite file, or a PostgreSQL server that lives as long as the test process."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN_BINARIES = "/usr/lib/postgresql"
SUPERUSER = "merata"
PREFIX, OWNER = "merata-pg-", "owner"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=60"


class NotInstalled(Exception):  # noqa: N818 - it says what is the matter
    """PostgreSQL's server programs are not on this machine, or cannot be run by this user."""


def binaries() -> Path:
    """The folder of initdb and pg_ctl: the newest of Debian's, or wherever the path finds them."""
    versions = sorted(Path(DEBIAN_BINARIES).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    if found is None:
        raise NotInstalled("PostgreSQL's initdb was not found; on Debian or Ubuntu: apt install postgresql")
    return Path(found).parent


def unprivileged() -> str | None:
    """Whom to run the server as: PostgreSQL refuses root. None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NotInstalled("PostgreSQL does not run as root, and there is no user postgres to run it as") from None


def start_postgresql() -> str:
    """Start a server in a folder of its own, reachable by a Unix socket there only; return the URL of a database.

    It is stopped and removed when this process ends, or by the next one where this was killed. Raises `NotInstalled`.
    """
    programs, user = binaries(), unprivileged()
    identity: dict[str, Any] = {}
    if user:
        identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": ()}
    for left in _left_behind():
        _stop(programs, left, identity)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))  # a socket's path must be short
    (folder / OWNER).write_text(str(os.getpid()))
    if user:
        shutil.chown(folder, user)
    atexit.register(_stop, programs, folder, identity)
    cluster = str(folder / "cluster")

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs / program), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            **identity,
        )
        if done.returncode:
            log = folder / "log"
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")

    run("initdb", "-D", cluster, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--no-locale", "-N")
    run("pg_ctl", "start", "-w", "-D", cluster, "-l", str(folder / "log"), "-o", f"{QUICK} -k {folder}")
    return f"postgresql://{SUPERUSER}@/postgres?host={folder}"


def _left_behind() -> list[Path]:
    """Servers of test processes that were killed, and so could not stop them."""
    if not Path("/proc/self").exists():
        return []
    owners = Path("/tmp").glob(f"{PREFIX}*/{OWNER}")  # noqa: S108 - where `start_postgresql` makes them
    return [owner.parent for owner in owners if not Path("/proc", owner.read_text() or "self").exists()]


def _stop(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    subprocess.run(
        [str(programs / "pg_ctl"), "stop", "-D", str(folder / "cluster"), "-m", "immediate"],
        capture_output=True,
        check=False,
        cwd="/",
        **identity,
    )
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def guards_down() -> Iterator[None]:
    """Without the database's own triggers, which refuse to empty append-only tables: for a test's clearing up only."""
    from django.db import connection  # noqa: PLC0415 - after the settings

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, sql in triggers:
            cursor.execute(sql)
