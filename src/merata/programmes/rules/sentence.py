"""Sentences for residents and officers, in Indonesian and English, with places for facts and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence shown to residents and officers, in Indonesian and in English."""

    id: str
    en: str

    @property
    def places(self) -> frozenset[str]:
        """What stands in braces in either language: `household.desil`, `parameter.desil_max`."""
        return frozenset(_PLACE.findall(self.id) + _PLACE.findall(self.en))

    def filled(self, values: Mapping[str, str]) -> Sentence:
        """The sentence with each `{name}` replaced by the value of that name; without one it stays."""
        return Sentence(_fill(self.id, values), _fill(self.en, values))

    def with_values(self, values: Mapping[str, object]) -> Sentence:
        """The sentence with values in its places as each language writes them; ready to be joined, so without a stop.

        What is None is unknown, and shown as "?".
        """
        indonesian = self.filled({name: _written(value, ("ya", "tidak"), ",") for name, value in values.items()})
        english = self.filled({name: _written(value, ("yes", "no"), ".") for name, value in values.items()})
        return Sentence(indonesian.id.strip().removesuffix("."), english.en.strip().removesuffix("."))


def _written(value: object, flags: tuple[str, str], point: str) -> str:
    if value is None:
        return "?"
    if isinstance(value, bool):
        return flags[0] if value else flags[1]
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", point)
    return str(value)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
