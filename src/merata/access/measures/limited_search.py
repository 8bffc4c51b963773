"""All pairs of facilities and people up to some minutes apart, compiled: one limited search a facility.

The searches run on what is left of the network when nodes with at most two neighbours are taken out (see
`merata.access.kernel.eliminating`); of those taken out only what lies between people and the rest is put back. All that
works together stays in this module: Numba's cache follows a file's own changes only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from merata.access.kernel.eliminating import Removed
from merata.access.kernel.graph import Floats, Integers, Places
from merata.compiled import compiled, inlined


class Arcs(NamedTuple):
    """Arcs by the node they leave, as in `merata.access.kernel.graph.Graph`."""

    first: Integers
    head: Places
    minutes: Floats


class Reduced(NamedTuple):
    """What was taken out: `removed`; `row`: a node's row there, and `core`: its number in what is left (−1: none).

    `wanted`: the nodes asked for; `needed`: the rows on which they depend, from the last that was taken out.
    """

    removed: Removed
    row: Places
    core: Places
    wanted: Places
    needed: Places


class Heap(NamedTuple):
    """A heap of nodes by minutes, the least on top, four below each."""

    minutes: Floats
    node: Places


@compiled
def reduced(removed: Removed, core_nodes: Places, nodes: int, wanted: Places) -> Reduced:
    """The parts of a network of so many nodes, and what the wanted ones depend on."""
    row, core = np.full(nodes, -1, np.int32), np.full(nodes, -1, np.int32)
    row[removed.node] = np.arange(len(removed.node)).astype(np.int32)
    core[core_nodes] = np.arange(len(core_nodes)).astype(np.int32)
    asked, stack = np.zeros(len(removed.node), np.bool_), np.empty(2 * len(removed.node) + len(wanted), np.int32)
    size = 0
    for node in wanted:
        stack[size] = node
        size += 1
    while size > 0:
        size -= 1
        at = row[stack[size]]
        if at >= 0 and not asked[at]:
            asked[at] = True
            for neighbour in (removed.one[at], removed.other[at]):
                if neighbour >= 0:
                    stack[size] = neighbour
                    size += 1
    return Reduced(removed, row, core, wanted, np.flatnonzero(asked)[::-1].astype(np.int32))


@compiled
def within(
    arcs: Arcs, parts: Reduced, first: Integers, node: Places, minutes: Floats, limit: float, start: int
) -> tuple[Places, Integers, Floats]:
    """Facility, place among the wanted nodes, and minutes, of pairs up to `limit`; facilities count from `start`.

    Stops of the i-th facility stand at `node` with `minutes`, from first[i] to before first[i + 1].
    """
    labels, best = np.full(len(parts.row), np.inf), np.full(len(arcs.first) - 1, np.inf)
    touched, heap, count = np.empty(len(best), np.int32), _room(len(best) + 16), 0
    facility_of, node_of, minutes_of = np.empty(1024, np.int32), np.empty(1024, np.int64), np.empty(1024)
    for facility in range(len(first) - 1):
        stops = slice(first[facility], first[facility + 1])
        lifted = _lift(parts, node[stops], minutes[stops], labels)
        heap, marks = _spread(arcs, parts.core, lifted, labels, limit, best, touched, heap)
        _lower(parts, labels, best)
        for place in range(len(parts.wanted)):
            found = _value(parts, parts.wanted[place], labels, best)
            if found <= limit:
                if count == len(facility_of):
                    facility_of, node_of, minutes_of = _twice(facility_of), _twice(node_of), _twice(minutes_of)
                facility_of[count], node_of[count], minutes_of[count] = start + facility, place, found
                count += 1
        labels[lifted], labels[parts.removed.node[parts.needed]] = np.inf, np.inf
        best[touched[:marks]] = np.inf
    return facility_of[:count].copy(), node_of[:count].copy(), minutes_of[:count].copy()


@inlined
def _lift(parts: Reduced, stop: Places, stop_minutes: Floats, labels: Floats) -> Places:
    """Write the stops into `labels`, carried on from nodes that were taken out; returns the nodes that have one."""
    removed = parts.removed
    reached, size, done = np.empty(len(stop) + 64, np.int32), 0, 0
    for i in range(len(stop)):
        reached, size = _label(stop[i], stop_minutes[i], labels, reached, size)
    while done < size:
        # What was taken out first goes first, so that each is carried on once; there are few.
        least = done
        for i in range(done + 1, size):
            if _turn(parts, reached[i]) < _turn(parts, reached[least]):
                least = i
        reached[done], reached[least] = reached[least], reached[done]
        node = reached[done]
        done += 1
        at = parts.row[node]
        if at < 0:
            continue
        if removed.one[at] >= 0:
            reached, size = _label(removed.one[at], labels[node] + removed.to_one[at], labels, reached, size)
        if removed.other[at] >= 0:
            reached, size = _label(removed.other[at], labels[node] + removed.to_other[at], labels, reached, size)
    return reached[:size].copy()


@inlined
def _label(node: int, minutes: float, labels: Floats, reached: Places, size: int) -> tuple[Places, int]:
    """Let a node have a label if it is less than its own, and be listed once."""
    if minutes < labels[node]:
        if labels[node] == np.inf:
            if size == len(reached):
                reached = _twice(reached)
            reached[size] = node
            size += 1
        labels[node] = minutes
    return reached, size


@inlined
def _turn(parts: Reduced, node: int) -> int:
    """When a node was taken out; what was not comes last."""
    return int(parts.row[node] if parts.row[node] >= 0 else len(parts.row))


@inlined
def _spread(
    arcs: Arcs, core: Places, lifted: Places, labels: Floats, limit: float, best: Floats, touched: Places, heap: Heap
) -> tuple[Heap, int]:
    """Bring `best` (what is left; infinite) to the minutes from the labels, up to `limit`; how many are `touched`."""
    size, marks = 0, 0
    for node in lifted:
        if core[node] >= 0 and labels[node] <= limit:
            best[core[node]] = labels[node]
            touched[marks] = core[node]
            marks += 1
            heap, size = _push(heap, size, labels[node], core[node])
    while size > 0:
        minutes, node = heap.minutes[0], heap.node[0]
        size = _pop(heap, size)
        if minutes > best[node]:
            continue
        for place in range(arcs.first[node], arcs.first[node + 1]):
            to, through = arcs.head[place], minutes + arcs.minutes[place]
            if through <= limit and through < best[to]:
                if best[to] == np.inf:
                    touched[marks] = to
                    marks += 1
                best[to] = through
                heap, size = _push(heap, size, through, to)
    return heap, marks


@inlined
def _lower(parts: Reduced, labels: Floats, best: Floats) -> None:
    """Bring the minutes to the nodes on which the wanted ones depend."""
    removed = parts.removed
    for at in parts.needed:
        node, found = removed.node[at], labels[removed.node[at]]
        if removed.one[at] >= 0:
            found = min(found, _value(parts, removed.one[at], labels, best) + removed.from_one[at])
        if removed.other[at] >= 0:
            found = min(found, _value(parts, removed.other[at], labels, best) + removed.from_other[at])
        labels[node] = found


@inlined
def _value(parts: Reduced, node: int, labels: Floats, best: Floats) -> float:
    """The minutes of a node, wherever they are kept."""
    return float(best[parts.core[node]] if parts.core[node] >= 0 else labels[node])


@inlined
def _twice(values: Any) -> Any:
    """`values` with as much room again."""
    larger = np.empty(2 * len(values), values.dtype)
    larger[: len(values)] = values
    return larger


@inlined
def _room(size: int) -> Heap:
    return Heap(np.empty(size), np.empty(size, np.int32))


@inlined
def _push(heap: Heap, size: int, minutes: float, node: int) -> tuple[Heap, int]:
    """Put a node in, which rises until what stands above it is nearer."""
    if size == len(heap.minutes):
        heap = Heap(_twice(heap.minutes), _twice(heap.node))
    at = size
    while at > 0 and minutes < heap.minutes[(at - 1) // 4]:
        heap.minutes[at], heap.node[at] = heap.minutes[(at - 1) // 4], heap.node[(at - 1) // 4]
        at = (at - 1) // 4
    heap.minutes[at], heap.node[at] = minutes, node
    return heap, size + 1


@inlined
def _pop(heap: Heap, size: int) -> int:
    """Take the top out; the last sinks from there until what stands below it is farther. Returns the size left."""
    size -= 1
    minutes, node, at = heap.minutes[size], heap.node[size], 0
    while True:
        least, value = -1, minutes
        for child in range(4 * at + 1, min(4 * at + 5, size)):
            if heap.minutes[child] < value:
                least, value = child, heap.minutes[child]
        if least < 0:
            heap.minutes[at], heap.node[at] = minutes, node
            return size
        heap.minutes[at], heap.node[at] = heap.minutes[least], heap.node[least]
        at = least
