"""`merata access appraise` on a small map: JSON, CSV, terminal, faults."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from small_map import CHAIN, DEGREE_M, write_map
from small_roads import write_rows

from merata.access.osm.importing import import_osm
from merata.access.speeds import SPEEDS_FILE, load_speeds
from merata.cli.access_appraise import access_appraise
from merata.demo.build import build
from merata.errors import InputError, UsageError
from merata.tables.folder import Dataset

TERTIARY = {"highway": "tertiary", "surface": "asphalt"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A chain of roads, a puskesmas at its start, a village at its end, and some projects."""
    write_map(tmp_path / "map.osm.pbf", CHAIN, [(10, [1, 2, 3], TERTIARY), (11, [3, 4], {"highway": "track"})])
    write_rows(
        tmp_path / "people.csv",
        [
            {"cluster_id": "a", "village": "Kali", "latitude": -8.02, "longitude": 112.01, "population": 10, "w": 3},
            {"cluster_id": "far", "village": "Laut", "latitude": -8.3, "longitude": 112.0, "population": 4, "w": 1},
        ],
    )
    write_rows(
        tmp_path / "facilities.csv",
        [
            {"facility_id": "P", "kind": "puskesmas", "latitude": -8.0, "longitude": 112.0},
            {"facility_id": "Q", "kind": "pasar", "latitude": -8.5, "longitude": 112.0},
            {"facility_id": "R", "kind": "pasar", "latitude": -8.02, "longitude": 112.0},
        ],
    )
    write_rows(
        tmp_path / "projects.csv",
        [
            {"project_id": "U", "kind": "upgrade", "way_id": 11, "speed_kmh": 50, "cost_idr": 1_000},
            {"project_id": "N", "kind": "new_facility", "latitude": -8.02, "longitude": 112.01,
             "facility_kind": "pasar", "cost_idr": 1_000_000},
            {"project_id": "Z", "kind": "upgrade", "way_id": 10, "condition": "heavy_damage", "cost_idr": 0},
        ],
    )  # fmt: skip
    return tmp_path


def run(folder: Path, *more: object) -> Result:
    arguments = ["--roads", folder / "map.osm.pbf"]
    for name in ("people", "facilities", "projects"):
        arguments += [f"--{name}", folder / f"{name}.csv"]
    return CliRunner().invoke(access_appraise, [str(one) for one in [*arguments, *more]], env={"COLUMNS": "250"})


def test_json_holds_every_village_and_no_infinity(folder: Path) -> None:
    result = run(folder, "--json", "--season", "dry", "--welfare-weight", "w", "--standard", "pasar=2")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["format"] == "merata-appraisal-1"
    assert found["terms"]["seasons"] == {"dry": 1.0}
    # An earth track in unknown condition by motorcycle: 18 × 0.85 km/h.
    east = 0.01 * DEGREE_M * np.cos(np.radians(8.02))
    saved = 0.06 * east * (1 / 15.3 - 1 / 50)
    by_id = {row["project_id"]: row for row in found["projects"]}
    assert [row["project_id"] for row in found["projects"]] == ["U", "N", "Z"]
    assert by_id["U"]["person_minutes_saved"] == pytest.approx(2 * 10 * saved, rel=1e-5)
    assert by_id["U"]["weighted_minutes_saved"] == pytest.approx(2 * 30 * saved, rel=1e-5)
    assert by_id["U"]["people_within_standard"] == 10
    assert by_id["U"]["cost_per_person_within_idr"] == 100
    assert by_id["U"]["cost_per_person_minute_idr"] == round(1_000 / (20 * saved))
    assert by_id["Z"]["changes_nothing"] is True
    assert by_id["Z"]["cost_per_person_minute_idr"] is None
    villages = [(row["project_id"], row["facility_kind"], row["village"]) for row in found["villages"]]
    assert villages == [("U", "pasar", "Kali"), ("U", "puskesmas", "Kali"), ("N", "pasar", "Kali")]
    assert found["villages"][0]["minutes_before"] == pytest.approx(0.06 * east / 15.3, rel=1e-5)
    assert found["villages"][0]["minutes_saved"] == pytest.approx(saved, rel=1e-5)
    sea = next(row for row in found["before"] if row["village"] == "Laut" and row["facility_kind"] == "pasar")
    assert (sea["people_with_a_way"], sea["mean_minutes"], sea["people_within_standard"]) == (0, None, 0)
    assert [row["cluster_id"] for row in found["excluded"]["people"]] == ["far"]
    assert [row["facility_id"] for row in found["excluded"]["facilities"]] == ["Q"]
    pair = found["interactions"][0]
    # A market in the village leaves the better road nothing to save on the way to one.
    assert (pair["project_id"], pair["with_project_id"], pair["relation"]) == ("U", "N", "overlap")
    assert pair["weighted_minutes_saved_apart"] - pair["weighted_minutes_saved_together"] == pytest.approx(30 * saved)


