"""One field of a payment file: a value as its signs, and the signs as a value again.

Whatever is written is read back before it is accepted, so that no value leaves that would come back as another: an
account number that loses its zeros to padding, a name that ends in the sign it is padded with, a year of another
century. Only what the layout lets be cut is spared that.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from merata.programmes.payments.layout import Field, Kind

Value = str | int | date
_WHOLE = re.compile(r"[0-9]{1,30}")


class CellError(ValueError):
    """A value that cannot stand in its field, or signs that are no value of it."""

    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(f"{problem}; expected {expected}")
        self.problem = problem
        self.expected = expected


def written(field: Field, value: Value) -> str:
    """`value` in the signs of `field`, padded; `CellError` where it does not fit or would be read back otherwise."""
    signs = _signs(field, value)
    if not signs and not field.may_be_empty:
        raise CellError("empty", "a value, or may_be_empty: true in the layout")
    if not signs.isprintable():
        raise CellError("holds a line break or another sign that cannot be printed", "letters, digits and marks")
    cut = False
    if field.width is not None and len(signs) > field.width:
        if field.too_long != "cut":
            raise CellError(f"{len(signs)} signs are too long", f"at most {field.width}: shorten it in the list")
        signs, cut = signs[: field.width], True
    cell = _padded(field, signs)
    if not cut and field.kind not in (Kind.CONSTANT, Kind.IGNORED) and not _comes_back(field, cell, value):
        raise CellError("would be read back as another value", "a value that its padding and form do not change")
    return cell


def read(field: Field, cell: str) -> Value:
    """The value that stands in `cell`; `CellError` where it is none."""
    signs = _unpadded(field, cell)
    if field.kind is Kind.IGNORED:
        return cell
    if field.kind is Kind.CONSTANT:
        if signs != field.constant:
            raise CellError("not the sign of this line", repr(field.constant))
        return signs
    if not signs:
        if field.may_be_empty:
            return ""
        raise CellError("empty", "a value")
    if field.kind is Kind.DATE:
        return _day(field, signs)
    if field.kind is Kind.AMOUNT:
        return _amount(field, signs)
    return _digits_or_text(field, signs)


def _digits_or_text(field: Field, signs: str) -> str | int:
    if field.kind is Kind.TEXT:
        return signs
    if not _WHOLE.fullmatch(signs):
        raise CellError("not digits alone", "digits")
    return int(signs) if field.kind is Kind.INTEGER else signs


def _signs(field: Field, value: Value) -> str:
    if field.kind is Kind.CONSTANT:
        return field.constant
    if isinstance(value, date):
        parts = {"YYYY": f"{value.year:04}", "YY": f"{value.year % 100:02}"}
        parts |= {"MM": f"{value.month:02}", "DD": f"{value.day:02}"}
        return re.sub("YYYY|YY|MM|DD", lambda found: parts[found[0]], field.date_format)
    if field.kind is Kind.AMOUNT and isinstance(value, int):
        whole = f"{value:,}".replace(",", field.thousands) if field.thousands else str(value)
        return whole + (field.decimal_sign + "0" * field.decimals if field.decimals else "")
    return str(value)


def _padded(field: Field, signs: str) -> str:
    if not field.pad or field.width is None:
        return signs
    return signs.ljust(field.width, field.pad) if field.align == "left" else signs.rjust(field.width, field.pad)


def _unpadded(field: Field, cell: str) -> str:
    if not field.pad or field.kind is Kind.IGNORED:
        return cell
    if field.kind is Kind.CONSTANT and len(field.constant) == field.width:
        return cell
    if field.align == "left":
        return cell.rstrip(field.pad)
    signs = cell.lstrip(field.pad)
    if field.pad != "0" or field.kind not in (Kind.AMOUNT, Kind.INTEGER):
        return signs
    # Zeros before a number are padding, but nought keeps the one before its decimals, and the decimals.
    least = min(len(cell), 1 + len(field.decimal_sign) + field.decimals)
    return signs if len(signs) >= least else cell[len(cell) - least :]


def _comes_back(field: Field, cell: str, value: Value) -> bool:
    try:
        return read(field, cell) == value
    except CellError:
        return False


def _amount(field: Field, signs: str) -> int:
    whole = signs
    if field.decimals:
        tail = field.decimal_sign + "0" * field.decimals
        if not signs.endswith(tail):
            raise CellError("not whole rupiah as this layout writes them", f"an amount that ends in {tail}")
        whole = signs[: -len(tail)]
    if field.thousands and len(whole) > 3:
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(field.thousands)}[0-9]{{3}})+", whole):
            raise CellError("not an amount", f"digits in groups of three with {field.thousands!r} between them")
        whole = whole.replace(field.thousands, "")
    if not _WHOLE.fullmatch(whole):
        raise CellError("not an amount", "whole rupiah in digits")
    return int(whole)


@cache
def _pattern(date_format: str) -> re.Pattern[str]:
    parts = {"YYYY": "(?P<year>[0-9]{4})", "YY": "(?P<year>[0-9]{2})", "MM": "(?P<month>[0-9]{2})"}
    parts["DD"] = "(?P<day>[0-9]{2})"
    return re.compile(re.sub("YYYY|YY|MM|DD", lambda found: parts[found[0]], re.escape(date_format)))


@lru_cache(maxsize=4096)
def _date(date_format: str, signs: str) -> date | None:
    """Days repeat over a whole file, so each is read once."""
    found = _pattern(date_format).fullmatch(signs)
    if found is None:
        return None
    year = int(found["year"]) + (0 if len(found["year"]) == 4 else 2000)
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _day(field: Field, signs: str) -> date:
    found = _date(field.date_format, signs)
    if found is None:
        raise CellError("not a day", f"a day as {field.date_format}")
    return found
