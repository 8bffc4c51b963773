"""Every way that works can open: for each home, which works a way to a facility needs, and the minutes along it.

A shortest way on the roads with a set of works done uses some of those works and none of the others. So the minutes of
any set are the least of all ways whose works are in it, and the ways that matter are few: those that no way with fewer
works equals. They are found by one search with labels (works used, minutes), where a label is dropped if another at its
place needs no other works and is as quick (multi-objective shortest paths: Martins 1984). Between works one goes along
the roads as they are, whose minutes are searched once from every end of a work.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.changes import Candidate
from merata.access.kernel.graph import Floats, Graph, Integers
from merata.access.kernel.nearest import nearest
from merata.errors import UsageError

ROUNDING_MINUTES = 1e-6
"""Ways that differ by less are as quick."""
MOST_LABELS = 200_000
"""More ways than this are refused: the works would have to be counted by other means."""
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the `works` that it needs (bit w: work w) and its `minutes` to the facility."""

    works: int
    minutes: float


def ways(graph: Graph, before: Floats, candidates: Sequence[Candidate], kind: int, home: Integers) -> list[list[Way]]:
    """By home (c nodes), the ways to a facility of `kind` that are quicker than `before` (nodes), the quickest first.

    `graph`: turned round, as the candidates' arcs. Minutes with a set of works done are the least of `before` and of
    the ways whose works are all in it. Raises `UsageError` where there are more than `MOST_LABELS`.
    """
    arcs = [(1 << work, *arc) for work, one in enumerate(candidates) for arc in one.arcs]
    sites = [
        (1 << work, node, minutes)
        for work, one in enumerate(candidates)
        for of, node, minutes in one.labels
        if of == kind
    ]
    if not arcs and not sites:
        return [[] for _ in home]
    search = _Search.of(graph, before, arcs, sites, home)
    for work, tail, head, minutes in arcs:
        search.reach(float(before[tail]) + minutes, head, work)
    for work, node, minutes in sites:
        search.reach(minutes, node, work)
    search.run()
    return search.ways_home(before[home])


@dataclass(slots=True)
class _Search:
    """Labels at the ends of works: `held` by place, and those that `wait`."""

    place: dict[int, int]
    limit: Floats
    bits: list[int]
    arc_minutes: Floats
    arc_place: Integers
    to_tail: Floats
    to_home: Floats
    held: list[list[Way]]
    wait: list[tuple[float, int, int]]

    @staticmethod
    def of(
        graph: Graph,
        before: Floats,
        arcs: Sequence[tuple[int, int, int, float]],
        sites: Sequence[tuple[int, int, float]],
        home: Integers,
    ) -> _Search:
        ends = sorted({head for _, _, head, _ in arcs} | {node for _, node, _ in sites})
        tail = np.array([arc[1] for arc in arcs], dtype=np.int64)
        place = {node: at for at, node in enumerate(ends)}
        to_tail, to_home = np.empty((len(ends), len(tail))), np.empty((len(ends), len(home)))
        for start in range(0, len(ends), _BATCH):
            some = ends[start : start + _BATCH]
            labels = np.full((len(some), graph.nodes), np.inf)
            labels[np.arange(len(some)), some] = 0.0
            minutes = nearest(graph, labels)
            to_tail[start : start + len(some)] = minutes[:, tail]
            to_home[start : start + len(some)] = minutes[:, home]
        return _Search(
            place=place,
            limit=before[ends],
            bits=[arc[0] for arc in arcs],
            arc_minutes=np.array([arc[3] for arc in arcs]),
            arc_place=np.array([place[arc[2]] for arc in arcs], dtype=np.int64),
            to_tail=to_tail,
            to_home=to_home,
            held=[[] for _ in ends],
            wait=[],
        )

    def reach(self, minutes: float, node: int, works: int) -> None:
        """Let a label wait, if it is quicker there than the roads as they are."""
        at = self.place[node]
        if minutes < self.limit[at] - ROUNDING_MINUTES:
            heapq.heappush(self.wait, (minutes, at, works))

    def run(self) -> None:
        """Settle labels, the quickest first, and go on from each along every work."""
        limit = self.limit[self.arc_place] - ROUNDING_MINUTES
        settled = 0
        while self.wait:
            minutes, at, works = heapq.heappop(self.wait)
            if _beaten(self.held[at], works):
                continue
            self.held[at].append(Way(works, minutes))
            settled += 1
            if settled > MOST_LABELS:
                raise UsageError(f"works open more than {MOST_LABELS:,} ways; ask for fewer works together")
            then = minutes + self.to_tail[at] + self.arc_minutes
            for arc in np.flatnonzero(then < limit).tolist():
                end, needed = int(self.arc_place[arc]), works | self.bits[arc]
                if not _beaten(self.held[end], needed):
                    heapq.heappush(self.wait, (float(then[arc]), end, needed))

    def ways_home(self, before: Floats) -> list[list[Way]]:
        """The ways of each home that no other with fewer works equals."""
        places = np.repeat(np.arange(len(self.held)), [len(each) for each in self.held])
        labels = [label for each in self.held for label in each]
        minutes = np.array([label.minutes for label in labels])
        found = []
        for number, now in enumerate(before.tolist()):
            taken = minutes + self.to_home[places, number] if labels else minutes
            kept: list[Way] = []
            for row in np.argsort(taken, kind="stable").tolist():
                if not taken[row] < now - ROUNDING_MINUTES:
                    break
                if not _beaten_by(kept, labels[row].works, float(taken[row])):
                    kept.append(Way(labels[row].works, float(taken[row])))
            found.append(_without_ties(kept))
        return found


def _beaten(held: Sequence[Way], works: int) -> bool:
    """Whether a label that came before needs no other works."""
    return any(one.works & works == one.works for one in held)


def _beaten_by(kept: Sequence[Way], works: int, minutes: float) -> bool:
    return any(one.works & works == one.works and one.minutes <= minutes for one in kept)


def _without_ties(kept: list[Way]) -> list[Way]:
    """Without those that a way with fewer works equals but for rounding, though it came behind."""
    return [
        way
        for way in kept
        if not any(
            other.works != way.works
            and other.works & way.works == other.works
            and other.minutes <= way.minutes + ROUNDING_MINUTES
            for other in kept
        )
    ]
