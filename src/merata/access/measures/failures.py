"""What the failure of segments does to roads, to people who live on them and to facilities that stand on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Closure
from merata.access.kernel.graph import Integers, grouped
from merata.access.measures.placement import Placement


def failures(placement: Placement, closed: Sequence[Integers]) -> list[Closure]:
    """For each list of segments, what closing all of them together does, for `merata.access.kernel.closure`.

    Both directions are closed. Who lives on a closed segment cannot leave by it, and a facility on it cannot be entered
    from it; those at its ends can.
    """
    network = placement.network
    first, arcs = grouped(network.segment, len(network.traits))
    access, stops = _BySegment.of(placement.access_segment), _BySegment.of(placement.stop_segment)
    own, found = len(network.tail), []
    for segments in closed:
        chosen = np.unique(np.asarray(segments, dtype=np.int64))
        through = [arcs[first[segment] : first[segment + 1]] for segment in chosen]
        lost = np.concatenate([*through, own + access.rows(chosen)])
        labels = _labels_without(placement, stops.rows(chosen))
        found.append(Closure(arcs=lost.tolist(), labels=labels))
    return found


def _labels_without(placement: Placement, lost: Integers) -> list[tuple[int, int, float]]:
    """Kind, node and what is left of the label where stops are lost."""
    stops, kept = placement.stops, np.ones(len(placement.stops.node), dtype=np.bool_)
    kept[lost] = False
    labels = []
    for kind, node in sorted(set(zip(stops.kind[lost].tolist(), stops.node[lost].tolist(), strict=True))):
        others = stops.minutes[kept & (stops.kind == kind) & (stops.node == node)]
        labels.append((kind, node, float(others.min()) if len(others) else float("inf")))
    return labels


@dataclass(frozen=True, slots=True)
class _BySegment:
    """Rows by the segment they lead over."""

    order: Integers
    segment: Integers

    @staticmethod
    def of(segment: Integers) -> _BySegment:
        order = np.argsort(segment, kind="stable")
        return _BySegment(order, segment[order])

    def rows(self, segments: Integers) -> Integers:
        first, last = (np.searchsorted(self.segment, segments, side=side) for side in ("left", "right"))
        parts = [self.order[a:b] for a, b in zip(first, last, strict=True)]
        return np.concatenate([np.zeros(0, np.int64), *parts])
