"""New roads and bridges: what they are like, and the minutes along them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.network import MODES, Codes, Network, Traits
from merata.access.projects.project_list import LINKS, ProjectList
from merata.access.projects.works import NEW_CONDITION, WORDS, Works, codes_of, known_words, words_of
from merata.access.speeds import Speeds, arc_minutes
from merata.errors import Fault

CLASS = "unclassified"
SURFACE: Mapping[str, str] = {"new_road": "asphalt", "bridge": "concrete"}
"""What a new link is where the list does not say."""


def links(projects: ProjectList, network: Network, speeds: Speeds) -> tuple[Works, list[Fault]]:
    """The new roads and bridges of the list, a stretch each, open in all seasons to all who may use their class."""
    rows = np.flatnonzero(np.isin(projects.kind, LINKS))
    words = words_of(network, speeds)
    classes, surfaces, conditions = (projects.cells(name) for name in ("road_class", "surface", "condition"))
    kind = projects.kind
    cells = {
        "road_class": [classes[row] or CLASS for row in rows],
        "surface": [surfaces[row] or SURFACE[kind[row]] for row in rows],
        "condition": [conditions[row] or NEW_CONDITION for row in rows],
        "smoothness": ["unknown"] * len(rows),
    }
    known, faults = known_words(projects, speeds, rows, cells)
    codes = {name: codes_of(cells[name], words[name], known) for name in WORDS}
    return Works(
        rows, np.full(len(rows), -1), _new(codes, len(rows)), words, projects.numbers("speed_kmh")[rows]
    ), faults


def link_minutes(works: Works, length_m: Floats, speeds: Speeds, mode: str, season: str) -> Floats:
    """Minutes along each new link (r), level as if there were no elevation; infinite where `mode` may not go."""
    everybody = np.full(len(length_m), (1 << len(MODES)) - 1, dtype=np.uint8)
    return arc_minutes(
        speeds,
        mode,
        works.speed(speeds, mode, season),
        segment=np.arange(len(length_m), dtype=np.int32),
        length_m=length_m,
        slope=np.zeros(len(length_m)),
        permitted=everybody,
    )


def _new(codes: Mapping[str, Codes], count: int) -> Traits:
    """Traits of new links."""
    none = {"way_id": -1, "name": -1, "ref": -1}
    kinds = {"way_id": np.int64, "level": np.int8, "name": np.int32, "ref": np.int32}
    blank = {
        field.name: np.full(count, none.get(field.name, 0), dtype=kinds.get(field.name, np.bool_))
        for field in fields(Traits)
    }
    return Traits(**{**blank, **codes})
