"""The several nearest facilities of every node, compiled: Dijkstra's search with a heap, several labels a node.

All that works together stays in this module: Numba's cache follows a file's own changes only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from merata.access.kernel.graph import Floats, Integers, Places
from merata.compiled import compiled, inlined


class Arcs(NamedTuple):
    """Arcs by the node they leave, as in `merata.access.kernel.graph.Graph`."""

    first: Integers
    head: Places
    minutes: Floats


class Heap(NamedTuple):
    """A heap of (minutes, facility, node), the least on top; room is made by the caller."""

    minutes: Floats
    facility: Places
    node: Places


@compiled
def several_nearest(
    arcs: Arcs, stop_facility: Places, stop_node: Places, stop_minutes: Floats, most: int
) -> tuple[Floats, Places]:
    """Minutes to the `most` nearest facilities of each node (nodes × most) and which they are (−1: there is none).

    A node passes on no more than it keeps: whatever is among the nearest of a node is among those of the node before.
    """
    nodes = len(arcs.first) - 1
    found = np.full((nodes, most), np.inf)
    which = np.full((nodes, most), -1, np.int32)
    kept = np.zeros(nodes, np.int32)
    heap, size = _room(2 * len(stop_node) + nodes + 16), 0
    for i in range(len(stop_node)):
        heap, size = _push(heap, size, stop_minutes[i], stop_facility[i], stop_node[i])
    while size > 0:
        minutes, facility, node = heap.minutes[0], heap.facility[0], heap.node[0]
        size = _pop(heap, size)
        if kept[node] == most or _known(which[node], kept[node], facility):
            continue
        found[node, kept[node]] = minutes
        which[node, kept[node]] = facility
        kept[node] += 1
        for place in range(arcs.first[node], arcs.first[node + 1]):
            to = arcs.head[place]
            if kept[to] < most and not _known(which[to], kept[to], facility):
                heap, size = _push(heap, size, minutes + arcs.minutes[place], facility, to)
    return found, which


@inlined
def _known(which: Places, kept: int, facility: int) -> bool:
    for other in which[:kept]:  # noqa: SIM110 - Numba compiles no generator expression
        if other == facility:
            return True
    return False


@inlined
def _twice(values: Any) -> Any:
    """`values` with as much room again."""
    larger = np.empty(2 * len(values), values.dtype)
    larger[: len(values)] = values
    return larger


@inlined
def _room(size: int) -> Heap:
    return Heap(np.empty(size), np.empty(size, np.int32), np.empty(size, np.int32))


@inlined
def _less(heap: Heap, a: int, b: int) -> bool:
    """Whether place `a` comes before place `b`: fewer minutes, or as many and the smaller number of facility."""
    if heap.minutes[a] != heap.minutes[b]:
        return bool(heap.minutes[a] < heap.minutes[b])
    return bool(heap.facility[a] < heap.facility[b])


@inlined
def _swap(heap: Heap, a: int, b: int) -> None:
    heap.minutes[a], heap.minutes[b] = heap.minutes[b], heap.minutes[a]
    heap.facility[a], heap.facility[b] = heap.facility[b], heap.facility[a]
    heap.node[a], heap.node[b] = heap.node[b], heap.node[a]


@inlined
def _push(heap: Heap, size: int, minutes: float, facility: int, node: int) -> tuple[Heap, int]:
    if size == len(heap.minutes):
        heap = Heap(_twice(heap.minutes), _twice(heap.facility), _twice(heap.node))
    heap.minutes[size], heap.facility[size], heap.node[size] = minutes, facility, node
    at = size
    while at > 0 and _less(heap, at, (at - 1) // 4):
        _swap(heap, at, (at - 1) // 4)
        at = (at - 1) // 4
    return heap, size + 1


@inlined
def _pop(heap: Heap, size: int) -> int:
    """Take the top out; returns the size that is left."""
    size -= 1
    heap.minutes[0], heap.facility[0], heap.node[0] = heap.minutes[size], heap.facility[size], heap.node[size]
    at = 0
    while True:
        least = at
        for child in range(4 * at + 1, min(4 * at + 5, size)):
            if _less(heap, child, least):
                least = child
        if least == at:
            return size
        _swap(heap, at, least)
        at = least
