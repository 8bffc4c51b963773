"""Stretches of road from one place to another: the shortest way along the roads that are there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from merata.access.kernel.graph import Floats, Integers
from merata.access.network import Network
from merata.access.snapping import Snapped

_DETOUR = 5.0
_MARGIN_M = 5_000.0
"""A stretch longer than so many times the straight line, and that more, is not the road that was meant."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Segments that a mode may use, as an undirected graph of metres; of parallel ones the shortest. `pair`: a key for
    each pair of nodes, ascending, and its `segment`.
    """

    graph: csr_array
    pair: Integers
    segment: Integers

    @staticmethod
    def of(network: Network, mode: str) -> Lengths:
        """The roads that `mode` may use in the dry season."""
        arcs = np.flatnonzero(np.isfinite(network.arc_minutes(mode)))
        tail, head = network.tail[arcs].astype(np.int64), network.head[arcs].astype(np.int64)
        metres = np.maximum(network.length_m[arcs].astype(np.float64), 1e-6)
        pair = np.minimum(tail, head) * network.nodes + np.maximum(tail, head)
        order = np.lexsort((metres, pair))
        order = order[np.concatenate([[True], np.diff(pair[order]) > 0])] if len(order) else order
        ends = np.minimum(tail, head)[order], np.maximum(tail, head)[order]
        graph = csr_array((metres[order], ends), shape=(network.nodes, network.nodes))
        return Lengths(graph, pair[order], network.segment[arcs[order]].astype(np.int64))

    def segments(self, nodes: list[int]) -> list[int]:
        """The segments along a chain of nodes."""
        count = self.graph.shape[0]
        keys = [min(one, other) * count + max(one, other) for one, other in pairwise(nodes)]
        return [int(self.segment[place]) for place in np.searchsorted(self.pair, keys)]


def stretch(lengths: Lengths, ends: Snapped, first: int, last: int, straight_m: float) -> Integers | None:
    """The segments of the shortest way between two snapped places, those at its ends whole; None: there is none.

    `first`, `last`: their rows in `ends`; `straight_m`: how far they are apart, by which the search is bounded.
    """
    if ends.segment[first] == ends.segment[last]:
        return np.array([ends.segment[first]], dtype=np.int64)
    starts = [int(ends.tail[first]), int(ends.head[first])]
    limit = _DETOUR * straight_m + _MARGIN_M
    metres, before = dijkstra(lengths.graph, directed=False, indices=starts, return_predecessors=True, limit=limit)
    own = [_along(lengths, ends, row) for row in (first, last)]
    ways = [
        (own[0][start] + float(metres[start, node]) + own[1][end], start, node, end)
        for start in (0, 1)
        for end, node in enumerate((int(ends.tail[last]), int(ends.head[last])))
    ]
    length, start, node, end = min(ways)
    if not np.isfinite(length):
        return None
    chain = [node]
    while chain[-1] != starts[start]:
        chain.append(int(before[start, chain[-1]]))
    found = lengths.segments(chain)
    # A place at the very end of its segment does not take it along.
    found += [int(ends.segment[row]) for row, part in ((first, own[0][start]), (last, own[1][end])) if part > 0]
    return np.unique(np.array(found, dtype=np.int64))


def _along(lengths: Lengths, ends: Snapped, row: int) -> tuple[float, float]:
    """Metres along its segment from a place to the segment's tail and head."""
    tail, head = int(ends.tail[row]), int(ends.head[row])
    whole = float(lengths.graph[min(tail, head), max(tail, head)])
    share: Floats = ends.share[row]
    return float(share) * whole, (1 - float(share)) * whole
