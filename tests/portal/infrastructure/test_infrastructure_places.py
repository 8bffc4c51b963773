from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.infrastructure.places import EARTH_RADIUS_M, distance_m

DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_one_degree_along_a_meridian_is_that_part_of_the_circle() -> None:
    assert distance_m(-8.0, 112.0, -9.0, 112.0) == pytest.approx(EARTH_RADIUS_M * pi / 180)
    assert round(distance_m(-8.0, 112.0, -8.0045, 112.0)) == 500


def test_antipodes_are_half_the_circle_apart() -> None:
    assert distance_m(-8.0, 112.0, 8.0, -68.0) == pytest.approx(EARTH_RADIUS_M * pi)


@given(DEGREES, DEGREES)
def test_it_is_a_distance(one: tuple[float, float], other: tuple[float, float]) -> None:
    there, back = distance_m(*one, *other), distance_m(*other, *one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= EARTH_RADIUS_M * pi + 1e-6
    assert distance_m(*one, *one) == pytest.approx(0, abs=1e-6)
