"""Amounts as people type them: "50 miliar", "1,5 juta", "Rp4.000.000.000", "4_000_000_000"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

_WORDS: Final = {
    "": 1, "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "million": 10**6, "miliar": 10**9,
    "milyar": 10**9, "m": 10**9, "billion": 10**9, "triliun": 10**12, "t": 10**12, "trillion": 10**12,
}  # fmt: skip
_TYPED: Final = re.compile(r"(?:rp)?\s*([\d][\d.,_\s]*)\s*([a-z]*)", re.IGNORECASE | re.ASCII)
_THOUSANDS: Final = re.compile(r"\d{1,3}([.,_\s]\d{3})+", re.ASCII)
MOST_LETTERS = 40


class NotRupiah(ValueError):  # noqa: N818 - it says what is so
    """What was typed is no amount of rupiah; the message says what is expected."""


def rupiah_typed(text: str) -> int:
    """Whole rupiah; raises `NotRupiah` where it is none. A comma or point before one or two digits parts decimals."""
    cleaned = text.strip().replace("\u00a0", " ")
    found = _TYPED.fullmatch(cleaned) if len(cleaned) <= MOST_LETTERS else None
    factor = _WORDS.get(found.group(2).lower()) if found else None
    if found is None or factor is None:
        raise NotRupiah(_told(text))
    amount = _number(found.group(1).strip(), text) * factor
    if amount != amount.to_integral_value():
        raise NotRupiah(_told(text))
    return int(amount)


def millions_typed(text: str) -> list[int]:
    """Amounts in millions of rupiah, parted by ", " or ";"; raises `NotRupiah` that names the first that is none."""
    parts = [one.strip() for one in re.split(r";|,\s+|\n", text) if one.strip()]
    return [rupiah_typed(f"{one} juta" if one[-1:].isdigit() else one) for one in parts]


def _number(digits: str, text: str) -> Decimal:
    if _THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[.,_\s]", "", digits)
    else:
        whole, *rest = re.split(r"[.,](?=\d{1,2}$)", digits)
        if _THOUSANDS.fullmatch(whole):
            whole = re.sub(r"[.,_\s]", "", whole)
        digits = ".".join([whole.replace("_", ""), *rest])
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise NotRupiah(_told(text)) from None


def _told(text: str) -> str:
    return _("“%(text)s” bukan jumlah rupiah; tulis misalnya 50 miliar atau 4.000.000.000.") % {
        "text": text.strip()[:MOST_LETTERS]
    }
