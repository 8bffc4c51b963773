"""Road segments on the way from a map to a network: undirected, before speeds are put on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merata.access.kernel.graph import Floats, Integers, Places
from merata.access.network import Codes, Traits

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth, of IUGG."""


@dataclass(frozen=True, slots=True)
class RoadSegments:
    """n nodes and s straight segments between them, in the direction in which they were drawn.

    `node_id` (n, ascending), `longitude`, `latitude` (n, degrees). `start`, `end` (s): places among the nodes;
    `length_m` (s); `forward`, `backward` (s): bit i where MODES[i] may go that way; `traits` (s) and their `words`.
    """

    node_id: Integers
    longitude: Floats
    latitude: Floats
    start: Places
    end: Places
    length_m: Floats
    forward: Codes
    backward: Codes
    traits: Traits
    words: Mapping[str, tuple[str, ...]]

    def take(self, rows: NDArray[Any]) -> RoadSegments:
        """The segments in `rows` (numbers or flags), in that order, with all nodes."""
        return replace(
            self,
            start=self.start[rows],
            end=self.end[rows],
            length_m=self.length_m[rows],
            forward=self.forward[rows],
            backward=self.backward[rows],
            traits=self.traits.take(rows),
        )

    def used_nodes(self) -> RoadSegments:
        """The same segments without the nodes that none of them touches."""
        used = np.zeros(len(self.node_id), dtype=np.bool_)
        used[self.start] = True
        used[self.end] = True
        if used.all():
            return self
        place = (np.cumsum(used) - 1).astype(np.int32)
        return replace(
            self,
            node_id=self.node_id[used],
            longitude=self.longitude[used],
            latitude=self.latitude[used],
            start=place[self.start],
            end=place[self.end],
        )

    def __len__(self) -> int:
        return len(self.start)


def distance_m(longitude: Floats, latitude: Floats, to_longitude: Floats, to_latitude: Floats) -> Floats:
    """Great-circle distance in metres on a sphere of `EARTH_RADIUS_M` (haversine); at most 0.6% off the ellipsoid."""
    north, to_north = np.radians(latitude), np.radians(to_latitude)
    half = (
        np.sin((to_north - north) / 2) ** 2
        + np.cos(north) * np.cos(to_north) * np.sin(np.radians(to_longitude - longitude) / 2) ** 2
    )
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return metres
