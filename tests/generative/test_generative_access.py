"""Every fast path over a network equals SciPy's search of the edited network, whatever the network and the edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from merata.access.kernel import engine, threaded, vectorised
from merata.access.kernel.changes import Candidate, Candidates, Closure, Closures, Counting, Effects
from merata.access.kernel.closure import closures, cut_off
from merata.access.kernel.contraction import Contracted
from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import Graph, graph_of, reversed_graph
from merata.access.kernel.improvement import improved, improvements, with_changes
from merata.access.kernel.nearest import nearest, nearest_source, trees

Floats = NDArray[np.float64]
Arc = tuple[int, int, float]
ENGINES = {"compiled": threaded, "without Numba": vectorised}
STANDARD = 4.1
"""Minutes no sum of quarters comes to: what is within it does not hang on rounding."""


class Case(NamedTuple):
    nodes: int
    arcs: list[Arc]
    stops: list[tuple[int, int, int, float]]
    kinds: int
    edits: list[Arc]
    new_labels: list[Arc]
    lost: list[int]
    weight: list[int]
    area: list[int]


@st.composite
def cases(draw: st.DrawFn, *, exact: bool = False) -> Case:
    """Few nodes, many kinds of arcs: one-way, both ways, parallel, loops, of no length, closed; parts apart."""
    nodes = draw(st.integers(1, 12))
    kinds = draw(st.integers(1, 3))
    quarters = st.integers(0, 12).map(lambda quarter: quarter / 4)
    minutes = quarters if exact else st.one_of(quarters, st.floats(0, 40), st.just(np.inf))
    node = st.integers(0, nodes - 1)
    chain = [(i, i + 1, draw(minutes)) for i in range(draw(st.integers(0, nodes - 1)))]
    ways = chain + draw(st.lists(st.tuples(node, node, minutes), max_size=14))
    arcs = [arc for u, v, taken in ways for arc in [(u, v, taken), (v, u, taken)][: draw(st.integers(1, 2))]]
    kind = st.integers(0, kinds - 1)
    stops = draw(st.lists(st.tuples(st.integers(0, 4), kind, node, quarters), max_size=7))
    return Case(
        nodes,
        arcs,
        [(facility * kinds + kind, kind, node, taken) for facility, kind, node, taken in stops],
        kinds,
        draw(st.lists(st.tuples(node, node, minutes), max_size=5)),
        draw(st.lists(st.tuples(kind, node, quarters), max_size=2)),
        sorted(draw(st.sets(st.integers(0, max(len(arcs) - 1, 0)), max_size=4))) if arcs else [],
        draw(st.lists(st.integers(0, 9), min_size=nodes, max_size=nodes)),
        draw(st.lists(st.integers(-1, 1), min_size=nodes, max_size=nodes)),
    )


@contextmanager
def using(name: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "engine", lambda: ENGINES[name])
        yield


def graph(case: Case) -> Graph:
    return graph_of(case.nodes, *columns(case.arcs))


def columns(rows: Sequence[Arc]) -> list[list[float]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]


def stops(case: Case) -> Stops:
    facility, kind, node, minutes = (np.array([row[i] for row in case.stops]) for i in range(4))
    whole = [values.astype(np.int64) for values in (facility, kind, node)]
    return Stops(whole[0], whole[1], whole[2], minutes.astype(np.float64))


def labels(case: Case) -> Floats:
    return stops(case).labels(case.kinds, case.nodes)[0]


def searched(nodes: int, arcs: Sequence[Arc], label: Floats) -> Floats:
    """Minutes by SciPy: the quickest of parallel arcs, and a node more with an arc to every label."""
    quickest: dict[tuple[int, int], float] = {}
    for u, v, taken in [*arcs, *((nodes, v, float(taken)) for v, taken in enumerate(label))]:
        if np.isfinite(taken):
            quickest[u, v] = min(taken, quickest.get((u, v), np.inf))
    ends = np.array(list(quickest), dtype=np.int64).reshape(-1, 2)
    table = csr_array((np.array(list(quickest.values())), (ends[:, 0], ends[:, 1])), shape=(nodes + 1, nodes + 1))
    return np.asarray(dijkstra(table, indices=[nodes])[0, :-1])


def recomputed(case: Case, arcs: Sequence[Arc], label: Floats) -> Floats:
    return np.array([searched(case.nodes, arcs, row) for row in label])


def same(found: Floats, expected: Floats) -> bool:
    return bool(np.allclose(found, expected, rtol=1e-9, atol=1e-9))


def effects(case: Case, better: Floats, worse: Floats) -> Effects:
    """By their definitions, the effects of what lies between two states of a network."""
    found = Effects.none(1, case.kinds, 2)
    for kind in range(case.kinds):
        for node, area in enumerate(case.area):
            near, far, weight = better[kind, node], worse[kind, node], case.weight[node]
            if area >= 0:
                found.minutes[0, kind, area] += weight * (far - near) if np.isfinite(far) else 0
                found.reach[0, kind, area] += weight * (np.isinf(far) and np.isfinite(near))
                found.within[0, kind, area] += weight * (near <= STANDARD < far)
    return found


def one_of(found: Effects, c: int) -> Effects:
    return Effects(found.minutes[c : c + 1], found.reach[c : c + 1], found.within[c : c + 1])


def counting(case: Case) -> Counting:
    return Counting(case.weight, case.area, areas=2, standard_minutes=[STANDARD] * case.kinds)


def alike(found: Effects, expected: Effects) -> bool:
    pairs = ((getattr(found, name), getattr(expected, name)) for name in ("minutes", "reach", "within"))
    return all(same(ours, theirs) for ours, theirs in pairs)


@pytest.mark.parametrize("name", ENGINES)
@given(case=cases())
def test_nearest_equals_a_search_from_all_facilities(name: str, case: Case) -> None:
    expected = recomputed(case, case.arcs, labels(case))
    with using(name):
        assert same(nearest(graph(case), labels(case)), expected)
        assert same(Contracted.of(graph(case)).nearest(labels(case)), expected)
        assert same(trees(graph(case), labels(case)).minutes, expected)


@given(case=cases())
def test_a_reversed_graph_is_that_of_reversed_arcs(case: Case) -> None:
    turned = [(v, u, taken) for u, v, taken in case.arcs]
    assert same(nearest(reversed_graph(graph(case)), labels(case)), recomputed(case, turned, labels(case)))


@pytest.mark.parametrize("name", ENGINES)
@given(case=cases(exact=True))
def test_the_nearest_facility_is_the_first_of_those_as_near(name: str, case: Case) -> None:
    label, source = stops(case).labels(case.kinds, case.nodes)
    with using(name):
        minutes, facility = nearest_source(graph(case), label, source)
    best, which = np.full((case.kinds, case.nodes), np.inf), np.full((case.kinds, case.nodes), -1)
    for one in sorted({row[0] for row in case.stops}):
        alone = case._replace(stops=[row for row in case.stops if row[0] == one])
        reached = recomputed(case, case.arcs, labels(alone))
        which[reached < best] = one
        best = np.minimum(best, reached)
    assert np.array_equal(minutes, best)
    assert np.array_equal(facility, which)


@pytest.mark.parametrize("name", ENGINES)
@given(case=cases())
def test_an_improvement_equals_recomputation(name: str, case: Case) -> None:
    label = labels(case)
    before = recomputed(case, case.arcs, label)
    with_labels = label.copy()
    for kind, node, minutes in case.new_labels:
        with_labels[kind, node] = min(with_labels[kind, node], minutes)
    one, other = Candidate(case.edits, case.new_labels), Candidate(case.edits[:1])
    after = recomputed(case, case.arcs + case.edits, with_labels)
    after_other = recomputed(case, case.arcs + case.edits[:1], label)
    with using(name):
        found = improvements(graph(case), before, Candidates.of([one, other, one]), counting(case))
        changed = improved(graph(case), before, one)
    for c, then in enumerate((after, after_other, after)):
        assert alike(one_of(found, c), effects(case, then, before))
    assert same(with_changes(before, changed), after)
    assert (changed.minutes < before[changed.kind, changed.node]).all()


@pytest.mark.parametrize("name", ENGINES)
@given(case=cases())
def test_a_closure_equals_recomputation(name: str, case: Case) -> None:
    label, slower = labels(case), [1.5 * case.arcs[arc][2] + 1 for arc in case.lost]
    left = [arc for number, arc in enumerate(case.arcs) if number not in case.lost]
    slowed = [*left, *((*case.arcs[arc][:2], minutes) for arc, minutes in zip(case.lost, slower, strict=True))]
    facility = case.stops[0][0] if case.stops else None
    without = labels(case._replace(stops=[row for row in case.stops if row[0] != facility]))
    gone = stops(case).closure(facility) if facility is not None else Closure()
    both = Closure(case.lost, labels=gone.labels)
    edits = [
        (Closure(case.lost), left, label),
        (Closure(case.lost, slower), slowed, label),
        (gone, case.arcs, without),
        (both, left, without),
    ]
    with using(name):
        tree = trees(graph(case), label)
        found = closures(tree, Closures.of([closure for closure, _, _ in edits]), counting(case))
        changed = cut_off(tree, both)
    before = recomputed(case, case.arcs, label)
    for c, (_, arcs, labels_then) in enumerate(edits):
        assert alike(one_of(found, c), effects(case, before, recomputed(case, arcs, labels_then)))
    assert same(with_changes(before, changed), recomputed(case, left, without))


@given(case=cases())
def test_projects_together_are_one_candidate(case: Case) -> None:
    before = recomputed(case, case.arcs, labels(case))
    parts = Candidates.of([Candidate(case.edits[:2]), Candidate(case.edits[2:]), Candidate((), case.new_labels)])
    found = improvements(graph(case), before, parts.together([[0, 1, 2], [1]]), counting(case))
    whole = improvements(
        graph(case), before, Candidates.of([Candidate(case.edits, case.new_labels), parts.one(1)]), counting(case)
    )
    assert alike(found, whole)
