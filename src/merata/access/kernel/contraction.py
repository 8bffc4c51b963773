"""A network prepared once for many searches: without the nodes at which nothing is decided, and exact for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from merata.access.kernel import engine
from merata.access.kernel.graph import Floats, Graph, Places, labels_of, reversed_graph
from merata.access.kernel.nearest import nearest

if TYPE_CHECKING:
    from merata.access.kernel.eliminating import Removed


@dataclass(frozen=True, slots=True)
class Contracted:
    """A graph and its core: what is left of it when nodes with at most two neighbours are taken out, one by one.

    Road points between junctions, dead ends, and what of the rest becomes such; whatever stands at them — facilities,
    households — is kept exactly, so one contraction serves every set of labels. `core_nodes`: the nodes that stay.
    """

    graph: Graph
    core: Graph
    core_nodes: Places
    _removed: Removed | None

    @staticmethod
    def of(graph: Graph) -> Contracted:
        """Contract a graph; where Numba is not installed, it stays as it is."""
        found = engine.engine().eliminate(graph, reversed_graph(graph))
        if found is None:
            return Contracted(graph, graph, np.arange(graph.nodes, dtype=np.int32), None)
        removed, nodes, core = found
        return Contracted(graph, core, nodes, removed)

    def nearest(self, labels: ArrayLike) -> Floats:
        """As `merata.access.kernel.nearest.nearest` of the whole graph, equal but for the last digits."""
        if self._removed is None:
            return nearest(self.graph, labels)
        minutes = labels_of(self.graph, labels).copy()
        engine.engine().search_core(self.core, self.core_nodes, self._removed, minutes)
        return minutes
