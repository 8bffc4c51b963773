from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from merata.cli import demo as command
from merata.errors import UsageError


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the command calls after building; none of it is run."""
    made: list[tuple[str, dict[str, Any]]] = []
    for name in ("run_measure", "run_plan", "run_reports", "follow"):
        monkeypatch.setattr(command, name, lambda root, _name=name, **given: made.append((_name, given)))
    return made


def test_the_demo_is_built_then_measured_planned_and_reported(tmp_path: Path, calls: list[Any]) -> None:
    root = tmp_path / "blitar"
    result = CliRunner().invoke(command.demo, [str(root), "--scale", "0.004", "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert (root / "households.parquet").exists()
    assert "All people in it are synthetic" in result.output
    assert "certainty is only medium" in result.output
    assert [name for name, _ in calls] == ["run_measure", "run_plan", "run_reports", "follow"]
    assert calls[1][1] == {"budget_idr": 200_000_000, "regency": "35.05"}
    assert calls[2][1]["outs"] == {"id": root / "report.html", "en": root / "report-en.html"}
    followed = calls[3][1]
    assert (set(followed), followed["serve"]) == ({"serve", "report_on"}, False)


def test_indonesian_comes_first(tmp_path: Path, calls: list[Any]) -> None:
    result = CliRunner().invoke(command.demo, [str(tmp_path / "blitar"), "--scale", "0.004", "--no-serve"])
    assert result.exit_code == 0, result.output
    assert "Semua orang di dalamnya sintetis" in result.output
    assert "35,1%" in result.output


def test_a_folder_with_foreign_files_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    result = CliRunner().invoke(command.demo, [str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
