"""How texts made in Python write rupiah and choose the page's language."""

from __future__ import annotations

from django.utils.translation import get_language

from merata.report.numbers import Numbers


def language() -> str:
    """The page's language, Indonesian or English."""
    return "id" if get_language() == "id" else "en"


def rupiah(amount_idr: int) -> str:
    """Rupiah in full."""
    return Numbers(language()).money(amount_idr)