def test_tables_and_terminal(folder: Path) -> None:
    result = run(folder, "--out", folder / "out", "--standard", "puskesmas=30")
    assert result.exit_code == 0, result.output
    for words in ("Penilaian 3 proyek", "peningkatan jalan", "tidak mengubah apa pun", "terlalu jauh dari jalan",
                  "melayani orang yang sama", "asumsi / assumption", "musim hujan"):  # fmt: skip
        assert words in result.stdout
    names = sorted(path.name for path in (folder / "out").iterdir())
    assert names == ["before.csv", "effects.csv", "pairs.csv", "projects.csv", "villages.csv"]
    rows = list(csv.DictReader((folder / "out" / "projects.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["rank"], row["project_id"], row["cost_idr"]) for row in rows] == [
        ("1", "U", "1000"), ("2", "N", "1000000"), ("3", "Z", "0"),
    ]  # fmt: skip


def test_sheets_of_the_best(folder: Path) -> None:
    result = run(folder, "--sheets", folder / "sheets", "--sheets-most", "2", "--synthetic", "--standard", "pasar=2")
    assert result.exit_code == 0, result.output
    assert "Lembar proyek / project sheets:" in result.stdout
    assert [page.name for page in sorted((folder / "sheets").iterdir())] == ["N.html", "U.html"]
    first = (folder / "sheets" / "U.html").read_text(encoding="utf-8")
    assert "Data sintetis" in first
    assert "terlalu jauh dari jalan, dihitung tanpa jalan: 1 (4 orang)." in first
    result = run(folder, "--sheets", folder / "english", "--lang", "en", "--rupiah", "--consumption", "w", "--json")
    assert json.loads(result.stdout)["format"] == "merata-appraisal-1"
    english = (folder / "english" / "U.html").read_text(encoding="utf-8")
    assert "Project sheet" in english
    assert "Synthetic data" not in english
    assert '<li><span class="mark">asumsi</span> Consumption added: about' in english


def test_all_faults_of_the_list_at_once(folder: Path) -> None:
    ends = {"from_latitude": -8.0, "from_longitude": 112.0}
    write_rows(
        folder / "projects.csv",
        [
            {"project_id": "a", "kind": "bridge", **ends, "to_latitude": 112.01, "to_longitude": -8.02, "cost_idr": 1},
            {"project_id": "b", "kind": "bridge", **ends, "to_latitude": -8.1, "to_longitude": 112.0, "cost_idr": 1},
            {"project_id": "c", "kind": "upgrade", "way_id": 99, "surface": "gold", "cost_idr": 1},
            {"project_id": "d", "kind": "bridge", **ends, "to_latitude": -8.0, "to_longitude": 112.0, "cost_idr": 1},
            {"project_id": "e", "kind": "new_road", **ends, "to_latitude": -8.02, "to_longitude": 112.01,
             "length_km": 2, "cost_idr": 1},
            {"project_id": "f", "kind": "closed_facility", "facility_id": "nobody", "cost_idr": 0},
            {"project_id": "g", "kind": "closed_facility", "facility_id": "Q", "cost_idr": 0},
            {"project_id": "h", "kind": "new_facility", "latitude": -8.0, "longitude": 112.0, "facility_kind": "bank",
             "cost_idr": 1},
        ],
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        raise run(folder).exception or AssertionError
    told = [(fault.row, fault.column, fault.problem.split(":")[0]) for fault in caught.value.faults]
    assert told == [
        (2, "to_latitude", "latitude and longitude are swapped"),
        (3, "to_latitude", "not on the network"),
        (4, "surface", "the speeds lack gold"),
        (4, "way_id", "99 is not on the network"),
        (5, "to_latitude", "both ends are at one place"),
        (6, "length_km", "shorter than possible"),
        (7, "facility_id", "no such facility in facilities.csv"),
        (8, "facility_id", "it is on no road, so nobody reaches it"),
        (9, "facility_kind", "no facility of facilities.csv is of this kind"),
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--standard", "puskesmas"), "expected KIND=NUMBER"),
        (("--standard", "toko=30"), "a standard for toko"),
        (("--standard", "pasar=-1"), "standard pasar=-1.0"),
        (("--trips", "pasar=nan"), "trips pasar=nan"),
        (("--welfare-weight", "poor"), "no column poor"),
    ],
)
def test_wrong_usage(folder: Path, options: tuple[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        raise run(folder, *options).exception or AssertionError


def test_a_networks_speeds_are_those_of_new_roads(folder: Path) -> None:
    own = folder / "own.yaml"
    own.write_text(SPEEDS_FILE.read_text(encoding="utf-8").replace("off_road_kmh: 5", "off_road_kmh: 4"), "utf-8")
    import_osm(folder / "map.osm.pbf", load_speeds(own))[0].save(folder / "network")
    with pytest.raises(UsageError, match=r"made with the speeds of own\.yaml"):
        raise run(folder, "--roads", folder / "network").exception or AssertionError
    assert run(folder, "--roads", folder / "network", "--speeds", own).exit_code == 0


def test_rupiah_only_where_asked_for_and_marked_as_assumed(folder: Path) -> None:
    assert json.loads(run(folder, "--json").stdout)["rupiah"] is None
    assert "Tambahan konsumsi" not in run(folder).stdout
    result = run(folder, "--rupiah", "--consumption", "w", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    assert "Tambahan konsumsi setahun (asumsi / assumption)" in result.stdout
    assert "U (asumsi)" in result.stdout
    assert "asumsi" in (folder / "out" / "rupiah.csv").read_text(encoding="utf-8")
    found = json.loads(run(folder, "--rupiah", "--consumption", "w", "--json").stdout)["rupiah"]
    assert found["assumed"] is True
    assert {record["certainty"] for record in found["records"]} == {"assumption"}
    assert [row["certainty"] for row in found["projects"]] == ["asumsi"] * 3
    with pytest.raises(UsageError, match="--rupiah needs --consumption"):
        raise run(folder, "--rupiah").exception or AssertionError


def test_the_projects_of_a_dataset_are_appraised(tmp_path: Path) -> None:
    """The demo's candidate works, on its own roads: every one of `project_edits` has its row."""
    folder = tmp_path / "demo"
    build(folder, scale=0.01, seed=1)
    asked = [f"--{name}={folder}" for name in ("roads", "facilities", "people", "projects")]
    shown = CliRunner().invoke(access_appraise, [*asked, "--mode", "motorcycle", "--pairs", "0", "--json"])
    assert shown.exit_code == 0, shown.output
    edits = Dataset(folder).read("project_edits")["project_id"].unique().to_pylist()
    found = json.loads(shown.stdout)["projects"]
    assert sorted(row["project_id"] for row in found) == sorted(edits)
    assert max(row["person_minutes_saved"] for row in found) > 0
