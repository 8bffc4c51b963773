"""Whole numbers and rupiah as Indonesian and English readers write them, for messages that say both."""

from __future__ import annotations


def number_id(number: int) -> str:
    """1.234.567."""
    return f"{number:,}".replace(",", ".")


def number_en(number: int) -> str:
    """1,234,567."""
    return f"{number:,}"


def rupiah_id(amount_idr: int) -> str:
    """Rp1.234.567."""
    return f"Rp{number_id(amount_idr)}"


def rupiah_en(amount_idr: int) -> str:
    """Rp1,234,567."""
    return f"Rp{number_en(amount_idr)}"
