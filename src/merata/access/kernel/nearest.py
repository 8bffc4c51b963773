"""Minutes from the nearest facility of each kind to every node, which facility that is, and by which way."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from merata.access.kernel import engine
from merata.access.kernel.graph import Floats, Graph, Integers, Places, labels_of
from merata.access.kernel.trees import Trees, trees_of
from merata.errors import UsageError

NOBODY = np.iinfo(np.int32).max
"""Greater than any facility's number."""


def nearest(graph: Graph, labels: ArrayLike) -> Floats:
    """Minutes of the shortest way from any label of a kind to each node (kinds × nodes); infinite: there is none.

    `labels` (kinds × nodes, or nodes): minutes a facility adds at a node, infinite where there is none. For minutes
    *to* the nearest facility give the graph turned round (`reversed_graph`). Raises as `labels_of`.
    """
    minutes = labels_of(graph, labels).copy()
    engine.engine().search(graph, minutes, None)
    return minutes


def trees(graph: Graph, labels: ArrayLike) -> Trees:
    """As `nearest`, with the shortest-path trees that closures need."""
    given = labels_of(graph, labels)
    minutes, arc = given.copy(), np.empty(given.shape, np.int32)
    engine.engine().search(graph, minutes, arc)
    return trees_of(graph, given, minutes, arc)


def nearest_source(graph: Graph, labels: ArrayLike, source: ArrayLike) -> tuple[Floats, Places]:
    """As `nearest`, and which facility is the nearest (kinds × nodes); −1: none.

    `source` (as `labels`): the number from 0 of the facility whose label it is, anything where there is none. Of
    facilities that are as near, to the last digit, it is the one with the smaller number.
    """
    found = trees(graph, labels)
    owner = np.atleast_2d(np.asarray(source, dtype=np.int64))
    if owner.shape != found.labels.shape:
        raise UsageError(f"sources have the shape {owner.shape}; expected {found.labels.shape}, as the labels")
    owner = np.where(np.isfinite(found.labels), owner, NOBODY)
    numbers = np.take_along_axis(owner, found.root(), axis=1)
    for kind in range(found.kinds):
        own = found.labels[kind] == found.minutes[kind]
        numbers[kind, own] = np.minimum(numbers[kind, own], owner[kind, own])
        _settle_ties(graph, found.minutes[kind], numbers[kind])
    numbers[~np.isfinite(found.minutes)] = -1
    return found.minutes, numbers.astype(np.int32)


def _settle_ties(graph: Graph, minutes: Floats, number: Integers) -> None:
    """Let the smaller number pass along every arc that is on a shortest way."""
    tail = graph.tail()
    shortest = np.isfinite(minutes[tail]) & (minutes[tail] + graph.minutes == minutes[graph.head])
    tail, head = tail[shortest], graph.head[shortest]
    while len(passing := np.flatnonzero(number[tail] < number[head])):
        np.minimum.at(number, head[passing], number[tail[passing]])
