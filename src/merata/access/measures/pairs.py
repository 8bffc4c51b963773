"""Which facilities people can reach within some minutes, and the several nearest: pairs, without those beyond."""

from __future__ import annotations

import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.engine import engine
from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Floats, Graph, Integers, Places, reversed_graph
from merata.access.measures import ranked_search_scipy
from merata.access.measures.placement import Placement
from merata.errors import UsageError

THREADS = max(min(os.cpu_count() or 1, 8), 1)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Clusters and the facilities that they reach within `limit` minutes, a row each, by facility and cluster."""

    cluster: Integers
    facility: Integers
    minutes: Floats
    limit: float


def pairs_within(placement: Placement, limit_minutes: float) -> Pairs:
    """All pairs of a cluster and a facility at most `limit_minutes` apart, from the cluster to the facility.

    Raises `UsageError` for a limit that is not a number of minutes, 0 or more (infinite: all pairs that have a way).
    """
    if not limit_minutes >= 0:
        raise UsageError(f"a limit of {limit_minutes} minutes; expected 0 or more")
    own = placement.network.nodes
    nodes = np.arange(own, placement.graph.nodes)
    if compiled_here():
        facility, cluster, minutes = _within(placement.graph, placement.stops, nodes, limit_minutes)
    else:
        facility, cluster, minutes = ranked_search_scipy.within(placement.graph, placement.stops, nodes, limit_minutes)
    order = np.lexsort((cluster, facility))
    return Pairs(cluster[order].astype(np.int64), facility[order].astype(np.int64), minutes[order], limit_minutes)


def several_nearest(graph: Graph, stops: Stops, most: int) -> tuple[Floats, Places]:
    """Minutes to the `most` nearest facilities of each node (nodes × most; infinite: so many cannot be reached) and
    their numbers (−1), nearest first, of equals the smaller number.
    """
    if not compiled_here():
        return ranked_search_scipy.several_nearest(graph, stops, most)
    from merata.access.measures import ranked_search  # noqa: PLC0415 - starts Numba

    facility, node = stops.facility.astype(np.int32), stops.node.astype(np.int32)
    arcs = ranked_search.Arcs(graph.first, graph.head, graph.minutes)
    return ranked_search.several_nearest(arcs, facility, node, stops.minutes, most)


def compiled_here() -> bool:
    """Whether Numba is installed."""
    return importlib.util.find_spec("numba") is not None


def _within(graph: Graph, stops: Stops, nodes: Integers, limit: float) -> tuple[Places, Integers, Floats]:
    """As `ranked_search_scipy.within`, on the network without the nodes at which nothing is decided, in threads."""
    from merata.access.measures import limited_search  # noqa: PLC0415 - starts Numba

    taken_out = engine().eliminate(graph, reversed_graph(graph))
    if taken_out is None:
        return ranked_search_scipy.within(graph, stops, nodes, limit)
    removed, core_nodes, core = taken_out
    reduced = limited_search.reduced(removed, core_nodes.astype(np.int32), graph.nodes, nodes.astype(np.int32))
    arcs = limited_search.Arcs(core.first, core.head, core.minutes)
    order = np.argsort(stops.facility, kind="stable")
    facilities = int(stops.facility.max()) + 1 if len(order) else 0
    first = np.searchsorted(stops.facility[order], np.arange(facilities + 1))
    node, minutes = stops.node[order].astype(np.int32), stops.minutes[order]
    step = max(1, -(-facilities // (4 * THREADS)))

    def some(start: int) -> tuple[Places, Integers, Floats]:
        own = first[start : start + step + 1]
        return limited_search.within(arcs, reduced, own, node, minutes, limit, start)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(some, range(0, facilities, step)))
    empty = (np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0))
    facility_of, cluster, found = (np.concatenate(column) for column in zip(empty, *parts, strict=True))
    return facility_of, cluster, found
