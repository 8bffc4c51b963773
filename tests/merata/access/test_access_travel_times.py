"""Travel times on a network that can be checked by hand."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.access.travel_times import (
    MOTORCYCLE_SPEEDS,
    SpeedTable,
    edge_minutes,
    minutes_saved,
    nearest_minutes,
    with_changes,
)
from merata.errors import UsageError
from merata.tables.catalogue import TABLES


def roads(*rows: tuple[str, str, str, str, str, float]) -> pa.Table:
    names = ("road_id", "from_node", "to_node", "surface", "condition", "length_km")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


# A ─4 km good asphalt─ B ─8 km good asphalt─ C; X ─ Y apart. Good asphalt: 40 km/h.
CHAIN = roads(
    ("ab", "A", "B", "asphalt", "good", 4.0),
    ("bc", "B", "C", "asphalt", "good", 8.0),
    ("xy", "X", "Y", "asphalt", "good", 2.0),
)


def test_minutes_add_up_along_the_road() -> None:
    found = nearest_minutes(CHAIN, ["A"])
    assert found.to_pydict() == {"node": ["A", "B", "X", "C", "Y"], "minutes": [0.0, 6.0, None, 18.0, None]}


def test_the_nearest_of_several_counts_with_its_last_leg() -> None:
    found = nearest_minutes(CHAIN, ["A", "C"], leg_minutes=[15.0, 1.0], nodes=["A", "B", "C"])
    # B: by A 6 + 15 = 21, by C 12 + 1 = 13. A: its own 15, by C 18 + 1 = 19.
    assert found["minutes"].to_pylist() == [15.0, 13.0, 1.0]


def test_a_node_without_roads_is_null_and_a_facility_there_is_reached_only_from_it() -> None:
    assert nearest_minutes(CHAIN, ["A"], nodes=["island"])["minutes"].to_pylist() == [None]
    assert nearest_minutes(CHAIN, ["island"], nodes=["island", "A"])["minutes"].to_pylist() == [0.0, None]


def test_without_facilities_nothing_is_reached() -> None:
    assert nearest_minutes(CHAIN, [])["minutes"].to_pylist() == [None] * 5


def test_of_two_roads_between_the_same_places_the_quicker_counts() -> None:
    both = pa.concat_tables([CHAIN, roads(("ba", "B", "A", "earth", "heavy_damage", 4.0))])
    assert nearest_minutes(both, ["A"], nodes=["B"])["minutes"].to_pylist() == [6.0]


def test_a_new_link_saves_by_recomputation() -> None:
    link = roads(("ac", "A", "C", "asphalt", "good", 2.0))
    found = minutes_saved(CHAIN, link, ["A"], nodes=["A", "B", "C", "X"])
    # C: 18 before, 3 after. B stays with its 6; X is not reached either way.
    assert found["minutes_saved"].to_pylist() == [0.0, 0.0, 15.0, None]
    assert found["minutes_after"].to_pylist() == [0.0, 6.0, 3.0, None]


def test_a_link_to_what_could_not_be_reached_has_no_saving_but_an_after() -> None:
    link = roads(("cx", "C", "X", "asphalt", "good", 2.0))
    found = minutes_saved(CHAIN, link, ["A"], nodes=["X"])
    assert found.drop_columns(["node"]).to_pylist() == [
        {"minutes_before": None, "minutes_after": 21.0, "minutes_saved": None}
    ]


def test_an_upgrade_replaces_its_segment() -> None:
    worn = with_changes(CHAIN, roads(("bc", "B", "C", "asphalt", "heavy_damage", 8.0)))
    assert sorted(worn["road_id"].to_pylist()) == ["ab", "bc", "xy"]
    # 8 km at 15 km/h are 32 minutes, at 40 km/h 12.
    found = minutes_saved(worn, CHAIN.slice(1, 1), ["A"], nodes=["C"])
    assert found["minutes_saved"].to_pylist() == pytest.approx([20.0])


def test_the_speed_table_covers_every_surface_and_condition_of_the_catalogue() -> None:
    roads_table = TABLES["roads"]
    pairs = {(s, c) for s in roads_table.column("surface").choices for c in roads_table.column("condition").choices}
    assert set(MOTORCYCLE_SPEEDS.kmh) == pairs
    assert MOTORCYCLE_SPEEDS.certainty == "assumption"


def test_a_pair_without_a_speed_is_named() -> None:
    bare = SpeedTable(date(2025, 1, 1), "test", "assumption", {("asphalt", "good"): 30.0})
    assert edge_minutes(CHAIN, bare).tolist() == [8.0, 16.0, 4.0]
    with pytest.raises(UsageError, match="earth"):
        edge_minutes(roads(("a", "A", "B", "earth", "good", 1.0)), bare)


def test_legs_must_match_the_facilities() -> None:
    with pytest.raises(UsageError, match="1 legs for 2 facilities"):
        nearest_minutes(CHAIN, ["A", "B"], leg_minutes=[1.0])


SEGMENT = st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF"), st.floats(0.1, 20))


@given(segments=st.lists(SEGMENT, min_size=1, max_size=15), new=SEGMENT, sites=st.sets(st.sampled_from("ABCDEF")))
def test_a_new_road_never_costs_time(
    segments: list[tuple[str, str, float]], new: tuple[str, str, float], sites: set[str]
) -> None:
    rows = [(f"r{at}", a, b, "gravel", "fair", km) for at, (a, b, km) in enumerate([*segments, new])]
    found = minutes_saved(roads(*rows[:-1]), roads(rows[-1]), sorted(sites), nodes=list("ABCDEF"))
    for row in found.to_pylist():
        if row["minutes_before"] is not None:
            assert row["minutes_saved"] >= -1e-9
            assert row["minutes_after"] <= row["minutes_before"] + 1e-9


@given(segments=st.lists(SEGMENT, min_size=1, max_size=15), sites=st.sets(st.sampled_from("ABCDEF"), min_size=1))
def test_equal_to_relaxing_until_nothing_changes(segments: list[tuple[str, str, float]], sites: set[str]) -> None:
    minutes = {node: (0.0 if node in sites else None) for node in "ABCDEF"}
    for _ in range(7):
        for a, b, km in segments * 2:
            for start, end in ((a, b), (b, a)):
                there = minutes[start]
                if there is not None:
                    through = there + km / 21.0 * 60.0
                    now = minutes[end]
                    minutes[end] = through if now is None else min(now, through)
    table = roads(*((f"r{at}", a, b, "gravel", "fair", km) for at, (a, b, km) in enumerate(segments)))
    found = nearest_minutes(table, sorted(sites), nodes=list("ABCDEF"))["minutes"].to_pylist()
    assert found == [None if m is None else pytest.approx(m) for m in minutes.values()]
