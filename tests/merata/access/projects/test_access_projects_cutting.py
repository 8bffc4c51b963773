"""Segments cut where places are, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from small_roads import roads_of

from merata.access.projects.cutting import OFF_ROAD, cut
from merata.access.snapping import snap

ROW = [(-8.00, 112.00), (-8.00, 112.01), (-8.00, 112.02)]


def test_pieces_add_up_and_keep_their_direction() -> None:
    network = roads_of(ROW, [{"from": 0, "to": 1}, {"from": 1, "to": 2, "oneway": True}])
    longitude = np.array([112.0025, 112.0075, 112.0025, 112.01, 112.016, 113.0])
    found = snap(network, "motorcycle", longitude, np.full(6, -8.0))
    pieces, node = cut(network, found)
    # Two places at one point share a node, one at a corner is the corner, one far away has none.
    assert node.tolist() == [3, 4, 3, 1, 5, -1]
    assert pieces.nodes == 6
    minutes = pieces.minutes(network.arc_minutes("motorcycle"))
    whole = {
        (int(tail), int(head)): float(taken)
        for tail, head, taken in zip(network.tail, network.head, network.arc_minutes("motorcycle"), strict=True)
    }
    found_minutes = {
        (int(tail), int(head)): float(taken)
        for tail, head, taken in zip(pieces.tail, pieces.head, minutes, strict=True)
        if np.isfinite(taken)
    }
    first, second = whole[0, 1], whole[1, 2]
    assert found_minutes == pytest.approx(
        {
            (0, 3): first / 4, (3, 4): first / 2, (4, 1): first / 4, (1, 4): first / 4, (4, 3): first / 2,
            (3, 0): first / 4, (1, 5): 0.6 * second, (5, 2): 0.4 * second,
        },
        rel=1e-6,
    )  # fmt: skip
    piece, row = pieces.pieces_of(np.array([1, 0]))
    assert np.bincount(row, weights=pieces.share[piece]).tolist() == pytest.approx([2, 2])
    assert set(network.segment[pieces.parent[piece[row == 0]]]) == {1}


def test_walks_lead_from_places_only() -> None:
    network = roads_of(ROW, [{"from": 0, "to": 1}])
    pieces, node = cut(network, snap(network, "walk", np.array([112.005]), np.array([-8.001])))
    more, homes = pieces.with_walks(np.array([node[0], -1]), np.array([1.5, 9.0]))
    assert homes.tolist() == [4, 5]
    assert more.nodes == 6
    walks = np.flatnonzero(more.parent == OFF_ROAD)
    assert (more.tail[walks].tolist(), more.head[walks].tolist()) == ([4], [3])
    assert more.minutes(network.arc_minutes("walk", "wet"))[walks].tolist() == [1.5]


def test_nothing_to_cut() -> None:
    network = roads_of(ROW, [{"from": 0, "to": 1}, {"from": 1, "to": 2}])
    pieces, node = cut(network, snap(network, "car", np.zeros(0), np.zeros(0)))
    assert (pieces.nodes, len(node)) == (3, 0)
    assert pieces.minutes(network.arc_minutes("car")).tolist() == network.arc_minutes("car").tolist()
