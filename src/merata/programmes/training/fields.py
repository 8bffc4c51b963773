"""Taking a document apart: every field of the right kind, none missing, none unknown, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from merata.errors import Fault, InputError
from merata.programmes.training.canonical import SCHEME

_HASH = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LARGEST = 10**9


class Fields:
    """The entries of one object of a document, taken one by one; `done` raises for all that was wrong.

    A field that is wrong is taken as a harmless value of its kind, so that the others are looked at too.
    """

    def __init__(self, entries: Mapping[str, Any], file: str, *, within: str = "") -> None:
        self._entries = dict(entries)
        self._file = file
        self._within = within
        self.faults: list[Fault] = []

    def fault(self, name: str, value: object, expected: str, problem: str = "missing or of the wrong kind") -> None:
        """Note a fault of the field `name`."""
        shown = None if value is None else str(value)[:80]
        self.faults.append(Fault(self._file, None, f"{self._within}{name}", shown, expected, problem))

    def _take(self, name: str) -> Any:
        return self._entries.pop(name, None)

    def text(self, name: str) -> str:
        """Text that is not empty."""
        value = self._take(name)
        if isinstance(value, str) and value:
            return value
        self.fault(name, value, "text")
        return ""

    def optional_text(self, name: str) -> str | None:
        """Text, or null."""
        return self.text(name) if self._entries.get(name) is not None else self._take(name)

    def whole(self, name: str, least: int = 0, most: int = LARGEST) -> int:
        """A whole number within limits."""
        value = self._take(name)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.fault(name, value, f"a whole number from {least} to {most}")
        return least

    def optional_whole(self, name: str, least: int = 0, most: int = LARGEST) -> int | None:
        """A whole number within limits, or null."""
        return self.whole(name, least, most) if self._entries.get(name) is not None else self._take(name)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._take(name)
        if isinstance(value, bool):
            return value
        self.fault(name, value, "true or false")
        return False

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of `choices`."""
        value = self._take(name)
        if isinstance(value, str) and value in choices:
            return value
        self.fault(name, value, "one of " + ", ".join(choices))
        return choices[0]

    def day(self, name: str) -> date:
        """A day as YYYY-MM-DD."""
        value = self._take(name)
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.fault(name, value, "a day as YYYY-MM-DD")
        return date.min

    def hash(self, name: str) -> str:
        """A SHA-256 in hexadecimal digits."""
        value = self._take(name)
        if isinstance(value, str) and _HASH.fullmatch(value):
            return value
        self.fault(name, value, "a SHA-256 hash, 64 lower-case hexadecimal digits")
        return "0" * 64

    def optional_hash(self, name: str) -> str | None:
        """A SHA-256, or null."""
        return self.hash(name) if self._entries.get(name) is not None else self._take(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, maybe empty."""
        value = self._take(name)
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self.fault(name, value, "a list of texts")
        return ()

    def part(self, name: str) -> Fields:
        """An object within; call `done` on this one, its faults are kept here."""
        value = self._take(name)
        if not isinstance(value, dict):
            self.fault(name, value, "an object")
            value = {}
        inner = Fields(value, self._file, within=f"{self._within}{name}.")
        inner.faults = self.faults
        return inner

    def parts(self, name: str) -> list[Fields]:
        """A list of objects."""
        value = self._take(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(name, value, "a list of objects")
            return []
        found = [Fields(one, self._file, within=f"{self._within}{name}[{at}].") for at, one in enumerate(value)]
        for one in found:
            one.faults = self.faults
        return found

    def head(self, kind: str) -> None:
        """The two fields that every document begins with: what it is, and the scheme it follows."""
        self.choice("document", (kind,))
        self.choice("scheme", (SCHEME,))

    def no_more(self) -> None:
        """Note as faults the fields that nobody asked for."""
        for name, value in self._entries.items():
            self.fault(name, value, "no such field", "unknown")
        self._entries.clear()

    def done(self) -> None:
        """Raise `InputError` with every fault found in the document, unknown fields among them."""
        self.no_more()
        if self.faults:
            raise InputError(f"{self._file} does not agree", self.faults)
