"""Who goes by which arc: the nodes below an arc of a shortest-path tree, as a stretch of one order of all nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.kernel.trees import Trees


@dataclass(frozen=True, slots=True)
class Branches:
    """The tree of one kind with its nodes in an order in which a node is followed by all that go by way of it.

    `position` (nodes): the place of a node in that order; `size`: how many go by way of it, itself counted. A node
    that has no way is alone.
    """

    position: Integers
    size: Integers

    @staticmethod
    def of(trees: Trees, kind: int) -> Branches:
        """The branches of the tree of a kind."""
        before = _before(trees, kind)
        depth = _sum_upwards(before, (before != np.arange(len(before))).astype(np.int64))
        size = _sizes(before, depth)
        # Where a node stands is the sum, up its way, of what stands between it and the node before it.
        root = before == np.arange(len(before))
        order = np.lexsort((np.arange(len(before)), np.where(root, -1, before)))
        ahead = np.cumsum(size[order]) - size[order]
        group = np.where(root, -1, before)[order]
        starts = np.flatnonzero(np.concatenate([[True], np.diff(group) != 0])) if len(group) else np.zeros(0, np.int64)
        since = ahead - np.repeat(ahead[starts], np.diff(np.append(starts, len(group))))
        offset = np.empty(len(before), np.int64)
        offset[order] = since + (group >= 0)
        return Branches(_sum_upwards(before, offset), size)

    def below(self, values: Floats) -> Floats:
        """The sum of `values` (nodes) over what goes by way of each node, itself counted."""
        sums = self._sums(values)
        found: Floats = sums[self.position + self.size] - sums[self.position]
        return found

    def united(self, group: Integers, node: Integers, groups: int, values: Floats) -> Floats:
        """For each group of nodes the sum of `values` over all that goes by way of any of them, nobody counted twice.

        `group`, `node`: rows of a number of a group and a node of it.
        """
        topmost = self._topmost(group, node)
        sums = np.bincount(group[topmost], weights=self.below(values)[node[topmost]], minlength=groups)
        return sums.astype(np.float64)

    def members(self, group: Integers, node: Integers, among: Integers) -> tuple[Integers, Integers]:
        """Rows of a group and of a place in `among` (nodes): those of them that go by way of any node of the group."""
        topmost = self._topmost(group, node)
        order = np.argsort(self.position[among], kind="stable")
        where = self.position[among][order]
        first = np.searchsorted(where, self.position[node[topmost]], side="left")
        last = np.searchsorted(where, (self.position + self.size)[node[topmost]], side="left")
        count = last - first
        start = np.repeat(first - (np.cumsum(count) - count), count)
        return np.repeat(group[topmost], count), order[start + np.arange(count.sum())]

    def _topmost(self, group: Integers, node: Integers) -> Integers:
        """Rows whose node does not go by way of another node of its group."""
        order = np.lexsort((-self.size[node], self.position[node], group))
        # Stretches are apart or one within the other: within, if an earlier one of the group ends behind its start.
        span = len(self.position) + 1
        start = group[order] * span + self.position[node[order]]
        end = np.maximum.accumulate(start + self.size[node[order]]) if len(order) else start
        inside = np.concatenate([[False], start[1:] < end[:-1]]) if len(order) else np.zeros(0, np.bool_)
        topmost: Integers = order[~inside]
        return topmost

    def _sums(self, values: Floats) -> Floats:
        ordered = np.empty(len(values))
        ordered[self.position] = values
        return np.concatenate([[0.0], np.cumsum(ordered)])


def _before(trees: Trees, kind: int) -> Integers:
    """The node before each on its way from the facility; the node itself where that is its own, or there is no way."""
    arc, nodes = trees.arc[kind], np.arange(trees.graph.nodes)
    tail = trees.graph.tail()
    return np.where(arc >= 0, tail[arc] if len(tail) else nodes, nodes).astype(np.int64)


def _sum_upwards(before: Integers, values: Integers) -> Integers:
    """The sum of `values` along the way of each node up to its root, by looking twice as far in each round."""
    root = before == np.arange(len(before))
    sums, up = np.where(root, 0, values), before
    while not np.array_equal(further := up[up], up):
        sums, up = sums + sums[up], further
    return sums + values[up]


def _sizes(before: Integers, depth: Integers) -> Integers:
    """How many nodes stand below each, itself counted: level by level from the deepest."""
    size = np.ones(len(before), np.int64)
    order = np.argsort(depth, kind="stable")
    bounds = np.searchsorted(depth[order], np.arange(1, depth.max(initial=0) + 2))
    for level in range(len(bounds) - 1, 0, -1):
        nodes = order[bounds[level - 1] : bounds[level]]
        np.add.at(size, before[nodes], size[nodes])
    return size
