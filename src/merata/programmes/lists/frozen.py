"""A list in one canonical writing, so that it has one hash: whoever holds the list can compute it again.

The hash is the SHA-256 of UTF-8 lines: first the scheme, then the columns' names in alphabetical order, then a line for
each row, in the order of the lines themselves. Every line is a JSON array without spaces: text as text, whole numbers
and true and false as they are, days as YYYY-MM-DD, null where nothing is known. So neither the order of rows nor of
columns matters, nor how a program stores them; anything else that changes in the list changes the hash.
"""

from __future__ import annotations

import hashlib
import json

import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.tables.personal_numbers import masked

SCHEME = "merata-list/1"
"""Names the rules above; whoever changes one changes this name."""


def list_hash(rows: pa.Table, key: str, called: str = "the list") -> str:
    """The hash of a list with one row for each `key`, in 64 lower-case hexadecimal digits.

    Columns hold text, whole numbers, flags or days. Raises `InputError` where `key` is missing, empty or stands twice,
    or a column holds fractions, which no two programs need to write the same: give scores in whole thousandths.
    """
    refuse_unkeyed(rows, key, called)
    names = sorted(rows.column_names)
    columns = [_plain(rows[name], name, called).to_pylist() for name in names]
    # Each line is unique, for its key is: sorting them leaves nothing open.
    lines = sorted(_line(list(row)) for row in zip(*columns, strict=True))
    whole = "\n".join([_line([SCHEME]), _line(list(names)), *lines]) + "\n"
    return hashlib.sha256(whole.encode()).hexdigest()


def refuse_unkeyed(rows: pa.Table, key: str, called: str) -> None:
    """Raise `InputError` where `rows` lacks `key` or a row has none, or that of another row (rows from 1)."""
    if key not in rows.column_names:
        fault = Fault(called, None, key, None, "a column that names each row", "missing")
        raise InputError(f"{called} cannot be used", [fault])
    faults = []
    seen: set[object] = set()
    for at, value in enumerate(rows[key].to_pylist(), start=1):
        if value is None or value == "":
            faults.append(Fault(called, at, key, None, "a value in every row", "empty"))
        elif value in seen:
            faults.append(Fault(called, at, key, masked(str(value)), "each only once", "stands in an earlier row too"))
        seen.add(value)
    if faults:
        raise InputError(f"{called} does not name each row once", faults)


def _line(values: list[object]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _plain(column: pa.ChunkedArray, name: str, called: str) -> pa.ChunkedArray:
    """A column in values that JSON has, whatever Arrow type holds them."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_date32(kind):
        return pc.strftime(column, format="%Y-%m-%d")
    if pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return column
    expected = "text, whole numbers, true or false, or days"
    fault = Fault(called, None, name, None, expected, f"a column of type {kind}")
    raise InputError(f"{called} has no canonical writing", [fault])
