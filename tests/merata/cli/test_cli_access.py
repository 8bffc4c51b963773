"""`merata access import` and `times`: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from small_map import CHAIN, write_map

from merata.access.network import Network
from merata.access.speeds import SPEEDS_FILE
from merata.cli.access import access
from merata.errors import InputError, UsageError

ROAD = {"highway": "tertiary", "surface": "asphalt", "name": "Jalan Merdeka"}
FACILITIES = "facility_id,kind,latitude,longitude\na,market,-8.0,112.0\nb,market,-8.9,112.0\nc,clinic,-8.02,112.01\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    nodes = {**CHAIN, 5: (-8.05, 112.05), 6: (-8.06, 112.05)}
    ways = [(10, [1, 2, 3], ROAD), (11, [3, 4], {"highway": "footway"}), (12, [1, 4], {"route": "ferry"})]
    write_map(tmp_path / "map.osm.pbf", nodes, [*ways, (13, [5, 6], ROAD)])
    (tmp_path / "facilities.csv").write_text(FACILITIES, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[str, str]:
    result = CliRunner().invoke(access, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def times(folder: Path, *more: object, roads: Path | None = None) -> tuple[str, str]:
    return run(
        "times", "--roads", roads or folder / "map.osm.pbf", "--facilities", folder / "facilities.csv",
        "--mode", "walk", "--out", folder / "times.parquet", *more,
    )  # fmt: skip


def test_times_are_written_as_held_fixed(folder: Path) -> None:
    out, err = times(folder)
    table = pq.read_table(folder / "times.parquet")
    assert [(field.name, str(field.type)) for field in table.schema] == [
        ("node", "int64"),
        ("latitude", "double"),
        ("longitude", "double"),
        ("kind", "string"),
        ("minutes", "double"),
    ]
    rows = {(row["kind"], row["node"]): row["minutes"] for row in table.to_pylist()}
    assert len(rows) == 12
    assert rows["market", 1] == 0.0
    assert rows["market", 2] == pytest.approx(1111.95 * 0.012, rel=1e-5)
    assert rows["clinic", 4] == 0.0
    assert rows["clinic", 5] is None
    said = json.loads(table.schema.metadata[b"merata"])
    assert said == {
        "mode": "walk",
        "season": "dry",
        "speeds": {
            "file": "speeds.yaml",
            "valid_from": "2026-11-01",
            "certainty": "assumption",
            "off_road_kmh": "5",
        },
    }
    assert "jalan kaki / walking, musim kemarau / dry season" in out
    assert "kepastian: asumsi" in out
    assert "1 fasilitas lebih dari 2000 m dari jalan" in err
    assert "b (market, baris / row 3): -8.9, 112.0" in err


def test_the_summary_comes_as_json(folder: Path) -> None:
    out, _ = times(folder, "--json", "--season", "wet", "--limit-m", 500)
    summary = json.loads(out)
    assert (summary["mode"], summary["season"]) == ("walk", "wet")
    assert [(kind["kind"], kind["nodes"], kind["unreachable"]) for kind in summary["kinds"]] == [
        ("clinic", 6, 2),
        ("market", 6, 2),
    ]
    assert [row["facility_id"] for row in summary["excluded"]] == ["b"]


def test_an_imported_folder_gives_the_same_times_as_the_map(folder: Path) -> None:
    out, _ = run("import", "--roads", folder / "map.osm.pbf", "--out", folder / "network")
    assert "Laporan impor jalan: map.osm.pbf" in out
    assert "Report of the road import: map.osm.pbf" in out
    assert "tidak dipakai: 1 lintasan penyeberangan (feri), 2,482 km" in out
    assert "left out: 1 ferries, 2.482 km" in out
    report = json.loads((folder / "network" / "import_report.json").read_text(encoding="utf-8"))
    assert report["items"]["components"]["count"] == 1
    times(folder)
    direct = pq.read_table(folder / "times.parquet")
    times(folder, roads=folder / "network")
    assert pq.read_table(folder / "times.parquet").equals(direct)


def test_a_speeds_file_replaces_the_table_for_maps_and_folders(folder: Path) -> None:
    entries = yaml.safe_load(SPEEDS_FILE.read_text(encoding="utf-8"))
    entries["modes"]["walk"]["class_kmh"]["tertiary"] = 2.5
    entries["certainty"] = "measured"
    entries["off_road_kmh"] = 1
    (folder / "slow.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    run("import", "--roads", folder / "map.osm.pbf", "--out", folder / "network")
    for roads in ("map.osm.pbf", "network"):
        out, _ = times(folder, "--speeds", folder / "slow.yaml", roads=folder / roads)
        rows = pq.read_table(folder / "times.parquet").to_pylist()
        minutes = {(row["kind"], row["node"]): row["minutes"] for row in rows}
        assert minutes["market", 2] == pytest.approx(1111.95 * 0.024, rel=1e-5)
        assert "slow.yaml" in out
        assert "kepastian: measured" in out


def test_an_import_takes_a_boundary_conditions_and_heights(folder: Path) -> None:
    square = [[111.9, -7.9], [112.1, -7.9], [112.1, -8.04], [111.9, -8.04], [111.9, -7.9]]
    (folder / "boundary.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [square]}), encoding="utf-8")
    (folder / "list.csv").write_text("name,condition\nMerdeka,rusak berat\nTiada,baik\n", encoding="utf-8")
    heights = "ncols 2\nnrows 2\nxllcenter 111\nyllcenter -9\ncellsize 2\n0 0\n0 0\n"
    (folder / "heights.asc").write_text(heights, encoding="ascii")
    out, _ = run(
        "import", "--roads", folder / "map.osm.pbf", "--out", folder / "network", "--json",
        "--boundary", folder / "boundary.geojson", "--conditions", folder / "list.csv",
        "--elevation", folder / "heights.asc", "--snap-m", 0, "--bridge-snap-m", 0,
    )  # fmt: skip
    items = json.loads(out)["items"]
    assert items["outside"]["count"] == 1
    assert items["conditions_joined"]["count"] == 1
    assert items["conditions_unmatched"]["examples"] == [{"row": 3, "road": "Tiada"}]
    network = Network.load(folder / "network")
    assert [network.words["condition"][code] for code in network.traits.condition] == ["heavy_damage"] * 2 + ["unknown"]


def test_a_folder_of_other_files_is_not_written_into(folder: Path) -> None:
    with pytest.raises(UsageError, match="holds other files"):
        run("import", "--roads", folder / "map.osm.pbf", "--out", folder)


def test_nothing_is_written_where_the_input_has_faults(folder: Path) -> None:
    (folder / "facilities.csv").write_text("facility_id,kind,latitude,longitude\na,market,112,-8\n", encoding="utf-8")
    with pytest.raises(InputError, match="latitude and longitude are swapped"):
        times(folder)
    with pytest.raises(InputError, match="holds no network"):
        times(folder, roads=folder)
    (folder / "half.osm.pbf").write_bytes((folder / "map.osm.pbf").read_bytes()[:-20])
    with pytest.raises(InputError, match="truncated"):
        run("import", "--roads", folder / "half.osm.pbf", "--out", folder / "network")
    assert not (folder / "times.parquet").exists()
    assert not (folder / "network").exists()


def test_a_mode_is_one_of_three(folder: Path) -> None:
    result = CliRunner().invoke(access, ["times", "--mode", "boat"])
    assert result.exit_code == 2


def test_the_speeds_of_an_imported_folder_hold_off_the_road_too(folder: Path) -> None:
    entries = yaml.safe_load(SPEEDS_FILE.read_text(encoding="utf-8"))
    entries["off_road_kmh"] = 1
    (folder / "slow.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    (folder / "facilities.csv").write_text(
        "facility_id,kind,latitude,longitude\na,market,-7.999,112.0\n", encoding="utf-8"
    )
    run("import", "--roads", folder / "map.osm.pbf", "--out", folder / "network", "--speeds", folder / "slow.yaml")
    times(folder, roads=folder / "network")
    rows = pq.read_table(folder / "times.parquet").to_pylist()
    assert {row["node"]: row["minutes"] for row in rows}[1] == pytest.approx(111.195 * 0.06, rel=1e-4)


ROADS = (
    "road_id,name,from_node,to_node,from_latitude,from_longitude,to_latitude,to_longitude,road_class,surface,"
    "condition,length_km,bridge\n"
    "r1,Ruas A–B,A,B,-8.0,112.0,-8.01,112.0,kabupaten,asphalt,good,2,false\n"
    "r2,Ruas B–C,B,C,-8.01,112.0,-8.02,112.0,desa,earth,good,3,true\n"
)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset folder with the tables that travel times need."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "roads.csv").write_text(ROADS, encoding="utf-8")
    facilities = "facility_id,kind,name,village_code,latitude,longitude\nF1,market,Pasar,A,-8.0,112.0\n"
    (tmp_path / "data" / "facilities.csv").write_text(facilities, encoding="utf-8")
    return tmp_path / "data"


def test_times_and_import_take_a_dataset_folder_and_its_roads(dataset: Path) -> None:
    out = dataset.parent / "times.parquet"
    network = dataset.parent / "network"
    said, _ = run("import", "--roads", dataset, "--out", network)
    assert "2 segmen jalan dipakai, 5,000 km" in said
    assert "asumsi / classes by who keeps the road, an assumption: national → trunk" in said
    found = []
    for roads, facilities in (
        (dataset, dataset),
        (dataset / "roads.csv", dataset / "facilities.csv"),
        (network, dataset),
    ):
        run("times", "--roads", roads, "--facilities", facilities, "--mode", "motorcycle", "--out", out)
        found.append(pq.read_table(out))
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    assert found[0].column_names == ["node", "latitude", "longitude", "kind", "minutes", "junction"]
    rows = {row["junction"]: (row["node"], row["minutes"]) for row in found[0].to_pylist()}
    assert rows == {"A": (-3, 0.0), "B": (-2, pytest.approx(3.0)), "C": (-1, pytest.approx(13.0))}


def test_the_report_of_a_table_says_in_json_that_its_classes_are_assumed(dataset: Path) -> None:
    said, _ = run("import", "--roads", dataset / "roads.csv", "--out", dataset.parent / "network", "--json")
    assert json.loads(said)["speeds"]["road_classes"].startswith("assumption: national as trunk")


def test_what_is_for_extracts_is_refused_beside_a_table_of_roads(dataset: Path) -> None:
    with pytest.raises(UsageError, match="are for OpenStreetMap extracts"):
        run("import", "--roads", dataset, "--out", dataset.parent / "network", "--snap-m", 0)
    (dataset / "roads.csv").write_text(ROADS.replace(",3,true", ",1,true"), encoding="utf-8")
    with pytest.raises(InputError, match="a road cannot be shorter"):
        run("import", "--roads", dataset, "--out", dataset.parent / "network")
    (dataset / "roads.csv").unlink()
    with pytest.raises(InputError, match="lacks the table roads"):
        run("import", "--roads", dataset, "--out", dataset.parent / "network")


def test_projects_and_sites_take_a_dataset_folder_as_roads(dataset: Path) -> None:
    (dataset / "people.csv").write_text(
        "cluster_id,village,latitude,longitude,population\nc,C,-8.02,112.0,10\n", encoding="utf-8"
    )
    (dataset / "projects.csv").write_text(
        "project_id,kind,segment,surface,cost_idr\nU,upgrade,1,asphalt,1000\n", encoding="utf-8"
    )
    (dataset / "sites.csv").write_text("site_id,latitude,longitude\ns,-8.02,112.0\n", encoding="utf-8")
    shared = ("--roads", dataset, "--people", dataset / "people.csv", "--facilities", dataset / "facilities.csv")
    said, _ = run("appraise", *shared, "--projects", dataset / "projects.csv", "--season", "dry", "--json")
    # 3 km of earth at 18 km/h take 10 minutes; of good asphalt, at the 35 of an unclassified road, 5.14.
    villages = json.loads(said)["villages"]
    assert [(row["project_id"], row["village"]) for row in villages] == [("U", "C")]
    assert villages[0]["minutes_saved"] == pytest.approx(10 - 180 / 35, rel=1e-6)
    said, _ = run("site", *shared, "--sites", dataset / "sites.csv", "--kind", "market", "--count", 1, "--json")
    assert json.loads(said)["sites"][0]["site_id"] == "s"


def test_projects_and_sites_take_a_dataset_folder_for_people_and_facilities(dataset: Path) -> None:
    villages = "35.05.01.2001,-8.0,112.0,5\n35.05.01.2003,-8.02,112.0,10\n"
    (dataset / "villages.csv").write_text("village_code,latitude,longitude,population\n" + villages, encoding="utf-8")
    projects, sites = dataset.parent / "projects.csv", dataset.parent / "sites.csv"
    projects.write_text("project_id,kind,segment,surface,cost_idr\nU,upgrade,1,asphalt,1000\n", encoding="utf-8")
    sites.write_text("site_id,latitude,longitude\ns,-8.02,112.0\n", encoding="utf-8")
    shared = ("--roads", dataset, "--people", dataset, "--facilities", dataset)
    said, _ = run("appraise", *shared, "--projects", projects, "--season", "dry", "--json")
    changed = json.loads(said)["villages"]
    assert [(row["village"], row["population"]) for row in changed] == [("35.05.01.2003", 10.0)]
    said, _ = run("site", *shared, "--sites", sites, "--kind", "market", "--count", 1, "--json")
    assert json.loads(said)["sites"][0]["site_id"] == "s"
    with pytest.raises(UsageError, match="--rupiah needs --people FILE"):
        run("appraise", *shared, "--projects", projects, "--rupiah", "--consumption", "c")
