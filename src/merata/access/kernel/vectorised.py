"""The searches without Numba: SciPy's for a whole network, and NumPy's wave by wave for what a change reaches."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from merata.access.kernel.changes import SLACK, Candidates, Closures, Counting, Effects
from merata.access.kernel.graph import Floats, Graph, Integers, Places
from merata.access.kernel.trees import Trees


def search(graph: Graph, minutes: Floats, arc: Places | None) -> None:
    """As `merata.access.kernel.engine.Engine.search`, from a node more that has an arc to every label."""
    source = np.array([graph.nodes])
    for kind, label in enumerate(minutes):
        labelled = np.flatnonzero(np.isfinite(label))
        first = np.append(graph.first, len(graph.head) + len(labelled))
        head = np.concatenate([graph.head, labelled.astype(np.int32)])
        weights = np.concatenate([graph.minutes, label[labelled]])
        table = csr_array((weights, head, first), shape=(graph.nodes + 1, graph.nodes + 1))
        if arc is None:
            found = dijkstra(table, indices=source)[0]
        else:
            minutes_of, before_of = dijkstra(table, indices=source, return_predecessors=True)
            found = minutes_of[0]
            arc[kind] = _arcs_from(graph, before_of[0, :-1])
        minutes[kind] = found[:-1]


def eliminate(graph: Graph, back: Graph) -> None:
    """As `merata.access.kernel.engine.Engine.eliminate`: a graph stays as it is."""


def search_core(core: Graph, core_nodes: Places, removed: object, minutes: Floats) -> None:
    """Never called, since nothing was taken out."""
    raise NotImplementedError("without Numba no graph is contracted")


def improve(graph: Graph, before: Floats, candidates: Candidates, counting: Counting) -> Effects:
    """As `merata.access.kernel.engine.Engine.improve`."""
    effects = Effects.none(len(candidates), len(before), counting.areas)
    counted, after = counting.arrays(*before.shape), before.copy()
    for c in range(len(candidates)):
        for kind in range(len(before)):
            nodes = _improve(c, kind, graph, after[kind], candidates)
            _sum(c, kind, nodes, before[kind], after[kind], counted, effects)
            after[kind, nodes] = before[kind, nodes]
    return effects


def improved(graph: Graph, before: Floats, candidates: Candidates) -> list[tuple[Places, Floats]]:
    """As `merata.access.kernel.engine.Engine.improved`."""
    after = before.copy()
    nodes = [_improve(0, kind, graph, after[kind], candidates) for kind in range(len(before))]
    return [(node.astype(np.int32), after[kind, node]) for kind, node in enumerate(nodes)]


def close(trees: Trees, closures: Closures, counting: Counting) -> Effects:
    """As `merata.access.kernel.engine.Engine.close`."""
    effects = Effects.none(len(closures), trees.kinds, counting.areas)
    counted = counting.arrays(*trees.minutes.shape)
    for c in range(len(closures)):
        for kind in range(trees.kinds):
            nodes, after = _close(c, kind, trees, closures)
            _sum(c, kind, nodes, trees.minutes[kind], after, counted, effects)
    return effects


def closed(trees: Trees, closures: Closures) -> list[tuple[Places, Floats]]:
    """As `merata.access.kernel.engine.Engine.closed`."""
    found = [_close(0, kind, trees, closures) for kind in range(trees.kinds)]
    return [(nodes.astype(np.int32), after[nodes]) for nodes, after in found]


def _arcs_from(graph: Graph, before: Places) -> Places:
    """The place of the quickest arc to each node from the one before it; −1 where that is none of the graph's."""
    tail = graph.tail()
    on_tree = np.flatnonzero(before[graph.head] == tail)
    quickest_last = on_tree[np.argsort(-graph.minutes[on_tree], kind="stable")]
    arc = np.full(graph.nodes, -1, np.int32)
    arc[graph.head[quickest_last]] = quickest_last
    return arc


def _improve(c: int, kind: int, graph: Graph, after: Floats, candidates: Candidates) -> Integers:
    """Bring `after` down by candidate `c`; returns the nodes that have changed."""
    arcs, labels = slice(*candidates.first[c : c + 2]), slice(*candidates.labels.first[c : c + 2])
    own = candidates.labels.kind[labels] == kind
    node, minutes = candidates.labels.node[labels][own], candidates.labels.minutes[labels][own]
    wave, changed = _lower(node, minutes, after), [np.empty(0, np.int64)]
    tail, head = candidates.tail[arcs], candidates.head[arcs]
    while True:
        while len(wave):
            changed.append(wave)
            places, leaving = _leaving(graph, wave)
            wave = _lower(graph.head[places], after[leaving] + graph.minutes[places], after)
        wave = _lower(head, after[tail] + candidates.minutes[arcs], after)
        if not len(wave):
            return np.unique(np.concatenate(changed))


