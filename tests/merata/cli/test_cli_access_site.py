"""`merata access site` on a small map."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from small_map import CHAIN, DEGREE_M, write_map
from small_roads import write_rows

from merata.cli.access import access
from merata.errors import InputError, UsageError

STEP = 0.01 * DEGREE_M * 0.06 / 34
"""Minutes by motorcycle from one node of the chain to the next, to the south."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A road of three hamlets, a fourth on an island behind it, and a puskesmas that stands at the first."""
    nodes = {**CHAIN, 5: (-8.03, 112.05), 6: (-8.03, 112.06)}
    road = {"highway": "tertiary", "surface": "asphalt"}
    write_map(tmp_path / "map.osm.pbf", nodes, [(10, [1, 2, 3], road), (11, [5, 6], road)])
    places = {"a": 1, "b": 2, "c": 3, "island": 5}
    rows = [
        {
            "cluster_id": name,
            "village": name,
            "latitude": nodes[node][0],
            "longitude": nodes[node][1],
            "population": 20 if name == "c" else 10,
        }
        for name, node in places.items()
    ]
    write_rows(tmp_path / "people.csv", rows)
    write_rows(
        tmp_path / "sites.csv",
        [{"site_id": f"S-{row['cluster_id']}", **{key: row[key] for key in ("latitude", "longitude")},
          "cost_idr": 100 + at, "capacity": 10 if at == 3 else ""} for at, row in enumerate(rows)],
    )  # fmt: skip
    write_rows(
        tmp_path / "facilities.csv",
        [{"facility_id": "P", "kind": "puskesmas", "latitude": -8.0, "longitude": 112.0}],
    )
    return tmp_path


def run(folder: Path, *more: object) -> Result:
    arguments: list[object] = ["site", "--roads", folder / "map.osm.pbf", "--kind", "puskesmas"]
    for name in ("people", "facilities", "sites"):
        arguments += [f"--{name}", folder / f"{name}.csv"]
    return CliRunner().invoke(access, [str(one) for one in [*arguments, *more]], env={"COLUMNS": "200"})


def test_the_island_first_then_the_end_of_the_road(folder: Path) -> None:
    result = run(folder, "--count", 2, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["format"] == "merata-siting-1"
    assert [(row["site_id"], row["people"], row["cost_idr"]) for row in found["sites"]] == [
        ("S-c", 20, 102), ("S-island", 10, 103),
    ]  # fmt: skip
    assert found["gain"] == pytest.approx(10 * 180 + 20 * 2 * STEP, rel=1e-5)
    assert found["gap"] == 0
    assert found["cost_idr"] == 205
    assert found["people"]["with_a_way_now"] == 40
    assert found["people"]["with_a_way_then"] == 50
    assert found["people"]["mean_minutes_now"] == pytest.approx(1.25 * STEP, rel=1e-5)
    assert found["people"]["mean_minutes_then"] == pytest.approx(STEP / 5, rel=1e-5)
    clusters = {row["cluster_id"]: row for row in found["clusters"]}
    assert clusters["island"]["minutes_now"] is None
    assert clusters["island"]["minutes_then"] == pytest.approx(0, abs=1e-6)
    assert (clusters["a"]["site_id"], clusters["c"]["site_id"]) == (None, "S-c")


def test_coverage_within_a_budget(folder: Path) -> None:
    result = run(folder, "--budget-idr", 102, "--within", round(STEP + 0.1, 3), "--json")
    found = json.loads(result.stdout)
    # b is within already; c by a site in b or c, the island only by its own, which costs 103.
    assert found["gain"] == 20
    assert [row["site_id"] for row in found["sites"]] in (["S-b"], ["S-c"])
    assert found["terms"]["objective"] == "coverage"


def test_tables_and_terminal(folder: Path) -> None:
    result = run(folder, "--count", 1, "--out", folder / "out")
    assert result.exit_code == 0, result.output
    for words in ("Tempat terpilih", "S-island", "0.0000%", "180 menit (asumsi)", "asumsi / assumption"):
        assert words in result.stdout
    rows = list(csv.DictReader((folder / "out" / "clusters.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["cluster_id"] for row in rows] == ["a", "b", "c", "island"]
    assert np.isclose(float(rows[2]["minutes_then"]), 2 * STEP, rtol=1e-5)


def test_faults(folder: Path) -> None:
    with pytest.raises(UsageError, match="how many facilities"):
        raise run(folder).exception or AssertionError
    with pytest.raises(UsageError, match="expected one of puskesmas"):
        raise run(folder, "--count", 1, "--kind", "pasar").exception or AssertionError
    write_rows(
        folder / "sites.csv",
        [
            {"site_id": "x", "latitude": 112.0, "longitude": -8.0},
            {"site_id": "y", "latitude": -8.0, "longitude": 112.0, "capacity": -1},
            {"site_id": "y", "latitude": -8.0, "longitude": 112.0, "cost_idr": 1.5},
        ],
    )
    with pytest.raises(InputError) as caught:
        raise run(folder, "--count", 1).exception or AssertionError
    assert sorted((fault.row, fault.column) for fault in caught.value.faults) == [
        (2, "latitude"), (3, "capacity"), (4, "cost_idr"), (4, "site_id"),
    ]  # fmt: skip
    write_rows(folder / "sites.csv", [{"site_id": "z", "latitude": -8.2, "longitude": 112.0}])
    with pytest.raises(InputError, match="not on the network"):
        raise run(folder, "--count", 1).exception or AssertionError
