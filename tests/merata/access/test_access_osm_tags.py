"""What tags mean, one by one."""

from __future__ import annotations

import pytest

from merata.access.osm.tags import WayMeaning, meaning
from merata.access.speeds import load_speeds

SPEEDS = load_speeds()
WALK, MOTORCYCLE, CAR = 0b001, 0b010, 0b100
ALL = WALK | MOTORCYCLE | CAR


def of(**tags: str) -> WayMeaning:
    plain = {key.replace("__", ":"): value for key, value in tags.items()}
    return meaning({"highway": "tertiary", **plain}, SPEEDS)


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, ALL, ALL),
        ({"oneway": "yes"}, ALL, WALK),
        ({"oneway": "-1"}, WALK, ALL),
        ({"oneway": "no", "junction": "roundabout"}, ALL, ALL),
        ({"junction": "roundabout"}, ALL, WALK),
        ({"junction": "circular"}, ALL, WALK),
        ({"oneway": "yes", "oneway__motorcycle": "no"}, ALL, WALK | MOTORCYCLE),
        ({"oneway": "-1", "oneway__motor_vehicle": "no"}, ALL, ALL),
        ({"oneway__motorcar": "yes"}, ALL, WALK | MOTORCYCLE),
        ({"oneway__foot": "yes"}, ALL, MOTORCYCLE | CAR),
        ({"highway": "motorway"}, CAR, 0),
        ({"highway": "motorway", "oneway": "no"}, CAR, CAR),
        ({"highway": "motorway", "motorcycle": "yes"}, CAR | MOTORCYCLE, 0),
        ({"access": "private", "foot": "yes"}, WALK, WALK),
        ({"motor_vehicle": "no"}, WALK, WALK),
        ({"motor_vehicle": "no", "motorcycle": "yes"}, WALK | MOTORCYCLE, WALK | MOTORCYCLE),
        ({"vehicle": "agricultural"}, WALK, WALK),
        ({"access": "no", "motorcar": "permissive"}, CAR, CAR),
        ({"foot": "no"}, MOTORCYCLE | CAR, MOTORCYCLE | CAR),
        ({"highway": "footway"}, WALK, WALK),
        ({"highway": "footway", "access": "yes"}, WALK, WALK),
        ({"highway": "footway", "motorcycle": "designated"}, WALK | MOTORCYCLE, WALK | MOTORCYCLE),
        ({"highway": "path"}, WALK | MOTORCYCLE, WALK | MOTORCYCLE),
        ({"highway": "steps"}, WALK, WALK),
    ],
)
def test_who_may_go_which_way(tags: dict[str, str], forward: int, backward: int) -> None:
    found = of(**tags)
    assert (found.excluded, found.forward, found.backward) == (None, forward, backward)


@pytest.mark.parametrize(
    ("tags", "reason", "road_class"),
    [
        ({"highway": "construction"}, "class", "construction"),
        ({"route": "ferry"}, "ferry", "ferry"),
        ({"access": "no"}, "access", "tertiary"),
        ({"access": "private"}, "access", "tertiary"),
    ],
)
def test_what_is_left_out_and_why(tags: dict[str, str], reason: str, road_class: str) -> None:
    found = of(**tags)
    assert (found.excluded, found.road_class, found.forward, found.backward) == (reason, road_class, 0, 0)


@pytest.mark.parametrize(
    ("tags", "surface", "assumed"),
    [
        ({}, "asphalt", True),
        ({"highway": "track"}, "earth", True),
        ({"surface": "mud"}, "earth", False),
        ({"surface": "paved"}, "asphalt", False),
        ({"surface": "fine_gravel", "tracktype": "grade1"}, "gravel", False),
        ({"highway": "track", "tracktype": "grade2"}, "gravel", False),
    ],
)
def test_the_surface(tags: dict[str, str], surface: str, assumed: bool) -> None:
    found = of(**tags)
    assert (found.surface, found.surface_assumed) == (surface, assumed)


def test_bridges_fords_and_seasons() -> None:
    assert of(bridge="viaduct", layer="2").bridge
    assert of(bridge="yes", layer="2").level == 2
    assert not of(bridge="no").bridge
    assert of(tunnel="culvert").tunnel
    assert of(covered="yes").tunnel
    assert of(ford="stepping_stones").ford
    assert not of(ford="no").ford
    assert (of(seasonal="yes").closed_wet, of(seasonal="yes").closed_dry) == (True, False)
    assert (of(seasonal="wet_season").closed_wet, of(seasonal="wet_season").closed_dry) == (False, True)
    assert (of(seasonal="no").closed_wet, of(seasonal="no").closed_dry) == (False, False)
    assert of(bridge="low_water_crossing").closed_wet


def test_what_is_not_understood_is_passed_over_and_told() -> None:
    found = of(surface="asphalt-", smoothness="ok", oneway="maybe", access="perhaps", layer="high", seasonal="often")
    assert (found.forward, found.backward, found.surface, found.smoothness, found.level) == (
        ALL,
        ALL,
        "asphalt",
        "unknown",
        0,
    )
    assert sorted(found.not_understood) == [
        "access=perhaps",
        "layer=high",
        "oneway=maybe",
        "seasonal=often",
        "smoothness=ok",
        "surface=asphalt-",
    ]
