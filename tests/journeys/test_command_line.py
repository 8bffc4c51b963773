"""The main job as its user runs it: every command in a process of its own, on one small demo folder."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from merata.demo.build import build
from merata.tables.folder import Dataset

MERATA = str(Path(sys.executable).with_name("merata"))
MEASURES = ["mean", "gini", "theil_t", "theil_l", "p0", "p1", "p2", "bottom40_share", "palma"]
KEYS = ["area", "measure", "value", "se", "low", "high", "n", "flag"]


def merata(*arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    result = subprocess.run([MERATA, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert result.returncode == code, result.stdout + result.stderr
    return result


def printed(*arguments: str | Path) -> Any:
    return json.loads(merata(*arguments).stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("journey") / "blitar"
    shown = merata("demo", root, "--scale", "0.02", "--seed", "3", "--no-serve").stdout
    assert "sintetis" in shown
    return root


def test_the_demo_is_sound_and_reported_in_both_languages(folder: Path) -> None:
    merata("check", folder)
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")
    assert 'lang="en"' in (folder / "report-en.html").read_text(encoding="utf-8")
    assert (folder / "portal.sqlite3").is_file()


def test_a_spoiled_folder_is_told_with_exit_code_1(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "poverty_lines.csv").write_text("regency_code,year,line_idr\n35.05,2025,417158\n35.72,2025,much\n")
    shown = merata("check", tmp_path, code=1).stdout
    assert "poverty_lines.csv:3 line_idr" in shown
    with (tmp_path / "faults.csv").open(encoding="utf-8") as file:
        assert [(row["row"], row["column"], row["value"]) for row in csv.DictReader(file)] == [
            ("3", "line_idr", "much")
        ]


@pytest.mark.parametrize(("by", "areas"), [("regency", 2), ("kecamatan", 25), ("village", 269)])
def test_measures_as_json(folder: Path, by: str, areas: int) -> None:
    rows = printed("measure", folder, "--by", by, "--json")
    assert all(list(row) == KEYS for row in rows)
    assert len({row["area"] for row in rows}) == areas
    assert [row["measure"] for row in rows[: len(MEASURES)]] == MEASURES
    assert {row["flag"] for row in rows} <= {None, "caution", "withheld"}
    for row in rows:
        if row["se"] is not None:
            assert row["low"] <= row["value"] <= row["high"] or by == "village"
            assert row["n"] > 0


def test_the_truth_is_what_was_published(folder: Path) -> None:
    rows = printed("measure", folder, "--by", "regency", "--truth", "--json")
    truth = {(row["area"], row["measure"]): row["value"] for row in rows}
    assert truth["35.05", "p0"] == pytest.approx(0.0757, abs=0.001)
    assert truth["35.72", "p0"] == pytest.approx(0.066, abs=0.001)
    assert truth["35.05", "gini"] == pytest.approx(0.351, abs=0.005)
    assert truth["35.72", "gini"] == pytest.approx(0.340, abs=0.005)


def test_measures_as_csv_and_pictures(folder: Path, tmp_path: Path) -> None:
    out, pictures = tmp_path / "m.csv", tmp_path / "pictures"
    merata("measure", folder, "--by", "kecamatan", "--csv", out, "--pictures", pictures)
    with out.open(encoding="utf-8") as file:
        assert set(KEYS) <= set(next(csv.DictReader(file)))
    names = {path.name for path in pictures.iterdir()}
    assert names == {"lorenz.svg", "lorenz.png", "map.svg", "map.png"}
    assert (pictures / "map.png").read_bytes()[:4] == b"\x89PNG"


def test_a_plan_as_json_keeps_its_promises(folder: Path, tmp_path: Path) -> None:
    budget = 1_000_000_000
    plan = printed("plan", folder, "--budget", "1_000_000_000", "--json")
    assert {"gini_before", "gini_after", "gain", "bound", "gap", "spent_idr", "items"} <= set(plan)
    assert plan["regency"] == "35.05"
    assert 0 < plan["gain"] <= plan["bound"]
    assert plan["gap"] == pytest.approx((plan["bound"] - plan["gain"]) / plan["gain"])
    assert sum(item["cost_idr"] for item in plan["items"]) == plan["spent_idr"] <= budget
    assert plan["gain"] > max(plan["comparisons"]["equal_split"], plan["comparisons"]["decile_order"])
    wishes = tmp_path / "wishes.yaml"
    wishes.write_text("pillars: {assistance: {max_idr: 300_000_000}}\n")
    bounded = printed("plan", folder, "--budget", str(budget), "--constraints", wishes, "--json")
    assert sum(i["cost_idr"] for i in bounded["items"] if i["pillar"] == "assistance") <= 300_000_000
    city = printed("plan", folder, "--budget", "200000000", "--regency", "35.72", "--json")
    assert all(item["village_code"] is None or item["village_code"].startswith("35.72") for item in city["items"])


def test_the_same_call_gives_the_same_plan(folder: Path) -> None:
    call = ("plan", folder, "--budget", "500_000_000", "--json")
    assert merata(*call).stdout == merata(*call).stdout


def test_a_simulation_as_json(folder: Path) -> None:
    found = printed("simulate", folder, "--programme", "bantuan_pangan", "--regency", "35.72", "--json")
    assert found["cost_idr"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--budget", "-1"),
        ("plan", "--budget", "1000000", "--regency", "99.99"),
        ("plan",),
        ("simulate", "--programme", "unknown"),
        ("measure", "--by", "province"),
        ("report", "--out", "x.html", "--lang", "de"),
    ],
)
def test_wrong_usage_is_exit_code_2(folder: Path, arguments: tuple[str, ...]) -> None:
    merata(arguments[0], folder, *arguments[1:], code=2)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.6])
def test_ctrl_c_leaves_the_folder_as_it_was(tmp_path: Path, seconds: float) -> None:
    """Whatever moment it comes at, the earlier demo is there as before, or the new one whole."""
    root = tmp_path / "blitar"
    build(root, scale=0.005, seed=1)
    process = subprocess.Popen(
        [MERATA, "demo", str(root), "--scale", "0.1", "--seed", "2", "--no-serve"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    while not list(root.glob(".*.partial")):
        assert process.poll() is None
        time.sleep(0.001)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert [path.name for path in root.glob(".*")] == []
    merata("check", root)
    assert Dataset(root).description.seed in ((1, 2) if seconds else (1,))
