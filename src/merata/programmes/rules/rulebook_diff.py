"""What differs between two rulebooks, or between one rulebook on two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter

from merata.programmes.cel.canonical import text
from merata.programmes.rules.benefit_words import benefit_text
from merata.programmes.rules.rulebook import DatedValue, Rulebook
from merata.programmes.rules.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what it is, and how it stands in the first and in the second; None: not there."""

    what: str
    before: str | None
    after: str | None

    def as_json(self) -> dict[str, str | None]:
        """The change as JSON."""
        return asdict(self)


def between_days(book: Rulebook, earlier: date, later: date) -> list[Change]:
    """The parameters that stand otherwise on `later` than on `earlier`: values first, then what they rest on.

    Raises `UsageError` for a day on which the programme has no rules at all.
    """
    for day in (earlier, later):
        if not any(_standing(values, day) for values in book.parameters.values()):
            book.on(day)
    changes: list[Change] = []
    parts = (("", _value), *_RESTS_ON)
    for name, values in book.parameters.items():
        first, second = _standing(values, earlier), _standing(values, later)
        for label, part in parts:
            one, two = (None if dated is None else part(dated) for dated in (first, second))
            if one != two:
                changes.append(Change(f"parameters.{name}{label}", one, two))
    return changes


def between_books(first: Rulebook, second: Rulebook) -> list[Change]:
    """Everything that differs between two rulebooks, in the order in which a rulebook is written."""
    one, two = _parts(first), _parts(second)
    parts = dict.fromkeys([*one, *two])
    return [Change(what, one.get(what), two.get(what)) for what in parts if one.get(what) != two.get(what)]


def _standing(values: tuple[DatedValue, ...], day: date) -> DatedValue | None:
    return next((each for each in values if each.start <= day and (each.until is None or day <= each.until)), None)


def _value(dated: DatedValue) -> str:
    return shown(dated.value)


def _conflict(dated: DatedValue) -> str | None:
    return None if dated.conflict is None else f"{shown(dated.conflict.value)} ({_both(dated.conflict.source)})"


_RESTS_ON: tuple[tuple[str, Callable[[DatedValue], str | None]], ...] = (
    (" legal_base", lambda dated: _both(dated.legal_base)),
    (" source", lambda dated: _both(dated.source)),
    (" certainty", attrgetter("certainty")),
    (" conflict", _conflict),
)
"""What a value rests on: how each part is called, and what it says."""


def shown(value: object) -> str:
    """A parameter's value in words: lists with commas, yes and no as true and false, digits not cut."""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}".replace(",", "_") if isinstance(value, int) else str(value)


def _both(sentence: Sentence) -> str:
    return sentence.id if sentence.id == sentence.en else f"{sentence.id} / {sentence.en}"


def _parts(book: Rulebook) -> Mapping[str, str]:
    """Everything that a rulebook says, by where it stands."""
    found = {
        "programme": book.programme_id,
        "name": _both(book.name),
        "kind": book.kind,
        "payer": book.payer,
        "regencies": ", ".join(book.regencies),
        "decider": _both(book.decider),
        "eligible": book.own_text,
    }
    for code, condition in book.conditions.items():
        found[f"conditions.{code}"] = text(condition.node)
        for key in ("otherwise", "met", "remedy"):
            sentence = getattr(condition, key)
            if sentence is not None:
                found[f"conditions.{code} {key}"] = _both(sentence)
    found |= {f"benefit.{what}": given for what, given in benefit_text(book.benefit).items()}
    if book.ceiling is not None:
        least = "" if book.ceiling.least is None else f", least {book.ceiling.least}"
        found["ceiling"] = f"{book.ceiling.share} of {book.ceiling.fund_source}{least}"
    for name, values in book.parameters.items():
        for dated in values:
            found[f"parameters.{name} from {dated.start}"] = _dated(dated)
    found["not_with"] = ", ".join(book.not_with)
    found |= {f"checked_by_decider {at}": _both(note) for at, note in enumerate(book.checked_by_decider, start=1)}
    return {what: said for what, said in found.items() if said}


def _dated(dated: DatedValue) -> str:
    until = "" if dated.until is None else f" until {dated.until}"
    conflict = "" if dated.conflict is None else f"; otherwise {_conflict(dated)}"
    return (
        f"{shown(dated.value)}{until} ({_both(dated.legal_base)}; {_both(dated.source)}; {dated.certainty}{conflict})"
    )
