"""Cells as text turned into the kinds of the schema; what cannot be turned is told, never guessed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.schema import Kind

Flags = NDArray[np.bool_]

INTEGER = r"^[+-]?\d{1,18}(\.0*)?$"
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?\d*,\d+$"
YES = ("true", "yes", "ya", "y", "1", "benar")
NO = ("false", "no", "tidak", "t", "n", "0", "salah")


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
        typed = pc.cast(pc.strptime(text, "%Y-%m-%d", "s", error_is_null=True), pa.date32())
        # strptime also takes one-digit months; the schema does not.
        typed = pc.if_else(pc.match_substring_regex(text, r"^\d{4}-\d{2}-\d{2}$"), typed, pa.scalar(None, pa.date32()))
    else:
        typed = text
    return typed, pc.and_(pc.is_valid(text), pc.is_null(typed)).to_numpy(zero_copy_only=False)


def has_decimal_comma(cells: pa.Array) -> bool:
    """Whether any cell is a number with a decimal comma."""
    return bool(pc.any(pc.match_substring_regex(cells, DECIMAL_COMMA)).as_py())


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


def _flags(text: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(text)
    yes, no = (pc.is_in(lower, value_set=pa.array(words)) for words in (YES, NO))
    return pc.if_else(pc.or_(yes, no), yes, pa.scalar(None, pa.bool_()))
