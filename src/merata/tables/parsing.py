"""Cells as text turned into the kinds of the schema; what cannot be turned is told, never guessed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.schema import Kind

Flags = NDArray[np.bool_]

INTEGER = r"^[+-]?\d{1,18}(\.0)?$"
"""One zero after the point at most: 417.000 is more likely 417 thousand than 417."""

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?\d*,\d+$"
GROUPED = r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"
"""A number whose mark may group thousands as well as part the decimals: 417.158, 417,158."""
YES = ("true", "yes", "ya", "y", "1", "benar")
NO = ("false", "no", "tidak", "n", "0", "salah")
"""A bare t is in neither: it is true where a database wrote it and tidak where an office did."""


def parsed(cells: pa.Array, kind: Kind, *, decimal_comma: bool = False) -> tuple[pa.Array, Flags]:
    """`cells` (text) as `kind`, and which of them are not of that kind; those and the empty ones are null.

    With `decimal_comma` the comma is the decimal mark and a point in a number is not of the kind: it may be a decimal
    mark or a thousands separator, and nobody can tell which.
    """
    text = pc.utf8_trim_whitespace(cells)
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    if kind in (Kind.INTEGER, Kind.NUMBER):
        typed = _numbers(text, kind, decimal_comma=decimal_comma)
    elif kind is Kind.FLAG:
        typed = _flags(text)
    elif kind is Kind.DATE:
        typed = _dates(text)
    else:
        typed = text
    return typed, pc.and_(pc.is_valid(text), pc.is_null(typed)).to_numpy(zero_copy_only=False)


def has_decimal_comma(cells: pa.Array, usual_mark: str | None = None) -> bool:
    """Whether any cell is a number with a decimal comma.

    Where the comma is not the file's usual mark, a comma that may group thousands (417,158) does not count as one.
    """
    comma = pc.match_substring_regex(cells, DECIMAL_COMMA)
    if usual_mark != ",":
        comma = pc.and_not(comma, pc.match_substring_regex(cells, GROUPED))
    return bool(pc.any(comma).as_py())


def may_group_thousands(cells: pa.Array, usual_mark: str | None, mark: str = ".") -> Flags:
    """Which numbers with the decimal `mark` could as well be thousands set apart, so that nobody can tell their size.

    The mark is taken at its word where it is the file's usual one, or where some number of the column cannot be grouped
    thousands (0.5, 12.25).
    """
    none = np.zeros(len(cells), dtype=np.bool_)
    if usual_mark == mark:
        return none
    trimmed = pc.utf8_trim_whitespace(cells)
    marked = pc.fill_null(pc.match_substring(trimmed, mark), fill_value=False)
    grouped = pc.fill_null(pc.match_substring_regex(trimmed, GROUPED), fill_value=False)
    number = pc.match_substring_regex(pc.replace_substring(trimmed, mark, "."), NUMBER)
    if pc.any(pc.and_not(pc.and_(marked, number), grouped)).as_py():
        return none
    return np.asarray(pc.and_(marked, grouped).to_numpy(zero_copy_only=False))


def _numbers(text: pa.Array, kind: Kind, *, decimal_comma: bool) -> pa.Array:
    if decimal_comma:
        plain = pc.match_substring(text, ".")
        text = pc.if_else(plain, pa.scalar(None, pa.string()), pc.replace_substring(text, ",", "."))
    pattern = INTEGER if kind is Kind.INTEGER else NUMBER
    text = pc.if_else(pc.match_substring_regex(text, pattern), text, pa.scalar(None, pa.string()))
    if kind is Kind.INTEGER:
        return pc.cast(pc.replace_substring_regex(pc.utf8_ltrim(text, "+"), r"\.0*$", ""), pa.int64())
    numbers = pc.cast(pc.utf8_ltrim(text, "+"), pa.float64())
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))


def _dates(text: pa.Array) -> pa.Array:
    """Calendar dates; worked out once for each distinct text, for dates repeat."""
    encoded = text.dictionary_encode()
    distinct = encoded.dictionary
    dates = pc.cast(pc.strptime(distinct, "%Y-%m-%d", "s", error_is_null=True), pa.date32())
    # strptime takes one-digit months, and makes 2 March of 30 February.
    same = pc.equal(pc.strftime(dates, "%Y-%m-%d"), distinct)
    return pc.if_else(same, dates, pa.scalar(None, pa.date32())).take(encoded.indices)


def _flags(text: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(text)
    yes, no = (pc.is_in(lower, value_set=pa.array(words)) for words in (YES, NO))
    return pc.if_else(pc.or_(yes, no), yes, pa.scalar(None, pa.bool_()))
