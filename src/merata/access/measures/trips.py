"""Which roads and bridges carry whom: the trips of all people to their nearest facilities, summed along the roads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from merata.access.kernel.graph import Integers
from merata.access.kernel.trees import Trees
from merata.access.measures.branches import Branches
from merata.access.measures.placement import Placement
from merata.access.measures.structures import Structures
from merata.access.network import Network


def arc_flows(placement: Placement, trees: Trees) -> pa.Table:
    """People whose trip to the nearest facility leads along the whole of an arc, by kind: one trip for each person.

    Columns: arc, tail, head (node ids), segment, kind, people; arcs that nobody uses are not there. Of ways that are as
    short it is the one that the search found; the same input gives the same. What arrives at a node, with those who
    live there, is what leaves it, with those who have arrived. It is betweenness, with these trips instead of those
    between all pairs of nodes. `trees`: of the placement.
    """
    network, parts = placement.network, []
    weight = placement.at_clusters(placement.people.weight)
    users = placement.at_clusters(np.ones(len(placement.people)))
    for kind in range(trees.kinds):
        branches = Branches.of(trees, kind)
        arc = _arc_of_nodes(trees, kind)
        nodes = np.flatnonzero((arc >= 0) & (arc < len(network.tail)) & (branches.below(users) > 0))
        nodes = nodes[np.argsort(arc[nodes], kind="stable")]
        chosen = arc[nodes]
        parts.append(
            pa.table(
                {
                    "arc": chosen,
                    "tail": network.node_id[network.tail[chosen]],
                    "head": network.node_id[network.head[chosen]],
                    "segment": network.segment[chosen].astype(np.int64),
                    "kind": pa.array([placement.kinds[kind]] * len(chosen), pa.string()),
                    "people": branches.below(weight)[nodes],
                }
            )
        )
    return pa.concat_tables(parts)


def segment_flows(placement: Placement, trees: Trees) -> pa.Table:
    """People whose trip leads over a segment in either direction, the trips that begin or end on it counted too.

    Columns: segment, way_id, road_name (null: none), bridge, kind, people; segments that nobody uses are not there.
    """
    network = placement.network
    segments = np.arange(len(network.traits))
    used, kind, people = [], [], []
    for number, branches, segment, node in passages(placement, trees):
        users = branches.united(segment, node, len(segments), placement.at_clusters(np.ones(len(placement.people))))
        carried = branches.united(segment, node, len(segments), placement.at_clusters(placement.people.weight))
        rows = np.flatnonzero(users > 0)
        used.append(rows)
        kind += [placement.kinds[number]] * len(rows)
        people.append(carried[rows])
    chosen = np.concatenate(used)
    return pa.table(
        {
            "segment": chosen,
            "way_id": network.way_id[chosen],
            "road_name": road_names(network, chosen),
            "bridge": pa.array(np.asarray(network.bridge)[chosen]),
            "kind": pa.array(kind, pa.string()),
            "people": np.concatenate(people),
        }
    )


def carried(placement: Placement, trees: Trees, structures: Structures) -> pa.Table:
    """Whom each structure carries: people by area whose trip leads over any of its segments, nobody counted twice.

    Columns: structure, name, kind, area, people; areas of which nobody goes that way are not there.
    """
    people, areas = placement.people, len(placement.people.areas)
    columns: dict[str, list[object]] = {key: [] for key in ("structure", "name", "kind", "area", "people")}
    for kind, branches, segment, node in passages(placement, trees):
        group, row = structures.rows_of(segment)
        clusters = placement.network.nodes + np.arange(len(people))
        member, cluster = branches.members(group, node[row], clusters)
        place = member * areas + people.area[cluster]
        size = len(structures) * areas
        sums = np.bincount(place, weights=people.weight[cluster], minlength=size)
        for found in np.flatnonzero(np.bincount(place, minlength=size)):
            columns["structure"].append(structures.identifier[found // areas])
            columns["name"].append(structures.name[found // areas])
            columns["kind"].append(placement.kinds[kind])
            columns["area"].append(people.areas[found % areas])
            columns["people"].append(float(sums[found]))
    return pa.table(
        {
            "structure": pa.array(columns["structure"], pa.string()),
            "name": pa.array(columns["name"], pa.string()),
            "kind": pa.array(columns["kind"], pa.string()),
            "area": pa.array(columns["area"], pa.array(people.areas).type),
            "people": pa.array(columns["people"], pa.float64()),
        }
    )


def passages(placement: Placement, trees: Trees) -> Iterator[tuple[int, Branches, Integers, Integers]]:
    """For each kind: its number, the branches of its tree, and rows of a segment and the node that goes over it next.

    That is: the way of the node, and of all that go by way of it, leads over the segment, or over a part of it.
    """
    own, stops = len(placement.network.tail), placement.stops
    order = np.lexsort((stops.facility, stops.minutes))[::-1]
    for kind in range(trees.kinds):
        arc = _arc_of_nodes(trees, kind)
        segment = np.full(len(arc), -1, dtype=np.int64)
        on_road = (arc >= 0) & (arc < own)
        segment[on_road] = placement.network.segment[arc[on_road]]
        leaving = arc >= own
        segment[leaving] = placement.access_segment[arc[leaving] - own]
        # Written from the worst to the best, so that the stop that makes the label stays.
        last = np.full(len(arc), -1, dtype=np.int64)
        rows = order[stops.kind[order] == kind]
        last[stops.node[rows]] = placement.stop_segment[rows]
        ends = (arc < 0) & np.isfinite(trees.minutes[kind])
        segment[ends] = last[ends]
        node = np.flatnonzero(segment >= 0)
        yield kind, Branches.of(trees, kind), segment[node], node


def road_names(network: Network, segments: Integers) -> pa.Array:
    """The name of each segment, else its ref; null where it has neither."""
    names, refs = (pa.array(network.words.get(key, ()), pa.string()) for key in ("name", "ref"))
    name, ref = (np.asarray(getattr(network.traits, key))[segments].astype(np.int64) for key in ("name", "ref"))
    named = names.take(pa.array(name, pa.int64(), mask=name < 0)).to_pylist()
    numbered = refs.take(pa.array(ref, pa.int64(), mask=ref < 0)).to_pylist()
    return pa.array([one or other for one, other in zip(named, numbered, strict=True)], pa.string())


def _arc_of_nodes(trees: Trees, kind: int) -> Integers:
    """The number in the list of arcs of the one by which a node goes on towards the facility; −1: none."""
    arc = trees.arc[kind]
    if not len(trees.graph.arc):
        return np.full(len(arc), -1, dtype=np.int64)
    return np.where(arc >= 0, trees.graph.arc[arc], -1).astype(np.int64)
