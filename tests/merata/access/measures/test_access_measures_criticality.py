"""What hangs on a bridge: against the minutes of the network without it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from measured_roads import BANKS, NO, WHERE, WHO, facilities, nearest_by_hand, people, placed
from random_roads import placements

from merata.access.measures.criticality import criticality, scenario, scenario_minutes
from merata.access.measures.placement import Placement
from merata.access.measures.structures import Structures, bridges, fords, structures_of
from merata.access.measures.structures import roads as ways
from merata.errors import InputError


def test_bridges_are_segments_that_meet() -> None:
    found = bridges(BANKS)
    assert (found.identifier, found.name) == (("bridge-11-1",), ("Jembatan Trisula",))
    assert [each.tolist() for each in found.segments] == [[1, 2]]
    assert fords(BANKS).identifier == ("ford-14-5",)
    assert [each.tolist() for each in ways(BANKS).segments] == [[0], [1, 2], [3], [4], [5]]
    assert ways(BANKS, BANKS.bridge).identifier == ("way-11-1",)


def test_a_lost_bridge_costs_the_way_round_and_a_lost_ford_cuts_off() -> None:
    placement = placed(BANKS, WHO, WHERE)
    trees = placement.trees()
    bridge = criticality(placement, trees, bridges(BANKS), {"puskesmas": 30}).to_pylist()
    # South: 1 minute by the bridge; 5 + 40 + 5 round. West: 7 + 5 + 1; round 7 + 40 + 5. North never uses it.
    assert bridge == [
        {"structure": "bridge-11-1", "name": "Jembatan Trisula", "kind": "puskesmas", "people_using": 140.0}
        | {"extra_person_minutes": pytest.approx(100 * 49 + 40 * 39)}
        | {"extra_minutes_mean": pytest.approx((100 * 49 + 40 * 39) / 140)}
        | {"people_cut_off": 0.0, "cut_off_share": 0.0, "people_beyond_standard": 140.0}
    ]
    ford = criticality(placement, trees, fords(BANKS)).to_pylist()[0]
    assert (ford["people_using"], ford["people_cut_off"], ford["cut_off_share"]) == (40.0, 40.0, 1.0)
    assert ford["extra_person_minutes"] == 0.0
    assert ford["extra_minutes_mean"] is ford["people_beyond_standard"] is None


def test_a_road_that_nobody_uses_loses_nothing_and_has_no_means() -> None:
    placement = placed(BANKS, WHO, WHERE)
    row = criticality(placement, placement.trees(), structures_of(BANKS, {"round": [4]})).to_pylist()[0]
    assert (row["people_using"], row["extra_person_minutes"], row["people_cut_off"]) == (0.0, 0.0, 0.0)
    assert row["extra_minutes_mean"] is row["cut_off_share"] is None


def test_a_flood_takes_all_at_once() -> None:
    placement = placed(BANKS, WHO, WHERE)
    lost = structures_of(BANKS, {"bridge": [1, 2], "round": [4]})
    found = {row["area"]: row for row in scenario(placement, placement.trees(), lost).to_pylist()}
    # Each alone leaves a way; both together leave none from the south bank.
    assert found["Selatan"]["people_cut_off"] == 100.0
    assert found["Selatan"]["mean_minutes_before"] == pytest.approx(1.0)
    assert found["Selatan"]["mean_minutes_after"] is None
    assert found["Selatan"]["unreachable_share_after"] == 1.0
    assert found["Utara"]["extra_person_minutes"] == 0.0
    assert found["Utara"]["mean_minutes_after"] == pytest.approx(5.0)
    whole = placement.in_one_area("Blitar")
    row = scenario(whole, whole.trees(), lost).to_pylist()[0]
    # The mean after is of the seven who are left, and what it leaves out stands beside it.
    assert row["mean_minutes_after"] == pytest.approx(5.0)
    assert row["unreachable_share_after"] == pytest.approx(140 / 147)


def test_who_lives_on_the_bridge_and_what_stands_on_it_is_lost_with_it() -> None:
    who = people(("on the bridge", "v", 3, (1000, 50)), ("at its end", "v", 5, (1000, 200)))
    where = facilities(("stall", "market", (1000, 80)), ("far", "market", (0, 0)))
    placement = placed(BANKS, who, where)
    trees = placement.trees()
    # 30 of 100 m of half a minute; from its end 0.5 + 0.1.
    assert trees.minutes[0, -2:] == pytest.approx([0.15, 0.6])
    assert scenario_minutes(placement, trees, bridges(BANKS))[0].tolist() == [NO, pytest.approx(45.0)]


@given(placements())
@settings(max_examples=150, deadline=None)
def test_each_closure_equals_the_network_without_it(placement: Placement) -> None:
    network, weight = placement.network, placement.people.weight
    single = {f"segment {row}": [row] for row in range(len(network.traits))}
    chosen = structures_of(network, single | {"all bridges": np.flatnonzero(network.bridge).tolist()})
    before, found = (
        nearest_by_hand(placement),
        criticality(placement, placement.trees(), chosen, {"a": 3.0}).to_pylist(),
    )
    rows = iter(found)
    for segments in chosen.segments:
        after = nearest_by_hand(placement, segments.tolist())
        for kind in range(len(placement.kinds)):
            row = next(rows)
            both = (before[kind] < NO) & (after[kind] < NO)
            extra = ((after[kind][both] - before[kind][both]) * weight[both]).sum()
            off = weight[(before[kind] < NO) & (after[kind] == NO)].sum()
            assert row["extra_person_minutes"] == pytest.approx(extra, abs=1e-6)
            assert row["people_cut_off"] == pytest.approx(off, abs=1e-9)
            longer = weight[after[kind] > before[kind] + 1e-9].sum()
            assert longer - 1e-9 <= row["people_using"] <= weight[before[kind] < NO].sum() + 1e-9
            if placement.kinds[kind] == "b":
                assert row["people_beyond_standard"] is None
            elif (np.abs(before[kind] - 3) > 1e-9).all() and (np.abs(after[kind] - 3) > 1e-9).all():
                beyond = weight[(before[kind] <= 3) & (after[kind] > 3)].sum()
                assert row["people_beyond_standard"] == pytest.approx(beyond, abs=1e-9)


@given(placements())
@settings(max_examples=100, deadline=None)
def test_a_scenario_equals_the_network_without_all_of_it(placement: Placement) -> None:
    found = scenario_minutes(placement, placement.trees(), bridges(placement.network))
    expected = nearest_by_hand(placement, np.flatnonzero(placement.network.bridge).tolist())
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_segments_that_are_not_there_are_refused() -> None:
    with pytest.raises(InputError, match=r"from 0 to 5; there are others in x: \[6, 7\]"):
        structures_of(BANKS, {"x": [0, 6, 7], "y": [1]})


def test_without_bridges_there_is_nothing_to_tell() -> None:
    placement = placed(BANKS, WHO, WHERE)
    assert criticality(placement, placement.trees(), Structures((), (), ())).num_rows == 0
