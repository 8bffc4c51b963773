"""The demo's places: true villages, plausible roads and facilities, whole polygons."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import shapely

from merata.demo import geography
from merata.demo.facts import REGIONS, statistic, villages
from merata.demo.geography import Geography
from merata.demo.plane import to_degrees, to_km
from merata.errors import InputError
from merata.tables.catalogue import TABLES


def test_the_tables_follow_the_catalogue(places: Geography) -> None:
    for name in ("villages", "roads", "facilities"):
        table: pa.Table = getattr(places, name)
        schema = TABLES[name]
        assert table.column_names == schema.arrow.names
        for column in schema.columns:
            assert table[column.name].type == column.kind.arrow
            assert table[column.name].null_count == 0
            if column.choices:
                assert set(table[column.name].to_pylist()) <= set(column.choices)
        assert len(table.group_by(list(schema.key)).aggregate([])) == len(table)


def test_the_villages_are_the_true_ones(places: Geography) -> None:
    known = {row["code"]: row for row in villages().to_pylist()}
    assert places.villages.num_rows == 269
    for row in places.villages.to_pylist():
        true = known[row["village_code"]]
        assert (row["name"], row["type"], row["latitude"]) == (true["name"], true["type"], true["lat"])
        assert row["population"] == true["population_est_2024"]
    assert pc.all(places.villages.filter(pc.equal(places.villages["type"], "kelurahan"))["urban"]).as_py()


def test_the_south_is_farther_from_everything(places: Geography) -> None:
    south = pc.equal(places.villages["side_of_brantas"], "selatan")
    for column in ("minutes_to_market", "minutes_to_puskesmas", "minutes_to_senior_school"):
        far, near = places.villages.filter(south)[column], places.villages.filter(pc.invert(south))[column]
        assert pc.mean(far).as_py() > 1.5 * pc.mean(near).as_py()
        assert 0 < pc.min(near).as_py() < pc.max(far).as_py() < 150


def test_few_bridges_and_no_other_way_over_the_brantas(places: Geography) -> None:
    side = dict(
        zip(places.villages["village_code"].to_pylist(), places.villages["side_of_brantas"].to_pylist(), strict=True)
    )
    roads = places.roads.to_pylist()
    assert 6 <= sum(road["bridge"] for road in roads) <= 8
    for road in roads:
        assert road["bridge"] == (side[road["from_node"]] != side[road["to_node"]])


def test_roads_are_longer_than_the_straight_line_and_do_not_cross(places: Geography) -> None:
    roads = places.roads
    start = to_km(roads["from_longitude"].to_numpy(), roads["from_latitude"].to_numpy())
    end = to_km(roads["to_longitude"].to_numpy(), roads["to_latitude"].to_numpy())
    straight = np.hypot(*(end - start).T)
    assert (roads["length_km"].to_numpy() > 1.04 * straight).all()
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert len(first) == len(second) == 0


def test_the_kabupatens_roads_have_the_published_length_and_damage(places: Geography) -> None:
    kota = [road.startswith("R-35.72") and "-35.72" in road[2:] for road in places.roads["road_id"].to_pylist()]
    own = pc.and_(pc.equal(places.roads["road_class"], "kabupaten"), pa.array([not inside for inside in kota]))
    roads = places.roads.filter(own)
    length = roads["length_km"].to_numpy()
    assert length.sum() == pytest.approx(statistic("Kab. Blitar", "road_length_km", "2025").value, rel=0.001)
    damaged = np.isin(roads["condition"].to_numpy(zero_copy_only=False), ["light_damage", "heavy_damage"])
    assert length[damaged].sum() / length.sum() == pytest.approx(0.2037, abs=0.01)
    through = places.roads.filter(pc.is_in(places.roads["road_class"], pa.array(["national", "provincial"])))
    assert set(through["condition"].to_pylist()) <= {"good", "fair"}


@pytest.mark.parametrize(
    ("kind", "regency", "indicator", "year"),
    [
        ("market", "35.05", "public_markets", "2025"),
        ("puskesmas", "35.05", "puskesmas", "2020"),
        ("puskesmas", "35.72", "puskesmas", "2020"),
        ("hospital", "35.05", "hospitals", "2020"),
        ("hospital", "35.72", "hospitals", "2020"),
        ("primary_school", "35.05", "primary_schools", "2025"),
        ("primary_school", "35.72", "sd_negeri", "2025"),
    ],
)
def test_as_many_facilities_as_published(places: Geography, kind: str, regency: str, indicator: str, year: str) -> None:
    found = [
        row for row in places.facilities.to_pylist() if row["kind"] == kind and row["village_code"].startswith(regency)
    ]
    assert len(found) == statistic(REGIONS[regency], indicator, year).value
    assert all(row["name"].endswith("(sintetis)") for row in found)


def test_every_kecamatan_has_a_puskesmas(places: Geography) -> None:
    health = places.facilities.filter(pc.equal(places.facilities["kind"], "puskesmas"))
    served = {code[:8] for code in health["village_code"].to_pylist()}
    assert served == set(places.villages["kecamatan_code"].to_pylist())


def test_the_cells_hold_their_points_and_fill_the_published_area(places: Geography) -> None:
    features = places.polygons["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    points = shapely.points(places.villages["longitude"].to_numpy(), places.villages["latitude"].to_numpy())
    assert [f["properties"]["code"] for f in features] == places.villages["village_code"].to_pylist()
    assert shapely.is_valid(shapes).all()
    assert shapely.contains(shapes, points).all()
    area = shapely.transform(shapes, lambda degrees: to_km(degrees[:, 0], degrees[:, 1]))
    total = pc.sum(places.villages["area_km2"]).as_py()
    assert shapely.area(area).sum() == pytest.approx(total, rel=0.01)
    # No two cells overlap: the parts are together as large as their union.
    assert shapely.area(shapely.union_all(area)) == pytest.approx(shapely.area(area).sum(), rel=1e-4)
    assert len(json.dumps(places.polygons)) < 300_000


def test_the_plane_goes_there_and_back() -> None:
    degrees = np.array([[112.1, -8.0], [112.4, -8.3]])
    assert to_degrees(to_km(degrees[:, 0], degrees[:, 1])) == pytest.approx(degrees)
    # A hundredth of a degree of latitude is 1.106 km.
    assert to_km(np.array([112.2]), np.array([-8.09]))[0] == pytest.approx([0.0, 1.106], abs=1e-6)


def test_the_seed_decides(places: Geography) -> None:
    again, other = geography.build(1), geography.build(2)
    for name in ("villages", "roads", "facilities"):
        assert getattr(again, name).equals(getattr(places, name))
        assert not getattr(other, name).equals(getattr(places, name))
    assert again.polygons == places.polygons


def written(places: Geography, path: Path, change: Callable[[list[Any]], None]) -> Path:
    """The demo's own polygons as a user's file, changed."""
    document = json.loads(json.dumps(places.polygons))
    change(document["features"])
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_users_file_is_taken_with_its_shapes(places: Geography, tmp_path: Path) -> None:
    def rename(features: list[Any]) -> None:
        for feature in features:
            feature["properties"] = {"village_code": feature["properties"]["code"], "extra": 1}
        features.append({"type": "Feature", "properties": {"code": "35.06.01.2001"}, "geometry": None})
        features.reverse()

    found = geography.build(1, written(places, tmp_path / "desa.geojson", rename))
    assert found.polygons == places.polygons
    assert found.roads.equals(places.roads)


def test_all_faults_of_a_users_file_at_once(places: Geography, tmp_path: Path) -> None:
    def spoil(features: list[Any]) -> None:
        features[1]["geometry"] = {"type": "Point", "coordinates": [112.0, -8.0]}
        features[2]["geometry"] = None
        features[3]["properties"] = {}
        features[4]["properties"]["code"] = "35.05.99.2001"
        features[5]["properties"]["code"] = features[6]["properties"]["code"]

    codes = places.villages["village_code"].to_pylist()
    with pytest.raises(InputError) as raised:
        geography.build(1, written(places, tmp_path / "desa.geojson", spoil))
    problems = [(fault.row, fault.value, fault.problem) for fault in raised.value.faults]
    assert problems[0] == (2, codes[1], "the geometry is Point, or empty")
    assert problems[1] == (3, codes[2], "the geometry cannot be read")
    assert problems[2] == (4, None, "the feature names no village")
    assert problems[3] == (5, "35.05.99.2001", "no village has this code")
    assert problems[4] == (7, codes[6], "the village has a second feature")
    assert problems[5:] == [(None, codes[at], "no polygon for the village") for at in (3, 4, 5)]


def test_a_ring_that_crosses_itself_is_mended(places: Geography, tmp_path: Path) -> None:
    """Of a bow tie the two triangles it encloses are kept: 0.1 by 0.1 degrees, of which a half."""

    def spoil(features: list[Any]) -> None:
        bow = [[[112.0, -8.0], [112.1, -8.1], [112.1, -8.0], [112.0, -8.1], [112.0, -8.0]]]
        features[0]["geometry"] = {"type": "Polygon", "coordinates": bow}

    found = geography.build(1, written(places, tmp_path / "desa.geojson", spoil)).polygons
    shape = shapely.geometry.shape(found["features"][0]["geometry"])
    assert shape.is_valid
    assert shape.area == pytest.approx(0.005)


@pytest.mark.parametrize("text", ["not json", "[1, 2]", '{"type": "FeatureCollection"}'])
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "desa.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no GeoJSON file"):
        geography.build(1, path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        geography.build(1, tmp_path / "none.geojson")
