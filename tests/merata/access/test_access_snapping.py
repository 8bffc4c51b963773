"""Places put on roads, by hand and against looking at every segment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_map import DEGREE_M, write_map

from merata.access.network import Network
from merata.access.osm.importing import import_osm
from merata.access.proximity import nearest_on_segments, on_plane, segments_near
from merata.access.snapping import snap
from merata.errors import UsageError

ROAD = {"highway": "tertiary", "surface": "asphalt"}


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """Near the equator: a road to the east, one way from its middle on; a footpath north of it."""
    nodes = {1: (0.0, 0.0), 2: (0.0, 0.01), 3: (0.0, 0.02), 4: (0.001, 0.0), 5: (0.001, 0.02)}
    ways = [(10, [1, 2], ROAD), (11, [2, 3], {**ROAD, "oneway": "yes"}), (12, [4, 5], {"highway": "footway"})]
    return import_osm(write_map(tmp_path / "map.osm.pbf", nodes, ways))[0]


def labels(network: Network, mode: str, longitude: float, latitude: float, walk: float = 0.0) -> dict[int, float]:
    placed = snap(network, mode, np.array([longitude]), np.array([latitude]))
    stops = placed.stops(np.zeros(1, dtype=np.int64), np.array([walk]))
    return dict(zip(network.node_id[stops.node].tolist(), stops.minutes.tolist(), strict=True))


def test_a_place_is_reached_from_both_ends_of_its_segment(network: Network) -> None:
    whole = 0.01 * DEGREE_M * 0.06 / 34
    assert labels(network, "car", 0.003, -0.0001, walk=2.0) == pytest.approx(
        {1: 0.3 * 0.01 * DEGREE_M * 0.06 / 29.75 + 2, 2: 0.7 * 0.01 * DEGREE_M * 0.06 / 29.75 + 2}
    )
    assert labels(network, "motorcycle", 0.003, -0.0001) == pytest.approx({1: 0.3 * whole, 2: 0.7 * whole})


def test_a_one_way_segment_is_entered_at_its_start_alone(network: Network) -> None:
    whole = 0.01 * DEGREE_M * 0.06 / 34
    assert labels(network, "motorcycle", 0.0125, 0.0) == pytest.approx({2: 0.25 * whole})


def test_a_place_at_a_node_is_reached_there_whatever_the_direction(network: Network) -> None:
    assert labels(network, "motorcycle", 0.0201, 0.0) == pytest.approx({2: 0.01 * DEGREE_M * 0.06 / 34, 3: 0.0})
    assert labels(network, "motorcycle", -0.0001, 0.0)[1] == 0.0


def test_the_road_must_be_one_of_the_mode(network: Network) -> None:
    by_foot = snap(network, "walk", np.array([0.003]), np.array([0.0009]))
    by_car = snap(network, "car", np.array([0.003]), np.array([0.0009]))
    assert network.way_id[by_foot.segment].tolist() == [12]
    assert network.way_id[by_car.segment].tolist() == [10]
    assert by_foot.off_road_m == pytest.approx([0.0001 * DEGREE_M])
    assert by_car.off_road_m == pytest.approx([0.0009 * DEGREE_M])
    assert (by_car.longitude.tolist(), by_car.latitude.tolist()) == (pytest.approx([0.003]), pytest.approx([0.0]))


def test_places_beyond_the_limit_have_no_road(network: Network) -> None:
    placed = snap(network, "car", np.array([0.003, 0.003, 50.0]), np.array([-0.001, -0.0021, 40.0]), limit_m=200)
    assert placed.reached.tolist() == [True, False, False]
    assert placed.segment[1:].tolist() == [-1, -1]
    assert placed.stops(np.zeros(3, dtype=np.int64), np.zeros(3)).facility.tolist() == [0, 0]
    assert np.isinf(placed.off_road_m[2])


def test_no_places_are_no_trouble(network: Network) -> None:
    assert len(snap(network, "car", np.zeros(0), np.zeros(0)).segment) == 0


def test_a_limit_must_be_above_zero(network: Network) -> None:
    with pytest.raises(UsageError, match="expected one above 0"):
        snap(network, "car", np.zeros(1), np.zeros(1), limit_m=0)


@given(st.integers(0, 10_000))
def test_few_segments_are_looked_at_and_the_nearest_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(1, 5)
    start = rng.uniform(0, scale, (60, 2))
    end = start + rng.normal(0, scale / 10, (60, 2)) * rng.integers(0, 2, (60, 1))
    points = rng.uniform(-scale / 5, 1.2 * scale, (7, 2))
    radius = rng.uniform(0, scale / 4, 7)
    rows = segments_near(start, end, points, radius)
    low, high = np.minimum(start, end)[:, None], np.maximum(start, end)[:, None]
    apart = np.maximum(np.maximum(low - points, points - high), 0).max(axis=2)
    assert set(np.flatnonzero((apart <= radius).any(axis=1))) <= set(rows.tolist())
    assert rows.tolist() == sorted(set(rows.tolist()))


def test_the_filter_leaves_out_what_is_far() -> None:
    start = np.column_stack([np.arange(10_000.0), np.zeros(10_000)])
    rows = segments_near(start, start + 1, np.array([[500.0, 0.0]]), np.array([10.0]))
    assert set(range(490, 510)) <= set(rows.tolist())
    assert len(rows) < 40


def test_the_nearest_point_of_a_segment() -> None:
    start, end = np.zeros((5, 2)), np.array([[10.0, 0.0]] * 4 + [[0.0, 0.0]])
    share, distance = nearest_on_segments(start, end, np.array([[2.5, 3.0], [-3, 4], [13, 4], [10 - 1e-9, 0], [3, 4]]))
    assert share.tolist() == [0.25, 0.0, 1.0, 1.0, 0.0]
    assert distance == pytest.approx([3.0, 5.0, 5.0, 0.0, 5.0], abs=1e-8)


def test_the_plane_is_true_at_its_latitude() -> None:
    plane = on_plane(np.array([112.0, 112.01]), np.array([-8.0, -8.0]), -8.0)
    assert plane[1, 0] - plane[0, 0] == pytest.approx(0.01 * DEGREE_M * np.cos(np.radians(8)))


def test_every_place_finds_the_segment_that_looking_at_all_finds(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    nodes = {n: (float(a), float(b)) for n, (a, b) in enumerate(rng.uniform((-8.1, 112), (-8, 112.1), (400, 2)), 1)}
    ways = [(n, [2 * n - 1, 2 * n], ROAD) for n in range(1, 201)]
    network = import_osm(write_map(tmp_path / "map.osm.pbf", nodes, ways))[0]
    longitude, latitude = rng.uniform(111.99, 112.11, 150), rng.uniform(-8.11, -7.99, 150)
    placed = snap(network, "car", longitude, latitude, limit_m=1_500)
    plane = on_plane(network.longitude, network.latitude, float(network.latitude.mean()))
    points = on_plane(longitude, latitude, float(network.latitude.mean()))
    for place, point in enumerate(points):
        away = [
            nearest_on_segments(plane[[tail]], plane[[head]], point[None])[1][0]
            for tail, head in zip(network.tail, network.head, strict=True)
        ]
        best = int(np.argmin(away))
        assert placed.reached[place] == (away[best] <= 1_500)
        if placed.reached[place]:
            assert placed.segment[place] == network.segment[best]
            assert placed.off_road_m[place] == pytest.approx(away[best], rel=1e-3)
