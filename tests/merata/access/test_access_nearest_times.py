"""Facilities read, put on roads, and the minutes to the nearest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_map import CHAIN, DEGREE_M, write_map

from merata.access.facilities import SWAPPED, read_facilities
from merata.access.nearest_times import NearestTimes, nearest_times
from merata.access.network import Network
from merata.access.osm.importing import import_osm
from merata.errors import InputError, UsageError

ONE_WAY = {"highway": "tertiary", "surface": "asphalt", "oneway": "yes"}
ROAD = {"highway": "tertiary", "surface": "asphalt"}
HEADER = "facility_id,kind,latitude,longitude\n"
DOWN_M = 0.01 * DEGREE_M
KMH = 34.0


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """1 and 2 by a two-way road, 2 to 3 one way, 3 and 4 by a two-way road; 5 and 6 apart."""
    nodes = {**CHAIN, 5: (-8.0, 112.05), 6: (-8.01, 112.05)}
    ways = [(10, [1, 2], ROAD), (11, [2, 3], ONE_WAY), (12, [3, 4], ROAD), (13, [5, 6], ROAD)]
    return import_osm(write_map(tmp_path / "map.osm.pbf", nodes, ways))[0]


def facilities(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "facilities.csv"
    path.write_text(header + rows, encoding="utf-8")
    return path


def found(network: Network, tmp_path: Path, rows: str, mode: str = "motorcycle") -> NearestTimes:
    return nearest_times(network, read_facilities(facilities(tmp_path, rows), network), mode)


def by_kind(times: NearestTimes) -> dict[str, dict[int, float | None]]:
    table: dict[str, dict[int, float | None]] = {}
    for row in times.minutes.to_pylist():
        table.setdefault(row["kind"], {})[row["node"]] = row["minutes"]
    return table


def test_minutes_to_the_nearest_of_each_kind_by_hand(network: Network, tmp_path: Path) -> None:
    # A puskesmas at node 2; two markets: amid the one-way road, 0.0009 degrees (100.08 m) east of it, and at node 4.
    times = found(network, tmp_path, "p,puskesmas,-8.01,112.0\nm1,market,-8.015,112.0009\nm2,market,-8.02,112.01\n")
    one = DOWN_M * 0.06 / KMH
    east = DOWN_M * np.cos(np.radians(8.02)) * 0.06 / KMH
    walk = 0.0009 * DEGREE_M * np.cos(np.radians(8.015)) * 0.012
    table = by_kind(times)
    assert table["puskesmas"] == {1: pytest.approx(one, rel=1e-5), 2: 0.0, 3: None, 4: None, 5: None, 6: None}
    # From 2 half of the one-way road and the walk; from 3 nobody may go back, so to the other market.
    market = [table["market"][node] for node in (1, 2, 3, 4)]
    assert market == pytest.approx([1.5 * one + walk, 0.5 * one + walk, east, 0.0], rel=1e-5)
    assert (table["market"][5], table["market"][6]) == (None, None)
    assert times.minutes.column_names == ["node", "latitude", "longitude", "kind", "minutes"]
    assert times.minutes["kind"].to_pylist() == ["market"] * 6 + ["puskesmas"] * 6
    assert times.minutes.slice(1, 1).to_pylist()[0] == {
        "node": 2, "latitude": pytest.approx(-8.01), "longitude": pytest.approx(112.0), "kind": "market",
        "minutes": pytest.approx(0.5 * one + walk, rel=1e-5),
    }  # fmt: skip
    assert times.excluded.num_rows == 0


def test_facilities_in_the_sea_are_left_out_and_listed(network: Network, tmp_path: Path) -> None:
    times = found(
        network, tmp_path, "a,market,-8.0,112.0\nb,market,-8.4,112.0\nc,clinic,-8.03,112.0\nd,school,-9.9,110\n"
    )
    assert times.excluded["facility_id"].to_pylist() == ["b", "d"]
    assert times.excluded["row"].to_pylist() == [3, 5]
    assert set(by_kind(times)) == {"market", "clinic", "school"}
    # The kind of which no facility is left is null everywhere, not missing.
    assert set(by_kind(times)["school"].values()) == {None}
    assert by_kind(times)["market"][1] == 0.0


def test_without_any_facility_near_a_road_there_is_an_error(network: Network, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none of the 1 facilities .* is within 2000 m of a road for motorcycle"):
        found(network, tmp_path, "b,market,-8.4,112.0\n")


def test_every_fault_of_the_facilities_is_told_at_once(network: Network, tmp_path: Path) -> None:
    rows = "a,market,-8,112\na,market,-8,112\nb,,-8,112\nc,market,here,112\n"
    rows += "d,market,112.0,-8.0\ne,market,95,-20\nf,market,,112\n"
    with pytest.raises(InputError) as caught:
        read_facilities(facilities(tmp_path, rows), network)
    told = {(fault.row, fault.column) for fault in caught.value.faults}
    assert told == {
        (3, "facility_id + kind"),
        (4, "kind"),
        (5, "latitude"),
        (6, "latitude"),
        (7, "latitude"),
        (8, "latitude"),
    }
    swapped = [fault for fault in caught.value.faults if fault.row == 6]
    assert [fault.problem for fault in swapped] == [SWAPPED]


def test_swapped_coordinates_within_the_range_of_both_are_told(tmp_path: Path) -> None:
    nodes = {1: (42.5, 1.5), 2: (42.51, 1.5)}
    network = import_osm(write_map(tmp_path / "map.osm.pbf", nodes, [(1, [1, 2], ROAD)]))[0]
    with pytest.raises(InputError, match="latitude and longitude are swapped"):
        read_facilities(facilities(tmp_path, "a,market,1.5,42.5\nb,market,42.5,1.5\n"), network)


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (HEADER, "", "there is no facility in it"),
        ("id,kind,latitude,longitude\n", "a,market,-8,112\n", "facility_id: the column is missing"),
    ],
)
def test_files_without_facilities_are_refused(
    network: Network, tmp_path: Path, header: str, rows: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_facilities(facilities(tmp_path, rows, header), network)


def test_other_columns_and_an_office_s_separator_are_no_trouble(network: Network, tmp_path: Path) -> None:
    path = facilities(tmp_path, "a;Pasar;market;-8,01;112,0\n", "facility_id;name;kind;latitude;longitude\n")
    read = read_facilities(path, network)
    assert (read.latitude.tolist(), read.longitude.tolist(), read.kinds) == ([-8.01], [112.0], ("market",))


def test_an_unknown_mode_is_a_wrong_call(network: Network, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown mode"):
        found(network, tmp_path, "a,market,-8.0,112.0\n", mode="boat")
