"""`--minutes-to-rupiah`: what plan, frontier and why print with it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pyarrow as pa
import pytest
from click.testing import CliRunner

from merata.access.projects.rupiah_records import RECORDS_FILE
from merata.cli.frontier import frontier_command
from merata.cli.plan import plan
from merata.cli.why import why_command
from merata.errors import UsageError
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset

BUDGET = ("--budget", "120_000_000", "--draws", "3")
KM = 1 / 111.195
"""Degrees of latitude."""


@pytest.fixture(scope="module")
def river_folder(plan_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same region with its first villages on roads: the second is 60 minutes around from the market, 7.5 over the
    bridge that can be built.
    """
    source, root = Dataset(plan_folder), tmp_path_factory.mktemp("river")
    tables = {name: source.read(name) for name in TABLES if source.has(name)}
    codes = tables["villages"]["village_code"].to_pylist()
    place = {"pasar": (-8.1, 112.2), "desa": (-8.1 + 5 * KM, 112.2), "lain": (-8.1, 112.2 + 5 * KM)}
    ends = [("pasar", "lain", 20.0), ("lain", "desa", 20.0)]
    rows = {
        "roads": [
            {
                "road_id": f"R{at}", "name": f"R{at}", "from_node": start, "to_node": end,
                "from_latitude": place[start][0], "from_longitude": place[start][1],
                "to_latitude": place[end][0], "to_longitude": place[end][1], "road_class": "kabupaten",
                "surface": "asphalt", "condition": "good", "length_km": km, "bridge": False,
            }
            for at, (start, end, km) in enumerate(ends)
        ],
        "facilities": [
            {"facility_id": "F1", "kind": "market", "name": "Pasar", "village_code": codes[0],
             "latitude": place["pasar"][0], "longitude": place["pasar"][1]},
        ],
        "project_edits": [
            {"project_id": "road-1", "kind": "bridge", "from_latitude": place["pasar"][0],
             "from_longitude": place["pasar"][1], "to_latitude": place["desa"][0], "to_longitude": place["desa"][1],
             "length_km": 5.0, "road_class": "tertiary", "surface": "asphalt", "condition": "good"},
        ],
    }  # fmt: skip
    made = {name: pa.Table.from_pylist(each, schema=TABLES[name].arrow) for name, each in rows.items()}
    latitude = [place["desa"][0] if at == 1 else place["pasar"][0] for at in range(len(codes))]
    villages = tables["villages"]
    at = villages.column_names.index("latitude")
    made["villages"] = villages.set_column(at, "latitude", pa.array(latitude, pa.float64()))
    projects = tables["projects"]
    cost = projects.column_names.index("cost_idr")
    made["projects"] = projects.set_column(cost, "cost_idr", pa.array([10_000_000]))
    sectors = ["farming", "trade"] * (tables["households"].num_rows // 2)
    where = tables["households"].column_names.index("head_sector")
    made["households"] = tables["households"].set_column(where, "head_sector", pa.array(sectors, pa.string()))
    folder = Dataset(root)
    for name, table in (tables | made).items():
        folder.write(name, table)
    folder.describe(source.description)
    return root


def run(command: click.Command, *arguments: object) -> str:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(command, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def flat(shown: str) -> str:
    return " ".join(shown.split())


def test_both_plans_are_shown_and_every_number_is_marked_as_assumed(river_folder: Path) -> None:
    shown = run(plan, river_folder, *BUDGET, "--minutes-to-rupiah")
    assert max(len(line) for line in shown.splitlines()) <= 80
    for part in (
        "Dari menit ke rupiah / from minutes to rupiah",
        "Dengan / with",
        "Tanpa / without",
        "* asumsi",
        "Each gain is by its own evidence; the difference is no advantage.",
        "minutes:market-farm: 0.001 ± 0.001 (* asumsi / assumption)",
        "minutes:market-other: 0.0005 ± 0.0005 (* asumsi / assumption)",
        "not by the works' own evidence",
    ):
        assert part in flat(shown), part
    assert "road_access:" not in shown
    without = run(plan, river_folder, *BUDGET)
    assert "minutes:" not in without
    assert "Dari menit" not in without


def test_json_carries_both_plans(river_folder: Path) -> None:
    found = json.loads(run(plan, river_folder, *BUDGET, "--minutes-to-rupiah", "--json"))
    without = json.loads(run(plan, river_folder, *BUDGET, "--json"))
    both = found["minutes_to_rupiah"]
    assert both["with"]["gain"] == found["gain"]
    assert both["without"]["gain"] == without["gain"]
    assert both["with"]["works"] == both["without"]["works"] == ["road-1"]
    assert both["with"]["certainty"] == "asumsi"
    assert both["without"]["certainty"] == "bukti"
    (line,) = (line for line in found["items"] if line["kind"] == "project")
    assert line["assumption"] is True
    assert {one["evidence_id"] for one in found["effects"] if one["assumption"]} >= {
        "minutes:market-farm",
        "minutes:market-other",
    }
    assert "minutes_to_rupiah" not in without


def test_frontier_and_why_say_what_minutes_are_worth(river_folder: Path) -> None:
    budgets = ("--budgets", "60_000_000,120_000_000", "--draws", "2")
    why = (river_folder, "road-1", *BUDGET)
    for command, arguments in ((frontier_command, (river_folder, *budgets)), (why_command, why)):
        shown = flat(run(command, *arguments, "--minutes-to-rupiah"))
        assert "market-farm: 0.001 ± 0.001 dari konsumsi per menit" in shown
        assert "asumsi" in shown
        found = json.loads(run(command, *arguments, "--minutes-to-rupiah", "--json"))
        assert {one["certainty"] for one in found["minute_records"]} == {"assumption"}
        assert "minute_records" not in json.loads(run(command, *arguments, "--json"))


def test_other_effects_per_minute_can_be_given(river_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "effects.csv"
    path.write_text(
        RECORDS_FILE.read_text(encoding="utf-8").replace(",0.001,0.001,", ",0.002,0.001,"), encoding="utf-8"
    )
    shown = run(plan, river_folder, *BUDGET, "--minutes-to-rupiah", "--minutes-effects", path)
    assert "minutes:market-farm: 0.002 ± 0.001" in flat(shown)
    with pytest.raises(UsageError, match="give --minutes-to-rupiah too"):
        run(plan, river_folder, *BUDGET, "--minutes-effects", path)


def test_without_a_network_or_for_the_truth_it_is_refused(plan_folder: Path, river_folder: Path) -> None:
    with pytest.raises(UsageError, match="no roads, facilities, project_edits"):
        run(plan, plan_folder, *BUDGET, "--minutes-to-rupiah")
    with pytest.raises(UsageError, match="plants no effect per minute"):
        run(plan, river_folder, *BUDGET, "--minutes-to-rupiah", "--truth")
