"""What projects would build or improve, in the words of the table of speeds, and how fast one would be on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Codes, Flags, Network, Traits
from merata.access.projects.project_list import ProjectList
from merata.access.speeds import Speeds, segment_kmh
from merata.errors import Fault

NEW_CONDITION = "good"
"""The condition of a new road, and of one with a new surface, where the list does not say."""

WORDS = ("road_class", "surface", "smoothness", "condition")
"""The traits that have words."""


@dataclass(frozen=True, slots=True)
class Works:
    """Stretches of road as they would be (r rows): the `project`, the `segment` of the network, −1 for a new link;
    `traits` with `words`; `kmh`: in the dry season, NaN where the table of speeds tells it.
    """

    project: Integers
    segment: Integers
    traits: Traits
    words: Mapping[str, tuple[str, ...]]
    kmh: Floats

    def speed(self, speeds: Speeds, mode: str, season: str) -> Floats:
        """Speed of `mode` on each stretch (r) on the level, km/h; 0: closed. A speed of the list holds in the dry
        season, and in the wet one times the wet factor of the surface; where a road stays closed it opens nothing.
        """
        kmh = segment_kmh(speeds, mode, season, self.traits, self.words)
        told = np.isfinite(self.kmh) & (kmh > 0)
        factor = np.ones(len(kmh))
        if season == "wet":
            wet = speeds.modes[mode].wet_factor
            factor = np.array([wet.get(word, 0.0) for word in self.words["surface"]])[self.traits.surface]
        return np.where(told, self.kmh * factor, kmh)


def words_of(network: Network, speeds: Speeds) -> dict[str, tuple[str, ...]]:
    """The network's words, with those behind that only the table of speeds has."""
    others = (speeds.road_classes, speeds.surfaces, speeds.smoothness, speeds.conditions)
    return {name: tuple(dict.fromkeys([*network.words[name], *more])) for name, more in zip(WORDS, others, strict=True)}


def codes_of(cells: Sequence[str | None], words: tuple[str, ...], known: Flags) -> Codes:
    """The places of `cells` in `words`; 0 for those that are not `known`."""
    place = {word: code for code, word in enumerate(words)}
    return np.array([place[str(cell)] if ok else 0 for cell, ok in zip(cells, known, strict=True)], dtype=np.uint8)


def known_words(
    projects: ProjectList, speeds: Speeds, rows: Integers, cells: Mapping[str, Sequence[str | None]]
) -> tuple[Flags, list[Fault]]:
    """Which rows say nothing that the table of speeds does not know, and the faults of the others."""
    allowed = {"road_class": speeds.road_classes, "surface": speeds.surfaces, "condition": speeds.conditions}
    known, faults = np.ones(len(rows), dtype=np.bool_), []
    for name, words in allowed.items():
        for place, value in enumerate(cells.get(name, ())):
            if value is not None and value not in words:
                known[place] = False
                expected = "one of " + ", ".join(word for word in words if word != "unknown")
                faults.append(projects.fault(int(rows[place]), name, expected, f"the speeds lack {value}"))
    return known, faults
