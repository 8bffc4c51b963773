"""Which searches are used: the compiled ones, or SciPy's and NumPy's where Numba is not installed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from merata.access.kernel.changes import Candidates, Closures, Counting, Effects
from merata.access.kernel.graph import Floats, Graph, Places
from merata.access.kernel.trees import Trees

if TYPE_CHECKING:
    from merata.access.kernel.eliminating import Removed


class Engine(Protocol):
    """What both have to offer. Their arguments have been checked."""

    def search(self, graph: Graph, minutes: Floats, arc: Places | None) -> None:
        """Bring `minutes` (kinds × nodes) from labels to the shortest; `arc`, if any, gets the arcs that lead there."""

    def eliminate(self, graph: Graph, back: Graph) -> tuple[Removed, Places, Graph] | None:
        """Nodes with at most two neighbours taken out: those, the nodes that stay, their graph; None: it cannot."""

    def search_core(self, core: Graph, core_nodes: Places, removed: Removed, minutes: Floats) -> None:
        """As `search`, by way of what stayed."""

    def improve(self, graph: Graph, before: Floats, candidates: Candidates, counting: Counting) -> Effects:
        """What each candidate saves."""

    def improved(self, graph: Graph, before: Floats, candidates: Candidates) -> list[tuple[Places, Floats]]:
        """By kind, the nodes that the first candidate changes, and their minutes with it."""

    def close(self, trees: Trees, closures: Closures, counting: Counting) -> Effects:
        """What each closure costs."""

    def closed(self, trees: Trees, closures: Closures) -> list[tuple[Places, Floats]]:
        """By kind, the nodes below the first closure, and their minutes with it."""


@cache
def engine() -> Engine:
    """The compiled searches, or those that need no Numba."""
    # Imported here, since Numba takes longer to start than most commands need the network for.
    try:
        from merata.access.kernel import threaded  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "numba":
            raise
        from merata.access.kernel import vectorised  # noqa: PLC0415

        return cast(Engine, vectorised)
    return cast(Engine, threaded)
