"""The several nearest facilities, and all within some minutes, by SciPy's search of one facility after the other."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Graph, Integers, Places


def several_nearest(graph: Graph, stops: Stops, most: int) -> tuple[Floats, Places]:
    """As `merata.access.measures.ranked_search.several_nearest`."""
    found = np.full((graph.nodes, most), np.inf)
    which = np.full((graph.nodes, most), -1, np.int32)
    for facility in np.unique(stops.facility):
        minutes = minutes_of(graph, stops, facility, np.inf)
        # Facilities come by number, so that of equals the smaller stays ahead.
        every = np.column_stack([found, minutes])
        numbers = np.column_stack([which, np.where(np.isfinite(minutes), facility, -1).astype(np.int32)])
        order = np.argsort(every, axis=1, kind="stable")[:, :most]
        found, which = np.take_along_axis(every, order, axis=1), np.take_along_axis(numbers, order, axis=1)
    return found, which


def within(graph: Graph, stops: Stops, nodes: Integers, limit: float) -> tuple[Places, Integers, Floats]:
    """Facility, place among `nodes`, and minutes, of all pairs up to `limit` minutes apart."""
    parts = []
    for facility in np.unique(stops.facility):
        minutes = minutes_of(graph, stops, facility, limit)[nodes]
        near = np.flatnonzero(minutes <= limit)
        parts.append((np.full(len(near), facility, np.int32), near, minutes[near]))
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0)
    facility_of, node, minutes = (np.concatenate(column) for column in zip(*parts, strict=True))
    return facility_of, node, minutes


def minutes_of(graph: Graph, stops: Stops, facility: int, limit: float) -> Floats:
    """Minutes from one facility to every node, from a node more that has an arc to each of its stops."""
    rows = np.flatnonzero(stops.facility == facility)
    rows = rows[np.argsort(stops.node[rows], kind="stable")]
    nodes, start = np.unique(stops.node[rows], return_index=True)
    table = csr_array(
        (
            np.concatenate([graph.minutes, np.minimum.reduceat(stops.minutes[rows], start)]),
            np.concatenate([graph.head, nodes]).astype(np.int32),
            np.append(graph.first, len(graph.head) + len(nodes)).astype(np.int32),
        ),
        shape=(graph.nodes + 1, graph.nodes + 1),
    )
    found = dijkstra(table, indices=np.array([graph.nodes]), limit=limit)
    return np.asarray(found[0, :-1], dtype=np.float64)
