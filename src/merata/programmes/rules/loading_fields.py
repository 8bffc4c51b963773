"""The fields of a rulebook one by one: text, choices, sentences, days, names; a fault where one is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from merata.programmes.cel.typing import Type
from merata.programmes.facts import FACTS, PERSON
from merata.programmes.rules.sentence import Sentence
from merata.tables.located_yaml import Located, Path

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""How programmes, conditions, components and parameters are called."""

_LISTS = frozenset(f"{of}.{fact}" for (of, fact), known in FACTS.items() if known.type is Type.STRINGS)
"""Facts that are lists."""


def mapping(document: Located, path: Path, value: Any, keys: Collection[str] | None = None) -> dict[str, Any]:
    """The mapping at `path`; a fault where it is none, and for each key that is not among `keys` (None: any)."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        document.fault(path, "missing or of the wrong form", "keys with values", value)
        return {}
    for key in value:
        if keys is not None and key not in keys:
            document.fault((*path, key), "unknown key", "one of " + ", ".join(sorted(keys)), key)
    return value


def sequence(document: Located, path: Path, value: Any) -> list[Any]:
    """The list at `path`; a fault where it is none."""
    if isinstance(value, list):
        return value
    document.fault(path, "missing or of the wrong form", "a list", value)
    return []


def text(document: Located, path: Path, value: Any) -> str:
    """The text at `path`, without space around it; a fault where it is none or empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    document.fault(path, "missing or empty", "text (in quotes where YAML reads it as something else)", value)
    return ""


def texts(document: Located, path: Path, value: Any) -> tuple[str, ...]:
    """The texts at `path`."""
    return tuple(text(document, (*path, at), entry) for at, entry in enumerate(sequence(document, path, value)))


def name(document: Located, path: Path, value: Any) -> str:
    """A name: lower-case letters, digits and _, beginning with a letter."""
    if isinstance(value, str) and NAME.fullmatch(value):
        return value
    document.fault(path, "missing or not a name", "lower-case letters, digits and _", value)
    return ""


def choice(document: Located, path: Path, value: Any, choices: tuple[str, ...]) -> str:
    """One of `choices`."""
    if value not in choices:
        document.fault(path, "unknown or missing", "one of " + ", ".join(choices), value)
    return str(value)


def day(document: Located, path: Path, value: Any) -> date:
    """A day, written as YYYY-MM-DD."""
    if type(value) is date:
        return value
    document.fault(path, "missing or not a date", "a date as YYYY-MM-DD", value)
    return date.min


def sentence(document: Located, path: Path, value: Any, parameters: Iterable[str] | None = None) -> Sentence:
    """A sentence in both languages; what stands in braces must be a fact or one of `parameters` (None: no braces).

    The list of programmes that a household receives is no value of a sentence: where it is unknown of some whether they
    are received, it would be shown too short.
    """
    written = mapping(document, path, value, ("id", "en"))
    found = Sentence(*(text(document, (*path, language), written.get(language)) for language in ("id", "en")))
    places = set() if parameters is None else {f"parameter.{each}" for each in parameters}
    if parameters is not None:
        places |= {f"{of}.{fact}" for of, fact in FACTS if of != PERSON}
    for place in sorted(found.places & places & _LISTS):
        expected = "the programme's name in words, and 'name' in household.programmes in the condition"
        document.fault(path, "a placeholder that cannot be shown", expected, "{" + place + "}")
    for place in sorted(found.places - places):
        expected = (
            "no braces here" if parameters is None else "{household.…}, {village.…} or {parameter.…} that there is"
        )
        document.fault(path, "a placeholder that does not exist", expected, "{" + place + "}")
    return found


def cited(document: Located, path: Path, value: Any) -> Sentence:
    """What a figure rests on: a citation that is the same in both languages, or `{id: …, en: …}` where words differ."""
    if isinstance(value, dict):
        return sentence(document, path, value)
    same = text(document, path, value)
    return Sentence(same, same)


def parameter_name(document: Located, path: Path, value: Any, parameters: Mapping[str, Any]) -> str:
    """The name of one of `parameters`."""
    if not isinstance(value, str) or value not in parameters:
        expected = "one of " + ", ".join(sorted(parameters))
        document.fault(path, "names a parameter that is missing", expected, value)
    return str(value)
