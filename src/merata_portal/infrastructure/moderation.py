"""When a resident's report is shown at once, and when somebody must read it first: rules that are public."""

from __future__ import annotations

import re

from merata_portal.personal.masking import holds_number

SHORTEST = 10
_PHONE = re.compile(r"(?:\+62|\b62|\b0)[ \-.]?8(?:[ \-.]?\d){7,11}\b")
_MAIL = re.compile(r"\S+@\S+\.\S+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)

RULES: dict[str, tuple[str, str]] = {
    "number": ("memuat NIK atau nomor KK", "holds a NIK or KK number"),
    "phone": ("memuat nomor telepon", "holds a telephone number"),
    "mail": ("memuat alamat surel", "holds an e-mail address"),
    "link": ("memuat tautan", "holds a link"),
    "short": ("terlalu pendek untuk dimengerti", "is too short to be understood"),
    "many": ("datang bersama sangat banyak laporan lain", "came together with very many other reports"),
}
"""What keeps a report back until somebody has read it, in Indonesian and English. What it says of anybody does not."""


def held_by(text: str) -> list[str]:
    """The codes of the rules that keep the text back; empty: it is shown at once."""
    found = {
        "number": holds_number(text),
        "phone": _PHONE.search(text) is not None,
        "mail": _MAIL.search(text) is not None,
        "link": _LINK.search(text) is not None,
        "short": len(text.strip()) < SHORTEST,
    }
    return [code for code, held in found.items() if held]
