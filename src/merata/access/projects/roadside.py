"""Who lives, and what stands, beside a new road: nearer to it than to any road that is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.projects.placing import OnRoads, Roads
from merata.access.proximity import nearest_on_segments, on_plane
from merata.access.segments import distance_m

_ROUNDING_M = 1e-3
"""A new road along an old one is as near as that, but for rounding."""

_PAIRS = 1_000_000
"""Pairs of links and places that are measured at a time."""


@dataclass(frozen=True, slots=True)
class Roadside:
    """Places to which a new link is the nearest road, those of link i from first[i] to before first[i + 1]: `place`,
    the `share` of the link from its start to the point nearest to it, `walk_minutes` from there.
    """

    first: Integers
    place: Integers
    share: Floats
    walk_minutes: Floats

    def of(self, link: int) -> list[tuple[int, float, float]]:
        """Place, share and walk of those beside a link."""
        rows = slice(self.first[link], self.first[link + 1])
        return list(
            zip(self.place[rows].tolist(), self.share[rows].tolist(), self.walk_minutes[rows].tolist(), strict=True)
        )


def roadside(roads: Roads, ends: OnRoads, longitude: Floats, latitude: Floats, now: OnRoads) -> Roadside:
    """Which places (c) are beside which of r new links, within the limit off the road.

    `ends` (2 × r): where the links begin, then where they end; between them they run straight. `now` (c): on which
    road the places are.
    """
    count, places = len(ends.node) // 2, len(longitude)
    off_road_m = np.where(now.node >= 0, now.off_road_m, np.inf)
    batch = max(_PAIRS // max(places, 1), 1)
    parts = [
        _beside(roads, ends, np.arange(start, min(start + batch, count)), (longitude, latitude), off_road_m)
        for start in range(0, count, batch)
    ]
    nothing = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    link, place, share, metres = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
    first = np.searchsorted(link, np.arange(count + 1)).astype(np.int64)
    return Roadside(first, place, share, roads.network.off_road_minutes(metres))


def _beside(
    roads: Roads, ends: OnRoads, links: Integers, at: tuple[Floats, Floats], off_road_m: Floats
) -> tuple[Integers, Integers, Floats, Floats]:
    """Link, place, share and metres of all that is beside some links, by link and place."""
    count, places = len(ends.node) // 2, len(off_road_m)
    reference = float(roads.network.latitude.mean())
    corners = on_plane(ends.longitude, ends.latitude, reference)
    link, place = np.repeat(links, places), np.tile(np.arange(places), len(links))
    points = on_plane(*at, reference)[place]
    share, plane_m = nearest_on_segments(corners[link], corners[count + link], points)
    # A little more than the limits, because the plane is a little off the sphere.
    limit_m = np.minimum(off_road_m, roads.off_road_limit_m)[place]
    some = np.flatnonzero(plane_m <= 1.02 * limit_m + 1)
    link, place, share = link[some], place[some], share[some]
    east, north = (
        values[link] + share * (values[count + link] - values[link]) for values in (ends.longitude, ends.latitude)
    )
    metres = distance_m(at[0][place], at[1][place], east, north)
    near = (metres <= roads.off_road_limit_m) & (metres < off_road_m[place] - _ROUNDING_M)
    return link[near], place[near], share[near], metres[near]


def pairs_beside(
    homes: list[tuple[int, float, float]], doors: list[tuple[int, float, float]]
) -> Iterator[tuple[int, int, float, float]]:
    """Home, door, share of the link between them, and the walk of both, of all that are beside one link."""
    for home, start, walk in homes:
        for door, end, more in doors:
            yield home, door, abs(start - end), walk + more
