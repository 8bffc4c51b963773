"""One moment of the database into a file, and a file into an empty database.

Sessions and the cache stay behind: a stolen backup must not sign anybody in.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from merata_portal.config.backup.refusals import BackupRefused
from merata_portal.config.databases import SQLITE_FILE

POSTGRESQL_FILE = "portal.dump"
LEFT_BEHIND = ("django_session", "portal_cache")
Counts = dict[str, int]


def file_name() -> str:
    """What the copied database is called in a backup."""
    return SQLITE_FILE if connection.vendor == "sqlite" else POSTGRESQL_FILE


def copy_to(path: Path) -> Counts:
    """Copy the database as it is at one moment to `path`, beside writers that go on; rows of each table in it."""
    return _copy_sqlite(path) if connection.vendor == "sqlite" else _dump_postgresql(path)


def load_from(path: Path) -> None:
    """Fill the empty database from a copy, all at once or not at all. SQLite's copy is the database already."""
    if connection.vendor == "postgresql":
        _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(path))


def refuse_full() -> None:
    """Raises `BackupRefused` where the PostgreSQL database named in the settings holds any table."""
    if connection.vendor == "postgresql" and (found := connection.introspection.table_names()):
        raise BackupRefused(
            f"basis data tujuan sudah berisi {len(found)} tabel; buat yang kosong dan sebut di MERATA_DATABASE_URL",
            f"the database holds {len(found)} tables already; make an empty one and name it in MERATA_DATABASE_URL",
        )


def empty_again() -> None:
    """Take out what `load_from` put into an empty PostgreSQL database, after it was found wanting."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")


def counts() -> Counts:
    """Rows of each table of the database."""
    with connection.cursor() as cursor:
        return _counted(connection.introspection.table_names(cursor), cursor.execute, cursor.fetchone)


def _counted(tables: Iterable[str], execute: Callable[[str], Any], fetch: Callable[[], Any]) -> Counts:
    found: Counts = {}
    for table in sorted(tables):
        if table not in LEFT_BEHIND:
            execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's own name
            found[table] = int(fetch()[0])
    return found


def _copy_sqlite(path: Path) -> Counts:
    connection.ensure_connection()
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as copied:
        connection.connection.backup(copied)  # in one step: readers and writers of the original go on beside it
        copied.execute("PRAGMA journal_mode = DELETE")
        copied.execute("PRAGMA secure_delete = ON")
        tables = [row[0] for row in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in LEFT_BEHIND:
            if table in tables:
                copied.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
        copied.commit()
        cursor = copied.cursor()
        return _counted((name for name in tables if not name.startswith("sqlite_")), cursor.execute, cursor.fetchone)


def _dump_postgresql(path: Path) -> Counts:
    """The dump and the counts see one snapshot, which this transaction holds open."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        left = [f"--exclude-table-data={table}" for table in LEFT_BEHIND]
        # Not compressed here: the whole file is.
        _run("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={path}", *left)  # fmt: skip
        return _counted(connection.introspection.table_names(cursor), cursor.execute, cursor.fetchone)


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the settings' database; the password goes by the environment, seen by nobody."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - only where PostgreSQL is

    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"{program} tidak terpasang", f"{program} was not found: apt install postgresql-client")
    known = connection.settings_dict
    named = {"dbname": known["NAME"], "user": known["USER"], "host": known["HOST"], "port": known["PORT"]}
    named = {name: value for name, value in named.items() if value} | known["OPTIONS"]
    environment = os.environ | ({"PGPASSWORD": known["PASSWORD"]} if known["PASSWORD"] else {})
    result = subprocess.run(  # noqa: S603 - PostgreSQL's own program, arguments of ours
        [found, f"--dbname={make_conninfo('', **named)}", *arguments],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    if result.returncode:
        # Of a row that breaks a constraint, the first line names the constraint and the next ones quote the row.
        told = (result.stderr.strip().splitlines() or ["?"])[0]
        raise BackupRefused(f"{program} gagal: {told}", f"{program} failed: {told}")
