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
"""Names under which offices export the personal number and the family card's number."""

DAMAGED = r"^[+-]?(\d[.,]\d+[eE]\+?1[4-9]|\d{15,17}[.,]0*)$"
"""A number of some sixteen digits after a spreadsheet made a float of it: 3.50501E+15, or sixteen digits and `.0`.

Such a program keeps fifteen digits; the last one is lost and cannot be found again.
"""

PLAIN = r"^\d{16}$"
"""A NIK or KK number as it is."""

_LONG_NUMBER = re.compile(r"\d{14,}")


def masked(value: str) -> str:
    """`value` with every run of fourteen or more digits reduced to its first and last two."""
    return _LONG_NUMBER.sub(lambda run: run[0][:2] + "•" * (len(run[0]) - 4) + run[0][-2:], value)
