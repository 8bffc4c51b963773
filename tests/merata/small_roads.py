"""Small invented road networks, made without a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from merata.access.assembly import network_of
from merata.access.network import Network, Traits
from merata.access.segments import RoadSegments, distance_m
from merata.access.speeds import Speeds, load_speeds

DEGREE_M = 111_195.0797
"""Metres of a degree of latitude on the sphere of 6,371,008.8 m."""

Stretch = Mapping[str, object]
"""from, to (places of nodes) and, where they are not usual, way, road_class, surface, condition, closed_wet, oneway."""


def roads_of(
    places: Sequence[tuple[float, float]], stretches: Sequence[Stretch], speeds: Speeds | None = None
) -> Network:
    """A network of straight stretches between places (latitude, longitude); node 0 is OpenStreetMap's node 1."""
    table = speeds or load_speeds()
    words = {
        "road_class": table.road_classes,
        "surface": table.surfaces,
        "smoothness": table.smoothness,
        "condition": table.conditions,
        "name": (),
        "ref": (),
    }
    start, end = (np.array([one[key] for one in stretches], dtype=np.int32) for key in ("from", "to"))
    latitude, longitude = (np.array([place[axis] for place in places], dtype=np.float64) for axis in (0, 1))
    count = len(stretches)

    def codes(name: str, usual: str) -> np.ndarray:
        return np.array([words[name].index(str(one.get(name, usual))) for one in stretches], dtype=np.uint8)

    def flags(name: str) -> np.ndarray:
        return np.array([bool(one.get(name, False)) for one in stretches])

    traits = Traits(
        way_id=np.array([one.get("way", 100 + at) for at, one in enumerate(stretches)], dtype=np.int64),
        road_class=codes("road_class", "unclassified"),
        surface=codes("surface", "earth"),
        surface_assumed=np.zeros(count, dtype=np.bool_),
        smoothness=codes("smoothness", "unknown"),
        condition=codes("condition", "good"),
        bridge=flags("bridge"),
        tunnel=flags("tunnel"),
        level=np.zeros(count, dtype=np.int8),
        ford=flags("ford"),
        closed_dry=flags("closed_dry"),
        closed_wet=flags("closed_wet"),
        name=np.full(count, -1, dtype=np.int32),
        ref=np.full(count, -1, dtype=np.int32),
    )
    length = distance_m(longitude[start], latitude[start], longitude[end], latitude[end])
    everybody = np.full(count, 7, dtype=np.uint8)
    backward = np.where(flags("oneway"), 1, 7).astype(np.uint8)
    segments = RoadSegments(
        np.arange(1, len(places) + 1, dtype=np.int64),
        longitude,
        latitude,
        start,
        end,
        length,
        everybody,
        backward,
        traits,
        words,
    )
    return network_of(segments, table, np.zeros(count))


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Rows as a CSV file, columns in the order in which they first occur."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(str(row.get(name, "")) for name in names) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
