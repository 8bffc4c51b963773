"""Rulebooks as rules that can be applied: of a stored version, and those packaged that are in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from merata.programmes.aid import forbidden_pairs
from merata.programmes.rules.loading import available, load, rulebook
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.written_value import read_value
from merata_portal.programmes.models import Launch, RuleVersion

NO_AID = ("training",)
"""Kinds of programmes that are applied for, and not given."""


def rules_of(launch: Launch) -> Rulebook:
    """The very rules that a launch was simulated with: its version, with its simulation's parameters."""
    return book_of(launch.rule_version, launch.simulation.parameters)


def book_of(version: RuleVersion, parameters: Mapping[str, Any] | None = None) -> Rulebook:
    """The rules of a stored version, with `parameters` (values as text) in place of its own."""
    book = _read(version.content_hash, version.text, version.programme_id)
    if not parameters:
        return book
    return book.with_parameters({name: _typed(book, name, value) for name, value in parameters.items()})


@cache
def packaged() -> tuple[Rulebook, ...]:
    """The rulebooks that come with Merata, of what is given and not applied for; read once a process."""
    return tuple(book for book in map(rulebook, available()) if book.kind not in NO_AID)


@cache
def applied_for() -> frozenset[str]:
    """The packaged programmes that are applied for and not given (`NO_AID`)."""
    return frozenset(one for one in available() if rulebook(one).kind in NO_AID)


def in_force(book: Rulebook, on: date) -> bool:
    """Whether every parameter has a value on the day."""
    first, last = book.days
    return first <= on and (last is None or on <= last)


def forbidden_with(launch: Launch) -> dict[str, tuple[str, ...]]:
    """The programmes that may not stand beside the launch's, each with the rulebooks that say so.

    By the launch's own rules, and by the packaged ones of all others.
    """
    own = rules_of(launch)
    others = [book for book in packaged() if book.programme_id != own.programme_id]
    pairs = forbidden_pairs([own, *others])
    return {
        one if other == own.programme_id else other: by
        for (one, other), by in pairs.items()
        if own.programme_id in (one, other)
    }


@lru_cache(maxsize=64)
def _read(_content_hash: str, text: str, programme_id: str) -> Rulebook:
    # Rulebooks are read from files; a stored one is a file for as long as that takes.
    with TemporaryDirectory(prefix="merata-rulebook-") as folder:
        file = Path(folder) / f"{programme_id}.yaml"
        file.write_text(text, encoding="utf-8")
        return load(file, f"{programme_id}.yaml")


def _typed(book: Rulebook, name: str, value: Any) -> Value:
    """A value written as text, as the parameter's own kind; an unknown one is left for the rulebook to refuse."""
    if not isinstance(value, str) or name not in book.parameters:
        return value  # type: ignore[no-any-return]
    return read_value(value, book.parameters[name][0].value)
