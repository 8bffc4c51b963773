"""The Rural Access Index by hand and by a loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from measured_roads import NO, people, roads
from random_roads import placements

from merata.access.measures.placement import Placement
from merata.access.measures.rural_access import AllSeason, assumed_km, road_distance_m, rural_access_index
from merata.errors import UsageError

WORDS = {
    "road_class": ("tertiary", "path"),
    "surface": ("asphalt", "concrete", "paving", "gravel", "earth"),
    "condition": ("unknown", "good", "fair", "light_damage", "heavy_damage"),
}
# One segment a kilometre long for each case, 10 km apart from south to north.
CASES = [
    # class, surface, condition, ford, closed when wet, counts
    (0, 0, 1, False, False, True),  # good asphalt
    (0, 0, 4, False, False, False),  # heavily damaged asphalt
    (0, 0, 0, False, False, True),  # nobody told the condition
    (0, 3, 2, False, False, True),  # fair gravel
    (0, 3, 3, False, False, False),  # damaged gravel
    (0, 4, 1, False, False, False),  # earth
    (1, 0, 1, False, False, False),  # a path, though of asphalt
    (0, 0, 1, True, False, False),  # a ford
    (0, 0, 1, False, True, False),  # under water in the wet season
]
NODES = {i + 1: (1000.0 * (i % 2), 10_000.0 * (i // 2)) for i in range(2 * len(CASES))}
ROADS = roads(
    NODES,
    [(2 * i + 1, 2 * i + 2, 1, 1) for i in range(len(CASES))],
    {
        name: np.array([case[column] for case in CASES])
        for column, name in enumerate(("road_class", "surface", "condition", "ford", "closed_wet"))
    }
    | {"surface_assumed": np.array([True] + [False] * 8)},
    WORDS,
)


def test_which_roads_count() -> None:
    assert AllSeason().of(ROADS).tolist() == [case[-1] for case in CASES]
    strict = AllSeason({"asphalt": {"good"}}, not_classes=())
    assert np.flatnonzero(strict.of(ROADS)).tolist() == [0, 6]


def test_the_index_by_hand() -> None:
    who = people(
        ("on it", "v", 100, (500, 0)),
        ("1.9 km beside", "v", 50, (500, -1900)),
        ("2.1 km beyond its end", "v", 25, (3100, 0)),
        ("at the damaged one", "w", 10, (500, 10_000)),
        ("in town", "w", 1000, (500, 0)),
        ("only town", "x", 7, (500, 0)),
    )
    who = replace(who, rural=np.array([True, True, True, True, False, False]))
    found = rural_access_index(ROADS, who, AllSeason().of(ROADS))
    assert found.to_pylist() == [
        {"area": "v", "rural_people": 175.0, "with_access_people": 150.0}
        | {"rural_access_index": pytest.approx(150 / 175), "clusters": 3},
        {"area": "w", "rural_people": 10.0, "with_access_people": 0.0, "rural_access_index": 0.0, "clusters": 1},
        {"area": "x", "rural_people": 0.0, "with_access_people": 0.0, "rural_access_index": None, "clusters": 0},
    ]
    wider = rural_access_index(ROADS, who, AllSeason().of(ROADS), within_m=2200)
    assert wider["rural_access_index"].to_pylist()[0] == 1.0


def test_without_any_all_season_road_nobody_has_access() -> None:
    found = rural_access_index(ROADS, people(("a", "v", 5, (500, 0))), np.zeros(len(CASES), bool))
    assert found["rural_access_index"].to_pylist() == [0.0]


def test_what_rests_on_no_observation_is_told() -> None:
    found = assumed_km(ROADS, AllSeason().of(ROADS)).to_pylist()
    assert found == [
        {
            "km": pytest.approx(3.0),
            "km_surface_assumed": pytest.approx(1.0),
            "km_condition_unknown": pytest.approx(1.0),
        }
    ]


@given(placements())
@settings(max_examples=100, deadline=None)
def test_distances_equal_those_to_each_segment(placement: Placement) -> None:
    network, who = placement.network, placement.people
    found = road_distance_m(network, network.bridge, who.longitude, who.latitude, 513)
    metres = 111_195.0797
    for row in range(len(who)):
        here = np.array([who.longitude[row], who.latitude[row]]) * metres
        expected = NO
        for arc in np.flatnonzero(network.bridge[network.segment]):
            a, b = (
                np.array([network.longitude[node], network.latitude[node]]) * metres
                for node in (network.tail[arc], network.head[arc])
            )
            share = np.clip((here - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
            expected = min(expected, float(np.hypot(*(here - a - share * (b - a)))))
        assert found[row] == pytest.approx(expected if expected <= 513 else NO, rel=1e-6, abs=1e-3)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="all-season roads: ice, splendid; expected surfaces asphalt"):
        AllSeason({"ice": {"good"}, "asphalt": {"splendid"}}).of(ROADS)
    with pytest.raises(UsageError, match="one flag for each of 9 segments"):
        rural_access_index(ROADS, people(("a", "v", 5, (500, 0))), np.zeros(3, bool))
