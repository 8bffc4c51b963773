"""Lists of projects read from CSV and YAML, and all that can be wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_roads import write_rows

from merata.access.projects.project_list import read_projects
from merata.errors import InputError

YAML = """\
- project_id: J1
  kind: bridge
  from_latitude: -8.0
  from_longitude: 112.0
  to_latitude: -8.0
  to_longitude: 112.01
  length_km: 1.2
  cost_idr: 3000000000
- project_id: U1
  kind: upgrade
  way_id: [101, 102]
  surface: asphalt
  all_season: true
  cost_idr: 1
"""


def faults(path: Path) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(InputError) as caught:
        read_projects(path)
    return [(fault.row, fault.column, fault.problem) for fault in caught.value.faults]


def test_yaml_says_what_csv_says(tmp_path: Path) -> None:
    (tmp_path / "projects.yaml").write_text(YAML, encoding="utf-8")
    ends = {"from_latitude": -8.0, "from_longitude": 112.0, "to_latitude": -8.0, "to_longitude": 112.01}
    rows = [
        {"project_id": "J1", "kind": "bridge", **ends, "length_km": 1.2, "cost_idr": 3_000_000_000},
        {"project_id": "U1", "kind": "upgrade", "way_id": "101;102", "surface": "asphalt", "all_season": "true",
         "cost_idr": 1},
    ]  # fmt: skip
    one, other = read_projects(tmp_path / "projects.yaml"), read_projects(write_rows(tmp_path / "p.csv", rows))
    assert one.table.to_pylist() == other.table.to_pylist()
    assert one.raw.rows.tolist() == [1, 2]
    assert one.cells("cost_idr") == [3_000_000_000, 1]
    assert one.cells("way_id") == [None, "101;102"]


def test_all_faults_at_once(tmp_path: Path) -> None:
    ends = {"from_latitude": -8, "from_longitude": 112, "to_latitude": -8.1, "to_longitude": 112}
    rows = [
        {"project_id": "a", "kind": "bridge", **ends, "cost_idr": -5},
        {"project_id": "b", "kind": "new_road", **ends, "speed_kmh": -40, "length_km": 0, "cost_idr": 1},
        {"project_id": "b", "kind": "tunnel", "cost_idr": 1},
        {"project_id": "c", "kind": "upgrade", "cost_idr": 1},
        {"project_id": "d", "kind": "new_facility", "latitude": "north", "longitude": 112, "cost_idr": ""},
        {"project_id": "e", "kind": "closed_facility", "facility_id": "P", "surface": "asphalt", "cost_idr": 0.5},
    ]
    found = faults(write_rows(tmp_path / "projects.csv", rows))
    assert {(row, column) for row, column, _ in found} == {
        (2, "cost_idr"), (3, "speed_kmh"), (3, "length_km"), (4, "project_id"), (4, "kind"), (5, "way_id"),
        (5, "surface"), (6, "latitude"), (6, "facility_kind"), (6, "cost_idr"), (7, "surface"), (7, "cost_idr"),
    }  # fmt: skip
    assert (7, "surface", "says nothing of a project of kind closed_facility") in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "cannot be read as YAML"),
        ("a: 1", "is no list of mappings"),
        ("- 1", "is no list of mappings"),
        ("[]", "there is no project in it"),
        ("- project_id: x\n  kind: upgrade\n  way: 7\n  cost_idr: 1", "the table projects has no such column"),
    ],
)
def test_bad_yaml(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "projects.yml"
    path.write_text(text, encoding="utf-8")
    assert any(problem in said for _, _, said in faults(path))