def _lower(node: Integers | Places, minutes: Floats, after: Floats) -> Integers:
    """Let the nodes have these minutes where they are fewer by more than rounding; returns which have."""
    with np.errstate(invalid="ignore"):  # what has no way before or after saves nothing
        better = np.flatnonzero(after[node] - minutes > SLACK * minutes)
    np.minimum.at(after, node[better], minutes[better])
    return np.unique(node[better]).astype(np.int64)


def _close(c: int, kind: int, trees: Trees, closures: Closures) -> tuple[Integers, Floats]:
    """The nodes below closure `c`, and the minutes of all with it."""
    graph, back, after, label = trees.graph, trees.back, trees.minutes[kind].copy(), trees.labels[kind].copy()
    arcs, labels = slice(*closures.first[c : c + 2]), slice(*closures.labels.first[c : c + 2])
    arc = closures.arc[arcs]
    there = trees.place[arc] >= 0
    places = trees.place[arc[there]]
    minutes, back_minutes = graph.minutes.copy(), back.minutes.copy()
    minutes[places] = back_minutes[trees.back_place[arc[there]]] = closures.minutes[arcs][there]
    own = closures.labels.kind[labels] == kind
    node = closures.labels.node[labels][own]
    label[node] = closures.labels.minutes[labels][own]
    below = _below(kind, trees, np.concatenate([_reached_by(kind, trees, places), node[trees.arc[kind, node] == -1]]))
    after[below] = label[below]
    entering, nodes = _leaving(back, below)
    # Of a neighbour that is itself below, its label is known by now; the waves do the rest.
    np.minimum.at(after, nodes, after[back.head[entering]] + back_minutes[entering])
    wave = below[np.isfinite(after[below])]
    while len(wave):
        place, leaving = _leaving(graph, wave)
        reached, through = graph.head[place], after[leaving] + minutes[place]
        better = np.flatnonzero(through < after[reached])
        np.minimum.at(after, reached[better], through[better])
        wave = np.unique(reached[better]).astype(np.int64)
    return below, after


def _reached_by(kind: int, trees: Trees, places: Integers) -> Integers:
    """The nodes that are reached by one of the arcs at these places."""
    head = trees.graph.head[places]
    reached: Integers = head[trees.arc[kind, head] == places].astype(np.int64)
    return reached


def _below(kind: int, trees: Trees, nodes: Integers) -> Integers:
    """These nodes, as far as they are reached at all, and all below them."""
    wave = np.unique(nodes[np.isfinite(trees.minutes[kind, nodes])])
    found = [wave]
    while len(wave):
        places, _ = _ranges(trees.first[kind], wave)
        wave = trees.child[kind, places].astype(np.int64)
        found.append(wave)
    return np.unique(np.concatenate(found))


def _leaving(graph: Graph, nodes: Integers) -> tuple[Integers, Integers]:
    """The places of the arcs that leave the nodes, and the node of each."""
    places, number = _ranges(graph.first, nodes)
    return places, nodes[number]


def _ranges(first: Integers, numbers: Integers) -> tuple[Integers, Integers]:
    """All places from first[i] to before first[i + 1] for each of the numbers i, and for which of them."""
    counts = first[numbers + 1] - first[numbers]
    which = np.repeat(np.arange(len(numbers)), counts)
    begun = np.cumsum(counts) - counts
    return first[numbers][which] + np.arange(len(which)) - begun[which], which


def _sum(
    c: int,
    kind: int,
    nodes: Integers,
    before: Floats,
    after: Floats,
    counted: tuple[Floats, Integers, Floats],
    effects: Effects,
) -> None:
    """Add the change of the nodes to the effects."""
    weights, areas, standards = counted
    nodes = nodes[areas[nodes] >= 0]
    old, new, area, weight = before[nodes], after[nodes], areas[nodes], weights[kind, nodes]
    was, is_there = np.isfinite(old), np.isfinite(new)
    both, one = was & is_there, was != is_there
    np.add.at(effects.minutes[c, kind], area[both], weight[both] * np.abs(old[both] - new[both]))
    np.add.at(effects.reach[c, kind], area[one], weight[one])
    crossed = (old <= standards[kind]) != (new <= standards[kind])
    np.add.at(effects.within[c, kind], area[crossed], weight[crossed])
