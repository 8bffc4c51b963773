"""Numbers as the report writes them, in the language that is active."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000


def whole(value: int | None) -> str:
    """A whole number; a dot where it is not told, being small or giving a small one away."""
    if value is None:
        return "•"
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True).replace("-", MINUS)


def million(value_idr: int) -> str:
    """Rupiah in millions, one decimal, halves up; rounded here, for Django's formatting cuts off."""
    told = (Decimal(value_idr) / MILLION).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return number_format(told, decimal_pos=1, use_l10n=True, force_grouping=True).replace("-", MINUS)


def percent(share: float | None) -> str:
    """A share from 0 to 1 in per cent."""
    return (
        "–"
        if share is None
        else f"{number_format(round(100 * share, 1), decimal_pos=1, use_l10n=True)}%".replace("-", MINUS)
    )


def bar(share: float | None) -> dict[str, Any] | str:
    """A share as a bar with its per cent."""
    return "–" if share is None else {"share": round(share, 4), "text": percent(share)}


def table(
    title: str,
    columns: list[tuple[str, str, str]],
    rows: list[list[Any]],
    *,
    note: str = "",
    total: list[Any] | None = None,
) -> dict[str, Any]:
    """A table of the report: `columns` are heading, side ("l" or "r") and width ("" for as wide as it needs)."""
    told = [{"cells": row, "strong": False} for row in rows]
    if total is not None and rows:
        told.append({"cells": total, "strong": True})
    return {
        "title": title,
        "header": [str(heading) for heading, _side, _width in columns],
        "align": [side for _heading, side, _width in columns],
        "widths": [width for _heading, _side, width in columns],
        "rows": told,
        "note": note,
    }
