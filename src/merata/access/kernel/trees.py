"""Shortest-path trees: by which arc each node is reached, so that it is known what hangs on an arc or a facility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Graph, Integers, Places, grouped, reversed_graph


@dataclass(frozen=True, slots=True)
class Trees:
    """The shortest-path trees of a graph from the labels of each kind (kinds × nodes).

    `back`: the graph turned round; `labels`: as given; `minutes`: the shortest, infinite where there is no way; `arc`:
    the place in `graph` of the arc by which a node is reached, −1 where that is its own label or nothing; the nodes
    that a node's own arcs reach are child[kind, first[kind, node]:first[kind, node + 1]]. `place`, `back_place`: where
    an arc of the list stands in `graph` and in `back`, −1 where it was left out.
    """

    graph: Graph
    back: Graph
    labels: Floats
    minutes: Floats
    arc: Places
    first: Integers
    child: Places
    place: Integers
    back_place: Integers

    @property
    def kinds(self) -> int:
        """How many kinds of facilities there are."""
        return len(self.minutes)

    def root(self) -> Integers:
        """The node whose label each node's way ends at (kinds × nodes); of an unreached node itself."""
        tail = self.graph.tail()
        nodes = np.arange(self.graph.nodes)
        found = np.empty(self.minutes.shape, np.int64)
        for kind, arc in enumerate(self.arc):
            up = np.where(arc >= 0, tail[arc] if len(tail) else nodes, nodes)
            # Each round doubles how far up the tree a node looks.
            while not np.array_equal(further := up[up], up):
                up = further
            found[kind] = up
        return found


def trees_of(graph: Graph, labels: Floats, minutes: Floats, arc: Places) -> Trees:
    """The trees to which a search of `graph` from `labels` has led."""
    tail, nodes = graph.tail(), graph.nodes
    first, child = np.zeros((len(minutes), nodes + 1), np.int64), np.zeros(minutes.shape, np.int32)
    for kind, reached_by in enumerate(arc):
        reached = np.flatnonzero(reached_by >= 0)
        first[kind], order = grouped(tail[reached_by[reached]], nodes)
        child[kind, : len(reached)] = reached[order]
    back = reversed_graph(graph)
    return Trees(graph, back, labels, minutes, arc, first, child, _places(graph), _places(back))


def _places(graph: Graph) -> Integers:
    """Where each arc of the list stands in the graph; −1: nowhere."""
    place = np.full(graph.listed, -1, np.int64)
    place[graph.arc] = np.arange(len(graph.arc))
    return place
