"""What may change on a network, many candidates side by side, and what a change comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from merata.access.kernel.graph import Floats, Graph, Integers, Places, check_arcs, check_labels
from merata.errors import InputError, UsageError

SLACK = 1e-12
"""What an improvement must save, as a share of the minutes that are left, to be more than rounding."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One project, or several together: `arcs` that become possible or quicker (tail, head, minutes), in the direction
    of the graph that is searched, and `labels` of new facilities (kind, node, minutes from the node).
    """

    arcs: Sequence[tuple[int, int, float]] = ()
    labels: Sequence[tuple[int, int, float]] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """What is lost together: `arcs` by their numbers in the list the graph was made of, closed or, with `minutes`
    beside them, slower; and `labels` that go or rise (kind, node, minutes then: infinite where no facility is left).
    """

    arcs: Sequence[int] = ()
    minutes: Sequence[float] | None = None
    labels: Sequence[tuple[int, int, float]] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of candidates: those of candidate c from first[c] to before first[c + 1]."""

    first: Integers
    kind: Integers
    node: Integers
    minutes: Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates side by side: the arcs of candidate c stand from first[c] to before first[c + 1]."""

    first: Integers
    tail: Integers
    head: Integers
    minutes: Floats
    labels: Labels

    def __len__(self) -> int:
        return len(self.first) - 1

    @staticmethod
    def of(candidates: Sequence[Candidate]) -> Candidates:
        """The candidates in that order."""
        rows = [arc for one in candidates for arc in one.arcs]
        return Candidates(
            _starts([len(one.arcs) for one in candidates]),
            np.array([row[0] for row in rows], np.int64),
            np.array([row[1] for row in rows], np.int64),
            np.array([row[2] for row in rows], np.float64),
            _labels([one.labels for one in candidates]),
        )

    def one(self, c: int) -> Candidate:
        """Candidate `c`, from 0."""
        arcs, labels = slice(self.first[c], self.first[c + 1]), slice(self.labels.first[c], self.labels.first[c + 1])
        return Candidate(
            list(zip(self.tail[arcs].tolist(), self.head[arcs].tolist(), self.minutes[arcs].tolist(), strict=True)),
            list(
                zip(
                    self.labels.kind[labels].tolist(),
                    self.labels.node[labels].tolist(),
                    self.labels.minutes[labels].tolist(),
                    strict=True,
                )
            ),
        )

    def together(self, sets: Sequence[Sequence[int]]) -> Candidates:
        """Each set of these candidates as one: its effect against the sum of theirs is how far they need each other
        (more) or serve the same people (less).
        """
        ones = [[self.one(c) for c in chosen] for chosen in sets]
        return Candidates.of(
            [
                Candidate(
                    [arc for one in chosen for arc in one.arcs], [label for one in chosen for label in one.labels]
                )
                for chosen in ones
            ]
        )

    def check(self, graph: Graph, kinds: int) -> None:
        """Raise `InputError` where arcs or labels cannot be on this graph."""
        check_arcs("the candidates", graph.nodes, self.tail, self.head, self.minutes)
        check_labels("the candidates", graph.nodes, kinds, self.labels.kind, self.labels.node, self.labels.minutes)


@dataclass(frozen=True, slots=True)
class Closures:
    """Closures side by side: the arcs of closure c stand from first[c] to before first[c + 1]."""

    first: Integers
    arc: Integers
    minutes: Floats
    labels: Labels

    def __len__(self) -> int:
        return len(self.first) - 1

    @staticmethod
    def of(closures: Sequence[Closure]) -> Closures:
        """The closures in that order. Raises `UsageError` where one has minutes for some of its arcs only."""
        uneven = [c for c, one in enumerate(closures) if one.minutes is not None and len(one.minutes) != len(one.arcs)]
        if uneven:
            raise UsageError(f"closures {uneven[:5]} have not as many minutes as arcs; give one for each, or none")
        minutes = [[np.inf] * len(one.arcs) if one.minutes is None else one.minutes for one in closures]
        return Closures(
            _starts([len(one.arcs) for one in closures]),
            np.array([arc for one in closures for arc in one.arcs], np.int64),
            np.array([value for values in minutes for value in values], np.float64),
            _labels([one.labels for one in closures]),
        )

    def check(self, graph: Graph, labels: Floats) -> None:
        """Raise `InputError` for arcs and labels that are not there, or that would be quicker than they are."""
        unknown = self.arc[(self.arc < 0) | (self.arc >= graph.listed)]
        if len(unknown):
            raise InputError(f"closures name arcs {unknown[:5].tolist()}; the network was made of {graph.listed} arcs")
        check_labels("the closures", graph.nodes, len(labels), self.labels.kind, self.labels.node, self.labels.minutes)
        now = np.full(graph.listed, np.inf)
        now[graph.arc] = graph.minutes
        quicker = np.flatnonzero(~(self.minutes >= np.where(np.isfinite(now[self.arc]), now[self.arc], 0.0)))
        nearer = np.flatnonzero(self.labels.minutes < labels[self.labels.kind, self.labels.node])
        if len(quicker) or len(nearer):
            raise InputError(
                f"closures must not make anything quicker; arcs {self.arc[quicker][:5].tolist()} and the labels at "
                f"nodes {self.labels.node[nearer][:5].tolist()} would be. What improves is a candidate, not a closure"
            )


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted and by whom.

    `weight`: of the people at each node (nodes, or kinds × nodes; finite); `area`: a number of the node's area, from 0,
    or −1 where the node is not counted (by default all are in one); `areas`: how many there are; `standard_minutes`:
    of each kind, the minutes within which people should have it.
    """

    weight: ArrayLike
    area: ArrayLike | None = None
    areas: int = 1
    standard_minutes: Sequence[float] | None = None

    def arrays(self, kinds: int, nodes: int) -> tuple[Floats, Integers, Floats]:
        """Weights (kinds × nodes), areas (nodes) and standards (kinds; infinite: none).

        Raises `UsageError` for other shapes, `InputError` for a weight that is not finite and an area beyond `areas`.
        """
        weight = np.asarray(self.weight, dtype=np.float64)
        area = np.zeros(nodes, np.int64) if self.area is None else np.asarray(self.area, dtype=np.int64)
        given = self.standard_minutes
        standard = np.full(kinds, np.inf) if given is None else np.asarray(given, dtype=np.float64)
        if weight.shape not in ((nodes,), (kinds, nodes)) or area.shape != (nodes,) or standard.shape != (kinds,):
            raise UsageError(
                f"weights {weight.shape}, areas {area.shape} and standards {standard.shape}; expected ({nodes},) or "
                f"({kinds}, {nodes}), ({nodes},) and ({kinds},)"
            )
        if not np.isfinite(weight).all() or (area < -1).any() or (area >= self.areas).any() or np.isnan(standard).any():
            raise InputError(
                f"weights must be finite, areas from −1 (not counted) to {self.areas - 1}, standards numbers of minutes"
            )
        return np.ascontiguousarray(np.broadcast_to(weight, (kinds, nodes))), area, standard


