"""A list in one canonical writing, so that it has one hash: whoever holds the list can compute it again.

The hash is the SHA-256 of UTF-8 lines: first the scheme, then the columns' names in alphabetical order, then a line for
each row, in the order of the lines themselves. Every line is a JSON array without spaces: text as text, whole numbers
and true and false as they are, days as YYYY-MM-DD, null where nothing is known. So neither the order of rows nor of
columns matters, nor how a program stores them; anything else that changes in the list changes the hash.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.tables.personal_numbers import masked

SCHEME = "merata-list/1"
"""Names the rules above; whoever changes one changes this name."""
_ESCAPED = r'["\\\x00-\x1f]'
_PART_LINES = 100_000


def list_hash(rows: pa.Table, key: str, called: str = "the list") -> str:
    """The hash of a list with one row for each `key`, in 64 lower-case hexadecimal digits.

    Columns hold text, whole numbers, flags or days. Raises `InputError` where `key` is missing, empty or stands twice,
    or a column holds fractions, which no two programs need to write the same: give scores in whole thousandths.
    """
    refuse_unkeyed(rows, key, called)
    names = sorted(rows.column_names)
    cells = [_cells(_plain(rows[name], name, called)) for name in names]
    lines = _joined(cells)
    digest = hashlib.sha256(f"{_line([SCHEME])}\n{_line(list(names))}\n".encode())
    # Each line is unique, for its key is: sorting them leaves nothing open. Arrow sorts by bytes, which in UTF-8 is the
    # order of the signs.
    order = pc.sort_indices(lines)
    for start in range(0, len(lines), _PART_LINES):
        digest.update(_bytes(lines.take(order.slice(start, _PART_LINES))))
    return digest.hexdigest()


def refuse_unkeyed(rows: pa.Table, key: str, called: str) -> None:
    """Raise `InputError` where `rows` lacks `key` or a row has none, or that of another row (rows from 1)."""
    if key not in rows.column_names:
        fault = Fault(called, None, key, None, "a column that names each row", "missing")
        raise InputError(f"{called} cannot be used", [fault])
    if _names_each(rows[key]):
        return
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


def _names_each(column: pa.ChunkedArray) -> bool:
    """Whether every row has a value of its own, told in one pass."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if column.null_count or pc.count_distinct(column).as_py() < len(column):
        return False
    of_texts = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return not (of_texts and pc.any(pc.equal(column, pa.scalar("", column.type))).as_py())


def _joined(cells: list[pa.Array]) -> pa.Array:
    """The lines of the rows: their cells with commas between them, in brackets, each with its end of line."""
    return pc.binary_join_element_wise(
        _text("["), pc.binary_join_element_wise(*cells, _text(",")), _text("]\n"), _text("")
    )


def _bytes(texts: pa.Array) -> memoryview:
    """The bytes of all texts, one after another, as they lie in memory."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(texts.buffers()[2])[offsets[0] : offsets[-1]]


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _cells(column: pa.ChunkedArray) -> pa.Array:
    """Each value as JSON writes it."""
    if pa.types.is_null(column.type):
        return pa.repeat(_text("null"), len(column))
    # Whole numbers, true and false are written as JSON has them.
    written = _quoted(column) if pa.types.is_string(column.type) else column.cast(pa.large_string())
    whole = pc.fill_null(written, _text("null"))
    return pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], pa.large_string())


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as JSON writes them; those that repeat, and those without a sign that JSON escapes, all at once."""
    text = column.cast(pa.large_string())
    if not pc.any(pc.match_substring_regex(text, _ESCAPED)).as_py():
        return pc.binary_join_element_wise(_text('"'), text, _text('"'), _text(""))
    coded = pc.dictionary_encode(text).combine_chunks()
    written = [json.dumps(value, ensure_ascii=False) for value in coded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(written, pa.large_string()).take(coded.indices)])


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
