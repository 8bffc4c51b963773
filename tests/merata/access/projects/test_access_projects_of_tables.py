"""A dataset's own projects: what its table of edits says, as a list of projects on its roads."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from merata.access.projects.of_tables import project_list, projects_of_dataset
from merata.access.projects.project_list import KINDS, TABLE
from merata.access.road_table import network_of_roads
from merata.access.speeds import load_speeds
from merata.errors import InputError
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description

ROADS = pa.Table.from_pylist(
    [
        {
            "road_id": name, "name": name, "from_node": start, "to_node": end, "from_latitude": -8.0,
            "from_longitude": 112.0 + 0.01 * int(start), "to_latitude": -8.0, "to_longitude": 112.0 + 0.01 * int(end),
            "road_class": "kabupaten", "surface": "earth", "condition": "good", "length_km": 1.2, "bridge": False,
        }
        for name, start, end in (("R1", "0", "1"), ("R2", "1", "2"))
    ],
    schema=TABLES["roads"].arrow,
)  # fmt: skip
PROJECTS = pa.table({"project_id": ["A", "B"], "name": ["Ruas", "Jembatan"], "cost_idr": [5, 7]})
EDITS = [
    {"project_id": "A", "kind": "upgrade", "road_id": "R2; R1", "surface": "asphalt", "condition": "good"},
    {"project_id": "B", "kind": "bridge", "from_latitude": -8.0, "from_longitude": 112.0, "to_latitude": -8.0,
     "to_longitude": 112.02, "length_km": 3.0},
]  # fmt: skip


def edits(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES["project_edits"].arrow)


def test_the_columns_are_those_of_a_list_of_projects() -> None:
    table = TABLES["project_edits"]
    ours = {column.name for column in table.columns} - {"road_id"}
    theirs = {column.name for column in TABLE.columns}
    assert ours <= theirs
    assert theirs - ours == {"name", "segment", "facility_id", "cost_idr"}
    assert set(table.column("kind").choices) < set(KINDS)


def test_roads_are_looked_up_and_names_and_costs_taken_from_projects() -> None:
    network, _ = network_of_roads(ROADS, load_speeds())
    found = project_list(PROJECTS, edits(EDITS), network)
    assert found.project_id == ["A", "B"]
    assert found.cells("segment") == ["1;0", None]
    assert found.cells("name") == ["Ruas", "Jembatan"]
    assert found.cells("cost_idr") == [5, 7]
    assert found.kind.tolist() == ["upgrade", "bridge"]


def test_a_folder_gives_the_same_list(tmp_path: Path) -> None:
    network, _ = network_of_roads(ROADS, load_speeds())
    dataset = Dataset(tmp_path)
    dataset.describe(Description("Contoh", 2025, synthetic=True))
    full = [
        row | {"kind": "road", "owner": "35.05", "village_code": "35.05.01.2001", "year": 2026, "status": "candidate"}
        for row in PROJECTS.to_pylist()
    ]
    dataset.write("projects", pa.Table.from_pylist(full, schema=TABLES["projects"].arrow))
    dataset.write("project_edits", edits(EDITS))
    assert projects_of_dataset(tmp_path, network).table.equals(project_list(PROJECTS, edits(EDITS), network).table)


def test_roads_and_projects_that_are_not_there_are_told_together() -> None:
    network, _ = network_of_roads(ROADS, load_speeds())
    wrong = [EDITS[0] | {"road_id": "R1;R9"}, EDITS[1] | {"project_id": "C"}]
    with pytest.raises(InputError) as caught:
        project_list(PROJECTS, edits(wrong), network)
    assert [(fault.row, fault.column, fault.value) for fault in caught.value.faults] == [
        (1, "road_id", "R9"),
        (2, "project_id", "C"),
    ]


def test_what_a_kind_needs_is_checked_as_in_any_list() -> None:
    network, _ = network_of_roads(ROADS, load_speeds())
    with pytest.raises(InputError, match="to_latitude"):
        project_list(PROJECTS, edits([EDITS[1] | {"to_latitude": None}]), network)
