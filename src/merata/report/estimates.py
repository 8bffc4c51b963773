"""How an estimate is put into words: with its interval, marked when doubtful, hidden when too uncertain."""

from __future__ import annotations

from collections.abc import Callable

from merata.measurement.estimates import Estimate
from merata.report.numbers import Numbers
from merata.report.texts import Words
from merata.stats.disclosure.estimates import may_be_told

_SHARES = frozenset({"p0", "p1", "p2", "bottom40_share"})


def writer(measure: str, numbers: Numbers) -> Callable[[float], str]:
    """How values of that measure are written: fractions as percentages, money as money, the rest to 0.001."""
    if measure in _SHARES:
        return numbers.percent
    if measure == "mean":
        return lambda value: numbers.money_short(value, 2)
    return lambda value: numbers.decimal(value, 3)


def value_text(estimate: Estimate, numbers: Numbers, words: Words) -> str:
    """The value alone; a withheld one is not told."""
    if not is_shown(estimate):
        return words("interval.withheld")
    return writer(estimate.measure, numbers)(estimate.value)


def between_text(estimate: Estimate, numbers: Numbers, words: Words) -> str:
    """The interval as a phrase: between … and …; says so where the uncertainty is not known."""
    if estimate.low is None or estimate.high is None:
        return words("interval.none")
    write = writer(estimate.measure, numbers)
    return words("interval.between", low=write(estimate.low), high=write(estimate.high))


def compact_text(estimate: Estimate | None, numbers: Numbers, words: Words) -> str:
    """Value and interval for a table's cell, money in plain thousands; a dash where there is no estimate.

    No value stands alone: where its interval is not known, that is said.
    """
    if estimate is None:
        return "–"
    if not is_shown(estimate):
        return words("interval.withheld")
    write = cell_writer(estimate.measure, numbers)
    if estimate.low is None or estimate.high is None:
        return f"{write(estimate.value)} ({words('interval.none')})"
    span = words("interval.compact", low=write(estimate.low), high=write(estimate.high))
    return f"{write(estimate.value)} ({span})"


def cell_writer(measure: str, numbers: Numbers) -> Callable[[float], str]:
    """How values of that measure are written where the heading says the unit: money in thousands."""
    if measure == "mean":
        return lambda value: numbers.integer(value / 1000)
    return writer(measure, numbers)


def is_doubtful(estimate: Estimate | None) -> bool:
    """Whether the estimate carries the mark that asks for caution."""
    return estimate is not None and estimate.flag == "caution"


def is_shown(estimate: Estimate | None) -> bool:
    """Whether the estimate may be shown to the public at all: not too uncertain, nor of so few that they are known."""
    return estimate is not None and may_be_told(estimate.flag, estimate.n)
