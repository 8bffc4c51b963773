"""The area around a straight road, and cells against a loop."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from measured_roads import METRE, NO, facilities, people, placed, roads

from merata.access.measures.isochrones import isochrones
from merata.errors import UsageError

WHO = people(("a", "v", 1, (0, 0)))
# 2 km in 20 minutes; and 3 → 2 one way, 1 km in 10.
LINE = roads({1: (0, 0), 2: (2000, 0), 3: (3000, 0)}, [(1, 2, 20, 20), (3, 2, 10, NO)])


def shapes(*rows: tuple[str, str, tuple[float, float]], within: list[float], **options: float) -> list[object]:
    found = isochrones(placed(LINE, WHO, facilities(*rows)), within, **options)
    return [shapely.from_wkb(geometry) for geometry in found["geometry"].to_pylist()]


def test_a_road_of_which_half_is_reached_and_its_sides() -> None:
    (area,) = shapes(("f", "clinic", (0, 0)), within=[10], cell_m=20, beside_m=200)
    assert (area.is_valid, area.geom_type) == (True, "MultiPolygon")
    metres = shapely.transform(area, lambda xy: xy / METRE)
    # One kilometre of road 200 m to either side, with round ends.
    expected = shapely.LineString([(0, 0), (1000, 0)]).buffer(200)
    assert metres.symmetric_difference(expected).area < 0.12 * expected.area
    west, south, east, north = metres.bounds
    assert (west, south, east, north) == pytest.approx((-200, -200, 1200, 200), abs=30)


def test_one_way_roads_are_reached_against_their_direction() -> None:
    # From 2 to 3 there is no way; from 3 to 2 there is: who lives at 3 reaches a clinic at 2, not the other way round.
    there, back = (shapes(("f", "clinic", place), within=[12], cell_m=50)[0] for place in ((2000, 0), (3000, 0)))
    assert there.bounds[2] / METRE == pytest.approx(3200, abs=75)
    # At 3 itself nothing but the road that leaves it, which does not come back: its end alone.
    assert (back.bounds[0] / METRE, back.bounds[2] / METRE) == pytest.approx((2800, 3200), abs=75)


def test_more_minutes_reach_farther_and_kinds_stand_apart() -> None:
    placement = placed(LINE, WHO, facilities(("f", "clinic", (0, 0)), ("m", "market", (3000, 0))))
    found = isochrones(placement, [5, 15, 60])
    assert found["kind"].to_pylist() == ["clinic"] * 3 + ["market"] * 3
    areas = found["area_km2"].to_pylist()
    assert areas[0] < areas[1] < areas[2]
    nested = [shapely.from_wkb(geometry) for geometry in found["geometry"].to_pylist()[:3]]
    assert nested[1].covers(nested[0])
    assert nested[2].covers(nested[1])
    # The area of the polygons is that of the cells, on the sphere at the equator.
    assert [shape.area / METRE**2 / 1e6 for shape in nested] == pytest.approx(areas[:3], rel=1e-3)
    assert set(found["resolution_m"].to_pylist()) == {100.0}


def test_what_nobody_reaches_is_empty() -> None:
    (area,) = shapes(("f", "clinic", (0, 9000)), within=[10])
    assert area.is_empty


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(UsageError, match="must be above 0"):
        shapes(("f", "clinic", (0, 0)), within=[0])
    with pytest.raises(UsageError, match="must be above 0"):
        shapes(("f", "clinic", (0, 0)), within=[5], cell_m=float("nan"))
    with pytest.raises(UsageError, match="make them larger"):
        shapes(("f", "clinic", (0, 0)), within=[5], cell_m=0.1)


def test_a_facility_between_two_ends_that_are_too_far_has_its_surroundings() -> None:
    (area,) = shapes(("f", "clinic", (700, 30)), within=[4], cell_m=20, beside_m=40)
    # 0.3 minutes to the door leave 370 m of road to either side.
    assert (area.bounds[0] / METRE, area.bounds[2] / METRE) == pytest.approx((290, 1110), abs=30)
    for x in np.arange(335, 1065, 10):
        assert area.contains(shapely.Point(x * METRE, 0))
