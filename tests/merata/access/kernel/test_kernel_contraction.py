"""A contracted graph has few nodes and the same minutes."""

from __future__ import annotations

import numpy as np
import pytest

from merata.access.kernel import threaded
from merata.access.kernel.contraction import Contracted
from merata.access.kernel.graph import Graph, graph_of
from merata.access.kernel.nearest import nearest

INF = np.inf


def both_ways(nodes: int, ways: list[tuple[int, int, float]]) -> Graph:
    tail, head, minutes = map(list, zip(*ways, strict=True))
    return graph_of(nodes, tail + head, head + tail, minutes + minutes)


def test_a_chain_between_junctions_becomes_one_arc() -> None:
    # Four junctions, each joined to each; between 0 and 1 the road points 4, 5 and 6.
    ways = [(0, 4, 1.0), (4, 5, 2.0), (5, 6, 3.0), (6, 1, 4.0)]
    ways += [(a, b, 20.0) for a, b in [(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]]
    found = Contracted.of(both_ways(7, ways))
    assert found.core_nodes.tolist() == [0, 1, 2, 3]
    across = found.core.minutes[(found.core.tail() == 0) & (found.core.head == 1)]
    assert across.tolist() == [10.0]
    # A facility on the chain counts for both its ends and for what lies between.
    labels = [INF] * 5 + [0.5, INF]
    assert found.nearest(labels).tolist() == [[3.5, 7.5, 23.5, 23.5, 2.5, 0.5, 3.5]]


def test_a_one_way_chain_leads_one_way() -> None:
    found = Contracted.of(graph_of(3, [0, 1], [1, 2], [1.0, 2.0]))
    assert found.core.nodes == 0
    assert found.nearest([0.0, INF, INF]).tolist() == [[0.0, 1.0, 3.0]]
    assert found.nearest([INF, INF, 0.0]).tolist() == [[INF, INF, 0.0]]


def test_a_node_that_two_one_way_streets_lead_to_is_no_passage() -> None:
    labels = [0.0, INF, INF]
    found = Contracted.of(graph_of(3, [0, 2], [1, 1], [1.0, 1.0]))
    assert found.nearest(labels).tolist() == [[0.0, 1.0, INF]]


def test_a_crowded_node_stays_and_counts() -> None:
    star = both_ways(101, [(0, leaf, float(leaf)) for leaf in range(1, 101)])
    found = Contracted.of(star)
    assert 0 in found.core_nodes.tolist()
    labels = np.full(101, INF)
    labels[7] = 0.0
    assert found.nearest(labels).tolist() == nearest(star, labels).tolist()


@pytest.mark.parametrize("seed", range(8))
def test_large_networks_are_the_same_contracted(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threaded, "_WORTH_A_THREAD", 0)
    rng = np.random.default_rng([seed, 901])
    junctions, between = 60, 6
    ends = [(a, b) for a in range(junctions) for b in rng.integers(0, junctions, rng.integers(0, 4)).tolist()]
    tail, head, nodes = [], [], junctions
    for a, b in ends:
        points = [a, *range(nodes, nodes + int(rng.integers(0, between))), b]
        nodes += len(points) - 2
        tail += points[:-1]
        head += points[1:]
    keep = rng.random((2, len(tail))) < 0.9  # some arcs lead one way, some streets are closed
    start, end = np.array([tail, head])[:, keep[0]], np.array([head, tail])[:, keep[1]]
    minutes = rng.choice([0.0, 0.25, 1.0, 7.5, np.inf], start.shape[1] + end.shape[1]) * rng.uniform(0.5, 2.0)
    with np.errstate(invalid="ignore"):
        graph = graph_of(nodes, np.append(start[0], end[0]), np.append(start[1], end[1]), minutes)
    labels = np.where(rng.random((3, nodes)) < 0.02, rng.uniform(0, 5, (3, nodes)), np.inf)
    found = Contracted.of(graph)
    assert found.core.nodes < nodes / 3
    assert np.allclose(found.nearest(labels), nearest(graph, labels), rtol=1e-12, atol=1e-12)
