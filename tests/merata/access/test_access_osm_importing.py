"""Small maps imported: what is kept, what is left out, and bad files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_map import CHAIN, DEGREE_M, write_map

from merata.access.assembly import with_speeds
from merata.access.import_report import ImportReport
from merata.access.network import Network
from merata.access.osm.clipping import read_boundary
from merata.access.osm.importing import ImportChoices, import_osm
from merata.access.osm.reading import read_ways
from merata.access.speeds import load_speeds
from merata.errors import InputError

TERTIARY = {"highway": "tertiary", "surface": "asphalt"}


def counts(report: ImportReport) -> dict[str, int]:
    return {kind: item.count for kind, item in report.items.items()}


def arcs(network: Network, mode: str, season: str = "dry") -> dict[tuple[int, int], float]:
    minutes = network.arc_minutes(mode, season)
    found = np.flatnonzero(np.isfinite(minutes))
    ends = zip(network.node_id[network.tail[found]], network.node_id[network.head[found]], strict=True)
    return dict(zip([(int(a), int(b)) for a, b in ends], minutes[found].tolist(), strict=True))


def test_a_chain_of_roads_by_hand(tmp_path: Path) -> None:
    path = write_map(
        tmp_path / "map.osm.pbf",
        CHAIN,
        [(10, [1, 2, 3], {**TERTIARY, "name": "Jalan Merdeka"}), (11, [3, 4], {"highway": "path", "oneway": "yes"})],
    )
    network, report = import_osm(path)
    assert network.node_id.tolist() == [1, 2, 3, 4]
    assert network.first.tolist() == [0, 1, 3, 5, 6]
    assert network.way_id.tolist() == [10, 10, 11]
    assert [network.words["road_class"][code] for code in network.road_class] == ["tertiary", "tertiary", "path"]
    assert network.words["name"] == ("Jalan Merdeka",)
    assert network.traits.name.tolist() == [0, 0, -1]
    # 0.01 degrees of latitude; a tertiary road of unknown condition by motorcycle: 40 × 0.85 km/h.
    down = 0.01 * DEGREE_M
    east = down * np.cos(np.radians(8.02))
    one = down * 0.06 / 34
    # Path of earth: 15 × 0.85 km/h, one way.
    expected = {(1, 2): one, (2, 1): one, (2, 3): one, (3, 2): one, (3, 4): east * 0.06 / 12.75}
    assert arcs(network, "motorcycle") == pytest.approx(expected, rel=1e-6)
    assert arcs(network, "walk") == pytest.approx(
        {(1, 2): down * 0.012, (2, 1): down * 0.012, (2, 3): down * 0.012, (3, 2): down * 0.012}
        | {(3, 4): east * 0.012, (4, 3): east * 0.012},
        rel=1e-6,
    )
    assert set(arcs(network, "car")) == {(1, 2), (2, 1), (2, 3), (3, 2)}
    assert arcs(network, "motorcycle", "wet")[3, 4] == pytest.approx(expected[3, 4] / 0.5)
    assert counts(report) == {"kept": 3, "nodes": 4, "surface_assumed": 1, "traps": 1}
    assert report.items["kept"].km == pytest.approx((2 * down + east) / 1000)


def test_what_is_left_out_is_told_with_its_length(tmp_path: Path) -> None:
    path = write_map(
        tmp_path / "map.osm.pbf",
        {**CHAIN, 5: (-8.02, 112.0)},
        [
            (10, [1, 2], TERTIARY),
            (11, [2, 3], {"highway": "proposed"}),
            (12, [1, 2, 3], {"route": "ferry"}),
            (13, [3, 4], {"highway": "service", "access": "private"}),
            (14, [2, 2, 3, 5], TERTIARY),
            (15, [3, 99], TERTIARY),
            (16, [1], TERTIARY),
            (17, [1, 2], {"building": "yes"}),
            (18, [3, 4], {**TERTIARY, "smoothness": "so-so"}),
        ],
        {1: {"barrier": "gate"}, 2: {"ford": "yes"}},
    )
    network, report = import_osm(path)
    assert counts(report) == {
        "class": 1,
        "ferry": 1,
        "access": 1,
        "loops": 1,
        "missing_nodes": 1,
        "zero_length": 1,
        "barriers": 1,
        "fords": 2,
        "not_understood": 1,
        "kept": 4,
        "nodes": 5,
    }
    assert report.items["ferry"].km == pytest.approx(0.02 * DEGREE_M / 1000)
    assert report.items["class"].examples == ({"highway": "proposed", "ways": 1, "km": 1.112},)
    assert report.items["zero_length"].examples == ({"way": 14},)
    assert report.items["missing_nodes"].examples == ({"way": 15},)
    # Two nodes at one place stay joined, or the road would be cut: at no minutes.
    assert arcs(network, "walk")[3, 5] == 0.0
    # A ford slows the segments that meet at its node, and closes them when wet.
    assert arcs(network, "walk")[1, 2] == pytest.approx(0.01 * DEGREE_M * 0.012 / 0.4, rel=1e-6)
    assert (1, 2) not in arcs(network, "walk", "wet")


def test_the_boundary_keeps_roads_that_touch_it(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.osm.pbf", CHAIN, [(10, [1, 2, 3, 4], TERTIARY)])
    square = [[111.99, -7.99], [112.005, -7.99], [112.005, -8.005], [111.99, -8.005], [111.99, -7.99]]
    boundary = tmp_path / "boundary.geojson"
    boundary.write_text(json.dumps({"type": "Polygon", "coordinates": [square]}), encoding="utf-8")
    network, report = import_osm(path, choices=ImportChoices(boundary=read_boundary(boundary)))
    assert network.node_id.tolist() == [1, 2]
    assert counts(report)["outside"] == 2


def test_a_boundary_with_latitude_and_longitude_swapped_is_told(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.osm.pbf", {1: (42.5, 1.5), 2: (42.51, 1.5)}, [(10, [1, 2], TERTIARY)])
    swapped = {"type": "Polygon", "coordinates": [[[42, 1], [43, 1], [43, 2], [42, 2], [42, 1]]]}
    boundary = tmp_path / "boundary.geojson"
    boundary.write_text(json.dumps(swapped), encoding="utf-8")
    with pytest.raises(InputError, match=r"no road of map\.osm\.pbf lies within the boundary.*swapped they would"):
        import_osm(path, choices=ImportChoices(boundary=read_boundary(boundary)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read as GeoJSON"),
        ("[]", "cannot be read as GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "holds no polygon"),
        (
            '{"type": "Polygon", "coordinates": [[[500000, 9], [500001, 9], [500001, 8], [500000, 9]]]}',
            "expected degrees",
        ),
    ],
)
def test_a_boundary_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "boundary.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_boundary(path)


def large_map(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    places = {n: (float(a), float(b)) for n, (a, b) in enumerate(rng.uniform((-8.5, 112), (-8, 112.5), (9_000, 2)), 1)}
    ways = [(n, rng.integers(1, 9_000, 9).tolist(), TERTIARY) for n in range(1, 3_000)]
    return write_map(tmp_path / "large.osm.pbf", places, ways)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    whole = large_map(tmp_path).read_bytes()
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=r"half\.osm\.pbf .*(truncated|holds no roads)"):
        import_osm(path)


def test_files_that_are_no_map_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.osm.pbf"
    with pytest.raises(InputError, match=r"is missing; expected an OpenStreetMap extract"):
        import_osm(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match=r"truncated"):
        import_osm(path)
    path.write_text("facility_id,kind\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"truncated"):
        import_osm(path)
    other = tmp_path / "map.txt"
    other.write_text("roads", encoding="utf-8")
    with pytest.raises(InputError, match=r"no OpenStreetMap file"):
        import_osm(other)


def test_a_map_without_roads_is_refused(tmp_path: Path) -> None:
    path = write_map(tmp_path / "map.osm.pbf", CHAIN, [(10, [1, 2], {"waterway": "river"})])
    with pytest.raises(InputError, match=r"holds no roads: no way in it has the tag highway"):
        import_osm(path)
    path = write_map(tmp_path / "map.osm.pbf", CHAIN, [(10, [1, 2], {"route": "ferry"}), (11, [8, 9], TERTIARY)])
    with pytest.raises(InputError, match=r"no road that can be used: 1 ferry, 1 missing_nodes"):
        import_osm(path)


def test_coordinates_that_are_nowhere_on_earth_are_told(tmp_path: Path) -> None:
    # Latitude and longitude swapped: 112 degrees north is nowhere.
    path = tmp_path / "map.osm"
    nodes = "".join(f'<node id="{n}" lat="{112 + n / 100}" lon="-8.0"/>' for n in (1, 2))
    way = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="road"/></way>'
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    with pytest.raises(InputError, match=r"missing_nodes|cannot be read"):
        import_osm(path)


def test_ways_are_read_as_they_stand(tmp_path: Path) -> None:
    path = write_map(
        tmp_path / "map.osm.pbf",
        CHAIN,
        [
            (10, [1, 2, 9], {**TERTIARY, "ref": "12", "name": "A"}),
            (11, [3], TERTIARY),
            (12, [3, 4], {**TERTIARY, "name": "A"}),
        ],
        {3: {"barrier": "bollard"}, 4: {"ford": "no"}},
    )
    ways = read_ways(path)
    assert ways.way_id.tolist() == [10, 11, 12]
    assert ways.first.tolist() == [0, 3, 4, 6]
    assert ways.node_id.tolist() == [1, 2, 9, 3, 3, 4]
    assert np.isnan(ways.longitude).tolist() == [False, False, True, False, False, False]
    assert ways.latitude[:2].tolist() == pytest.approx([-8.0, -8.01])
    assert ways.combinations == (TERTIARY,)
    assert (ways.name.tolist(), ways.names, ways.ref.tolist(), ways.refs) == ([0, -1, 0], ("A",), [0, -1, -1], ("12",))
    assert (ways.barrier_nodes.tolist(), ways.ford_nodes.tolist()) == ([3], [])


def test_other_speeds_change_the_minutes_of_a_network_alone(tmp_path: Path) -> None:
    network, _ = import_osm(write_map(tmp_path / "map.osm.pbf", CHAIN, [(10, [1, 2, 3, 4], TERTIARY)]))
    speeds = load_speeds()
    again = with_speeds(network, speeds)
    assert all(np.array_equal(again.minutes[mode], network.minutes[mode]) for mode in network.minutes)
    walking: Any = {**speeds.modes, "car": speeds.modes["walk"]}
    slow = with_speeds(
        network, type(speeds)(**{name: getattr(speeds, name) for name in speeds.__slots__} | {"modes": walking})
    )
    assert slow.minutes["car"].tolist() == network.minutes["walk"].tolist()
