"""Numbers of evaluations in the language that is active: shares in per cent, points of a measure, rupiah."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MINUS = "\u2212"
NO_BREAK = "\u00a0"


def decimal(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number with so many decimals, rounded here since Django's formatting cuts off; with its sign where asked."""
    rounded = round(value, decimals) + 0.0
    told = number_format(abs(rounded), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    if rounded < 0:
        return f"{MINUS}{told}"
    return f"+{told}" if signed and rounded > 0 else told


def percent(share: float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if share is None else f"{decimal(100 * share, decimals, signed=signed)}%"


def rupiah(value: float | None, *, signed: bool = False) -> str:
    """Whole rupiah; a dash where there is none."""
    if value is None:
        return "–"
    told = decimal(abs(value), 0)
    sign = MINUS if round(value) < 0 else "+" if signed and round(value) > 0 else ""
    return f"{sign}Rp{NO_BREAK}{told}"


def whole(value: int | None) -> str:
    """A whole number; a dash where there is none."""
    return "–" if value is None else decimal(value, 0)


def p_value(value: float | None) -> str:
    """A p-value."""
    if value is None:
        return "–"
    return f"< {decimal(0.001, 3)}" if value < 0.001 else decimal(value, 3)


def between(low: str, high: str) -> str:
    """An interval in words."""
    return _("%(low)s sampai %(high)s") % {"low": low, "high": high}
