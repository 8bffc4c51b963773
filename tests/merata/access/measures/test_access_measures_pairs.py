"""The several nearest facilities, and what is within reach, against all pairs by Floyd and Warshall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_roads import NO, facilities, pair_minutes, people, placed, roads
from random_roads import placements

from merata.access.measures import pairs as module
from merata.access.measures.k_nearest import nearest_facilities, nearest_facilities_of_nodes
from merata.access.measures.opportunities import cumulative, opportunities
from merata.access.measures.pairs import pairs_within
from merata.access.measures.placement import Placement
from merata.errors import InputError, UsageError

# 1 ─10─ 2 ─10─ 3, 1 km each.
LINE = roads({1: (0, 0), 2: (1000, 0), 3: (2000, 0)}, [(1, 2, 10, 10), (2, 3, 10, 10)])
WHO = people(("a", "v", 10, (0, 0)), ("b", "v", 30, (1500, 0)), ("far", "w", 5, (0, 9000)))
WHERE = facilities(("f1", "clinic", (0, 0)), ("f2", "clinic", (2000, 0)), ("m", "market", (1000, 0)))


def test_the_nearest_come_first_and_who_reaches_none_has_a_row() -> None:
    found = nearest_facilities(placed(LINE, WHO, WHERE), 2)
    rows = [tuple(row[name] for name in ("cluster_id", "kind", "rank", "facility_id")) for row in found.to_pylist()]
    assert rows == [
        ("a", "clinic", 1, "f1"),
        ("a", "clinic", 2, "f2"),
        ("b", "clinic", 1, "f2"),
        ("b", "clinic", 2, "f1"),
        ("far", "clinic", 1, None),
        ("a", "market", 1, "m"),
        ("b", "market", 1, "m"),
        ("far", "market", 1, None),
    ]
    assert found["minutes"].to_pylist() == pytest.approx([0, 20, 5, 15, None, 10, 5, None])
    assert found["area"].to_pylist() == ["v"] * 4 + ["w"] + ["v"] * 2 + ["w"]


def test_nodes_have_their_nearest_and_of_equals_the_first() -> None:
    found = nearest_facilities_of_nodes(placed(LINE, WHO, WHERE), 1)
    assert found.filter([kind == "clinic" for kind in found["kind"].to_pylist()])["facility_id"].to_pylist() == [
        "f1",
        "f1",
        "f2",
    ]
    assert found["node"].to_pylist() == [1, 2, 3] * 2
    assert found["minutes"].to_pylist() == pytest.approx([0, 10, 0, 10, 0, 10])


def test_counts_and_capacity_within_some_minutes() -> None:
    clusters, areas = opportunities(placed(LINE, WHO, WHERE), [5, 15], capacity=[3, 4, 0.5])
    assert clusters["facilities"].to_pylist() == [1, 1, 0, 0, 1, 0, 1, 2, 0, 1, 1, 0]
    assert clusters["capacity"].to_pylist() == [3, 4, 0, 0, 0.5, 0, 3, 7, 0, 0.5, 0.5, 0]
    row = areas.to_pylist()[4]
    assert (row["area"], row["kind"], row["within_minutes"]) == ("v", "clinic", 15.0)
    # Ten people reach one clinic, thirty reach both.
    assert row["mean_facilities"] == pytest.approx((10 * 1 + 30 * 2) / 40)
    assert row["mean_capacity"] == pytest.approx((10 * 3 + 30 * 7) / 40)
    assert areas["none_share"].to_pylist() == pytest.approx([0, 1, 0.25, 1, 0, 1, 0, 1])


@given(placements(), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_the_several_nearest_equal_all_pairs_sorted(placement: Placement, most: int) -> None:
    every, kind = pair_minutes(placement), placement.facilities.kind
    found = nearest_facilities(placement, most).to_pylist()
    for number, word in enumerate(placement.kinds):
        own = np.flatnonzero(kind == number)
        for row, cluster in enumerate(placement.people.cluster_id):
            mine = [each for each in found if each["cluster_id"] == cluster and each["kind"] == word]
            expected = np.sort(every[row, own])[:most]
            expected = expected[expected < NO]
            if not len(expected):
                assert [(each["rank"], each["facility_id"], each["minutes"]) for each in mine] == [(1, None, None)]
                continue
            assert [each["rank"] for each in mine] == list(range(1, len(expected) + 1))
            assert [each["minutes"] for each in mine] == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-9)
            chosen = [placement.facilities.facility_id.index(each["facility_id"]) for each in mine]
            assert len(set(chosen)) == len(chosen)
            assert every[row, chosen].tolist() == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-9)


@given(placements(), st.one_of(st.just(float("inf")), st.floats(0, 15)))
@settings(max_examples=100, deadline=None)
def test_pairs_equal_all_pairs_up_to_the_limit(placement: Placement, limit: float) -> None:
    every = pair_minutes(placement)
    pairs = pairs_within(placement, limit)
    found = np.full(every.shape, NO)
    found[pairs.cluster, pairs.facility] = pairs.minutes
    # At the limit itself the last digit decides.
    clear = np.abs(every - limit) > 1e-9 if limit < NO else np.ones(every.shape, bool)
    np.testing.assert_allclose(found[clear], np.where(every <= limit, every, NO)[clear], rtol=1e-9, atol=1e-9)
    assert len(pairs.cluster) == len({*zip(pairs.cluster.tolist(), pairs.facility.tolist(), strict=True)})


@given(placements(), st.integers(1, 4), st.floats(0, 15))
@settings(max_examples=30, deadline=None)
def test_without_numba_all_is_the_same(placement: Placement, most: int, limit: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fast = (pairs_within(placement, limit), nearest_facilities(placement, most))
        patch.setattr(module, "compiled_here", lambda: False)
        slow = (pairs_within(placement, limit), nearest_facilities(placement, most))
    assert fast[0].cluster.tolist() == slow[0].cluster.tolist()
    assert fast[0].facility.tolist() == slow[0].facility.tolist()
    np.testing.assert_allclose(fast[0].minutes, slow[0].minutes, rtol=1e-12, atol=1e-12)
    for name in ("cluster_id", "kind", "rank"):
        assert fast[1][name].to_pylist() == slow[1][name].to_pylist()
    one, other = (table["minutes"].to_numpy(zero_copy_only=False) for _, table in (fast, slow))
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@given(placements(), st.floats(0, 15))
@settings(max_examples=50, deadline=None)
def test_opportunities_equal_a_loop(placement: Placement, limit: float) -> None:
    pairs = pairs_within(placement, limit)
    supply = np.arange(1.0, len(placement.facilities) + 1)
    expected = np.zeros((len(placement.kinds), len(placement.people)))
    for cluster, facility in zip(pairs.cluster, pairs.facility, strict=True):
        expected[placement.facilities.kind[facility], cluster] += supply[facility]
    assert cumulative(pairs, placement.people, placement.facilities, limit, supply).tolist() == expected.tolist()


def test_what_cannot_be_asked_is_refused() -> None:
    placement = placed(LINE, WHO, WHERE)
    with pytest.raises(UsageError, match="the 0 nearest facilities; expected 1 or more"):
        nearest_facilities(placement, 0)
    with pytest.raises(UsageError, match="a limit of nan minutes"):
        pairs_within(placement, float("nan"))
    with pytest.raises(UsageError, match="no threshold"):
        opportunities(placement, [])
    with pytest.raises(UsageError, match="one for each of 3 facilities"):
        opportunities(placement, [5], capacity=[1])
    with pytest.raises(InputError, match=r"2 are not: f1 -1.0, m nan"):
        opportunities(placement, [5], capacity=[-1, 0, float("nan")])
    with pytest.raises(UsageError, match="widen the pairs"):
        cumulative(pairs_within(placement, 5), WHO, WHERE, 6, np.ones(3))
