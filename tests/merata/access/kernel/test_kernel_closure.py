"""What is lost with a bridge, a road or a facility, on a network to be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from merata.access.kernel import engine, threaded, vectorised
from merata.access.kernel.changes import Closure, Closures, Counting
from merata.access.kernel.closure import closures, cut_off
from merata.access.kernel.facilities import Stops
from merata.access.kernel.graph import graph_of
from merata.access.kernel.improvement import with_changes
from merata.access.kernel.nearest import nearest, trees
from merata.access.kernel.trees import Trees
from merata.errors import InputError, UsageError

INF = np.inf

# A ring 0 ─10─ 1 ─10─ 2 ─10─ 3 ─10─ 0 with a dead end 4 at 2 (5 minutes); arc 10 was never open.
TAIL, HEAD = [0, 1, 1, 2, 2, 3, 3, 0, 2, 4, 0], [1, 0, 2, 1, 3, 2, 0, 3, 4, 2, 4]
MINUTES = [10.0] * 8 + [5.0, 5.0, INF]
GRAPH = graph_of(5, TAIL, HEAD, MINUTES)
PEOPLE = [1.0, 2.0, 3.0, 4.0, 5.0]
MARKETS = Stops(np.array([0, 1, 1]), np.array([0, 0, 0]), np.array([0, 0, 3]), np.array([0.0, 2.0, 3.0]))


@pytest.fixture(params=[threaded, vectorised], ids=["compiled", "without Numba"], autouse=True)
def _either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "engine", lambda: request.param)


def tree() -> Trees:
    return trees(GRAPH, MARKETS.labels(1, 5)[0])


def test_before_anything_is_lost() -> None:
    assert tree().minutes.tolist() == [[0.0, 10.0, 13.0, 3.0, 18.0]]


def test_what_lies_below_a_road_goes_round_or_is_cut_off() -> None:
    lost = [Closure([0, 1]), Closure([4, 5]), Closure([8, 9]), Closure([2, 3]), Closure([10]), Closure()]
    found = closures(tree(), Closures.of(lost), Counting(PEOPLE, standard_minutes=[15.0]))
    # Without 0 ─ 1: 1 goes by 3 and 2 (23). Without 2 ─ 3: 2 by 1 (20), and 4 behind it. 4 hangs on 2 ─ 4.
    assert found.minutes[:, 0, 0].tolist() == [2 * 13, 3 * 7 + 5 * 7, 0, 0, 0, 0]
    assert found.reach[:, 0, 0].tolist() == [0, 0, 5, 0, 0, 0]
    assert found.within[:, 0, 0].tolist() == [2, 3, 0, 0, 0, 0]


def test_a_slower_road_is_gone_round_where_that_is_quicker() -> None:
    # 2 ─ 3 in 12 instead of 10 minutes, and in 40: then by 1.
    found = closures(
        tree(), Closures.of([Closure([5, 4], [12.0, 12.0]), Closure([5, 4], [40.0, 40.0])]), Counting(PEOPLE)
    )
    assert found.minutes[:, 0, 0].tolist() == [8 * 2, 8 * 7]


def test_a_closed_facility_leaves_the_others() -> None:
    first, second = MARKETS.closure(0), MARKETS.closure(1)
    assert first == Closure(labels=[(0, 0, 2.0)])
    assert second == Closure(labels=[(0, 0, 0.0), (0, 3, INF)])
    found = closures(tree(), Closures.of([first, second]), Counting(PEOPLE))
    # Without 0, its door at node 0 is that of the other, 2 minutes off: 0 and 1 lose 2. Without 1: 3, 2 and 4 by 7.
    assert found.minutes[:, 0, 0].tolist() == [2 * 1 + 2 * 2, 7 * (3 + 4 + 5)]


def test_the_changed_nodes_and_their_minutes_are_those_of_the_edited_network() -> None:
    changed = cut_off(tree(), Closure([4, 5, 8]))
    assert changed.node.tolist() == [2, 4]
    assert changed.minutes.tolist() == [20.0, INF]
    edited = [INF if arc in (4, 5, 8) else minutes for arc, minutes in enumerate(MINUTES)]
    expected = nearest(graph_of(5, TAIL, HEAD, edited), MARKETS.labels(1, 5)[0])
    assert with_changes(tree().minutes, changed).tolist() == expected.tolist()


def test_closures_are_shared_among_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threaded, "_WORTH_A_THREAD", 0)
    found = closures(tree(), Closures.of([Closure([0, 1]), Closure([8, 9])] * 9), Counting(PEOPLE))
    assert found.minutes[:, 0, 0].tolist() == [26.0, 0.0] * 9
    assert found.reach[:, 0, 0].tolist() == [0.0, 5.0] * 9


def test_closures_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match=r"closures name arcs \[11, -1\]; the network was made of 11 arcs"):
        cut_off(tree(), Closure([11, -1]))
    with pytest.raises(InputError, match=r"arcs \[0\] and the labels at nodes \[3\] would be"):
        cut_off(tree(), Closure([0], [9.0], labels=[(0, 3, 2.0)]))
    with pytest.raises(UsageError, match=r"closures \[1\] have not as many minutes as arcs"):
        Closures.of([Closure(), Closure([0, 1], [9.0])])
