"""A directed graph with minutes on its arcs, as compact arrays that searches can walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from merata.errors import InputError, UsageError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Places = NDArray[np.int32]
"""Numbers of nodes and arcs, of which there are many: half as wide."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A directed graph of n nodes and m arcs, sorted by the node an arc leaves; parallel arcs and loops are kept.

    `first` (n + 1): the arcs that leave node i stand from first[i] to before first[i + 1]; `head` (m): where they
    lead; `minutes` (m): finite, not negative, zero allowed; `arc` (m): their numbers in the list the graph was made
    of, by which closures name them; `listed`: how many there are in that list, with those left out.
    """

    first: Integers
    head: Places
    minutes: Floats
    arc: Places
    listed: int

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.first) - 1

    def tail(self) -> Places:
        """The node that each arc leaves (m)."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first))


def graph_of(nodes: int, tail: ArrayLike, head: ArrayLike, minutes: ArrayLike) -> Graph:
    """The graph of arcs from `tail` to `head` (m each, numbers of nodes from 0) that take `minutes`.

    Arcs of infinite minutes are left out: whoever must not use a road has no arc there. A household, a project's end
    or a facility that stands between two junctions is exact when the segment is split there first: a node more costs
    next to nothing where chains are contracted. Raises `InputError` for minutes that are negative or not a number and
    for nodes that are not there, all of them at once, and `UsageError` where the three differ in length.
    """
    start, end = np.asarray(tail, dtype=np.int64), np.asarray(head, dtype=np.int64)
    taken = np.asarray(minutes, dtype=np.float64)
    check_arcs("the network", nodes, start, end, taken)
    kept = np.flatnonzero(np.isfinite(taken))
    first, order = grouped(start[kept], nodes)
    arc = kept[order]
    return Graph(first, end[arc].astype(np.int32), taken[arc], arc.astype(np.int32), len(start))


def reversed_graph(graph: Graph) -> Graph:
    """The graph with every arc turned round: minutes *to* the nearest facility are searched *from* it on this one."""
    first, order = grouped(graph.head, graph.nodes)
    return Graph(first, graph.tail()[order], graph.minutes[order], graph.arc[order], graph.listed)


def grouped(number: NDArray[np.integer], groups: int) -> tuple[Integers, Integers]:
    """Where each group of equal `number` starts (groups + 1), and the places of `number` by group, in their order."""
    size = len(number)
    table = csr_array((np.ones(size, np.int8), (number, np.arange(size))), shape=(groups, max(size, 1)))
    return table.indptr.astype(np.int64), table.indices.astype(np.int64)


def check_arcs(what: str, nodes: int, tail: Integers, head: Integers, minutes: Floats) -> None:
    """Raise `InputError` for arcs of `what` that cannot be (see `graph_of`), `UsageError` where lengths differ."""
    if not len(tail) == len(head) == len(minutes):
        raise UsageError(
            f"{what} has {len(tail)} tails, {len(head)} heads and {len(minutes)} minutes; expected as many"
        )
    faults = [
        *_listed(f"{what}: minutes must be zero or more", ~(minutes >= 0), minutes),
        *_listed(f"{what}: an arc must leave one of the nodes 0 to {nodes - 1}", (tail < 0) | (tail >= nodes), tail),
        *_listed(f"{what}: an arc must lead to one of the nodes 0 to {nodes - 1}", (head < 0) | (head >= nodes), head),
    ]
    _refuse(faults)


def check_labels(what: str, nodes: int, kinds: int, kind: Integers, node: Integers, minutes: Floats) -> None:
    """Raise `InputError` for labels of `what` of kinds or nodes that are not there or with minutes that cannot be."""
    if not len(kind) == len(node) == len(minutes):
        raise UsageError(
            f"{what}: {len(kind)} kinds, {len(node)} nodes and {len(minutes)} minutes of labels; expected as many"
        )
    faults = [
        *_listed(f"{what}: a label's minutes must be zero or more", ~(minutes >= 0), minutes),
        *_listed(
            f"{what}: a label must stand at one of the nodes 0 to {nodes - 1}", (node < 0) | (node >= nodes), node
        ),
        *_listed(f"{what}: a label's kind must be one of 0 to {kinds - 1}", (kind < 0) | (kind >= kinds), kind),
    ]
    _refuse(faults)


def labels_of(graph: Graph, labels: ArrayLike) -> Floats:
    """`labels` as kinds × nodes (one kind may come without its axis): minutes a facility adds at a node, infinite
    where there is none. Raises `UsageError` for another shape and `InputError` for minutes that cannot be.
    """
    found = np.atleast_2d(np.asarray(labels, dtype=np.float64))
    if found.ndim != 2 or found.shape[1] != graph.nodes:
        raise UsageError(f"labels have the shape {found.shape}; expected (kinds, {graph.nodes}), one for each node")
    _refuse(_listed("a label's minutes must be zero or more (infinite: no facility)", ~(found >= 0), found))
    return np.ascontiguousarray(found)


def _listed(expected: str, wrong: NDArray[np.bool_], values: NDArray[np.generic]) -> list[str]:
    """What was expected and the first few places and values that are otherwise; nothing where all is right."""
    places = np.argwhere(wrong)
    if not len(places):
        return []
    shown = ", ".join(f"{values[tuple(place)]} at {', '.join(map(str, place))}" for place in places[:5])
    return [f"{expected}: {shown}" + (f" and {len(places) - 5} more" if len(places) > 5 else "")]


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise InputError("; ".join(faults))
