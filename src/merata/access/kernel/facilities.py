"""Facilities as labels of nodes: the minutes from a node to the facility that stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Closure
from merata.access.kernel.graph import Floats, Integers, Places, check_labels
from merata.errors import UsageError


@dataclass(frozen=True, slots=True)
class Stops:
    """Where facilities are entered, a row each: a facility on a road between two nodes has a row for either.

    `facility`: its number from 0; `kind`, `node`; `minutes` from the node to the facility's door.
    """

    facility: Integers
    kind: Integers
    node: Integers
    minutes: Floats

    def labels(self, kinds: int, nodes: int) -> tuple[Floats, Places]:
        """Labels (kinds × nodes; infinite: none) and the facility of each (−1: none): the least minutes, and of as
        many the smaller number. Raises `InputError` for kinds, nodes or minutes that cannot be.
        """
        check_labels("the facilities", nodes, kinds, self.kind, self.node, self.minutes)
        labels, source = np.full((kinds, nodes), np.inf), np.full((kinds, nodes), -1, np.int32)
        # Written from the worst to the best, so that the best stays.
        order = np.lexsort((self.facility, self.minutes))[::-1]
        labels[self.kind[order], self.node[order]] = self.minutes[order]
        source[self.kind[order], self.node[order]] = self.facility[order]
        return labels, source

    def closure(self, facility: int) -> Closure:
        """What closing a facility does to the labels: those of the others at its nodes are left, or none.

        Raises `UsageError` for a number that no facility has.
        """
        own = self.facility == facility
        if not own.any():
            raise UsageError(f"there is no facility {facility}; expected one of the {len(set(self.facility.tolist()))}")
        places = sorted(set(zip(self.kind[own].tolist(), self.node[own].tolist(), strict=True)))
        return Closure(labels=[(kind, node, self._without(own, kind, node)) for kind, node in places])

    def _without(self, own: np.ndarray[tuple[int], np.dtype[np.bool_]], kind: int, node: int) -> float:
        """The least minutes at a node of those that are not its `own`."""
        others = self.minutes[~own & (self.kind == kind) & (self.node == node)]
        return float(others.min()) if len(others) else float("inf")
