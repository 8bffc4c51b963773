"""Shortest paths, compiled: searches from many facilities at once, and what a change of arcs or labels does to them.

Nodes wait in lists, each for a fraction of a mean arc's minutes, and pass their minutes on list by list; one that is
found to be nearer after all waits again (Dial 1969; Meyer and Sanders 2003). That is exact, and three times as fast as
a heap. A change is followed in the same way, from where it is made to the nodes whose minutes it changes and no
further (Ramalingam and Reps 1996). Compiled code that works together stays in one module (see `merata.compiled`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from merata.access.kernel.graph import Floats, Integers, Places
from merata.compiled import compiled, inlined


class Arcs(NamedTuple):
    """Arcs by the node they leave, as in `merata.access.kernel.graph.Graph`."""

    first: Integers
    head: Places
    minutes: Floats


class Branches(NamedTuple):
    """Shortest-path trees (kinds × nodes): the place of the arc that leads to a node (−1: its own label, or no way),
    and the nodes that its own arc leads on to: child[kind, first[kind, node]] and following.
    """

    arc: Places
    first: Integers
    child: Places


class Network(NamedTuple):
    """A network as closures need it: its arcs, those turned round, and of each kind labels, minutes and tree."""

    arcs: Arcs
    back: Arcs
    labels: Floats
    minutes: Floats
    branches: Branches


class Edits(NamedTuple):
    """Candidates: the changed arcs of candidate c stand from first[c] to before first[c + 1], its labels likewise.

    Of an improvement `tail` and `head` are nodes; of a closure they are the places of the arc among the arcs and among
    those turned round. `slack`: what a change must save, as a share of the minutes, to be more than rounding.
    """

    first: Integers
    tail: Integers
    head: Integers
    minutes: Floats
    label_first: Integers
    label_kind: Integers
    label_node: Integers
    label_minutes: Floats
    slack: float


class Tally(NamedTuple):
    """What is summed, by `weight` (kinds × nodes), `area` of the node (−1: not counted) and `standard` minutes of the
    kind; and the sums (candidates × kinds × areas), as in `merata.access.kernel.changes.Effects`.
    """

    weight: Floats
    area: Integers
    standard: Floats
    minutes: Floats
    reach: Floats
    within: Floats


class Queue(NamedTuple):
    """Nodes that wait, in lists by their minutes that go round: the `top` of each, the nodes `after` (−2: it does not
    wait) and `before`; how many lists there are a minute.
    """

    top: Places
    after: Places
    before: Places
    rate: float


class Trail(NamedTuple):
    """How a change is followed: minutes `before`; the nodes that have `changed`; the first edit that leaves a node
    (`link`, −1: none) and the next of the same node (`following`), where edits lead and what they take; the slack.
    All are empty where nothing but the minutes is wanted.
    """

    before: Floats
    changed: Places
    link: Places
    following: Places
    head: Integers
    minutes: Floats
    slack: float


_PER_MEAN, _MOST, _FARTHEST = 4.0, 1 << 16, float(1 << 40)
"""Lists for the minutes of a mean arc; lists at most for the longest; how many lists away a label may be."""


@compiled
def search(arcs: Arcs, minutes: Floats, arc: Places) -> None:
    """Bring `minutes` (nodes) from labels (infinite: none) down to the shortest from any of them.

    `arc`, where it is not empty, gets the place of the last arc to each node, −1 where that is its own label or where
    there is no way.
    """
    arc[:] = -1
    labelled = np.flatnonzero(minutes < np.inf).astype(np.int32)
    farthest = minutes[labelled].max() if len(labelled) else 0.0
    _pass_on(arcs, minutes, labelled, 0, arc, _queue(arcs, len(minutes), farthest), _no_trail())


@compiled
def improve(start: int, end: int, arcs: Arcs, before: Floats, edits: Edits, tally: Tally) -> None:
    """Sum what the candidates from `start` to before `end` save, kind by kind, into the `tally`."""
    for kind in range(len(before)):
        current, queue, trail = before[kind].copy(), _queue(arcs, before.shape[1], 0.0), _trail(before[kind], edits)
        for c in range(start, end):
            count = _improve(c, kind, arcs, edits, current, queue, trail)
            _sum(c, kind, trail.changed[:count], before[kind], current, tally)


@compiled
def improved(c: int, kind: int, arcs: Arcs, before: Floats, edits: Edits) -> tuple[Places, Floats]:
    """The nodes that candidate `c` brings nearer to a facility of the `kind`, and their minutes with it."""
    current, trail = before[kind].copy(), _trail(before[kind], edits)
    count = _improve(c, kind, arcs, edits, current, _queue(arcs, len(current), 0.0), trail)
    nodes = trail.changed[:count].copy()
    return nodes, current[nodes]


@compiled
def close(start: int, end: int, network: Network, edits: Edits, tally: Tally) -> None:
    """Sum what the closures from `start` to before `end` cost, kind by kind, into the `tally`."""
    now, below = _copied(network), np.empty(network.minutes.shape[1], np.int32)
    queue = _queue(network.arcs, len(below), 0.0)
    for kind in range(len(network.minutes)):
        for c in range(start, end):
            count = _close(c, kind, edits, now, queue, below)
            _sum(c, kind, below[:count], network.minutes[kind], now.minutes[kind], tally)
            _undo(c, edits, network, now)


@compiled
def closed(c: int, kind: int, network: Network, edits: Edits) -> tuple[Places, Floats]:
    """The nodes whose way to a facility of the `kind` closure `c` cuts, and their minutes then (infinite: none)."""
    now, below = _copied(network), np.empty(network.minutes.shape[1], np.int32)
    count = _close(c, kind, edits, now, _queue(network.arcs, len(below), 0.0), below)
    nodes = below[:count].copy()
    return nodes, now.minutes[kind][nodes]


@inlined
def _queue(arcs: Arcs, nodes: int, farthest: float) -> Queue:
    """An empty queue. Its lists go round: so many are needed that the longest arc fits into them."""
    longest, total = 0.0, 0.0
    for minutes in arcs.minutes:
        longest, total = max(longest, minutes), total + minutes
    width = max(total / max(len(arcs.minutes), 1) / _PER_MEAN, longest / _MOST, farthest / _FARTHEST)
    if width == 0.0:
        width = 1.0
    top, after = np.full(int(longest / width) + 3, -1, np.int32), np.full(nodes, -2, np.int32)
    return Queue(top, after, np.empty(nodes, np.int32), 1.0 / width)


@inlined
def _no_trail() -> Trail:
    """Nothing to follow."""
    none, nowhere = np.empty(0), np.empty(0, np.int32)
    return Trail(none, nowhere, nowhere, nowhere, np.empty(0, np.int64), none, 0.0)


@inlined
def _trail(before: Floats, edits: Edits) -> Trail:
    """A trail on which no candidate has been followed yet."""
    return Trail(
        before,
        np.empty(len(before), np.int32),
        np.full(len(before), -1, np.int32),
        np.empty(len(edits.minutes), np.int32),
        edits.head,
        edits.minutes,
        edits.slack,
    )


@inlined
def _pass_on(  # noqa: C901, PLR0912, PLR0915 - the innermost loop: calls would take as long as it
    arcs: Arcs, minutes: Floats, seeds: Places, changed: int, arc: Places, queue: Queue, trail: Trail
) -> int:
    """Pass the minutes of the seeds on along the arcs, and those of all nodes whose minutes that shortens.

    Returns how many nodes have changed, of which `changed` before.
    """
    seeds = seeds[np.argsort(minutes[seeds])]
    label = minutes[seeds]
    first, head, taken = arcs.first, arcs.head, arcs.minutes
    top, after, before, rate = queue.top, queue.after, queue.before, queue.rate
    earlier, link, slack = trail.before, trail.link, trail.slack
    current, waiting, fed = 0, 0, 0
    while waiting > 0 or fed < len(seeds):
        if waiting == 0:
            current = int(label[fed] * rate)
        at = current % len(top)
        while fed < len(seeds) and int(label[fed] * rate) <= current:
            node = seeds[fed]
            if minutes[node] == label[fed] and after[node] == -2:
                after[node], before[node] = top[at], -1
                if top[at] >= 0:
                    before[top[at]] = node
                top[at] = node
                waiting += 1
            fed += 1
        node = top[at]
        while node >= 0:
            below = after[node]
            top[at] = below
            if below >= 0:
                before[below] = -1
            after[node] = -2
            waiting -= 1
            reached = minutes[node]
            edit = link[node] if len(link) else -1
            place, end = first[node], first[node + 1]
            while place < end or edit >= 0:
                if place < end:
                    to, through = head[place], reached + taken[place]
                    place += 1
                else:
                    to, through = trail.head[edit], reached + trail.minutes[edit]
                    edit = trail.following[edit]
                old = minutes[to]
                # Not below slack × through: infinite minutes have no difference.
                if not old - through > slack * through:
                    continue
                minutes[to] = through
                if len(arc):
                    arc[to] = place - 1
                if len(earlier) and old == earlier[to]:
                    trail.changed[changed] = to
                    changed += 1
                new = int(through * rate) % len(top)
                if after[to] == -2:
                    waiting += 1
                else:
                    was = int(old * rate) % len(top)
                    if was == new:
                        continue
                    below, above = after[to], before[to]
                    if above >= 0:
                        after[above] = below
                    else:
                        top[was] = below
                    if below >= 0:
                        before[below] = above
                below = top[new]
                after[to], before[to] = below, -1
                if below >= 0:
                    before[below] = to
                top[new] = to
            node = top[at]
        current += 1
    return changed


@inlined
def _improve(c: int, kind: int, arcs: Arcs, edits: Edits, current: Floats, queue: Queue, trail: Trail) -> int:
    """Bring `current` down by the arcs and labels of candidate `c`; returns how many nodes have changed."""
    changed, link = 0, trail.link
    for e in range(edits.first[c], edits.first[c + 1]):
        trail.following[e] = link[edits.tail[e]]
        link[edits.tail[e]] = e
        through = trail.before[edits.tail[e]] + edits.minutes[e]
        changed = _offer(edits.head[e], through, current, changed, trail)
    for e in range(edits.label_first[c], edits.label_first[c + 1]):
        if edits.label_kind[e] == kind:
            changed = _offer(edits.label_node[e], edits.label_minutes[e], current, changed, trail)
    if changed:
        changed = _pass_on(arcs, current, trail.changed[:changed], changed, np.empty(0, np.int32), queue, trail)
    for e in range(edits.first[c], edits.first[c + 1]):
        link[edits.tail[e]] = -1
    return changed


@inlined
def _offer(node: int, through: float, current: Floats, changed: int, trail: Trail) -> int:
    """Let `node` have these minutes if they are fewer, by more than rounding; returns how many nodes have changed."""
    old = current[node]
    if through < np.inf and old - through > trail.slack * through:
        current[node] = through
        if old == trail.before[node]:
            trail.changed[changed] = node
            return changed + 1
    return changed


@inlined
def _copied(network: Network) -> Network:
    """The network, on which closures may be written."""
    arcs, back = network.arcs, network.back
    return Network(
        Arcs(arcs.first, arcs.head, arcs.minutes.copy()),
        Arcs(back.first, back.head, back.minutes.copy()),
        network.labels.copy(),
        network.minutes.copy(),
        network.branches,
    )


@inlined
def _close(c: int, kind: int, edits: Edits, now: Network, queue: Queue, below: Places) -> int:
    """Write closure `c` into the network and recompute what lies `below` it; returns how many nodes that is."""
    for e in range(edits.first[c], edits.first[c + 1]):
        now.arcs.minutes[edits.tail[e]] = edits.minutes[e]
        now.back.minutes[edits.head[e]] = edits.minutes[e]
    for e in range(edits.label_first[c], edits.label_first[c + 1]):
        now.labels[edits.label_kind[e], edits.label_node[e]] = edits.label_minutes[e]
    current, label, back = now.minutes[kind], now.labels[kind], now.back
    count = _cut(c, kind, now.arcs.head, now.branches, edits, current, below)
    reached, seeds = 0, np.empty(count, np.int32)
    for i in range(count):
        node = below[i]
        # A neighbour that is itself below has by now no minutes, or those of a way that is there.
        best = label[node]
        for place in range(back.first[node], back.first[node + 1]):
            best = min(best, current[back.head[place]] + back.minutes[place])
        if best < np.inf:
            current[node] = best
            seeds[reached] = node
            reached += 1
    if reached:
        _pass_on(now.arcs, current, seeds[:reached], 0, np.empty(0, np.int32), queue, _no_trail())
    return count


@inlined
def _undo(c: int, edits: Edits, network: Network, now: Network) -> None:
    """Take closure `c` back, but for the minutes of the nodes."""
    for e in range(edits.first[c], edits.first[c + 1]):
        now.arcs.minutes[edits.tail[e]] = network.arcs.minutes[edits.tail[e]]
        now.back.minutes[edits.head[e]] = network.back.minutes[edits.head[e]]
    for e in range(edits.label_first[c], edits.label_first[c + 1]):
        kind, node = edits.label_kind[e], edits.label_node[e]
        now.labels[kind, node] = network.labels[kind, node]


@inlined
def _cut(c: int, kind: int, head: Places, branches: Branches, edits: Edits, current: Floats, below: Places) -> int:
    """List what lies `below` closure `c`, with infinite minutes for now; returns how many nodes that is."""
    arc, count, done = branches.arc[kind], 0, 0
    for e in range(edits.first[c], edits.first[c + 1]):
        node = head[edits.tail[e]]
        if arc[node] == edits.tail[e]:
            count = _add(node, current, below, count)
    for e in range(edits.label_first[c], edits.label_first[c + 1]):
        node = edits.label_node[e]
        if edits.label_kind[e] == kind and arc[node] == -1:
            count = _add(node, current, below, count)
    while done < count:
        node = below[done]
        done += 1
        for i in range(branches.first[kind, node], branches.first[kind, node + 1]):
            count = _add(branches.child[kind, i], current, below, count)
    return count


@inlined
def _add(node: int, current: Floats, below: Places, count: int) -> int:
    """Add a node that has minutes to those below, and take them; returns how many are below."""
    if current[node] == np.inf:
        return count
    current[node] = np.inf
    below[count] = node
    return count + 1


@inlined
def _sum(c: int, kind: int, changed: Places, before: Floats, current: Floats, tally: Tally) -> None:
    """Add the change of the nodes to the tally, and take it back."""
    standard = tally.standard[kind]
    for node in changed:
        old, new, area, weight = before[node], current[node], tally.area[node], tally.weight[kind, node]
        current[node] = old
        if area < 0:
            continue
        if old < np.inf and new < np.inf:
            tally.minutes[c, kind, area] += weight * abs(old - new)
        elif old < np.inf or new < np.inf:
            tally.reach[c, kind, area] += weight
        if (old <= standard) != (new <= standard):
            tally.within[c, kind, area] += weight
