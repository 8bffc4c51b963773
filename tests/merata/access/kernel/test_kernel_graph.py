"""Graphs are built from lists of arcs, turned round, and refused where they cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from merata.access.kernel.graph import check_labels, graph_of, grouped, labels_of, reversed_graph
from merata.errors import InputError, UsageError


def test_arcs_are_sorted_by_the_node_they_leave_and_keep_their_numbers() -> None:
    graph = graph_of(3, [2, 0, 1, 0], [0, 1, 2, 1], [5.0, 1.0, np.inf, 0.0])
    assert graph.nodes == 3
    assert graph.first.tolist() == [0, 2, 2, 3]
    assert graph.head.tolist() == [1, 1, 0]
    assert graph.minutes.tolist() == [1.0, 0.0, 5.0]
    assert graph.arc.tolist() == [1, 3, 0]  # the closed arc 2 is left out
    assert graph.listed == 4
    assert graph.tail().tolist() == [0, 0, 2]


def test_turned_round_arcs_lead_back() -> None:
    back = reversed_graph(graph_of(3, [2, 0, 0], [0, 1, 1], [5.0, 1.0, 0.0]))
    assert back.first.tolist() == [0, 1, 3, 3]
    assert back.head.tolist() == [2, 0, 0]
    assert back.minutes.tolist() == [5.0, 1.0, 0.0]
    assert back.arc.tolist() == [0, 1, 2]


def test_a_graph_may_have_no_arcs() -> None:
    graph = graph_of(2, [], [], [])
    assert graph.first.tolist() == [0, 0, 0]
    assert reversed_graph(graph).first.tolist() == [0, 0, 0]


def test_grouping_keeps_the_order_within_a_group() -> None:
    first, order = grouped(np.array([1, 0, 1, 3, 1]), 4)
    assert first.tolist() == [0, 1, 4, 4, 5]
    assert order.tolist() == [1, 0, 2, 4, 3]


def test_all_that_is_wrong_with_arcs_is_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        graph_of(2, [0, 0, 5], [1, -1, 1], [-1.0, np.nan, 1.0])
    assert str(refused.value) == (
        "the network: minutes must be zero or more: -1.0 at 0, nan at 1; "
        "the network: an arc must leave one of the nodes 0 to 1: 5 at 2; "
        "the network: an arc must lead to one of the nodes 0 to 1: -1 at 1"
    )


def test_many_faults_are_counted() -> None:
    with pytest.raises(InputError, match=r"-1\.0 at 4 and 3 more$"):
        graph_of(1, [0] * 8, [0] * 8, [-1.0] * 8)


def test_lists_of_other_lengths_are_refused() -> None:
    with pytest.raises(UsageError, match="2 tails, 1 heads and 1 minutes"):
        graph_of(2, [0, 1], [1], [1.0])
    with pytest.raises(UsageError, match="1 kinds, 0 nodes and 0 minutes"):
        check_labels("the facilities", 2, 1, np.array([0]), np.array([], np.int64), np.array([]))


def test_labels_are_kinds_by_nodes() -> None:
    graph = graph_of(2, [0], [1], [1.0])
    assert labels_of(graph, [0.0, np.inf]).tolist() == [[0.0, np.inf]]
    with pytest.raises(UsageError, match=r"shape \(1, 3\); expected \(kinds, 2\)"):
        labels_of(graph, [0.0, 1.0, 2.0])
    with pytest.raises(InputError, match=r"infinite: no facility\): -1.0 at 0, 1$"):
        labels_of(graph, [0.0, -1.0])
