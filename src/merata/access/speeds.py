"""How fast one travels: the table of speeds, and minutes along the arcs of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from merata.access.kernel.graph import Floats, Places
from merata.access.network import MODES, Codes, Traits
from merata.access.speeds_file import SpeedsDocument
from merata.errors import InputError, UsageError

SPEEDS_FILE = Path(__file__).parent / "speeds.yaml"
"""The speeds used unless others are given: all of them assumptions, as it says."""


@dataclass(frozen=True, slots=True)
class ModeSpeeds:
    """The speeds of one mode: see the formula at the top of speeds.yaml. Speeds in km/h, factors without unit."""

    class_kmh: Mapping[str, float]
    only_if_tagged: frozenset[str]
    surface_kmh: Mapping[str, float]
    smoothness_kmh: Mapping[str, float]
    condition_factor: Mapping[str, float]
    wet_factor: Mapping[str, float]
    ford_factor: Mapping[str, float]
    slope: tuple[float, ...]
    slope_factor: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Speeds:
    """A table of speeds with its date, certainty and sources, and how tags tell the surface.

    `surface_of_tag`: our surface for each value of OpenStreetMap's surface; `surface_of_tracktype` and
    `surface_of_class` where that tag is absent. `off_road_kmh`: how fast one walks where there is no road.
    """

    file: str
    valid_from: date
    certainty: str
    sources: Mapping[str, str]
    off_road_kmh: float
    conditions: tuple[str, ...]
    smoothness: tuple[str, ...]
    surfaces: tuple[str, ...]
    surface_of_tag: Mapping[str, str]
    surface_of_tracktype: Mapping[str, str]
    surface_of_class: Mapping[str, str]
    modes: Mapping[str, ModeSpeeds]

    @property
    def road_classes(self) -> tuple[str, ...]:
        """The classes of roads that the table knows; ways of others are left out of a network."""
        return tuple(self.surface_of_class)

    @property
    def provenance(self) -> dict[str, str]:
        """What a network made with this table says of it."""
        return {
            "file": self.file,
            "valid_from": self.valid_from.isoformat(),
            "certainty": self.certainty,
            "off_road_kmh": f"{self.off_road_kmh:g}",
        }

    def walk_minutes(self, metres: Floats) -> Floats:
        """Minutes to walk `metres` where there is no road."""
        minutes: Floats = metres * (0.06 / self.off_road_kmh)
        return minutes


def load_speeds(path: Path = SPEEDS_FILE) -> Speeds:
    """Read a table of speeds (YAML, of the form of speeds.yaml). Raises `InputError` with all its faults."""
    document = SpeedsDocument.read(path)
    surfaces = document.word_lists("surfaces")
    lists = {name: document.words(name) for name in ("conditions", "smoothness")}
    of_class = document.choices("surface_of_class", tuple(surfaces))
    classes = tuple(of_class)
    modes = {}
    for mode in MODES:
        part = document.part("modes", mode)
        slope, slope_factor = part.curve("slope_factor")
        modes[mode] = ModeSpeeds(
            class_kmh=part.numbers("class_kmh", classes, partial=True, positive=True),
            only_if_tagged=frozenset(part.subset("only_if_tagged", classes)),
            surface_kmh=part.numbers("surface_kmh", tuple(surfaces)),
            smoothness_kmh=part.numbers("smoothness_kmh", lists["smoothness"]),
            condition_factor=part.numbers("condition_factor", lists["conditions"]),
            wet_factor=part.numbers("wet_factor", tuple(surfaces)),
            ford_factor=part.numbers("ford_factor", ("dry", "wet")),
            slope=slope,
            slope_factor=slope_factor,
        )
    table = Speeds(
        file=path.name,
        valid_from=document.day("valid_from"),
        certainty=document.text("certainty"),
        sources=document.sources(),
        off_road_kmh=document.number("off_road_kmh"),
        surfaces=tuple(surfaces),
        surface_of_tag={tag: surface for surface, tags in surfaces.items() for tag in tags},
        surface_of_tracktype=document.choices("surface_of_tracktype", tuple(surfaces)),
        surface_of_class=of_class,
        modes=modes,
        **lists,
    )
    document.refuse_faults()
    return table


def segment_kmh(speeds: Speeds, mode: str, season: str, traits: Traits, words: Mapping[str, tuple[str, ...]]) -> Floats:
    """Speed on each segment (s) on the level, in km/h; 0 where it is closed. Who may go there is not looked at.

    km/h = min(class, surface, smoothness) × condition × ford, × wet factor of the surface in the wet season. Raises
    `InputError` where the table lacks a class, surface, smoothness or condition that occurs.
    """
    of = speeds.modes[mode]
    # A class that the table knows and the mode does not list is not for this mode.
    class_kmh = {name: of.class_kmh.get(name, 0.0) for name in speeds.road_classes}
    blocks = {
        "road_class": (class_kmh, traits.road_class),
        "surface": (of.surface_kmh, traits.surface),
        "smoothness": (of.smoothness_kmh, traits.smoothness),
        "condition": (of.condition_factor, traits.condition),
    }
    _refuse_unknown(speeds, blocks, words)
    by_code = {name: _by_code(words[name], block) for name, (block, _) in blocks.items()}
    kmh = np.minimum(by_code["road_class"][traits.road_class], by_code["surface"][traits.surface])
    kmh = np.minimum(kmh, by_code["smoothness"][traits.smoothness]) * by_code["condition"][traits.condition]
    closed = traits.closed_wet if season == "wet" else traits.closed_dry
    if season == "wet":
        kmh *= _by_code(words["surface"], of.wet_factor)[traits.surface]
    kmh[traits.ford] *= of.ford_factor[season]
    kmh[closed] = 0.0
    return np.asarray(kmh, dtype=np.float64)


def arc_minutes(
    speeds: Speeds,
    mode: str,
    kmh: Floats,
    *,
    segment: Places,
    length_m: Sequence[float] | np.ndarray,
    slope: np.ndarray,
    permitted: Codes,
) -> Floats:
    """Minutes along each arc (m) from the speeds `kmh` of the segments (s); infinite where closed or not permitted.

    `segment`, `length_m`, `slope`, `permitted` (m each) as in `Network`. Raises `UsageError` for an unknown mode.
    """
    if mode not in speeds.modes:
        raise UsageError(f"unknown mode {mode!r}; expected one of {', '.join(speeds.modes)}")
    of = speeds.modes[mode]
    speed = kmh[segment]
    if np.any(slope):
        speed = speed * np.interp(np.asarray(slope, dtype=np.float64), of.slope, of.slope_factor)
    open_ = ((permitted >> MODES.index(mode)) & 1).astype(np.bool_) & (speed > 0)
    metres = np.asarray(length_m, dtype=np.float64)
    minutes: Floats = np.divide(0.06 * metres, speed, out=np.full(len(metres), np.inf), where=open_)
    return minutes


def _by_code(words: tuple[str, ...], block: Mapping[str, float]) -> Floats:
    return np.array([block.get(word, 0.0) for word in words], dtype=np.float64)


def _refuse_unknown(
    speeds: Speeds, blocks: Mapping[str, tuple[Mapping[str, float], Codes]], words: Mapping[str, tuple[str, ...]]
) -> None:
    """Raise `InputError` where a segment has a class, surface, … that the table does not know."""
    missing = []
    for name, (block, codes) in blocks.items():
        used = np.bincount(codes, minlength=len(words[name])) > 0
        missing += [
            f"{name} {word}" for word, occurs in zip(words[name], used, strict=True) if occurs and word not in block
        ]
    if missing:
        raise InputError(f"the speeds of {speeds.file} lack {', '.join(missing)}, which the network has; add them")
