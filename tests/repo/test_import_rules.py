"""The import rules hold, and each of them fails on a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint_imports(copy: Path) -> subprocess.CompletedProcess[str]:
    # The copy's src must win over the installed project, so it stands first on the path.
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "COLUMNS": "200"}
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--config", ".importlinter", "--no-cache"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_rules_hold(copy: Path) -> None:
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("place", "text", "contract"),
    [
        ("merata/stats/planted.py", "import merata.planning\n", "The rooms of merata are layered"),
        ("merata/helpers/__init__.py", '"""A room nobody listed."""\n', "The rooms of merata are layered"),
        ("merata/stats/planted.py", "import django\n", "merata imports no portal"),
        ("merata/stats/planted.py", "import merata_portal\n", "merata imports no portal"),
        ("merata_portal/public/planted.py", "import merata_portal.config.urls\n", "The apps of merata_portal"),
        ("merata_portal/helpers/__init__.py", '"""An app nobody listed."""\n', "The apps of merata_portal"),
    ],
)
def test_a_planted_violation_fails(copy: Path, place: str, text: str, contract: str) -> None:
    path = copy / "src" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), result.stdout


def test_a_planted_cycle_fails(copy: Path) -> None:
    (copy / "src/merata/stats/first.py").write_text("import merata.stats.second\n")
    (copy / "src/merata/stats/second.py").write_text("import merata.stats.first\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "No cycles among siblings BROKEN" in result.stdout
