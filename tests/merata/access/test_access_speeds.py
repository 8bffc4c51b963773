"""The table of speeds and minutes made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from merata.access.network import MODES, SEASONS, Traits
from merata.access.speeds import SPEEDS_FILE, arc_minutes, load_speeds, segment_kmh
from merata.errors import InputError, UsageError

WORDS = {
    "road_class": ("tertiary", "path"),
    "surface": ("asphalt", "earth"),
    "smoothness": ("unknown", "bad"),
    "condition": ("unknown", "good", "heavy_damage"),
}


def traits(**given: list[Any]) -> Traits:
    size = max(len(values) for values in given.values())
    columns: dict[str, Any] = {
        name: np.zeros(size, dtype=np.uint8) for name in ("road_class", "surface", "smoothness", "condition", "level")
    }
    flags = ("surface_assumed", "bridge", "tunnel", "ford", "closed_dry", "closed_wet")
    columns |= {name: np.zeros(size, dtype=np.bool_) for name in flags}
    columns |= {name: np.zeros(size, dtype=np.int64) for name in ("way_id", "name", "ref")}
    return Traits(**(columns | {name: np.array(values, dtype=columns[name].dtype) for name, values in given.items()}))


def changed_table(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    entries = yaml.safe_load(SPEEDS_FILE.read_text(encoding="utf-8"))
    change(entries)
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    return path


def test_the_table_of_the_product_is_sound_and_says_that_it_is_assumed() -> None:
    speeds = load_speeds()
    assert tuple(speeds.modes) == MODES
    assert speeds.provenance == {
        "file": "speeds.yaml",
        "valid_from": "2026-11-01",
        "certainty": "assumption",
        "off_road_kmh": "5",
    }
    assert all(source.startswith("assumption:") for source in speeds.sources.values())
    assert all(set(mode.class_kmh) == set(speeds.road_classes) for mode in speeds.modes.values())


def test_speed_is_the_least_of_the_limits_times_the_factors() -> None:
    speeds = load_speeds()
    # Tertiary 40 km/h; earth bears 18; bad smoothness bears 25; heavy damage leaves 0.375, an unknown condition 0.85.
    roads = traits(road_class=[0, 0, 0, 0], surface=[0, 1, 0, 0], smoothness=[0, 0, 1, 0], condition=[1, 1, 2, 0])
    assert segment_kmh(speeds, "motorcycle", "dry", roads, WORDS).tolist() == [40.0, 18.0, 25 * 0.375, 40 * 0.85]
    # In the wet season asphalt keeps 0.95 and earth 0.5.
    assert segment_kmh(speeds, "motorcycle", "wet", roads, WORDS) == pytest.approx(
        [38.0, 9.0, 25 * 0.375 * 0.95, 40 * 0.85 * 0.95]
    )


def test_fords_and_seasonal_roads_close() -> None:
    roads = traits(ford=[1, 0, 0], closed_wet=[0, 1, 0], closed_dry=[0, 0, 1], condition=[1, 1, 1])
    speeds = load_speeds()
    assert segment_kmh(speeds, "motorcycle", "dry", roads, WORDS) == pytest.approx([12.0, 40.0, 0.0])
    assert segment_kmh(speeds, "motorcycle", "wet", roads, WORDS) == pytest.approx([0.0, 0.0, 38.0])


def test_minutes_follow_length_slope_and_permission() -> None:
    speeds = load_speeds()
    kmh = np.array([30.0, 0.0])
    minutes = arc_minutes(
        speeds,
        "motorcycle",
        kmh,
        segment=np.array([0, 0, 0, 1], dtype=np.int32),
        length_m=[1000.0, 1000.0, 1000.0, 1000.0],
        slope=np.array([0.0, 0.15, 0.0, 0.0]),
        permitted=np.array([0b010, 0b111, 0b101, 0b111], dtype=np.uint8),
    )
    # 1 km at 30 km/h: 2 minutes; uphill 15 percent at 0.7 of it; not permitted; closed.
    assert minutes == pytest.approx([2.0, 2.0 / 0.7, np.inf, np.inf])


def test_walking_off_the_road_takes_the_walking_speed() -> None:
    assert load_speeds().walk_minutes(np.array([0.0, 1000.0])) == pytest.approx([0.0, 12.0])


def test_what_the_table_lacks_is_named() -> None:
    words = WORDS | {"road_class": ("tertiary", "runway"), "surface": ("asphalt", "ice")}
    roads = traits(road_class=[0, 1], surface=[0, 1])
    with pytest.raises(InputError, match="lack road_class runway, surface ice"):
        segment_kmh(load_speeds(), "car", "dry", roads, words)


def test_words_that_no_segment_has_need_no_speed() -> None:
    words = WORDS | {"surface": ("asphalt", "ice")}
    assert segment_kmh(load_speeds(), "car", "dry", traits(condition=[1]), words) == pytest.approx([35.0])


def test_every_fault_of_a_table_is_told_at_once(tmp_path: Path) -> None:
    def spoil(entries: dict[str, Any]) -> None:
        entries["modes"]["car"]["class_kmh"]["primary"] = -40
        entries["modes"]["walk"]["surface_kmh"]["earth"] = "slow"
        entries["modes"]["motorcycle"]["condition_factor"].pop("good")
        entries["modes"]["motorcycle"]["wet_factor"]["ice"] = 0.1
        entries["modes"]["car"]["slope_factor"]["slope"][0] = 0.9
        entries["off_road_kmh"] = 0
        entries["sources"].pop("class_kmh")
        entries["surfaces"]["earth"].append("asphalt")
        entries["colour"] = "red"
        entries["valid_from"] = "soon"

    with pytest.raises(InputError) as caught:
        load_speeds(changed_table(tmp_path, spoil))
    assert {fault.column for fault in caught.value.faults} == {
        "colour",
        "modes.car.class_kmh.primary",
        "modes.walk.surface_kmh.earth",
        "modes.motorcycle.condition_factor.good",
        "modes.motorcycle.wet_factor.ice",
        "modes.car.slope_factor",
        "off_road_kmh",
        "sources.class_kmh",
        "surfaces.earth",
        "valid_from",
    }
    assert "modes.car.class_kmh.primary: missing or not of the kind ('-40'); expected a number above 0" in str(
        caught.value
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, 1e9, None])
def test_a_speed_is_a_finite_number(tmp_path: Path, value: object) -> None:
    def spoil(entries: dict[str, Any]) -> None:
        entries["modes"]["car"]["surface_kmh"]["gravel"] = value

    with pytest.raises(InputError) as caught:
        load_speeds(changed_table(tmp_path, spoil))
    assert [fault.column for fault in caught.value.faults] == ["modes.car.surface_kmh.gravel"]


def test_a_class_may_be_left_out_for_a_mode(tmp_path: Path) -> None:
    def spoil(entries: dict[str, Any]) -> None:
        del entries["modes"]["car"]["class_kmh"]["path"]

    speeds = load_speeds(changed_table(tmp_path, spoil))
    assert segment_kmh(speeds, "car", "dry", traits(road_class=[1]), WORDS).tolist() == [0.0]


@pytest.mark.parametrize("text", ["", "- a\n", "{", "\x00"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "speeds.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="the table of speeds"):
        load_speeds(path)


def test_an_unknown_mode_is_a_wrong_call() -> None:
    speeds = load_speeds()
    empty = np.zeros(0)
    with pytest.raises(UsageError, match="unknown mode 'boat'"):
        arc_minutes(
            speeds,
            "boat",
            empty,
            segment=empty.astype(np.int32),
            length_m=empty,
            slope=empty,
            permitted=empty.astype(np.uint8),
        )


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("mode", MODES)
def test_a_better_road_is_never_slower(mode: str, season: str) -> None:
    speeds = load_speeds()
    order = ("good", "fair", "light_damage", "heavy_damage")
    words = WORDS | {"condition": ("unknown", *order)}
    roads = traits(condition=[1, 2, 3, 4])
    assert np.all(np.diff(segment_kmh(speeds, mode, season, roads, words)) <= 0)
    surfaces = words | {"surface": speeds.surfaces}
    by_surface = segment_kmh(speeds, mode, season, replace(roads, surface=np.array([0, 1, 3, 4], np.uint8)), surfaces)
    assert np.all(np.diff(by_surface / [speeds.modes[mode].condition_factor[c] for c in order]) <= 1e-12)
