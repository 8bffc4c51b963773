"""One field of a payment layout: its keys, and what of them goes together."""

from __future__ import annotations

import re
from typing import Any

from merata.programmes.payments.layout import MAY_BE_CUT, Field, Kind
from merata.programmes.rules.loading_fields import choice, mapping
from merata.tables.located_yaml import Located, Path

KEYS = {
    Kind.TEXT: ("value", "width", "align", "pad", "too_long", "may_be_empty"),
    Kind.DIGITS: ("value", "width", "align", "pad", "may_be_empty"),
    Kind.AMOUNT: ("value", "width", "align", "pad", "decimals", "decimal_sign", "thousands"),
    Kind.INTEGER: ("value", "width", "align", "pad"),
    Kind.DATE: ("value", "width", "align", "pad", "date_format", "may_be_empty"),
    Kind.CONSTANT: ("value", "constant", "width", "align", "pad"),
    Kind.IGNORED: ("value", "width"),
}
"""What may be said of a field of each kind."""
MOST_WIDTH = 500
_NUMERIC = (Kind.AMOUNT, Kind.INTEGER)


def read_field(document: Located, path: Path, value: Any, kinds: dict[str, Kind], *, fixed: bool) -> Field:
    """The field at `path`; a fault for whatever is wrong with it."""
    row = mapping(document, path, value)
    held = choice(document, (*path, "value"), row.get("value"), tuple(kinds))
    kind = kinds.get(held, Kind.TEXT)
    for key in row:
        if key not in KEYS[kind]:
            expected = "one of " + ", ".join(KEYS[kind])
            document.fault((*path, key), f"no key of a field of kind {kind.value}", expected, key)
    date_format = _date_format(document, path, row.get("date_format", "YYYYMMDD"))
    constant = _constant(document, path, row) if kind is Kind.CONSTANT else ""
    own_width = {Kind.DATE: len(date_format), Kind.CONSTANT: len(constant)}.get(kind)
    width = _width(document, path, row, own_width if fixed else None, fixed=fixed, held=held)
    numeric = kind in _NUMERIC
    pad = sign(document, (*path, "pad"), row["pad"]) if "pad" in row else ("0" if numeric else " ") if fixed else ""
    if pad and width is None:
        document.fault((*path, "pad"), "without width", "a width to fill up to", pad)
    decimals, decimal_sign, thousands = _amount(document, path, row)
    too_long = one_of(document, (*path, "too_long"), row.get("too_long", "refuse"), ("refuse", "cut"))
    if too_long == "cut" and (held not in MAY_BE_CUT or width is None):
        expected = "refuse; only " + ", ".join(MAY_BE_CUT) + " with a width may be cut"
        document.fault((*path, "too_long"), "may not be cut", expected, held)
    may_be_empty = row.get("may_be_empty", False)
    if not isinstance(may_be_empty, bool):
        document.fault((*path, "may_be_empty"), "not true or false", "true or false", may_be_empty)
    return Field(
        value=held,
        kind=kind,
        constant=constant,
        width=width,
        align=one_of(document, (*path, "align"), row.get("align", "right" if numeric else "left"), ("left", "right")),
        pad="" if kind is Kind.IGNORED else pad,
        too_long=too_long,
        may_be_empty=may_be_empty is True,
        decimals=decimals,
        decimal_sign=decimal_sign,
        thousands=thousands,
        date_format=date_format,
    )


def sign(document: Located, path: Path, value: Any) -> str:
    """One sign, as text: neither a letter nor the end of a line (a tab may part fields)."""
    if isinstance(value, str) and len(value) == 1 and (value.isprintable() or value == "\t") and not value.isalpha():
        return value
    document.fault(path, "not one sign", "one sign in quotes, such as ';', '\"', ' ' or '0'", value)
    return ""


def one_of(document: Located, path: Path, value: Any, choices: tuple[str, ...]) -> str:
    """One of `choices`; a fault and the first of them where it is none."""
    return choice(document, path, value, choices) if value not in choices else str(value)


def _constant(document: Located, path: Path, row: dict[str, Any]) -> str:
    constant = row.get("constant")
    if isinstance(constant, str) and constant and constant.isprintable():
        return constant
    document.fault((*path, "constant"), "missing or not text", "text in quotes", constant)
    return ""


def _width(
    document: Located, path: Path, row: dict[str, Any], own: int | None, *, fixed: bool, held: str
) -> int | None:
    width = row.get("width", own)
    if width is None and not fixed and held != "account_total":
        return None
    if type(width) is int and 1 <= width <= MOST_WIDTH:
        return width
    document.fault((*path, "width"), "missing or not a width", f"a whole number from 1 to {MOST_WIDTH}", width)
    return 1


def _date_format(document: Located, path: Path, value: Any) -> str:
    parts = re.findall("YYYY|YY|MM|DD", value) if isinstance(value, str) else []
    rest = re.sub("YYYY|YY|MM|DD", "", value) if isinstance(value, str) else "?"
    if sorted(part[:2] for part in parts) == ["DD", "MM", "YY"] and re.fullmatch(r"[-/. ]*", rest):
        return str(value)
    expected = "DD, MM and YYYY (or YY) once each, with - / . or spaces between"
    document.fault((*path, "date_format"), "not the form of a date", expected, value)
    return "YYYYMMDD"


def _amount(document: Located, path: Path, row: dict[str, Any]) -> tuple[int, str, str]:
    decimals = row.get("decimals", 0)
    if decimals not in (0, 2) or type(decimals) is not int:
        document.fault((*path, "decimals"), "not a number of decimals", "0, or 2 (always written as zeros)", decimals)
        decimals = 0
    marks = {}
    for key in ("decimal_sign", "thousands"):
        marks[key] = row.get(key, "")
        if marks[key] not in ("", ".", ","):
            document.fault((*path, key), "not a mark of numbers", "'.', ',' or '' for none", marks[key])
            marks[key] = ""
    if marks["decimal_sign"] and marks["decimal_sign"] == marks["thousands"]:
        document.fault((*path, "thousands"), "the same as decimal_sign", "two different marks", marks["thousands"])
    if marks["decimal_sign"] and not decimals:
        document.fault((*path, "decimal_sign"), "without decimals", "decimals: 2, or no decimal_sign")
    return decimals, marks["decimal_sign"], marks["thousands"]
