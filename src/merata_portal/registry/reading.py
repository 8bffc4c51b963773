"""Reading the database in bulk as Arrow: one transaction, which sees one moment, over a connection of its own.

PostgreSQL through ADBC. SQLite through Python's own sqlite3, the very library that Django uses: ADBC's driver brings a
second copy of SQLite, and two copies in one process do not see each other's locks, so that one deletes the write-ahead
log which the other still writes (https://www.sqlite.org/howtocorrupt.html, 2.2.1).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import adbc_driver_postgresql.dbapi  # type: ignore[import-untyped]
import pyarrow as pa
from django.db import connection

PART_ROWS = 100_000


class Moment(Protocol):
    """What the database held at the moment that it was opened."""

    def tables(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        """The rows of a query as `schema`, whose columns it has in order, in parts of `PART_ROWS` or fewer."""
        ...


def table(at: Moment, sql: str, schema: pa.Schema) -> pa.Table:
    """All rows of a query in one table."""
    return pa.concat_tables([schema.empty_table(), *at.tables(sql, schema)])


def number(at: Moment, sql: str) -> int:
    """The one number that a query gives; 0 for none."""
    return int(table(at, sql, pa.schema([("number", pa.int64())]))["number"][0].as_py() or 0)


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

    def tables(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        with closing(self._connection.execute(sql)) as cursor:
            while rows := cursor.fetchmany(PART_ROWS):
                columns = (pa.array(column) for column in zip(*rows, strict=True))
                yield _table(columns, schema)


class _Postgresql:
    def __init__(self, server: Any) -> None:
        self._connection = server

    def tables(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            # The driver's batches are of a few megabytes; parts of one size make a file of even row groups.
            left: list[pa.Table] = []
            for batch in cursor.fetch_record_batch():
                left.append(_table(batch.columns, schema))
                while sum(part.num_rows for part in left) >= PART_ROWS:
                    whole = pa.concat_tables(left)
                    yield whole.slice(0, PART_ROWS)
                    left = [whole.slice(PART_ROWS)]
            if sum(part.num_rows for part in left):
                yield pa.concat_tables(left)


def _uri(settings: dict[str, Any]) -> str:
    named = {"host": settings["HOST"], "port": settings["PORT"], **settings.get("OPTIONS", {})}
    known = {key: str(value) for key, value in named.items() if value and isinstance(value, str | int)}
    account = f"{quote(settings['USER'], safe='')}:{quote(settings['PASSWORD'], safe='')}@" if settings["USER"] else ""
    return f"postgresql://{account}/{quote(settings['NAME'], safe='')}?{urlencode(known)}"


def _table(columns: Iterable[pa.Array], schema: pa.Schema) -> pa.Table:
    """The columns in the schema's types; one without any value has no type that could be turned into another."""
    typed = [
        pa.nulls(len(column), field.type) if column.null_count == len(column) else column.cast(field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.table(typed, schema=schema)
