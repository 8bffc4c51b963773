"""Reading a table of speeds from YAML: every entry that is missing, unknown, not a number or negative is a fault."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from merata.errors import Fault, InputError

_ENTRIES = (
    "valid_from",
    "certainty",
    "sources",
    "off_road_kmh",
    "conditions",
    "surfaces",
    "smoothness",
    "surface_of_tracktype",
    "surface_of_class",
    "modes",
)
_SOURCED = (
    "off_road_kmh",
    "class_kmh",
    "only_if_tagged",
    "surface_kmh",
    "smoothness_kmh",
    "condition_factor",
    "wet_factor",
    "ford_factor",
    "slope_factor",
    "surface_of_class",
)
"""The blocks that must say where they come from."""

_FASTEST_KMH = 200.0


@dataclass(frozen=True, slots=True)
class SpeedsDocument:
    """A part of the file at `path` within it, and the faults found so far, which all parts share."""

    file: str
    path: str
    entries: Mapping[Any, Any]
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> SpeedsDocument:
        """The whole file. Raises `InputError` where it is not YAML with entries."""
        try:
            # The loader in C is ten times as fast and reads the same; it is not in every build of PyYAML.
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            entries = yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506 - both loaders are safe ones
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InputError(f"the table of speeds {file} cannot be read: {error}") from error
        if not isinstance(entries, dict):
            raise InputError(f"the table of speeds {file} has no entries; expected {', '.join(_ENTRIES)}")
        document = cls(file.name, "", entries)
        document._fault_others(entries, _ENTRIES)
        return document

    def refuse_faults(self) -> None:
        """Raise `InputError` with all faults, if there are any."""
        if self.faults:
            raise InputError(f"the table of speeds {self.file} cannot be used", self.faults)

    def part(self, *keys: str) -> SpeedsDocument:
        """The entries below `keys`, empty where there are none, which is a fault."""
        entries: Any = self.entries
        for key in keys:
            entries = entries.get(key) if isinstance(entries, Mapping) else None
        if not isinstance(entries, Mapping):
            self._fault(".".join(keys), entries, "entries with their values")
            entries = {}
        return SpeedsDocument(self.file, ".".join((*filter(None, [self.path]), *keys)), entries, self.faults)

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.entries.get(key)
        if not isinstance(value, str) or not value.strip():
            self._fault(key, value, "a text")
            return ""
        return value

    def day(self, key: str) -> date:
        """A date."""
        value = self.entries.get(key)
        if not isinstance(value, date):
            self._fault(key, value, "a date as YYYY-MM-DD")
            return date.min
        return value

    def number(self, key: str, *, positive: bool = True, most: float = _FASTEST_KMH) -> float:
        """A finite number of at least 0, or above 0 where `positive`, and at most `most`."""
        value: Any = self.entries.get(key)
        if not _is_number(value) or not 0 <= value <= most or (positive and value == 0):
            self._fault(key, value, f"a number {'above 0' if positive else 'of at least 0'} and at most {most:g}")
            return 1.0
        return float(value)

    def numbers(
        self, key: str, names: tuple[str, ...], *, partial: bool = False, positive: bool = False
    ) -> dict[str, float]:
        """A number for each of `names` (some of them where `partial`), and for nothing else."""
        block = self.part(key)
        block._fault_others(block.entries, names)
        most = _FASTEST_KMH if key.endswith("_kmh") else 2.0
        wanted = [name for name in names if name in block.entries or not partial]
        return {name: block.number(name, positive=positive, most=most) for name in wanted}

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts of which the first is `unknown`."""
        value = self.entries.get(key)
        if not isinstance(value, list) or not value or value[0] != "unknown" or not _texts(value):
            self._fault(key, value, "a list of names, each once, that begins with unknown")
            return ("unknown",)
        return tuple(value)

    def word_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """For each name a list of texts; no text stands in two of them."""
        block = self.part(key)
        found: dict[str, tuple[str, ...]] = {}
        seen: set[str] = set()
        for name, value in block.entries.items():
            if not isinstance(value, list) or not _texts(value) or seen & set(value):
                block._fault(str(name), value, "a list of texts (quote yes and no), none of them in another list")
                value = []  # noqa: PLW2901 - the fault is kept; the rest of the file is still looked through
            seen |= set(value)
            found[str(name)] = tuple(value)
        return found

    def choices(self, key: str, values: tuple[str, ...]) -> dict[str, str]:
        """For each name one of `values`."""
        block = self.part(key)
        for name, value in block.entries.items():
            if value not in values:
                block._fault(str(name), value, f"one of {', '.join(values)}")
        return {str(name): str(value) for name, value in block.entries.items()}

    def subset(self, key: str, values: tuple[str, ...]) -> list[str]:
        """A list of some of `values`."""
        value = self.entries.get(key)
        if not isinstance(value, list) or any(name not in values for name in value):
            self._fault(key, value, f"a list of some of {', '.join(values)}")
            return []
        return value

    def curve(self, key: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Slopes in ascending order and as many factors above 0."""
        block = self.entries.get(key)
        slope, factor = (
            _numbers(block.get(name)) if isinstance(block, Mapping) else () for name in ("slope", "factor")
        )
        ascending = all(low < high for low, high in pairwise(slope))
        if not slope or len(slope) != len(factor) or not ascending or not all(0 < each <= 2 for each in factor):
            self._fault(key, block, "slope: […] ascending, and as many factor: […] above 0 and at most 2")
            return (0.0,), (1.0,)
        return slope, factor

    def sources(self) -> dict[str, str]:
        """Where each block comes from: a text for all of `_SOURCED`."""
        block = self.part("sources")
        return {name: block.text(name) for name in _SOURCED}

    def _fault_others(self, entries: Mapping[Any, Any], known: tuple[str, ...]) -> None:
        for name in entries:
            if name not in known:
                self._fault(str(name), None, f"one of {', '.join(known)}", "unknown entry")

    def _fault(self, key: str, value: object, expected: str, problem: str = "missing or not of the kind") -> None:
        place = f"{self.path}.{key}" if self.path else key
        self.faults.append(Fault(self.file, None, place, None if value is None else str(value), expected, problem))


def _numbers(values: object) -> tuple[float, ...]:
    """`values` as numbers; none of them where it is not a list of finite numbers."""
    if not isinstance(values, list) or not all(_is_number(value) for value in values):
        return ()
    return tuple(float(value) for value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values) and len(set(values)) == len(values)
