"""The compiled searches, shared among threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from merata.access.kernel import eliminating, searching
from merata.access.kernel.changes import SLACK, Candidates, Closures, Counting, Effects
from merata.access.kernel.eliminating import Removed
from merata.access.kernel.graph import Floats, Graph, Places
from merata.access.kernel.trees import Trees

Part = TypeVar("Part")
THREADS = max(min(os.cpu_count() or 1, 8), 1)
_WORTH_A_THREAD = 1 << 12
"""Nodes from which a network is worth threads."""


def search(graph: Graph, minutes: Floats, arc: Places | None) -> None:
    """As `merata.access.kernel.engine.Engine.search`: a thread for each kind."""
    arcs, none = _arcs(graph), np.empty(0, np.int32)
    in_threads(
        lambda kind: searching.search(arcs, minutes[kind], none if arc is None else arc[kind]),
        range(len(minutes)),
        graph.nodes,
    )


def eliminate(graph: Graph, back: Graph) -> tuple[Removed, Places, Graph]:
    """As `merata.access.kernel.engine.Engine.eliminate`."""
    removed, nodes, first, head, minutes = eliminating.eliminate(
        graph.first, graph.head, graph.minutes, back.first, back.head, back.minutes
    )
    core = Graph(first, head, minutes, np.arange(len(head), dtype=np.int32), len(head))
    return eliminating.Removed(*removed), nodes, core


def search_core(core: Graph, core_nodes: Places, removed: Removed, minutes: Floats) -> None:
    """As `merata.access.kernel.engine.Engine.search_core`: a thread for each kind."""
    arcs, none = _arcs(core), np.empty(0, np.int32)

    def one(kind: int) -> None:
        eliminating.lift(removed, minutes[kind])
        stayed = minutes[kind][core_nodes]
        searching.search(arcs, stayed, none)
        minutes[kind][core_nodes] = stayed
        eliminating.lower(removed, minutes[kind])

    in_threads(one, range(len(minutes)), minutes.shape[1])


def improve(graph: Graph, before: Floats, candidates: Candidates, counting: Counting) -> Effects:
    """As `merata.access.kernel.engine.Engine.improve`: candidates in as many parts as there are threads."""
    effects = Effects.none(len(candidates), len(before), counting.areas)
    arcs, edits, tally = _arcs(graph), _edits(candidates), _tally(before, counting, effects)
    in_threads(
        lambda part: searching.improve(part[0], part[1], arcs, before, edits, tally),
        _parts(len(candidates)),
        graph.nodes,
    )
    return effects


def improved(graph: Graph, before: Floats, candidates: Candidates) -> list[tuple[Places, Floats]]:
    """As `merata.access.kernel.engine.Engine.improved`."""
    arcs, edits = _arcs(graph), _edits(candidates)
    return [searching.improved(0, kind, arcs, before, edits) for kind in range(len(before))]


def close(trees: Trees, closures: Closures, counting: Counting) -> Effects:
    """As `merata.access.kernel.engine.Engine.close`: closures in as many parts as there are threads."""
    effects = Effects.none(len(closures), trees.kinds, counting.areas)
    network, edits, tally = _network(trees), _lost(trees, closures), _tally(trees.minutes, counting, effects)
    in_threads(
        lambda part: searching.close(part[0], part[1], network, edits, tally), _parts(len(closures)), trees.graph.nodes
    )
    return effects


def closed(trees: Trees, closures: Closures) -> list[tuple[Places, Floats]]:
    """As `merata.access.kernel.engine.Engine.closed`."""
    network, edits = _network(trees), _lost(trees, closures)
    return [searching.closed(0, kind, network, edits) for kind in range(trees.kinds)]


def in_threads(work: Callable[[Part], object], parts: Iterable[Part], nodes: int) -> None:
    """Do the work on every part, side by side where the network is large enough."""
    listed = list(parts)
    threads = min(THREADS, len(listed)) if nodes >= _WORTH_A_THREAD else 1
    if threads <= 1:
        for part in listed:
            work(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, listed):
            pass


def _parts(count: int) -> list[tuple[int, int]]:
    """Where each thread's candidates start and end."""
    # Each part copies the minutes of every kind, so there are no more of them than threads.
    bounds = np.linspace(0, count, min(THREADS, max(count, 1)) + 1).astype(np.int64).tolist()
    return list(pairwise(bounds))


def _arcs(graph: Graph) -> searching.Arcs:
    return searching.Arcs(graph.first, graph.head, graph.minutes)


def _network(trees: Trees) -> searching.Network:
    branches = searching.Branches(trees.arc, trees.first, trees.child)
    return searching.Network(_arcs(trees.graph), _arcs(trees.back), trees.labels, trees.minutes, branches)


def _edits(candidates: Candidates) -> searching.Edits:
    c, labels = candidates, candidates.labels
    return searching.Edits(
        c.first, c.tail, c.head, c.minutes, labels.first, labels.kind, labels.node, labels.minutes, SLACK
    )


def _lost(trees: Trees, closures: Closures) -> searching.Edits:
    """The closures by where their arcs stand, without those that were left out of the graph."""
    there = trees.place[closures.arc] >= 0
    arc, labels = closures.arc[there], closures.labels
    first = np.concatenate([[0], np.cumsum(there)])[closures.first]
    places = trees.place[arc], trees.back_place[arc]
    return searching.Edits(
        first, *places, closures.minutes[there], labels.first, labels.kind, labels.node, labels.minutes, SLACK
    )


def _tally(before: Floats, counting: Counting, effects: Effects) -> searching.Tally:
    counted = counting.arrays(*before.shape)
    return searching.Tally(*counted, effects.minutes, effects.reach, effects.within)
