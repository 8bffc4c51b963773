"""Nodes with at most two neighbours taken out of a graph, and put back with their minutes: exact, compiled.

Between the neighbours of a node that is taken out come arcs that stand for the way through it, so nothing that goes
on between the nodes that stay is any longer. That makes new such nodes: whole chains of road points go, dead ends,
and rings of streets that hang on by two junctions. This is the elimination of Gauss's algorithm with (min, +) for
(+, ×), stopped before it fills in (George 1973; Dibbelt, Strasser and Wagner 2016).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from merata.access.kernel.graph import Floats, Integers, Places
from merata.compiled import compiled, inlined


class Removed(NamedTuple):
    """Nodes in the order in which they were taken out, their neighbours then (−1: none), the minutes to and fro."""

    node: Places
    one: Places
    other: Places
    to_one: Floats
    to_other: Floats
    from_one: Floats
    from_other: Floats


class _Slots(NamedTuple):
    """The neighbours of node u: places first[u] and following, as many as degree[u]; minutes out to them and in."""

    first: Integers
    degree: Places
    near: Places
    out: Floats
    into: Floats


_CROWDED = 32
"""Neighbours from which a node is left alone with those that hang on it: looking for them would take too long."""


@compiled
def eliminate(
    first: Integers, head: Places, minutes: Floats, back_first: Integers, tail: Places, back_minutes: Floats
) -> tuple[Removed, Places, Integers, Places, Floats]:
    """Take out what has at most two neighbours, of the graph with these arcs, given by where they start and turned
    round; returns what was removed, and of what stays the nodes and the arcs between their new numbers.
    """
    nodes = len(first) - 1
    slots = _Slots(
        first + back_first,
        np.zeros(nodes, np.int32),
        np.empty(2 * len(head), np.int32),
        np.empty(2 * len(head)),
        np.empty(2 * len(head)),
    )
    seen, slot = np.full(nodes, -1, np.int32), np.empty(nodes, np.int32)
    for u in range(nodes):
        for place in range(first[u], first[u + 1]):
            at = _slot_of(slots, u, head[place], seen, slot)
            if at >= 0:
                slots.out[at] = min(slots.out[at], minutes[place])
        for place in range(back_first[u], back_first[u + 1]):
            at = _slot_of(slots, u, tail[place], seen, slot)
            if at >= 0:
                slots.into[at] = min(slots.into[at], back_minutes[place])
    removed, gone = _take_out(slots)
    return _core(slots, removed, gone)


@compiled
def lift(removed: Removed, minutes: Floats) -> None:
    """Carry labels at nodes that were taken out on to those that stayed."""
    for r in range(len(removed.node)):
        at = minutes[removed.node[r]]
        if at < np.inf:
            one, other = removed.one[r], removed.other[r]
            if one >= 0:
                minutes[one] = min(minutes[one], at + removed.to_one[r])
            if other >= 0:
                minutes[other] = min(minutes[other], at + removed.to_other[r])


@compiled
def lower(removed: Removed, minutes: Floats) -> None:
    """Bring the minutes of what stayed back to the nodes that were taken out."""
    for r in range(len(removed.node) - 1, -1, -1):
        node, one, other = removed.node[r], removed.one[r], removed.other[r]
        best = minutes[node]
        if one >= 0:
            best = min(best, minutes[one] + removed.from_one[r])
        if other >= 0:
            best = min(best, minutes[other] + removed.from_other[r])
        minutes[node] = best


@inlined
def _slot_of(slots: _Slots, u: int, v: int, seen: Places, slot: Places) -> int:
    """The place of `v` among the neighbours of `u`, made where there is none yet; −1 for u itself."""
    if u == v:
        return -1
    if seen[v] != u:
        seen[v] = u
        slot[v] = slots.degree[u]
        at = slots.first[u] + slot[v]
        slots.near[at], slots.out[at], slots.into[at] = v, np.inf, np.inf
        slots.degree[u] += 1
    return int(slots.first[u] + slot[v])


@inlined
def _take_out(slots: _Slots) -> tuple[Removed, Places]:
    """Take nodes out, following a chain as long as it goes; returns them and which are gone."""
    nodes, count = len(slots.degree), 0
    gone, waiting = np.zeros(nodes, np.int32), np.empty(2 * nodes + 1, np.int32)
    places = np.empty((3, nodes), np.int32)
    minutes = np.empty((4, nodes))
    removed = Removed(places[0], places[1], places[2], minutes[0], minutes[1], minutes[2], minutes[3])
    for start in range(nodes):
        waiting[0], size = start, 1
        while size > 0:
            size -= 1
            node = waiting[size]
            if gone[node] or not _may_go(slots, node):
                continue
            gone[node] = 1
            _take_one(slots, removed, count, node)
            for neighbour in (removed.one[count], removed.other[count]):
                # Each node that goes brings at most two: there is room for all.
                if neighbour >= 0 and slots.degree[neighbour] <= 2:
                    waiting[size] = neighbour
                    size += 1
            count += 1
    return Removed(
        places[0, :count],
        places[1, :count],
        places[2, :count],
        minutes[0, :count],
        minutes[1, :count],
        minutes[2, :count],
        minutes[3, :count],
    ), gone


@inlined
def _may_go(slots: _Slots, node: int) -> bool:
    """Whether `node` has at most two neighbours, none of them crowded."""
    if slots.degree[node] > 2:
        return False
    crowded = False
    for i in range(slots.degree[node]):
        crowded |= slots.degree[slots.near[slots.first[node] + i]] > _CROWDED
    return not crowded


@inlined
def _take_one(slots: _Slots, removed: Removed, r: int, node: int) -> None:
    """Write `node` down as the r-th that was taken out, and join its neighbours."""
    at, degree = slots.first[node], slots.degree[node]
    one = slots.near[at] if degree > 0 else -1
    other = slots.near[at + 1] if degree > 1 else -1
    removed.node[r], removed.one[r], removed.other[r] = node, one, other
    removed.to_one[r] = slots.out[at] if degree > 0 else np.inf
    removed.from_one[r] = slots.into[at] if degree > 0 else np.inf
    removed.to_other[r] = slots.out[at + 1] if degree > 1 else np.inf
    removed.from_other[r] = slots.into[at + 1] if degree > 1 else np.inf
    there = removed.from_one[r] + removed.to_other[r]
    back = removed.from_other[r] + removed.to_one[r]
    if one >= 0:
        _join(slots, one, node, other, there, back)
    if other >= 0:
        _join(slots, other, node, one, back, there)


@inlined
def _join(slots: _Slots, u: int, gone: int, v: int, there: float, back: float) -> None:
    """In u's neighbours, put `v` in the place of the one that is `gone`, with the ways through that one."""
    at, known = -1, -1
    for place in range(slots.first[u], slots.first[u] + slots.degree[u]):
        if slots.near[place] == gone:
            at = place
        elif slots.near[place] == v:
            known = place
    if v >= 0 and known < 0 and (there < np.inf or back < np.inf):
        slots.near[at], slots.out[at], slots.into[at] = v, there, back
        return
    if known >= 0:
        slots.out[known] = min(slots.out[known], there)
        slots.into[known] = min(slots.into[known], back)
    slots.degree[u] -= 1
    last = slots.first[u] + slots.degree[u]
    slots.near[at], slots.out[at], slots.into[at] = slots.near[last], slots.out[last], slots.into[last]


@inlined
def _core(slots: _Slots, removed: Removed, gone: Places) -> tuple[Removed, Places, Integers, Places, Floats]:
    """What was removed; the nodes that stay, and their arcs by new numbers."""
    stay = np.flatnonzero(gone == 0).astype(np.int32)
    number = np.full(len(gone), -1, np.int32)
    number[stay] = np.arange(len(stay)).astype(np.int32)
    first = np.zeros(len(stay) + 1, np.int64)
    most = 0
    for node in stay:
        most += slots.degree[node]
    head, minutes, count = np.empty(most, np.int32), np.empty(most), 0
    for i in range(len(stay)):
        for place in range(slots.first[stay[i]], slots.first[stay[i]] + slots.degree[stay[i]]):
            if slots.out[place] < np.inf:
                head[count], minutes[count] = number[slots.near[place]], slots.out[place]
                count += 1
        first[i + 1] = count
    return removed, stay, first, head[:count].copy(), minutes[:count].copy()
