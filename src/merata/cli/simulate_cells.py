"""Measures of a simulation as cells of a table: a value with its interval, in the unit of the measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata.programmes.incidence import Interval

MISSING = "–"
_INDICES = ("gini", "concentration", "kakwani")
_RATIOS = ("cost_per_idr",)


def inline(measure: str, found: Interval | None) -> str:
    """A value and its interval on one line; the value alone where no draw changes what is shown of it."""
    return _cell(measure, found, "{value} ({ends})")


def stacked(measure: str, found: Interval | None) -> str:
    """A value over its interval; the value alone where no draw changes what is shown of it."""
    return _cell(measure, found, "{value}\n{ends}")


def change(measure: str, found: Interval | None) -> str:
    """A difference over its interval, both with their sign; of shares in percentage points."""
    if found is None:
        return MISSING
    unit = " pp" if _is_share(measure) else ""
    value, low, high = (_signed(measure, end) for end in (found.value, found.low, found.high))
    return f"{value}{unit}" if low == high else f"{value}{unit}\n{low} … {high}"


def of_row(row: Mapping[str, Any], figure: str) -> Interval | None:
    """The figure of a row of groups with its interval; None where it does not exist."""
    value = row[figure]
    return None if value is None else Interval(value, row[f"{figure}_low"], row[f"{figure}_high"])


def number(measure: str, value: float) -> str:
    """A value in its measure's unit: rupiah, an index, a ratio, or a share in percent."""
    if _is_money(measure):
        return f"{value:,.0f}"
    if _is_share(measure):
        return f"{100 * value:.2f}%"
    return f"{value:.4f}" if measure.startswith(_INDICES) else f"{value:,.2f}"


def _cell(measure: str, found: Interval | None, layout: str) -> str:
    if found is None:
        return MISSING
    value, low, high = (number(measure, end) for end in (found.value, found.low, found.high))
    return value if low == high else layout.format(value=value, ends=_ends(low, high))


def _signed(measure: str, value: float) -> str:
    shown = number(measure, value).removesuffix("%")
    zero = not any(digit in shown for digit in "123456789")
    return shown.lstrip("-") if zero else shown if shown.startswith("-") else f"+{shown}"


def _ends(low: str, high: str) -> str:
    return f"{low} … {high}" if low.startswith("-") or high.startswith("-") else f"{low}–{high}"


def _is_money(measure: str) -> bool:
    return measure.startswith("mean") or measure.endswith("_idr")


def _is_share(measure: str) -> bool:
    return not _is_money(measure) and not measure.startswith((*_INDICES, *_RATIOS))
