"""Personal numbers (NIK, KK) do not belong in a dataset folder: recognising them, damaged or whole, and masking."""

from __future__ import annotations

import re

PERSONAL_COLUMNS = frozenset(
    {
        "nik",
        "kk",
        "no_kk",
        "nokk",
        "no_nik",
        "nomor_kk",
        "nomor_nik",
        "nomor_kartu_keluarga",
        "nomor_induk_kependudukan",
    }
)
"""Names under which offices export the personal number and the family card's number; see `is_personal_column`."""

DAMAGED = r"^[+-]?(\d[.,]\d+[eE]\+?1[4-9]|\d{15,17}[.,]0*)$"
"""A number of some sixteen digits after a spreadsheet made a float of it: 3.50501E+15, or sixteen digits and `.0`.

Such a program keeps fifteen digits; the last one is lost and cannot be found again.
"""

PLAIN = r"^'?\d([ .,\-\x{a0}]?\d){15}$"
"""A NIK or KK number as it is, also with its digits set apart or behind the apostrophe that keeps it text."""

WITHIN = r"(^|[^0-9A-Za-z])\d{16}([^0-9A-Za-z]|$)"
"""A number of sixteen digits standing among other text."""

_LONG_NUMBER = re.compile(r"\d(?:[ .\-\xa0]?\d){13,}|\d{1,3}(?:,\d{3}){4,}")
_FLOATED_NUMBER = re.compile(r"(\d[.,]?\d?)\d*([eE]\+?1[4-9])(?!\d)")


def is_personal_column(name: str) -> bool:
    """Whether a column of that name holds personal numbers, whatever its capitals, spaces, points and hyphens."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") in PERSONAL_COLUMNS


def masked(value: str) -> str:
    """`value` with every number of fourteen or more digits reduced to its first and last two.

    The digits may be set apart by spaces, points or hyphens, or by commas in groups of three; of a number written with
    an exponent (3.50501E+15) the first two stay.
    """
    value = _FLOATED_NUMBER.sub(lambda run: f"{run[1]}••••{run[2]}", value)
    return _LONG_NUMBER.sub(lambda run: _hidden(run[0]), value)


def _hidden(number: str) -> str:
    digits = [position for position, sign in enumerate(number) if sign.isdigit()]
    middle = set(digits[2:-2])
    return "".join("•" if position in middle else sign for position, sign in enumerate(number))
