"""A network from a table of roads: junctions, classes, minutes, what is left out and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from merata.access.dataset_places import facilities_of_dataset, people_of_dataset
from merata.access.kernel.nearest import nearest
from merata.access.nearest_times import nearest_times
from merata.access.network import MODES, Network
from merata.access.road_table import CLASS_OF_STATUS, import_road_table, network_of_roads
from merata.access.speeds import SPEEDS_FILE, load_speeds
from merata.access.travel_times import edge_minutes, nearest_minutes
from merata.errors import InputError, UsageError
from merata.tables.catalogue import TABLES

SPEEDS = load_speeds()

# On a meridian, 0.01 degrees (1.11195 km) from one to the next: A ─ B ─ C ─ D.
LATITUDE = {"35.05.01.2001": -8.0, "35.05.01.2002": -8.01, "35.05.01.2003": -8.02, "35.05.01.2004": -8.03}
A, B, C, D = LATITUDE


def road(road_id: str, start: str, end: str, **more: object) -> dict[str, object]:
    return {
        "road_id": road_id, "name": f"Ruas {road_id}", "from_node": start, "to_node": end,
        "from_latitude": LATITUDE[start], "from_longitude": 112.0, "to_latitude": LATITUDE[end],
        "to_longitude": 112.0, "road_class": "kabupaten", "surface": "asphalt", "condition": "good",
        "length_km": 2.0, "bridge": False, **more,
    }  # fmt: skip


def roads(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TABLES["roads"].arrow)


CHAIN = roads(
    road("ab", A, B),
    road("bc", B, C, condition="light_damage", name=None),
    road("cd", C, D, road_class="desa", surface="earth", bridge=True, length_km=3.0),
)


def arc(network: Network, tail: str, head: str, mode: str = "motorcycle", season: str = "dry") -> float:
    names = network.words["junction"]
    ends = (network.tail == names.index(tail)) & (network.head == names.index(head))
    return float(network.arc_minutes(mode, season)[ends][0])


def test_junctions_keep_their_names_and_order() -> None:
    network, _ = network_of_roads(CHAIN, SPEEDS)
    assert network.words["junction"] == (A, B, C, D)
    assert network.node_id.tolist() == [-4, -3, -2, -1]
    assert network.latitude.tolist() == [-8.0, -8.01, -8.02, -8.03]
    assert network.longitude.tolist() == [112.0] * 4


def test_every_road_goes_both_ways_for_every_mode() -> None:
    network, _ = network_of_roads(CHAIN, SPEEDS)
    assert sorted(zip(network.tail.tolist(), network.head.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2),
    ]  # fmt: skip
    assert network.permitted.tolist() == [7] * 6
    # 2 km of good asphalt at a tertiary road's 40 km/h; damaged at 25; 3 km of earth at 18, when wet at half.
    assert arc(network, A, B) == pytest.approx(3.0)
    assert arc(network, C, B) == pytest.approx(4.8)
    assert arc(network, C, D) == pytest.approx(10.0)
    assert arc(network, C, D, season="wet") == pytest.approx(20.0)
    assert arc(network, B, A, "walk") == pytest.approx(24.0)


def test_traits_say_what_the_table_says() -> None:
    network, _ = network_of_roads(CHAIN, SPEEDS)
    traits, words = network.traits, network.words
    assert [words["ref"][code] for code in traits.ref] == ["ab", "bc", "cd"]
    assert traits.name.tolist() == [0, -1, 1]
    assert words["name"] == ("Ruas ab", "Ruas cd")
    assert [words["road_class"][code] for code in traits.road_class] == ["tertiary", "tertiary", "unclassified"]
    assert [words["condition"][code] for code in traits.condition] == ["good", "light_damage", "good"]
    assert [words["surface"][code] for code in traits.surface] == ["asphalt", "asphalt", "earth"]
    assert traits.bridge.tolist() == [False, False, True]
    assert traits.way_id.tolist() == [-2, -3, -4]
    assert not traits.surface_assumed.any()


def test_every_status_of_the_catalogue_has_a_class_of_the_table_of_speeds() -> None:
    assert tuple(CLASS_OF_STATUS) == TABLES["roads"].column("road_class").choices
    assert set(CLASS_OF_STATUS.values()) <= set(SPEEDS.road_classes)


def test_the_report_tells_loops_parts_classes_and_that_these_are_assumed() -> None:
    table = roads(road("ab", A, B), road("aa", A, A, length_km=0.5), road("cd", C, D, road_class="national"))
    network, report = network_of_roads(table, SPEEDS)
    assert len(network.traits) == 2
    said = report.as_json()
    assert said["speeds"]["road_classes"].startswith("assumption: national as trunk")
    assert said["items"]["loops"] == {"count": 1, "km": 0.5, "examples": [{"road": "aa"}]}
    assert said["items"]["components"]["count"] == 1
    assert said["items"]["kept"]["examples"] == [
        {"road_class": "national", "highway": "trunk", "km": 2.0},
        {"road_class": "kabupaten", "highway": "tertiary", "km": 2.0},
    ]


def test_two_junctions_at_one_place_may_be_joined_by_no_length() -> None:
    table = roads(road("ab", A, B), road("bx", B, C, to_latitude=-8.01, length_km=0.0))
    network, report = network_of_roads(table, SPEEDS)
    assert report.as_json()["items"]["zero_length"]["examples"] == [{"road": "bx"}]
    assert arc(network, B, C) == 0.0


def test_a_network_of_a_table_is_kept_like_any_other(tmp_path: Path) -> None:
    network, _ = network_of_roads(CHAIN, SPEEDS)
    network.save(tmp_path / "network")
    kept = Network.load(tmp_path / "network")
    assert kept.words == network.words
    for mode in MODES:
        np.testing.assert_array_equal(kept.arc_minutes(mode), network.arc_minutes(mode))


def test_a_class_that_a_mode_may_use_only_by_a_tag_is_closed_to_it(tmp_path: Path) -> None:
    entries = yaml.safe_load(SPEEDS_FILE.read_text(encoding="utf-8"))
    entries["modes"]["car"]["only_if_tagged"].append("unclassified")
    (tmp_path / "speeds.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    network, _ = network_of_roads(CHAIN, load_speeds(tmp_path / "speeds.yaml"))
    assert arc(network, C, D, "car") == np.inf
    assert arc(network, C, D, "motorcycle") == pytest.approx(10.0)


def test_all_faults_are_told_at_once() -> None:
    table = roads(
        road("ab", A, B),
        road("bc", B, C, from_latitude=-8.011),
        road("cd", C, D, length_km=1.0),
    )
    with pytest.raises(InputError) as caught:
        network_of_roads(table, SPEEDS)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "from_latitude"), (3, "length_km")]
    text = str(caught.value)
    assert f"-8.01, 112.0, where row 1 has the junction {B}" in text
    assert "111 m apart" in text
    assert "at least the straight line between its ends, 1.112 km" in text


def test_a_swapped_latitude_and_words_unknown_to_the_catalogue_are_faults() -> None:
    table = roads(road("ab", A, B, from_latitude=112.0, from_longitude=-8.0, surface="mud"), road("ab", B, C))
    with pytest.raises(InputError) as caught:
        network_of_roads(table, SPEEDS)
    assert {fault.column for fault in caught.value.faults} == {"from_latitude", "surface", "road_id"}


def test_what_the_table_of_speeds_lacks_is_a_fault(tmp_path: Path) -> None:
    entries = yaml.safe_load(SPEEDS_FILE.read_text(encoding="utf-8"))
    for block in (entries["surface_of_class"], *(mode["class_kmh"] for mode in entries["modes"].values())):
        del block["unclassified"]
    (tmp_path / "speeds.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        network_of_roads(CHAIN, load_speeds(tmp_path / "speeds.yaml"))
    assert [(fault.row, fault.column, fault.value) for fault in caught.value.faults] == [(3, "road_class", "desa")]


@pytest.mark.parametrize("table", [CHAIN.slice(0, 0), roads(road("aa", A, A))])
def test_a_table_without_roads_is_refused(table: pa.Table) -> None:
    with pytest.raises(InputError, match="there is no such road in it"):
        network_of_roads(table, SPEEDS)


def test_a_missing_file_and_missing_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        import_road_table(tmp_path / "roads.csv", SPEEDS)
    pq.write_table(CHAIN.drop_columns(["length_km"]), tmp_path / "roads.parquet")
    with pytest.raises(InputError, match="the column is missing"):
        import_road_table(tmp_path / "roads.parquet", SPEEDS)


def test_a_csv_file_gives_the_same_network_and_its_own_rows(tmp_path: Path) -> None:
    pa.csv.write_csv(CHAIN, tmp_path / "roads.csv")
    network, report = import_road_table(tmp_path / "roads.csv", SPEEDS)
    whole, _ = network_of_roads(CHAIN, SPEEDS)
    np.testing.assert_array_equal(network.arc_minutes("motorcycle"), whole.arc_minutes("motorcycle"))
    assert report.file == "roads.csv"
    pa.csv.write_csv(roads(road("ab", A, B, length_km=0.1)), tmp_path / "roads.csv")
    with pytest.raises(InputError) as caught:
        import_road_table(tmp_path / "roads.csv", SPEEDS)
    assert [fault.row for fault in caught.value.faults] == [2]


SEGMENTS = st.lists(
    st.tuples(
        st.sampled_from([A, B, C, D]), st.sampled_from([A, B, C, D]), st.floats(4, 20),
        st.sampled_from(["good", "fair", "light_damage", "heavy_damage"]),
    ).filter(lambda row: row[0] != row[1]),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(segments=SEGMENTS, site=st.sampled_from([A, B, C, D]))
def test_on_asphalt_of_a_kabupaten_minutes_are_those_of_the_travel_times(
    segments: list[tuple[str, str, float, str]], site: str
) -> None:
    table = roads(
        *(
            road(f"r{at}", start, end, length_km=km, condition=condition)
            for at, (start, end, km, condition) in enumerate(segments)
        )
    )
    network, _ = network_of_roads(table, SPEEDS)
    minutes = np.empty(len(network.traits))
    minutes[network.segment] = network.arc_minutes("motorcycle")
    np.testing.assert_allclose(minutes, edge_minutes(table), rtol=1e-6)
    names = list(network.words["junction"])
    if site in names:
        labels = np.where(np.array(names, dtype=object) == site, 0.0, np.inf)
        found = nearest(network.reverse("motorcycle"), labels)[0]
        expected = nearest_minutes(table, [site], nodes=names)["minutes"].to_numpy(zero_copy_only=False)
        np.testing.assert_allclose(np.where(np.isfinite(found), found, np.nan), expected, rtol=1e-6)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A folder with the chain of roads, a market by A and a village at each junction."""
    pq.write_table(CHAIN, tmp_path / "roads.parquet")
    (tmp_path / "facilities.csv").write_text(
        "facility_id,kind,name,village_code,latitude,longitude\n"
        f"F1,market,Pasar,{A},-8.0,112.0\nF2,puskesmas,Puskesmas,{C},-8.02,112.001\n",
        encoding="utf-8",
    )
    rows = [f"{code},{latitude},112.0,{100 * place},{place}" for place, (code, latitude) in enumerate(LATITUDE.items())]
    (tmp_path / "villages.csv").write_text(
        "\n".join(["village_code,latitude,longitude,population,weight", *rows]) + "\n", encoding="utf-8"
    )
    return tmp_path


