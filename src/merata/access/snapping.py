"""Facilities and households put on the nearest road: a point on a segment, and the rest on foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Integers, Places
from merata.access.network import Flags, Network
from merata.access.proximity import nearest_on_segments, on_plane, segments_near
from merata.access.segments import distance_m
from merata.errors import UsageError

OFF_ROAD_LIMIT_M = 2_000.0
"""A place farther than this from every road is left out unless another limit is given; 24 minutes on foot."""

_SAMPLE = 4_096
"""How many nodes bound the distance to the nearest road before the segments are looked at."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """f places on the roads of one mode and season.

    `segment`: where the place is reached from, -1 where no road is within the limit. The point is the share `share` of
    the way from node `tail` to node `head` of it, at `longitude`, `latitude`. `ahead_minutes`, `back_minutes`: along
    the whole segment from tail to head and from head to tail, infinite where not permitted. `off_road_m`: from the
    point to the place in a straight line; to the nearest road, where that is beyond the limit, unless it is infinite.
    """

    segment: Integers
    tail: Places
    head: Places
    share: Floats
    ahead_minutes: Floats
    back_minutes: Floats
    longitude: Floats
    latitude: Floats
    off_road_m: Floats

    @property
    def reached(self) -> Flags:
        """Which places a road is within the limit of."""
        return self.segment >= 0

    def stops(self, kind: Integers, off_road_minutes: Floats) -> Stops:
        """Where one leaves the network for each place, for `kernel.nearest`: a row at either end where permitted.

        From the tail one goes ahead by `share` of the segment, from the head back by the rest. A place at a node is
        reached from that node, whatever the direction of the segment. `kind` and `off_road_minutes` (f): its kind, from
        0, and the walk. Places keep their numbers, from 0.
        """
        place = np.flatnonzero(self.reached)
        ahead = _along(self.share[place], self.ahead_minutes[place]) + off_road_minutes[place]
        back = _along(1 - self.share[place], self.back_minutes[place]) + off_road_minutes[place]
        facility = np.concatenate([place, place])
        node = np.concatenate([self.tail[place], self.head[place]])
        minutes = np.concatenate([ahead, back])
        possible = np.isfinite(minutes)
        return Stops(
            facility[possible], np.asarray(kind)[facility[possible]], node[possible].astype(np.int64), minutes[possible]
        )


def snap(
    network: Network,
    mode: str,
    longitude: Floats,
    latitude: Floats,
    *,
    season: str = "dry",
    limit_m: float = OFF_ROAD_LIMIT_M,
) -> Snapped:
    """Put places (degrees, f each) on the nearest segment that `mode` may use in `season`, of equals the first.

    Places without a segment within `limit_m` have none. Raises `UsageError` for an unknown mode or season or a limit
    that is not above 0.
    """
    if not limit_m > 0:
        raise UsageError(f"a limit of {limit_m} m off the road; expected one above 0")
    minutes = network.arc_minutes(mode, season)
    usable = np.flatnonzero(np.isfinite(minutes))
    arc, opposite = _arcs_of_segments(network, usable)
    segments = np.flatnonzero(arc >= 0)
    reference = float(network.latitude.mean())
    plane = on_plane(network.longitude, network.latitude, reference)
    points = on_plane(longitude, latitude, reference)
    start, end = plane[network.tail[arc[segments]]], plane[network.head[arc[segments]]]
    found = np.full(len(points), -1, dtype=np.int64)
    place, row = _nearest(start, end, points, limit_m)
    found[place] = segments[row]
    share = np.zeros(len(points))
    share[place], _ = nearest_on_segments(start[row], end[row], points[place])
    on = np.where(found >= 0, arc[found], 0)
    back = np.where(found >= 0, opposite[found], -1)
    tail, head = (
        ends[on] if len(network.tail) else np.zeros(len(points), np.int32) for ends in (network.tail, network.head)
    )
    east = network.longitude[tail] + share * (network.longitude[head] - network.longitude[tail])
    north = network.latitude[tail] + share * (network.latitude[head] - network.latitude[tail])
    off_road = distance_m(longitude, latitude, east, north)
    within = (found >= 0) & (off_road <= limit_m)
    return Snapped(
        segment=np.where(within, found, -1),
        tail=tail,
        head=head,
        share=share,
        ahead_minutes=minutes[on],
        back_minutes=np.where(back >= 0, minutes[back], np.inf),
        longitude=east,
        latitude=north,
        off_road_m=np.where(found >= 0, off_road, np.inf),
    )


def _along(share: Floats, minutes: Floats) -> Floats:
    """Minutes along a share of a segment; none along no share of it, though it be closed that way."""
    taken: Floats = np.multiply(share, minutes, out=np.zeros_like(share), where=share > 0)
    return taken


def _arcs_of_segments(network: Network, usable: Integers) -> tuple[Integers, Integers]:
    """For each segment the first usable arc along it, and the one the other way; -1 where there is none."""
    arc = np.full(len(network.traits), -1, dtype=np.int64)
    arc[network.segment[usable[::-1]]] = usable[::-1]
    opposite = np.full(len(network.traits), -1, dtype=np.int64)
    others = usable[arc[network.segment[usable]] != usable]
    opposite[network.segment[others]] = others
    return arc, opposite


def _nearest(start: Floats, end: Floats, points: Floats, limit_m: float) -> tuple[Integers, Integers]:
    """Places with a segment near enough, and the row of the nearest, of equals the first.

    The distance to some nodes bounds the search, so that few segments go into the tree.
    """
    if not len(points) or not len(start):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # A little more than the limit, because the plane is a little off the sphere.
    limit = 1.02 * limit_m
    some = shapely.STRtree(np.asarray(shapely.points(start[:: max(len(start) // _SAMPLE, 1)])))
    # Each place has a node so near; with ties there are several rows of a place, all as far.
    (place, _), distance = some.query_nearest(shapely.points(points), return_distance=True)
    bound = np.full(len(points), limit)
    bound[place] = np.minimum(distance + 1e-3, limit)
    rows = segments_near(start, end, points, bound)
    lines = np.asarray(shapely.linestrings(np.stack([start[rows], end[rows]], axis=1)))
    pairs = shapely.STRtree(lines).query_nearest(shapely.points(points), max_distance=limit)
    place, row = pairs[0], rows[pairs[1]]
    order = np.lexsort((row, place))
    place, row = place[order], row[order]
    first = np.concatenate([[True], np.diff(place) > 0]) if len(place) else np.zeros(0, dtype=np.bool_)
    return place[first], row[first]
