"""A road network whose segments are cut where people, facilities and projects meet them, so that all is exact."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from merata.access.kernel.graph import Floats, Integers, grouped
from merata.access.network import Network
from merata.access.snapping import Snapped

OFF_ROAD = -1


@dataclass(frozen=True, slots=True)
class CutNetwork:
    """The arcs of a network, those of cut segments in pieces: e of them between `nodes` nodes.

    The nodes of the network keep their numbers; new ones follow. `tail`, `head` (e). `parent` (e): the arc of the
    network that it is a piece of, or `OFF_ROAD`; `share` (e): its share of the parent's minutes, off the road the
    minutes themselves, in every season. The pieces of segment s are piece[first[s]:first[s + 1]].
    """

    nodes: int
    tail: Integers
    head: Integers
    parent: Integers
    share: Floats
    first: Integers
    piece: Integers

    def minutes(self, arc_minutes: Floats) -> Floats:
        """Minutes along the pieces (e) from those along the arcs of the network (m); infinite where there is no way."""
        taken = self.share.copy()
        road = self.parent != OFF_ROAD
        taken[road] *= arc_minutes[self.parent[road]]
        return taken

    def pieces_of(self, segments: Integers) -> tuple[Integers, Integers]:
        """The pieces of some segments, and for each piece the place in `segments` of the one that it belongs to."""
        counts = self.first[segments + 1] - self.first[segments]
        row = np.repeat(np.arange(len(segments)), counts)
        return self.piece[_runs(self.first[segments], counts)], row

    def with_nodes(self, count: int) -> CutNetwork:
        """The same with `count` more nodes, which nothing leads to."""
        return replace(self, nodes=self.nodes + count)

    def with_walks(self, road_node: Integers, minutes: Floats) -> tuple[CutNetwork, Integers]:
        """The same with a node for each of some places, from which one walks so many minutes to `road_node`; where that
        is −1 nothing leads from there.
        """
        place = self.nodes + np.arange(len(road_node))
        near = np.flatnonzero(road_node >= 0)
        return replace(
            self,
            nodes=self.nodes + len(road_node),
            tail=np.concatenate([self.tail, place[near]]),
            head=np.concatenate([self.head, road_node[near]]),
            parent=np.concatenate([self.parent, np.full(len(near), OFF_ROAD)]),
            share=np.concatenate([self.share, minutes[near]]),
        ), place


def cut(network: Network, places: Snapped) -> tuple[CutNetwork, Integers]:
    """The network cut at `places`, and the node of each place; −1 for one that no road is near.

    A place at an end of a segment is the node that stands there; places at one point share a node.
    """
    node = np.where(places.share == 0, places.tail, places.head).astype(np.int64)
    node[~places.reached] = -1
    inside = np.flatnonzero(places.reached & (places.share > 0) & (places.share < 1))
    order = inside[np.lexsort((places.share[inside], places.segment[inside]))]
    segment, share = places.segment[order], places.share[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(segment) != 0) | (np.diff(share) != 0)
    node[order] = network.nodes + np.cumsum(new) - 1
    points = order[new]
    tail, head, parent, shares = _pieces(network, places, points, node)
    first, piece = grouped(network.segment[parent], len(network.traits))
    return CutNetwork(network.nodes + len(points), tail, head, parent, shares, first, piece), node


def _pieces(
    network: Network, places: Snapped, points: Integers, node: Integers
) -> tuple[Integers, Integers, Integers, Floats]:
    """Tail, head, arc and share of all pieces; `points`: a place for each new node, by segment and share."""
    segment, begin, count = np.unique(places.segment[points], return_index=True, return_counts=True)
    # Along each cut segment: its start, the points, its end.
    total = count + 2
    start = np.concatenate([[0], np.cumsum(total)[:-1]]).astype(np.int64)[: len(segment)]
    bound, at = np.zeros(int(total.sum())), np.zeros(int(total.sum()), dtype=np.int64)
    middle = _runs(start + 1, count)
    bound[middle], at[middle] = places.share[points], node[points]
    last = start + count + 1
    bound[last] = 1.0
    at[start], at[last] = places.tail[points[begin]], places.head[points[begin]]

    place = np.full(len(network.traits), -1, dtype=np.int64)
    place[segment] = np.arange(len(segment))
    cut_at = place[network.segment]
    whole, parted = np.flatnonzero(cut_at < 0), np.flatnonzero(cut_at >= 0)
    pieces = count[cut_at[parted]] + 1
    arc = np.repeat(parted, pieces)
    low = _runs(start[cut_at[parted]], pieces)
    ahead = network.tail[arc] == at[start[cut_at[arc]]]
    tail = np.where(ahead, at[low], at[low + 1]) if len(low) else low
    head = np.where(ahead, at[low + 1], at[low]) if len(low) else low
    width = bound[low + 1] - bound[low] if len(low) else np.zeros(0)
    return (
        np.concatenate([network.tail[whole], tail]).astype(np.int64),
        np.concatenate([network.head[whole], head]).astype(np.int64),
        np.concatenate([whole, arc]),
        np.concatenate([np.ones(len(whole)), width]),
    )


def _runs(start: Integers, count: Integers) -> Integers:
    """start[0], start[0] + 1, … (count[0] of them), then start[1], … as one array."""
    before = np.cumsum(count) - count
    runs: Integers = np.repeat(start - before, count) + np.arange(int(count.sum()))
    return runs
