"""Amounts and shares as the terminal shows them, and what is said of synthetic people."""

from __future__ import annotations

SYNTHETIC = "DATA SINTETIS: orang-orang dalam data ini tidak nyata / SYNTHETIC DATA: these people are not real."


def rupiah(amount_idr: int) -> str:
    """Whole rupiah with thousands apart."""
    return f"Rp {amount_idr:,}"


def percent(share: float) -> str:
    """A fraction from 0 to 1 in percent, with two decimals."""
    return f"{100 * share:.2f}%"
