"""The regency's list of road conditions joined to a map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_map import write_map

from merata.access.conditions import read_conditions
from merata.access.import_report import ImportReport
from merata.access.network import Network
from merata.access.osm.importing import ImportChoices, import_osm
from merata.access.speeds import load_speeds
from merata.errors import InputError

SPEEDS = load_speeds()
WORDS = {"condition": SPEEDS.conditions, "surface": SPEEDS.surfaces}

# A road to the north of ten segments of 111.195 m: ways 1 (nodes 0 to 6) and 2 (6 to 10); a lane; another of its name.
NODES = {100 + n: (0.001 * n, 0.0) for n in range(11)} | {200 + n: (0.001 * n, 0.01) for n in range(6)}
WAYS = [
    (1, list(range(100, 107)), {"highway": "secondary", "name": "Jalan Raya Garum", "ref": "35.05.012;7"}),
    (2, list(range(106, 111)), {"highway": "secondary", "name": "Jalan Raya Garum", "ref": "35.05.012"}),
    (3, [200, 201], {"highway": "residential", "name": "Jl. Melati"}),
    (4, [204, 205], {"highway": "residential", "name": "Jalan Melati"}),
]


def joined(tmp_path: Path, text: str) -> tuple[Network, ImportReport]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    choices = ImportChoices(conditions=read_conditions(path, WORDS))
    return import_osm(write_map(tmp_path / "map.osm.pbf", NODES, WAYS), SPEEDS, choices)


def conditions(network: Network, way: int) -> list[str]:
    return [network.words["condition"][code] for code in network.traits.condition[network.way_id == way]]


def test_rows_join_by_ruas_and_by_name_however_they_are_written(tmp_path: Path) -> None:
    network, report = joined(
        tmp_path,
        "ruas,name,condition,surface\n"
        "35 05 012,,Rusak Berat,kerikil\n"
        ",JLN. MELATI,baik,Beton\n"
        ",Jalan Mawar,sedang,\n"
        "99,,fair,asphalt\n",
    )
    assert conditions(network, 1) == ["heavy_damage"] * 6
    assert conditions(network, 2) == ["heavy_damage"] * 4
    assert conditions(network, 3) == conditions(network, 4) == ["good"]
    surface = [network.words["surface"][code] for code in network.traits.surface]
    assert surface == ["gravel"] * 10 + ["concrete"] * 2
    assert not network.traits.surface_assumed.any()
    # Gravel bears 25 km/h, heavy damage leaves 0.375.
    first = int(network.segment[0])
    assert network.minutes["motorcycle"][0] == pytest.approx(network.length_m[first] * 0.06 / (25 * 0.375), rel=1e-6)
    assert report.items["conditions_joined"].count == 2
    assert report.items["conditions_joined"].km == pytest.approx(1.334, abs=1e-3)
    assert report.items["conditions_unmatched"].examples == (
        {"row": 4, "road": "Jalan Mawar"},
        {"row": 5, "road": "99"},
    )
    # Two lanes of one name that do not meet.
    assert report.items["conditions_apart"].examples == ({"row": 3, "road": "JLN. MELATI", "parts": 2},)


def test_kilometres_are_counted_along_the_road(tmp_path: Path) -> None:
    network, report = joined(
        tmp_path,
        "ruas,condition,km_from,km_to\n35.05.012,baik,0,0.3\n35.05.012,rusak ringan,0.3,0.8\n35.05.012,baik,5,6\n",
    )
    assert conditions(network, 1) == ["good"] * 3 + ["light_damage"] * 3
    assert conditions(network, 2) == ["light_damage"] + ["unknown"] * 3
    assert report.items["conditions_direction"].examples == ({"row": 2, "road": "35.05.012"},)
    assert report.items["conditions_unmatched"].km == pytest.approx(1.0)
    assert report.items["conditions_unmatched"].examples == ({"row": 4, "road": "35.05.012", "km": "5-6"},)


def test_kilometres_can_be_counted_from_the_other_end(tmp_path: Path) -> None:
    network, report = joined(
        tmp_path,
        "ruas,condition,km_from,km_to,start_latitude,start_longitude\n35.05.012,baik,0,0.3,0.0101,0.0\n",
    )
    assert conditions(network, 1) == ["unknown"] * 6
    assert conditions(network, 2) == ["unknown"] + ["good"] * 3
    assert "conditions_direction" not in report.items


def test_every_fault_of_a_list_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ruas,name,condition,surface,km_from,km_to\n"
        "1,,bagus sekali,,,\n"
        "2,,baik,emas,,\n"
        ",,baik,,,\n"
        "3,,baik,,2,1\n"
        "4,,baik,,2,\n"
        "5,,baik,,-1,1\n"
        "6,,,,,\n"
        "7,,baik,,0,2\n"
        "7,,sedang,,1,3\n"
        "8,,baik,,,\n"
        "8,,sedang,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_conditions(path, WORDS)
    assert sorted((fault.row, fault.column) for fault in caught.value.faults) == [
        (2, "condition"),
        (3, "surface"),
        (4, "name"),
        (5, "km_to"),
        (6, "km_from, km_to"),
        (7, "km_from"),
        (8, "condition"),
        (10, "km_from"),
        (12, "km_from"),
    ]


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("jalan;kondisi\nA;baik\n", encoding="utf-8")
    with pytest.raises(InputError, match="condition: the column is missing"):
        read_conditions(path, WORDS)


def test_the_middle_of_a_closed_road_is_reached_by_the_shorter_way(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.0, 0.001), 3: (0.001, 0.001), 4: (0.001, 0.0)}
    path = tmp_path / "list.csv"
    path.write_text("name,condition,km_from,km_to\nLingkar,baik,0,0.12\n", encoding="utf-8")
    ring = [(1, [1, 2, 3, 4, 1], {"highway": "tertiary", "name": "Jalan Lingkar"})]
    choices = ImportChoices(conditions=read_conditions(path, WORDS))
    network, _ = import_osm(write_map(tmp_path / "map.osm.pbf", nodes, ring), SPEEDS, choices)
    # From node 1 the first and the last segment have their middle at 55.6 m.
    assert conditions(network, 1) == ["good", "unknown", "unknown", "good"]
    assert np.isfinite(network.minutes["car"]).all()
