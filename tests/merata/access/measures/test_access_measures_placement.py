"""People and facilities on the same and on different segments, against each place as a node of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_roads import NO, WALK, facilities, nearest_by_hand, people, placed, roads
from random_roads import placements

from merata.access.measures.area_minutes import area_minutes, cluster_minutes, village_minutes
from merata.access.measures.k_nearest import nearest_facilities
from merata.access.measures.left_out import left_out
from merata.access.measures.pairs import pairs_within
from merata.access.measures.people import people_of
from merata.access.measures.placement import Placement, place
from merata.errors import InputError, UsageError

# 1 ─10 minutes─ 2 ─20 minutes─ 3, 1 km each; 4 → 3 one way, 6 minutes.
LINE = roads({1: (0, 0), 2: (1000, 0), 3: (2000, 0), 4: (2000, 1000)}, [(1, 2, 10, 10), (2, 3, 20, 20), (4, 3, 6, NO)])


def test_minutes_of_places_between_junctions() -> None:
    who = people(("at 1", "v", 10, (0, 0)), ("a quarter", "v", 30, (250, 0)), ("off the road", "w", 5, (1500, 100)))
    where = facilities(("f", "market", (750, 0)))
    # Along one segment: from node 1 7.5, from a quarter 5; from the middle of 2─3 1 on foot, 10 to node 2, 2.5 back.
    assert placed(LINE, who, where).minutes() == pytest.approx(np.array([[7.5, 5.0, 13.5]]))


def test_a_one_way_road_is_left_at_its_end_only() -> None:
    who = people(("ahead", "v", 1, (2000, 500)), ("behind", "v", 1, (2000, 900)))
    where = facilities(("on it", "market", (2000, 700)), ("beside 3", "clinic", (2000, -100)))
    minutes = placed(LINE, who, where).minutes()
    # The market is 300 m before the end of the road, 700 m after its start: who is past it never gets there.
    assert minutes[1].tolist() == [NO, pytest.approx(0.2 * 6)]
    assert minutes[0] == pytest.approx([0.5 * 6 + 1, 0.9 * 6 + 1])


def test_means_are_of_those_who_get_there_and_the_others_are_told_beside() -> None:
    who = people(
        ("a", "v", 10, (0, 0)), ("b", "v", 30, (1000, 0)), ("far", "v", 60, (0, 9000)), ("far too", "w", 5, (0, 9000))
    )
    found = village_minutes(placed(LINE, who, facilities(("f", "market", (0, 0)))), {"market": 5})
    assert found.to_pylist() == [
        {"area": "v", "kind": "market", "people": 100.0, "mean_minutes": pytest.approx(7.5), "unreachable_people": 60.0}
        | {"unreachable_share": pytest.approx(0.6), "within_standard_share": pytest.approx(0.1)},
        {"area": "w", "kind": "market", "people": 5.0, "mean_minutes": None, "unreachable_people": 5.0}
        | {"unreachable_share": 1.0, "within_standard_share": 0.0},
    ]


def test_where_nobody_lives_there_is_no_mean_and_no_share() -> None:
    found = village_minutes(placed(LINE, people(("a", "v", 0, (0, 0))), facilities(("f", "market", (0, 0)))))
    row = found.to_pylist()[0]
    assert row["mean_minutes"] is row["unreachable_share"] is row["within_standard_share"] is None


def test_clusters_have_a_row_for_each_kind_and_null_where_none_is_reached() -> None:
    who = people(("a", "v", 1, (0, 0)), ("far", "w", 1, (0, 9000)))
    found = cluster_minutes(placed(LINE, who, facilities(("f", "market", (1000, 0)), ("g", "clinic", (0, 0)))))
    assert found["kind"].to_pylist() == ["clinic", "clinic", "market", "market"]
    assert found["area"].to_pylist() == ["v", "w"] * 2
    assert found["minutes"].to_pylist() == [0.0, None, pytest.approx(10.0), None]


def test_the_whole_regency_is_one_area() -> None:
    who = people(("a", "v", 10, (0, 0)), ("b", "w", 30, (1000, 0)))
    minutes = placed(LINE, who, facilities(("f", "market", (0, 0)))).minutes()
    found = area_minutes(who.in_one_area("Blitar"), ["market"], minutes)
    assert (found["area"].to_pylist(), found["mean_minutes"].to_pylist()) == (["Blitar"], [pytest.approx(7.5)])


@given(placements())
@settings(max_examples=150, deadline=None)
def test_minutes_equal_those_with_every_place_a_node(placement: Placement) -> None:
    expected = nearest_by_hand(placement)
    found = placement.minutes()
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@given(placements(), st.data())
@settings(max_examples=100, deadline=None)
def test_village_means_equal_a_loop(placement: Placement, data: st.DataObject) -> None:
    people, minutes = placement.people, nearest_by_hand(placement)
    standard = data.draw(st.floats(0, 10))
    found = village_minutes(placement, {"a": standard}).to_pylist()
    assert [(row["kind"], row["area"]) for row in found] == [(k, a) for k in placement.kinds for a in people.areas]
    for row in found:
        kind, rows = (
            placement.kinds.index(row["kind"]),
            np.flatnonzero(np.array(people.areas)[people.area] == row["area"]),
        )
        weight, there = people.weight[rows], minutes[kind, rows]
        reached = there < NO
        assert row["unreachable_people"] == weight[~reached].sum()
        if weight[reached].sum() > 0:
            assert row["mean_minutes"] == pytest.approx(np.average(there[reached], weights=weight[reached]))
        else:
            assert row["mean_minutes"] is None
        assert (row["within_standard_share"] is None) == (row["kind"] == "b" or weight.sum() == 0)


def test_all_faults_of_the_people_are_told_at_once() -> None:
    table = pa.table(
        {"cluster_id": ["a", "a", "b"], "area": ["v"] * 3, "weight": [1.0, -1.0, None]}
        | {"latitude": [0.0, 91.0, 0.0], "longitude": [0.0, 0.0, None]}
    )
    with pytest.raises(InputError) as error:
        people_of(table)
    assert [(fault.row, fault.column) for fault in error.value.faults] == [
        (2, "cluster_id"),
        (2, "weight"),
        (3, "weight"),
        (2, "latitude"),
        (3, "longitude"),
    ]
    with pytest.raises(UsageError, match="no column village_code"):
        people_of(table, area="village_code")


def test_a_standard_for_an_unknown_kind_is_refused() -> None:
    placement = placed(LINE, people(("a", "v", 1, (0, 0))), facilities(("f", "market", (0, 0))))
    with pytest.raises(UsageError, match="a standard for clinic; expected one of market"):
        village_minutes(placement, {"clinic": 5})
    with pytest.raises(UsageError, match="market nan"):
        village_minutes(placement, {"market": float("nan")})


def test_who_and_what_is_too_far_from_any_road_is_told() -> None:
    who = people(("a", "v", 10, (0, 0)), ("far", "w", 5, (0, 2030)))
    clusters, others = left_out(placed(LINE, who, facilities(("f", "market", (0, 0)), ("g", "clinic", (0, 9e4)))))
    assert clusters.to_pylist() == [
        {"cluster_id": "far", "area": "w", "people": 5.0, "off_road_m": pytest.approx(2030)}
    ]
    assert others.to_pylist() == [{"facility_id": "g", "kind": "clinic", "off_road_m": None}]
    nobody, nothing = left_out(placed(LINE, people(("a", "v", 10, (0, 0))), facilities(("f", "market", (0, 0)))))
    assert nobody.num_rows == nothing.num_rows == 0


def test_without_people_or_facilities_in_reach_the_tables_are_there_all_the_same() -> None:
    nobody = people_of(
        pa.table(
            {name: pa.array([], pa.float64()) for name in ("cluster_id", "area", "weight", "latitude", "longitude")}
        )
    )
    found = village_minutes(placed(LINE, nobody, facilities(("f", "market", (0, 0)))))
    assert (found.num_rows, found.column_names[:4]) == (0, ["area", "kind", "people", "mean_minutes"])
    far = placed(LINE, people(("a", "v", 1, (0, 0))), facilities(("f", "market", (0, 9e4))))
    assert village_minutes(far)["unreachable_share"].to_pylist() == [1.0]
    assert nearest_facilities(far, 2)["facility_id"].to_pylist() == [None]
    assert len(pairs_within(far, NO).minutes) == 0


def test_the_wet_season_has_its_own_minutes_and_closures() -> None:
    wet = {"motorcycle": np.where(LINE.segment == 1, NO, 2 * LINE.minutes["motorcycle"])}
    flooded = replace(LINE, minutes_wet=wet)
    who, where = people(("a", "v", 1, (0, 0)), ("c", "w", 1, (2000, 0))), facilities(("f", "market", (1000, 0)))
    dry, rainy = (place(flooded, who, where, WALK, "motorcycle", season=season) for season in ("dry", "wet"))
    assert dry.minutes() == pytest.approx(np.array([[10.0, 20.0]]))
    assert rainy.minutes().tolist() == [[pytest.approx(20.0), NO]]
    with pytest.raises(UsageError, match="unknown season 'spring'"):
        place(flooded, who, where, WALK, "motorcycle", season="spring")
