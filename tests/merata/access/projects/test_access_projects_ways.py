"""Ways that works open: by hand, and every set of works against the kernel's own answer for it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.access.kernel.changes import Candidate
from merata.access.kernel.graph import graph_of
from merata.access.kernel.improvement import improved, with_changes
from merata.access.kernel.nearest import nearest
from merata.access.projects import ways as module
from merata.access.projects.ways import Way, ways
from merata.errors import UsageError


def line(minutes: list[float]) -> tuple[list[int], list[int], list[float]]:
    """A road through nodes 0, 1, 2 … in both directions."""
    start = list(range(len(minutes)))
    end = [node + 1 for node in start]
    return start + end, end + start, minutes * 2


def test_two_roads_one_behind_the_other_by_hand() -> None:
    graph = graph_of(3, *line([10.0, 10.0]))
    before = nearest(graph, np.array([0.0, np.inf, np.inf]))[0]
    works = [Candidate(arcs=[(0, 1, 4.0)]), Candidate(arcs=[(1, 2, 7.0)]), Candidate(labels=[(0, 1, 9.0)])]
    home = np.array([2, 1, 0])
    found = ways(graph, before, works, 0, home)
    # Both roads: 4 + 7; the nearer one: 4 + 10; the farther one: 10 + 7; the new facility with and without it.
    assert found[0] == [Way(0b011, 11.0), Way(0b001, 14.0), Way(0b110, 16.0), Way(0b010, 17.0), Way(0b100, 19.0)]
    assert found[1] == [Way(0b001, 4.0), Way(0b100, 9.0)]
    assert found[2] == []
    assert ways(graph, before, [], 0, home) == [[], [], []]
    # A facility of another kind opens no way to this one.
    assert ways(graph, before, [Candidate(labels=[(1, 1, 0.0)])], 0, home) == [[], [], []]


def test_a_way_that_another_equals_with_fewer_works_is_none() -> None:
    graph = graph_of(2, *line([10.0]))
    before = nearest(graph, np.array([0.0, np.inf]))[0]
    works = [Candidate(arcs=[(0, 1, 6.0)]), Candidate(arcs=[(0, 1, 6.0)]), Candidate(arcs=[(0, 1, 10.0)])]
    assert ways(graph, before, works, 0, np.array([1])) == [[Way(0b001, 6.0), Way(0b010, 6.0)]]


def test_too_many_ways_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LABELS", 3)
    graph = graph_of(5, *line([10.0] * 4))
    before = nearest(graph, np.array([0.0, *[np.inf] * 4]))[0]
    works = [Candidate(arcs=[(node, node + 1, 5.0)]) for node in range(4)]
    with pytest.raises(UsageError, match="more than 3 ways"):
        ways(graph, before, works, 0, np.array([4]))


@given(seed=st.integers(0, 10_000))
def test_the_least_over_ways_equals_the_kernel_for_every_set(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes, arcs = 12, 26
    tail, head = rng.integers(0, nodes, (2, arcs))
    graph = graph_of(nodes, tail, head, rng.uniform(1.0, 9.0, arcs))
    labels = np.full((2, nodes), np.inf)
    labels[0, 0], labels[1, 1] = 0.0, 2.0
    before = nearest(graph, labels)
    works = []
    for number in range(5):
        ends = rng.integers(0, nodes, (int(rng.integers(1, 3)), 2)).tolist()
        new = [(start, end, float(rng.uniform(0.2, 4.0))) for start, end in ends]
        sites = [(0, int(rng.integers(nodes)), float(rng.uniform(0.0, 2.0)))] if number == 4 else []
        works.append(Candidate(new, sites))
    home = np.arange(nodes)
    found = ways(graph, before[0], works, 0, home)
    for size in range(6):
        for chosen in combinations(range(5), size):
            both = Candidate(
                [arc for work in chosen for arc in works[work].arcs],
                [label for work in chosen for label in works[work].labels],
            )
            expected = with_changes(before, improved(graph, before, both))[0]
            mask = sum(1 << work for work in chosen)
            least = [
                min([float(before[0, node]), *(way.minutes for way in found[node] if way.works & mask == way.works)])
                for node in home
            ]
            assert np.array(least) == pytest.approx(expected, abs=1e-5)
