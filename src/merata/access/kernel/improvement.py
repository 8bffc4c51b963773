"""What new or quicker roads and new facilities save, exactly, by following only what they change."""

from __future__ import annotations

from numpy.typing import ArrayLike

from merata.access.kernel import engine
from merata.access.kernel.changes import Candidate, Candidates, Changed, Counting, Effects
from merata.access.kernel.graph import Floats, Graph, labels_of


def improvements(graph: Graph, before: ArrayLike, candidates: Candidates, counting: Counting) -> Effects:
    """What each of the candidates would save if it alone were built.

    `graph` and `before` (kinds × nodes): as given to and found by `nearest`, on the whole graph or contracted. An arc
    of a candidate goes from node to node in the direction of this graph: turned round, where the graph is. A quicker
    road is an arc beside the slower one; a new facility is a label. Raises `InputError` and `UsageError` for arcs,
    labels, weights and shapes that cannot be.

    By the theorem behind it (Ramalingam and Reps 1996), a node's minutes change only if those of the node before it
    on its new shortest way do, or an arc of the candidate leads to it: so a search that begins at the candidate's arcs
    and stops where nothing is saved finds all.
    """
    minutes = labels_of(graph, before)
    candidates.check(graph, len(minutes))
    counting.arrays(len(minutes), graph.nodes)
    return engine.engine().improve(graph, minutes, candidates, counting)


def improved(graph: Graph, before: ArrayLike, candidate: Candidate) -> Changed:
    """The nodes whose minutes one candidate shortens, and their minutes with it: for maps and villages."""
    minutes = labels_of(graph, before)
    candidates = Candidates.of([candidate])
    candidates.check(graph, len(minutes))
    return Changed.of(engine.engine().improved(graph, minutes, candidates))


def with_changes(before: Floats, changed: Changed) -> Floats:
    """`before` (kinds × nodes) with the minutes that have changed."""
    after = before.copy()
    after[changed.kind, changed.node] = changed.minutes
    return after