def test_facilities_and_people_of_a_dataset(dataset: Path) -> None:
    network, _ = import_road_table(dataset / "roads.parquet", SPEEDS)
    facilities = facilities_of_dataset(dataset, network)
    assert facilities.facility_id == ("F1", "F2")
    people = people_of_dataset(dataset, network)
    assert people.cluster_id == people.villages == (A, B, C, D)
    assert people.village.tolist() == [0, 1, 2, 3]
    assert people.population.tolist() == [0.0, 100.0, 200.0, 300.0]
    assert people.welfare_weight.tolist() == [1.0] * 4
    assert people_of_dataset(dataset, network, "weight").welfare_weight.tolist() == [0.0, 1.0, 2.0, 3.0]
    found = nearest_times(network, facilities, "motorcycle").minutes.to_pylist()
    minutes = {(row["node"], row["kind"]): row["minutes"] for row in found}
    assert minutes[-1, "market"] == pytest.approx(3.0 + 4.8 + 10.0)
    # 0.001 degrees of longitude at this latitude are 110.1 m on foot.
    assert minutes[-2, "puskesmas"] == pytest.approx(0.1101 * 12, rel=1e-3)


def test_people_of_a_dataset_are_checked(dataset: Path) -> None:
    network, _ = import_road_table(dataset / "roads.parquet", SPEEDS)
    with pytest.raises(UsageError, match="has no column w of welfare weights"):
        people_of_dataset(dataset, network, "w")
    (dataset / "villages.csv").write_text(
        f"village_code,latitude,longitude,population\n{A},112,-8,5\n{A},-8,112,-1\nx,-8,112,1\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        people_of_dataset(dataset, network)
    told = {(fault.row, fault.column) for fault in caught.value.faults}
    assert {(2, "latitude"), (3, "population"), (4, "village_code"), (3, "village_code")} <= told
    (dataset / "villages.csv").write_text(
        f"village_code,latitude,longitude,population\n{A},-8,112,0\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="nobody lives in any village"):
        people_of_dataset(dataset, network)
    (dataset / "villages.csv").unlink()
    with pytest.raises(InputError, match="lacks the table villages"):
        people_of_dataset(dataset, network)