@dataclass(frozen=True, slots=True)
class Effects:
    """What each candidate comes to (candidates × kinds × areas each, none negative where weights are not).

    `minutes`: weighted minutes that an improvement saves, or a closure costs, those who have a way both before and
    after; `reach`: the weight of those for whom there is a way only after the improvement, or only before the closure;
    `within`: the weight of those within the standard only then.
    """

    minutes: Floats
    reach: Floats
    within: Floats

    @staticmethod
    def none(candidates: int, kinds: int, areas: int) -> Effects:
        """No effects yet."""
        return Effects(*(np.zeros((candidates, kinds, areas)) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Changed:
    """Nodes that one candidate changes, a row each kind and node, and their minutes with it (infinite: no way)."""

    kind: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    node: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    minutes: Floats = field(default_factory=lambda: np.empty(0))

    @staticmethod
    def of(by_kind: Sequence[tuple[Places, Floats]]) -> Changed:
        """Nodes and minutes of each kind as one, nodes in order."""
        sorted_nodes = [np.argsort(node, kind="stable") for node, _ in by_kind]
        pairs = [(node[order], minutes[order]) for order, (node, minutes) in zip(sorted_nodes, by_kind, strict=True)]
        return Changed(
            np.repeat(np.arange(len(pairs)), [len(node) for node, _ in pairs]),
            np.concatenate([node.astype(np.int64) for node, _ in pairs]),
            np.concatenate([minutes for _, minutes in pairs]),
        )


def _labels(labels: Sequence[Sequence[tuple[int, int, float]]]) -> Labels:
    rows = [label for one in labels for label in one]
    return Labels(
        _starts([len(one) for one in labels]),
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
    )


def _starts(counts: Sequence[int]) -> Integers:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
