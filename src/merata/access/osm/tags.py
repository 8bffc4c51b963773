"""What the tags of a way mean: class, surface, who may go which way, bridge, ford and season.

Turn restrictions are not read (the network is turn-free), nor are barriers on nodes, conditional restrictions and
maxspeed; speeds come from the table of speeds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from merata.access.network import MODES
from merata.access.osm.reading import Tags
from merata.access.speeds import Speeds

_ACCESS_KEYS = {
    "walk": ("foot", "access"),
    "motorcycle": ("motorcycle", "motor_vehicle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
"""The tags that say whether a mode is permitted, the most particular first: the first that is understood counts."""

_ONEWAY_KEYS = {
    "walk": ("oneway:foot",),
    "motorcycle": ("oneway:motorcycle", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    "car": ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
}

_PERMITTED = {"yes", "permissive", "designated", "official", "destination", "customers", "delivery", "residents"}
_FORBIDDEN = {
    "no",
    "private",
    "agricultural",
    "forestry",
    "military",
    "emergency",
    "psv",
    "bus",
    "permit",
    "use_sidepath",
    "dismount",
}
_FORWARD, _BACKWARD, _BOTH = {"yes", "true", "1"}, {"-1", "reverse"}, {"no", "false", "0"}
_CLOSED_WET, _CLOSED_DRY = {"yes", "dry_season", "dry", "intermittent"}, {"wet_season", "wet"}

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WayMeaning:
    """What one combination of tags means, in words. `forward`, `backward`: bit i where MODES[i] may go that way.

    `excluded`: why the way is no part of the network (`ferry`, `class`, `access`), None where it is. `not_understood`:
    tags whose value is none that is known, `key=value`; they are passed over.
    """

    excluded: str | None
    road_class: str = ""
    surface: str = ""
    surface_assumed: bool = False
    smoothness: str = UNKNOWN
    forward: int = 0
    backward: int = 0
    bridge: bool = False
    tunnel: bool = False
    level: int = 0
    ford: bool = False
    closed_dry: bool = False
    closed_wet: bool = False
    not_understood: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One way's tags while they are read."""

    tags: Tags
    speeds: Speeds
    not_understood: list[str] = field(default_factory=list)

    def passed_over(self, key: str) -> None:
        entry = f"{key}={self.tags[key]}"
        if entry not in self.not_understood:
            self.not_understood.append(entry)


def meaning(tags: Tags, speeds: Speeds) -> WayMeaning:
    """What `tags` of a way mean under the classes and surfaces of `speeds`."""
    if tags.get("route") == "ferry":
        return WayMeaning("ferry", road_class="ferry")
    road_class = tags["highway"]
    if road_class not in speeds.surface_of_class:
        return WayMeaning("class", road_class=road_class)
    reading = _Reading(tags, speeds)
    forward = backward = 0
    for bit, mode in enumerate(MODES):
        if _is_permitted(reading, mode, road_class):
            ahead, back = _directions(reading, mode, road_class)
            forward |= ahead << bit
            backward |= back << bit
    if not forward and not backward:
        return WayMeaning("access", road_class=road_class)
    surface, assumed = _surface(reading, road_class)
    closed_dry, closed_wet = _closed(reading)
    bridge = tags.get("bridge", "no")
    return WayMeaning(
        None,
        road_class=road_class,
        surface=surface,
        surface_assumed=assumed,
        smoothness=_smoothness(reading),
        forward=forward,
        backward=backward,
        bridge=bridge != "no",
        tunnel=any(tags.get(key, "no") != "no" for key in ("tunnel", "covered")),
        level=_level(reading),
        ford=tags.get("ford", "no") != "no",
        closed_dry=closed_dry,
        # A low-water crossing is under water when the river is high: that is what the word means.
        closed_wet=closed_wet or bridge == "low_water_crossing",
        not_understood=tuple(reading.not_understood),
    )


def _is_permitted(reading: _Reading, mode: str, road_class: str) -> bool:
    of = reading.speeds.modes[mode]
    if road_class not in of.class_kmh:
        return False
    by_default = road_class not in of.only_if_tagged
    for key in _ACCESS_KEYS[mode]:
        value = reading.tags.get(key)
        if value in _FORBIDDEN:
            return False
        if value in _PERMITTED:
            # Access for all does not turn a footpath into a road for cars: that takes a tag of the mode.
            return by_default or key != "access"
        if value is not None:
            reading.passed_over(key)
    return by_default


def _directions(reading: _Reading, mode: str, road_class: str) -> tuple[bool, bool]:
    """Whether `mode` may go in the drawn direction, and against it."""
    for key in _ONEWAY_KEYS[mode]:
        value = reading.tags.get(key)
        if value in _FORWARD:
            return True, False
        if value in _BACKWARD:
            return False, True
        if value in _BOTH:
            return True, True
        if value is not None:
            reading.passed_over(key)
    implied = road_class == "motorway" or reading.tags.get("junction") in {"roundabout", "circular"}
    return True, not (implied and mode != "walk")


def _surface(reading: _Reading, road_class: str) -> tuple[str, bool]:
    """The surface, and whether it is only assumed from the class."""
    tags, speeds = reading.tags, reading.speeds
    for key, known in (("surface", speeds.surface_of_tag), ("tracktype", speeds.surface_of_tracktype)):
        value = tags.get(key)
        if value is not None and value in known:
            return known[value], False
        if value is not None:
            reading.passed_over(key)
    return speeds.surface_of_class[road_class], True


def _smoothness(reading: _Reading) -> str:
    value = reading.tags.get("smoothness", UNKNOWN)
    if value in reading.speeds.smoothness:
        return value
    reading.passed_over("smoothness")
    return UNKNOWN


def _closed(reading: _Reading) -> tuple[bool, bool]:
    value = reading.tags.get("seasonal", "no")
    if value not in _CLOSED_WET | _CLOSED_DRY | _BOTH:
        reading.passed_over("seasonal")
    return value in _CLOSED_DRY, value in _CLOSED_WET


def _level(reading: _Reading) -> int:
    value = reading.tags.get("layer", "0")
    try:
        return max(-100, min(100, int(value)))
    except ValueError:
        reading.passed_over("layer")
        return 0
