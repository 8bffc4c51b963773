"""NIK and KK numbers: sixteen digits, how spreadsheets damage them, and what stands within a NIK.

A NIK is six digits of the kecamatan where it was *first issued*, the date of birth as DDMMYY (day + 40 for women), and
a serial number from 0001 (PP 37/2007 art. 37). Its century is not written: 01-01-25 is of 1925 or of 2025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.tables.personal_numbers import DAMAGED, PLAIN

Flags = NDArray[np.bool_]

PROVINCES = frozenset(
    {11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53}
    | {61, 62, 63, 64, 65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96}
)
"""The codes of the provinces (Kemendagri), those of 2022 included."""

NOTHING = ("", "-", "0", "null", "none", "n/a", "nan", "0000000000000000")
"""What files write where there is no number."""

_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_ROUNDED_SHARE = 0.95
_ROUNDED_FROM = 200


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of personal numbers: the sixteen digits (null where there are none), the damaged, the malformed."""

    digits: pa.Array
    damaged: Flags
    malformed: Flags


def personal_digits(cells: pa.Array) -> Numbers:
    """The digits of NIK or KK cells, with or without an apostrophe before them or marks between them.

    Damaged is what went through a spreadsheet as a number: 3.50501E+15, sixteen digits with `.0`, a serial number 0000
    (which is never given out), and every number of a column of which nearly all end in 0.
    """
    text = pc.utf8_trim_whitespace(cells)
    nothing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(NOTHING))
    text = pc.if_else(nothing, pa.scalar(None, pa.string()), text)
    plain = _flags(pc.match_substring_regex(text, PLAIN))
    digits = pc.if_else(pa.array(plain), pc.replace_substring_regex(text, r"[^0-9]", ""), pa.scalar(None, pa.string()))
    damaged = _flags(pc.match_substring_regex(text, DAMAGED)) | _flags(pc.ends_with(digits, "0000"))
    tens = _flags(pc.ends_with(digits, "0"))
    if plain.sum() >= _ROUNDED_FROM and tens.sum() >= _ROUNDED_SHARE * plain.sum():
        damaged |= tens
    malformed = text.is_valid().to_numpy(zero_copy_only=False) & ~plain & ~damaged
    return Numbers(pc.if_else(pa.array(damaged), pa.scalar(None, pa.string()), digits), damaged, malformed)


@dataclass(frozen=True, slots=True)
class WithinNik:
    """What NIKs say: the regency where each was issued (35.05), day, month and year of two digits, whether of a woman;
    `possible`: whether there is such a day in some century; `region`: whether the province is one. Where there is no
    NIK, numbers are 0 and flags false.
    """

    regency: pa.Array
    day: NDArray[np.int64]
    month: NDArray[np.int64]
    year: NDArray[np.int64]
    woman: Flags
    possible: Flags
    region: Flags


def within_nik(digits: pa.Array) -> WithinNik:
    """Take NIKs (sixteen digits or null) apart."""
    day, month, year = (_part(digits, start, start + 2) for start in (6, 8, 10))
    woman = day > 40
    day = np.where(woman, day - 40, day)
    inside = (month >= 1) & (month <= 12)
    longest = np.where(inside, _DAYS[np.where(inside, month, 0)], 0)
    # 29 February: 1900 was no leap year, but 2000 was; so a year of two digits can be one if four divides it.
    longest = np.where((month == 2) & (year % 4 != 0), 28, longest)
    province = _part(digits, 0, 2)
    regency = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(digits, 0, 2), pc.utf8_slice_codeunits(digits, 2, 4), "."
    )
    return WithinNik(
        regency, day, month, year, woman, (day >= 1) & (day <= longest), np.isin(province, list(PROVINCES))
    )


def _part(digits: pa.Array, start: int, stop: int) -> NDArray[np.int64]:
    return np.asarray(pc.fill_null(pc.cast(pc.utf8_slice_codeunits(digits, start, stop), pa.int64()), 0).to_numpy())


def _flags(mask: pa.Array) -> Flags:
    return np.array(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)
