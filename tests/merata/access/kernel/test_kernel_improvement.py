"""What new roads and facilities save, on a network to be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from merata.access.kernel import engine, threaded, vectorised
from merata.access.kernel.changes import Candidate, Candidates, Counting
from merata.access.kernel.graph import graph_of
from merata.access.kernel.improvement import improved, improvements, with_changes
from merata.access.kernel.nearest import nearest
from merata.errors import InputError, UsageError

INF = np.inf

# A road 0 ─10─ 1 ─10─ 2 ─10─ 3 and an island 4; a market at 0, a school at 3.
TAIL, HEAD = [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]
GRAPH = graph_of(5, TAIL, HEAD, [10.0] * 6)
LABELS = [[0.0, INF, INF, INF, INF], [INF, INF, INF, 0.0, INF]]
BEFORE = nearest(GRAPH, LABELS)
PEOPLE = [1.0, 2.0, 3.0, 4.0, 5.0]
BRIDGE = Candidate([(0, 3, 6.0), (3, 0, 6.0)])
FERRY = Candidate([(3, 4, 1.0)])
MARKET = Candidate(labels=[(0, 2, 1.0)])


@pytest.fixture(params=[threaded, vectorised], ids=["compiled", "without Numba"], autouse=True)
def _either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "engine", lambda: request.param)


def test_minutes_saved_are_counted_with_their_weight() -> None:
    found = improvements(GRAPH, BEFORE, Candidates.of([BRIDGE, FERRY, MARKET]), Counting(PEOPLE))
    # The bridge: market 3 by 24, 2 by 4; school 0 by 24, 1 by 4. A market at 2: 2 by 19, 1 not (10 < 11), 3 by 19.
    assert found.minutes[:, :, 0].tolist() == [[4 * 24 + 3 * 4, 1 * 24 + 2 * 4], [0, 0], [3 * 19 + 4 * 19, 0]]
    assert found.reach[:, :, 0].tolist() == [[0, 0], [5, 5], [0, 0]]
    assert found.within.sum() == 0


def test_a_standard_and_areas_tell_who_comes_under_it_and_where() -> None:
    counting = Counting(PEOPLE, area=[0, 0, 1, 1, -1], areas=2, standard_minutes=[6.0, 19.0])
    found = improvements(GRAPH, BEFORE, Candidates.of([BRIDGE, FERRY]), counting)
    # Within 6 minutes of the market: 3. Within 19 of the school: 0 and 1, which had 30 and 20.
    assert found.within.tolist() == [[[0, 4], [3, 0]], [[0, 0], [0, 0]]]
    assert found.minutes[0].tolist() == [[0, 4 * 24 + 3 * 4], [1 * 24 + 2 * 4, 0]]
    assert found.reach.sum() == 0  # the island is not counted


def test_weights_may_differ_by_kind() -> None:
    found = improvements(GRAPH, BEFORE, Candidates.of([BRIDGE]), Counting([PEOPLE, [0.0] * 5]))
    assert found.minutes[0, :, 0].tolist() == [108.0, 0.0]


def test_the_changed_nodes_and_their_minutes_are_those_of_the_edited_network() -> None:
    changed = improved(GRAPH, BEFORE, BRIDGE)
    assert changed.kind.tolist() == [0, 0, 1, 1]
    assert changed.node.tolist() == [2, 3, 0, 1]
    assert changed.minutes.tolist() == [16.0, 6.0, 6.0, 16.0]
    edited = graph_of(5, [*TAIL, 0, 3], [*HEAD, 3, 0], [10.0] * 6 + [6.0, 6.0])
    assert with_changes(BEFORE, changed).tolist() == nearest(edited, LABELS).tolist()


def test_projects_that_need_each_other_save_more_together() -> None:
    # A bridge to the island is of use to it only with the road that leads on, by way of a new node 5.
    graph = graph_of(6, TAIL, HEAD, [10.0] * 6)
    before = nearest(graph, [[*row, INF] for row in LABELS])
    parts = Candidates.of([Candidate([(3, 5, 1.0)]), Candidate([(5, 4, 1.0)])])
    found = improvements(graph, before, parts.together([[0], [1], [0, 1]]), Counting([*PEOPLE, 0.0]))
    assert found.reach[:, 0, 0].tolist() == [0, 0, 5]
    assert parts.together([[0, 1]]).one(0) == Candidate([(3, 5, 1.0), (5, 4, 1.0)], [])


def test_what_saves_nothing_or_only_rounding_changes_nothing() -> None:
    slower = Candidate([(0, 1, 10.0), (0, 2, 20.0 - 1e-12), (4, 3, 0.0), (2, 2, 0.0)])
    assert len(improved(GRAPH, BEFORE, slower).node) == 0
    assert improvements(GRAPH, BEFORE, Candidates.of([slower, Candidate()]), Counting(PEOPLE)).minutes.sum() == 0


def test_without_candidates_there_are_no_effects() -> None:
    assert improvements(GRAPH, BEFORE, Candidates.of([]), Counting(PEOPLE)).minutes.shape == (0, 2, 1)


def test_candidates_are_shared_among_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threaded, "_WORTH_A_THREAD", 0)
    found = improvements(GRAPH, BEFORE, Candidates.of([BRIDGE, FERRY] * 9), Counting(PEOPLE))
    assert found.minutes[:, 0, 0].tolist() == [108.0, 0.0] * 9


def test_a_candidate_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match=r"the candidates: minutes must be zero or more: -1\.0 at 0; .* 9 at 0$"):
        improvements(GRAPH, BEFORE, Candidates.of([Candidate([(0, 9, -1.0)])]), Counting(PEOPLE))
    with pytest.raises(InputError, match="a label's kind must be one of 0 to 1: 2 at 0"):
        improved(GRAPH, BEFORE, Candidate(labels=[(2, 0, 1.0)]))


def test_weights_areas_and_standards_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match=r"weights \(2,\), areas \(5,\) and standards \(2,\); expected \(5,\)"):
        improvements(GRAPH, BEFORE, Candidates.of([BRIDGE]), Counting([1.0, 2.0]))
    for counting in (Counting([np.nan] * 5), Counting(PEOPLE, area=[0, 0, 0, 0, 1]), Counting(PEOPLE, area=[-2] * 5)):
        with pytest.raises(InputError, match="weights must be finite, areas from −1"):
            improvements(GRAPH, BEFORE, Candidates.of([BRIDGE]), counting)
