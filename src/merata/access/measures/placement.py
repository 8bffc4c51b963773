"""People and facilities placed on the roads of one mode and season: what every measure starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from merata.access.facilities import Facilities
from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Graph, Integers, graph_of, reversed_graph
from merata.access.kernel.nearest import nearest, trees
from merata.access.kernel.trees import Trees
from merata.access.measures.people import People
from merata.access.measures.same_road import stops_on_the_same_road
from merata.access.network import Network
from merata.access.snapping import OFF_ROAD_LIMIT_M, Snapped, snap
from merata.access.speeds import Speeds


@dataclass(frozen=True, slots=True)
class Placement:
    """c clusters of people and f facilities on the n nodes, m arcs and s segments of a network.

    `graph`: the network turned round, with a node more for every cluster (n + its number), from which arcs lead to the
    ends of the segment it stands on, the walk to the road included; arcs below m are the network's own. `stops`: where
    facilities are entered; for one on a cluster's own segment also from the cluster, straight along the road.
    `stop_segment`, `access_segment`: the segment that a stop, and the arc m + i, leads over; −1 where over none.
    `people_at`, `facilities_at`: where they stand, and which are within the limit of a road; `door_minutes` (f): on
    foot from the road to the facility.
    """

    network: Network
    mode: str
    season: str
    people: People
    facilities: Facilities
    people_at: Snapped
    facilities_at: Snapped
    door_minutes: Floats
    graph: Graph
    stops: Stops
    stop_segment: Integers
    access_segment: Integers

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facilities."""
        return self.facilities.kinds

    def in_one_area(self, name: str) -> Placement:
        """The same with all people in one area, for figures of the whole regency."""
        return replace(self, people=self.people.in_one_area(name))

    def labels(self) -> Floats:
        """The labels of the facilities (kinds × nodes of `graph`), for the kernels."""
        return self.stops.labels(len(self.kinds), self.graph.nodes)[0]

    def minutes(self) -> Floats:
        """Minutes from each cluster to the nearest facility of each kind (kinds × c); infinite: there is no way."""
        return nearest(self.graph, self.labels())[:, self.network.nodes :]

    def trees(self) -> Trees:
        """The shortest ways from everywhere to the nearest facility of each kind."""
        return trees(self.graph, self.labels())

    def at_clusters(self, values: Floats) -> Floats:
        """`values` of clusters (c) at the nodes of `graph`, 0 at the network's own."""
        return np.concatenate([np.zeros(self.network.nodes), values])


def place(
    network: Network,
    people: People,
    facilities: Facilities,
    speeds: Speeds,
    mode: str,
    *,
    season: str = "dry",
    limit_m: float = OFF_ROAD_LIMIT_M,
) -> Placement:
    """Place people and facilities on the nearest road of `mode`, the rest walked at `speeds.off_road_kmh`.

    Whatever is farther than `limit_m` from every such road is not on the network: people there reach nothing, and a
    facility there is reached by nobody. Raises `UsageError` for an unknown mode or season.
    """
    people_at = snap(network, mode, people.longitude, people.latitude, season=season, limit_m=limit_m)
    facilities_at = snap(network, mode, facilities.longitude, facilities.latitude, season=season, limit_m=limit_m)
    walk, to_door = (speeds.walk_minutes(np.where(at.reached, at.off_road_m, 0.0)) for at in (people_at, facilities_at))
    # One leaves a cluster the other way along the segment than one comes to it.
    turned = replace(people_at, ahead_minutes=people_at.back_minutes, back_minutes=people_at.ahead_minutes)
    access, access_segment = _ways(people_at, turned.stops(np.zeros(len(people), np.int64), walk))
    entered, entered_segment = _ways(facilities_at, facilities_at.stops(facilities.kind, to_door))
    direct, direct_segment = stops_on_the_same_road(people_at, facilities_at, facilities.kind, walk, to_door)
    direct = replace(direct, node=direct.node + network.nodes)
    stops = Stops(*(np.concatenate([getattr(part, name) for part in (entered, direct)]) for name in _STOPS))
    towards = graph_of(
        network.nodes + len(people),
        np.concatenate([network.tail, network.nodes + access.facility]),
        np.concatenate([network.head, access.node]),
        np.concatenate([network.arc_minutes(mode, season), access.minutes]),
    )
    return Placement(
        network,
        mode,
        season,
        people,
        facilities,
        people_at,
        facilities_at,
        to_door,
        reversed_graph(towards),
        stops,
        np.concatenate([entered_segment, direct_segment]),
        access_segment,
    )


_STOPS = ("facility", "kind", "node", "minutes")


def _ways(at: Snapped, ends: Stops) -> tuple[Stops, Integers]:
    """The ways between places and the ends of their segments, and the segment each leads over; −1: the place is there.

    From a place at one end the way to the other is the road's own arc: it is left out, so that who goes there is
    counted on the road.
    """
    place, share = ends.facility, at.share[ends.facility]
    at_tail, at_head = ends.node == at.tail[place], ends.node == at.head[place]
    here = (at_tail & (share == 0)) | (at_head & (share == 1))
    kept = here | ((share > 0) & (share < 1))
    ways = Stops(*(getattr(ends, name)[kept] for name in _STOPS))
    return ways, np.where(here, -1, at.segment[place])[kept]
