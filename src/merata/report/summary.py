"""The headline figures: a value, its interval and what it means in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass

from merata.report.estimates import between_text, is_shown, value_text
from merata.report.numbers import Numbers
from merata.report.situation import Situation
from merata.report.texts import Words

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure in words."""

    label: str
    value: str
    between: str
    note: str


def cards(now: Situation, numbers: Numbers, words: Words) -> list[Card]:
    """The headline figures that the situation allows: poverty only where there is a poverty line."""
    shown = [_poverty(now, numbers, words)] if now.line and "p0" in now.estimates else []
    shown.append(_card(now, "gini", words("summary.gini_note"), numbers, words))
    shown.append(_bottom(now, numbers, words))
    shown.append(_card(now, "mean", words("summary.mean_note"), numbers, words))
    return shown


def _card(now: Situation, measure: str, note: str, numbers: Numbers, words: Words) -> Card:
    estimate = now.estimates[measure]
    label = words("summary." + {"p0": "poverty", "bottom40_share": "bottom"}.get(measure, measure))
    between = between_text(estimate, numbers, words) if is_shown(estimate) else ""
    return Card(label, value_text(estimate, numbers, words), between, note)


def _poverty(now: Situation, numbers: Numbers, words: Words) -> Card:
    poor = now.estimates["p0"]
    line = now.line.line if now.line else 0.0
    note = ""
    if is_shown(poor):
        note = words("summary.poverty_note", count=numbers.integer(_HUNDRED * poor.value), line=numbers.money(line))
    return _card(now, "p0", note, numbers, words)


def _bottom(now: Situation, numbers: Numbers, words: Words) -> Card:
    found = now.estimates["bottom40_share"]
    note = ""
    if is_shown(found):
        amount = numbers.money(_HUNDRED * found.value)
        note = words("summary.bottom_note", hundred=numbers.money(_HUNDRED), amount=amount)
    return _card(now, "bottom40_share", note, numbers, words)
