"""Small invented maps in OpenStreetMap's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm import mutable

Place = tuple[float, float]
"""Latitude and longitude."""

DEGREE_M = 111_195.0797
"""Metres of a degree of latitude on the sphere of 6,371,008.8 m."""


def write_map(
    path: Path,
    nodes: Mapping[int, Place],
    ways: Sequence[tuple[int, Sequence[int], Mapping[str, str]]],
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> Path:
    """Write nodes and ways (id, nodes, tags) as an OpenStreetMap file."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, (latitude, longitude) in sorted(nodes.items()):
            tags = dict((node_tags or {}).get(number, {}))
            writer.add_node(mutable.Node(id=number, location=(longitude, latitude), tags=tags))
        for number, places, tags in ways:
            writer.add_way(mutable.Way(id=number, nodes=list(places), tags=dict(tags)))
    return path


CHAIN: dict[int, Place] = {1: (-8.00, 112.0), 2: (-8.01, 112.0), 3: (-8.02, 112.0), 4: (-8.02, 112.01)}
"""Three nodes from north to south, 0.01 degrees (1,111.95 m) apart, and one east of the last."""
