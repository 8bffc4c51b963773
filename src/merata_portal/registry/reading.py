"""Reading the database in bulk as Arrow: one transaction, which sees one moment, over a connection of its own.

PostgreSQL through ADBC. SQLite through Python's own sqlite3, the very library that Django uses: ADBC's driver brings a
second copy of SQLite, and two copies in one process do not see each other's locks, so that one deletes the write-ahead
log which the other still writes (https://www.sqlite.org/howtocorrupt.html, 2.2.1).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import adbc_driver_postgresql.dbapi
import pyarrow as pa
from django.db import connection

BATCH_ROWS = 100_000


class Moment(Protocol):
    """What the database held at the moment that it was opened."""

    def table(self, sql: str, schema: pa.Schema) -> pa.Table:
        """The rows of a query as `schema`, whose columns it has in order."""
        ...


def number(at: Moment, sql: str) -> int:
    """The one number that a query gives; 0 for none."""
    return int(at.table(sql, pa.schema([("number", pa.int64())]))["number"][0].as_py() or 0)


@contextmanager
def moment() -> Iterator[Moment]:
    """The database as it is now, for as long as the block lasts."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"]).resolve()
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as opened:
            opened.execute("BEGIN")
            yield _Sqlite(opened)
        return
    with adbc_driver_postgresql.dbapi.connect(_uri(connection.settings_dict)) as server:
        with server.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _Postgresql(server)
        server.rollback()


class _Sqlite:
    def __init__(self, opened: sqlite3.Connection) -> None:
        self._connection = opened

    def table(self, sql: str, schema: pa.Schema) -> pa.Table:
        rows = self._connection.execute(sql).fetchall()
        columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
        return pa.table(
            [_typed(pa.array(column), field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
        )


class _Postgresql:
    def __init__(self, server: Any) -> None:
        self._connection = server

    def table(self, sql: str, schema: pa.Schema) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            found = cursor.fetch_arrow_table()
        columns = [found.column(place) for place in range(len(schema))]
        return pa.table(
            [_typed(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
        )


def _uri(settings: dict[str, Any]) -> str:
    named = {"host": settings["HOST"], "port": settings["PORT"], **settings.get("OPTIONS", {})}
    known = {key: str(value) for key, value in named.items() if value and isinstance(value, str | int)}
    account = f"{quote(settings['USER'], safe='')}:{quote(settings['PASSWORD'], safe='')}@" if settings["USER"] else ""
    return f"postgresql://{account}/{quote(settings['NAME'], safe='')}?{urlencode(known)}"


def _typed(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    """The column as `kind`; one without any value has no type of its own that could be turned into another."""
    return pa.nulls(len(column), kind) if column.null_count == len(column) else column.cast(kind)
