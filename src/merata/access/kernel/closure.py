"""What is lost when a bridge, a road or a facility is, exactly, by recomputing only what hung on it."""

from __future__ import annotations

from merata.access.kernel import engine
from merata.access.kernel.changes import Changed, Closure, Closures, Counting, Effects
from merata.access.kernel.trees import Trees


def closures(trees: Trees, closed: Closures, counting: Counting) -> Effects:
    """What each of the closures would cost if it alone happened.

    `trees`: of `merata.access.kernel.nearest.trees`. A road is closed by all its arcs, both directions; a facility by
    raising its labels (see `merata.access.kernel.facilities.Stops.closure`). Arcs that were left out of the graph
    change nothing. Raises `InputError` for arcs and labels that are not there or would be quicker than they are.

    Only nodes whose shortest way leads over what is closed lie below it in the tree; their minutes are found anew from
    their neighbours outside, whose minutes stand.
    """
    closed.check(trees.graph, trees.labels)
    counting.arrays(trees.kinds, trees.graph.nodes)
    return engine.engine().close(trees, closed, counting)


def cut_off(trees: Trees, closure: Closure) -> Changed:
    """The nodes whose shortest way leads over what is closed, and their minutes then (infinite: no way is left)."""
    closed = Closures.of([closure])
    closed.check(trees.graph, trees.labels)
    return Changed.of(engine.engine().closed(trees, closed))
