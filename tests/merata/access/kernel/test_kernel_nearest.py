"""Minutes from the nearest facility, which one it is, and by which arcs, on a network to be checked by hand."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from merata.access.kernel import engine, threaded, vectorised
from merata.access.kernel.graph import graph_of
from merata.access.kernel.nearest import nearest, nearest_source, trees
from merata.errors import UsageError

INF = np.inf

# 0 ─2─ 1 ─3─ 2 →1→ 3, both ways but for the last; 4 ─1─ 5 apart. A quicker arc beside 0 → 1 takes 1.5 minutes.
ARCS = [(0, 1, 2.0), (1, 0, 2.0), (1, 2, 3.0), (2, 1, 3.0), (2, 3, 1.0), (4, 5, 1.0), (5, 4, 1.0), (0, 1, 1.5)]
GRAPH = graph_of(6, *map(list, zip(*ARCS, strict=True)))
MARKET, CLINIC = [0.5, INF, INF, INF, INF, INF], [INF, INF, 4.0, 0.0, INF, 7.0]


@pytest.fixture(params=[threaded, vectorised], ids=["compiled", "without Numba"], autouse=True)
def _either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "engine", lambda: request.param)


def test_minutes_are_counted_from_labels_along_the_arcs() -> None:
    # From the market by 1.5 to 1, by 3 to 2, by 1 to 3. The clinic at 3 is left by no arc, so 2 has its own label.
    expected = [[0.5, 2.0, 5.0, 6.0, INF, INF], [9.0, 7.0, 4.0, 0.0, 8.0, 7.0]]
    assert nearest(GRAPH, [MARKET, CLINIC]).tolist() == expected


def test_one_kind_may_come_without_its_axis_and_labels_are_left_as_they_are() -> None:
    labels = np.array(MARKET)
    assert nearest(GRAPH, labels).shape == (1, 6)
    assert labels.tolist() == MARKET


def test_without_facilities_nothing_is_reached() -> None:
    assert nearest(GRAPH, np.full(6, INF)).tolist() == [[INF] * 6]
    assert nearest(GRAPH, np.empty((0, 6))).shape == (0, 6)


def test_trees_know_the_arc_to_each_node_and_what_follows_it() -> None:
    found = trees(GRAPH, [MARKET, CLINIC])
    assert found.kinds == 2
    by = [[-1 if place < 0 else int(GRAPH.arc[place]) for place in row] for row in found.arc]
    assert by == [[-1, 7, 2, 4, -1, -1], [1, 3, -1, -1, 6, -1]]
    assert found.root().tolist() == [[0, 0, 0, 0, 4, 5], [2, 2, 2, 3, 5, 5]]
    first, child = found.first[1], found.child[1]
    assert [child[first[node] : first[node + 1]].tolist() for node in range(6)] == [[], [0], [1], [], [], [4]]


def test_of_facilities_as_near_it_is_the_one_with_the_smaller_number() -> None:
    path = graph_of(3, [0, 1, 2, 1], [1, 0, 1, 2], [2.0, 2.0, 2.0, 2.0])
    minutes, facility = nearest_source(path, [[0.0, INF, 0.0]], [[8, 0, 3]])
    assert minutes.tolist() == [[0.0, 2.0, 0.0]]
    assert facility.tolist() == [[8, 3, 3]]
    # With arcs of no length the smaller number passes on, through nodes that are reached as soon by another.
    ring = graph_of(3, [0, 1, 1, 2], [1, 0, 2, 1], [0.0, 0.0, 0.0, 0.0])
    assert nearest_source(ring, [[1.0, 1.0, 1.0]], [[5, 4, 2]])[1].tolist() == [[2, 2, 2]]


def test_where_there_is_no_way_there_is_no_facility() -> None:
    assert nearest_source(GRAPH, MARKET, [3, 0, 0, 0, 0, 0])[1].tolist() == [[3, 3, 3, 3, -1, -1]]


def test_sources_have_the_shape_of_labels() -> None:
    with pytest.raises(UsageError, match=r"sources have the shape \(1, 2\); expected \(1, 6\)"):
        nearest_source(GRAPH, MARKET, [1, 2])


def test_arcs_of_very_different_lengths_are_searched_as_well() -> None:
    # A ferry of a day among alleys of a fraction of a second, and a label far beyond both.
    nodes = 200
    minutes = np.full(nodes - 1, 1e-6)
    minutes[100] = 1440.0
    line = graph_of(nodes, np.arange(nodes - 1), np.arange(1, nodes), minutes)
    labels = np.full((2, nodes), INF)
    labels[0, 0], labels[1, 150] = 0.0, 1e12
    found = nearest(line, labels)
    assert found[0, -1] == pytest.approx(1440.0 + 198e-6, rel=1e-12)
    assert found[1, -1] == pytest.approx(1e12, rel=1e-12)
    assert np.isinf(found[1, :150]).all()


def test_where_numba_is_not_installed_scipy_answers() -> None:
    script = (
        "import sys; sys.modules['numba'] = None\n"
        "from merata.access.kernel import engine, nearest, graph, contraction\n"
        "g = graph.graph_of(2, [0], [1], [3.0])\n"
        "print(engine.engine().__name__, nearest.nearest(g, [1.0, float('inf')]).tolist())\n"
        "print(contraction.Contracted.of(g).nearest([1.0, float('inf')]).tolist())\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["merata.access.kernel.vectorised [[1.0, 4.0]]", "[[1.0, 4.0]]"]
