"""People, facilities and projects put on the roads: one cut network with a node for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Flags, Network
from merata.access.projects.cutting import CutNetwork, cut
from merata.access.projects.meetings import ProjectPlaces, meetings
from merata.access.projects.people import People
from merata.access.snapping import OFF_ROAD_LIMIT_M, Snapped, snap
from merata.access.speeds import Speeds
from merata.errors import InputError

END_LIMIT_M = 200.0
"""An end of a project farther than this from every road is not on the network."""


@dataclass(frozen=True, slots=True)
class Roads:
    """A network, the speeds it was made with, and how one travels. `off_road_limit_m`: how far people and facilities
    may be from a road; `end_limit_m`: how far an end of a project.
    """

    network: Network
    speeds: Speeds
    mode: str
    off_road_limit_m: float = OFF_ROAD_LIMIT_M
    end_limit_m: float = END_LIMIT_M


@dataclass(frozen=True, slots=True)
class OnRoads:
    """Where some places are on the roads: `node` (−1: neither a road nor a meeting of projects is near), `off_road_m`
    and `walk_minutes` from there to the place; `longitude`, `latitude` of the node.
    """

    node: Integers
    off_road_m: Floats
    walk_minutes: Floats
    longitude: Floats
    latitude: Floats

    def take(self, rows: Integers) -> OnRoads:
        """Some of the places, in that order."""
        return OnRoads(
            self.node[rows],
            self.off_road_m[rows],
            self.walk_minutes[rows],
            self.longitude[rows],
            self.latitude[rows],
        )

    def followed_by(self, others: OnRoads) -> OnRoads:
        """These places and `others` behind."""
        return OnRoads(
            np.concatenate([self.node, others.node]),
            np.concatenate([self.off_road_m, others.off_road_m]),
            np.concatenate([self.walk_minutes, others.walk_minutes]),
            np.concatenate([self.longitude, others.longitude]),
            np.concatenate([self.latitude, others.latitude]),
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """People (c), facilities and places of projects (x) on one cut network.

    `home` (c): the node from which a cluster's people set out, the walk to the road included where there is one
    (`people.node`). `stops`: the facilities as they are, numbered as in the file. `around`: the way to the nearest end
    of a project off the roads, by which a new facility may be reached too. `alone` (x): an end off the roads at which
    no other project ends.
    """

    cut: CutNetwork
    home: Integers
    stops: Stops
    people: OnRoads
    facilities: OnRoads
    places: OnRoads
    around: OnRoads
    alone: Flags


def settle(roads: Roads, people: People, facilities: Facilities, places: ProjectPlaces) -> Setting:
    """Put all on the roads that `roads.mode` may use in the dry season; there they stay in the wet one.

    So a cluster beside a road that rain closes has no way then, and an upgrade that opens it gives one. A project's end
    that is on no road is a place of its own, or that of another's end. Raises `InputError` where no cluster, or no
    facility, is near a road.
    """
    sizes = len(people), len(facilities), len(places)
    rows = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
    longitude = np.concatenate([people.longitude, facilities.longitude, places.longitude])
    latitude = np.concatenate([people.latitude, facilities.latitude, places.latitude])
    allowed = np.full(len(longitude), roads.off_road_limit_m)
    allowed[rows[2][~places.facility]] = roads.end_limit_m
    found = snap(roads.network, roads.mode, longitude, latitude, limit_m=float(allowed.max()))
    found = replace(found, segment=np.where(found.off_road_m <= allowed, found.segment, -1))
    _refuse_none_near(found, roads, {"clusters of people": rows[0], "facilities": rows[1]})
    pieces, node = cut(roads.network, found)
    walk = roads.network.off_road_minutes(np.where(found.reached, found.off_road_m, 0.0))
    placed = OnRoads(node, found.off_road_m, walk, found.longitude, found.latitude)
    pieces, projects, around, alone = _with_meetings(pieces, placed.take(rows[2]), places, roads)
    pieces, home = pieces.with_walks(node[rows[0]], walk[rows[0]])
    standing = np.flatnonzero(node[rows[1]] >= 0)
    on_road = placed.take(rows[1])
    stops = Stops(standing, facilities.kind[standing], on_road.node[standing], on_road.walk_minutes[standing])
    return Setting(pieces, home, stops, placed.take(rows[0]), on_road, projects, around, alone)


def _refuse_none_near(found: Snapped, roads: Roads, parts: dict[str, Integers]) -> None:
    for what, rows in parts.items():
        if not found.reached[rows].any():
            raise InputError(
                f"none of the {len(rows)} {what} is within {roads.off_road_limit_m:g} m of a road for {roads.mode}; "
                "expected places among the roads"
            )


def _with_meetings(
    pieces: CutNetwork, on_road: OnRoads, places: ProjectPlaces, roads: Roads
) -> tuple[CutNetwork, OnRoads, OnRoads, Flags]:
    """A node more for each place off the roads where projects end: with the ends there, the way to it from each place
    of a project (−1: none is near), and which ends are alone.
    """
    met = meetings(places, on_road.node < 0)
    nearest, metres = met.nearest(places.longitude, places.latitude)
    near = metres <= roads.off_road_limit_m
    to = np.where(near, nearest, 0)
    walk = roads.network.off_road_minutes(np.where(near, metres, 0.0))
    longitude, latitude = (
        np.where(near, at[to], own) if len(at) else own
        for at, own in ((met.longitude, places.longitude), (met.latitude, places.latitude))
    )
    around = OnRoads(np.where(near, pieces.nodes + to, -1), metres, walk, longitude, latitude)
    alone = met.meeting >= 0
    alone[alone] = ~met.shared[met.meeting[alone]]
    ends = np.where(met.meeting >= 0, len(places) + np.arange(len(places)), np.arange(len(places)))
    # How far the roads are is told of ends that should not be where they are.
    ended = replace(on_road.followed_by(around).take(ends), off_road_m=on_road.off_road_m)
    return pieces.with_nodes(len(met.longitude)), ended, around, alone
