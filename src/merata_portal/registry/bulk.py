"""Arrow tables into the database and changes over whole sets of rows, on SQLite and PostgreSQL alike.

Everything goes through Django's own connection, so that a chunk's rows and its progress are one transaction. PostgreSQL
takes rows by COPY of what Arrow writes as CSV; SQLite by one prepared statement over many rows.
"""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection, models
from numpy.typing import NDArray

SQLITE_CACHE_KIB = 262_144

_TYPES = {  # Arrow type: column type on PostgreSQL, on SQLite
    pa.int64(): ("bigint", "bigint"),
    pa.float64(): ("double precision", "real"),
    pa.bool_(): ("boolean", "bool"),
    pa.date32(): ("date", "date"),
    pa.string(): ("text", "text"),
    pa.binary(): ("bytea", "blob"),
}


def prepare() -> None:
    """Give SQLite memory for the indexes of a million rows on this connection; its 2 MB are for a handful."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")


def analyze(*models_: type[models.Model]) -> None:
    """Let the planner know how many rows there are now; without it a list page may walk through a million.

    In full on SQLite too: a sample of an index tells it too little of how many rows a village has. PostgreSQL reads an
    index without its rows only where a vacuum has marked their pages, which can be done between transactions alone.
    """
    vacuums = connection.vendor == "postgresql" and not connection.in_atomic_block
    for model in models_:
        execute(f"{'VACUUM (ANALYZE)' if vacuums else 'ANALYZE'} {_name(model._meta.db_table)}")


def insert(model: type[models.Model], table: pa.Table) -> None:
    """Insert the rows of `table`, whose columns are the model's by name; ids are given in it where others need them."""
    _load(_name(model._meta.db_table), table)


def stage(name: str, table: pa.Table) -> None:
    """Put `table` into a temporary table `name` of this connection, in place of an earlier one."""
    kind = 0 if connection.vendor == "postgresql" else 1
    # Columns called uuid are of the database's own type, so that they compare with the tables' columns.
    columns = ", ".join(
        f"{_name(field.name)} {'uuid' if kind == 0 and field.name == 'uuid' else _TYPES[_plain(field.type)][kind]}"
        for field in table.schema
    )
    drop(name)
    execute(f"CREATE TEMPORARY TABLE {_name(name)} ({columns})")
    _load(_name(name), table)
    execute(f"ANALYZE {_name(name)}")


def drop(name: str) -> None:
    """Forget a temporary table."""
    execute(f"DROP TABLE IF EXISTS {_name(name)}")


def execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


def new_ids(model: type[models.Model], count: int) -> NDArray[np.int64]:
    """`count` ids that no row has or will get, ascending, for rows about to be inserted in this transaction."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        sequence = rows("SELECT pg_get_serial_sequence(%s, 'id')", [table])[0][0]
        drawn = rows("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return np.array([one[0] for one in drawn], dtype=np.int64)
    # SQLite has one writer at a time; inserting an id moves the sequence by itself.
    known = rows("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    first = (known[0][0] if known else 0) + 1
    return np.arange(first, first + count, dtype=np.int64)


def update(model: type[models.Model], table: pa.Table, *, keep_where_null: bool = False) -> int:
    """Set the columns of `table` on the rows that its column `id` names; how many there were.

    `keep_where_null`: a cell without a value leaves what is there.
    """
    target = _name(model._meta.db_table)
    stage("stage_update", table)
    value = "COALESCE(s.{0}, {1}.{0})" if keep_where_null else "s.{0}"
    given = [_name(name) for name in table.column_names if name != "id"]
    assignments = ", ".join(f"{name} = {value.format(name, target)}" for name in given)
    done = execute(f"UPDATE {target} SET {assignments} FROM stage_update s WHERE {target}.id = s.id")
    drop("stage_update")
    return done


def columns_of(model: type[models.Model], *, without: Sequence[str] = ()) -> list[str]:
    """The model's column names, in order."""
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in without]


def listed(names: Sequence[str], prefix: str = "") -> str:
    """Column names as a statement writes them."""
    return ", ".join(f"{prefix}{_name(name)}" for name in names)


def as_json(expression: str) -> str:
    """A text expression as the database's JSON type."""
    return f"CAST({expression} AS jsonb)" if connection.vendor == "postgresql" else expression


def _load(target: str, table: pa.Table) -> None:
    if table.num_rows == 0:
        return
    if connection.vendor == "postgresql":
        _copy(target, table)
        return
    columns = [_for_sqlite(column) for column in table.columns]
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {target} ({listed(table.column_names)}) VALUES ({places})",
            list(zip(*columns, strict=True)),
        )


def _copy(target: str, table: pa.Table) -> None:
    options = pa_csv.WriteOptions(include_header=False)
    with connection.cursor() as cursor:
        statement = f"COPY {target} ({listed(table.column_names)}) FROM STDIN (FORMAT csv)"
        with cursor.copy(statement) as copy:
            for start in range(0, table.num_rows, 20_000):
                part = table.slice(start, 20_000)
                text = pa.table([_for_csv(column) for column in part.columns], names=part.column_names)
                sink = pa.BufferOutputStream()
                pa_csv.write_csv(text, sink, options)
                copy.write(sink.getvalue().to_pybytes())


def _for_sqlite(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    return column.to_pylist()  # type: ignore[no-any-return]


def _for_csv(column: pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Bytes as PostgreSQL writes them in text; all else Arrow writes as PostgreSQL reads it."""
    if not (pa.types.is_binary(column.type) or pa.types.is_fixed_size_binary(column.type)):
        return column
    return pa.array([None if value is None else "\\x" + value.hex() for value in column.to_pylist()], pa.string())


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of `_TYPES` that holds values of `kind`."""
    if pa.types.is_fixed_size_binary(kind):
        return pa.binary()
    if pa.types.is_integer(kind):
        return pa.int64()
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_null(kind) else kind


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
