"""The page of a regency's first day is run as it stands, and what it says is printed is printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "first-day.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "=== block "
VILLAGES = ["35.05.99.1006", *(f"35.05.99.200{number}" for number in range(1, 6))]
# `./run` itself sets up a .venv beside it; here the environment of the tests stands in for that.
RUNNER = '#!/bin/sh\n[ "$1" = merata ] || exit 64\nshift\nexec "{merata}" "$@"\n'


def blocks(page: str) -> list[tuple[str, list[str]]]:
    """Each command block with the lines that the page says it prints."""
    found: list[tuple[str, list[str]]] = []
    for language, text in FENCE.findall(page):
        if language == "sh":
            found.append((text, []))
        elif language == "text":
            found[-1][1].extend(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return found


def test_blocks_are_read_with_what_they_print() -> None:
    page = "a\n```sh\none\n```\n\n```text\n  x   y\n\nz\n```\n```yaml\nk: v\n```\n```sh\ntwo\n```\n"
    assert blocks(page) == [("one\n", ["x y", "z"]), ("two\n", [])]


@pytest.mark.slow
def test_the_first_day_happens_as_it_is_told(tmp_path: Path) -> None:
    told = blocks(PAGE.read_text(encoding="utf-8"))
    assert len(told) > 8
    _workplace(tmp_path)
    script = "set -e\n" + "".join(f"echo '{MARK}{at}'\n{commands}" for at, (commands, _lines) in enumerate(told))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MERATA_", "DJANGO_"))}
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=environment | {"COLUMNS": "100", "TERM": "dumb"},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    printed = re.split(rf"^{MARK}\d+\n", done.stdout, flags=re.MULTILINE)[1:]
    assert len(printed) == len(told)
    missing = [line for (_commands, lines), out in zip(told, printed, strict=True) for line in _missing(lines, out)]
    assert missing == []
    office = subprocess.run(
        [sys.executable, Path(__file__).with_name("first_day_office.py"), tmp_path],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=environment | {"MERATA_KEYS": str(tmp_path / "kunci" / "keys.json")},
    )  # fmt: skip
    assert office.returncode == 0, office.stderr[-4000:]
    came = json.loads(office.stdout.splitlines()[-1])
    before, after = came.pop("plans")
    assert came == {
        "faulty": 2, "persons": 1302, "households": 479, "described": 480, "families": 480,
        "unknown": 0, "benefits": 149,
        "measures": {"regency": ["35.05"], "village": VILLAGES}, "editions": [["published", 1]],
    }  # fmt: skip
    # As the page says: without a list of who receives what nothing is guessed; with it a scenario is answered.
    assert before[0] == "refused"
    assert "a list in benefits up to 2026" in before[1]
    assert after == ["done", ""]


def test_the_mapping_that_is_shown_is_the_one_that_is_used() -> None:
    shown = next(text for language, text in FENCE.findall(PAGE.read_text(encoding="utf-8")) if language == "yaml")
    used = (ROOT / "docs" / "examples" / "first-day" / "households.yaml").read_text(encoding="utf-8")
    assert [line for line in shown.splitlines() if line not in used.splitlines()] == []


def _workplace(folder: Path) -> None:
    runner = folder / "run"
    runner.write_text(RUNNER.format(merata=Path(sys.executable).with_name("merata")), encoding="utf-8")
    runner.chmod(0o755)
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])


def _missing(lines: list[str], out: str) -> list[str]:
    """The lines that are not printed in this order; a line may go on beyond what the page shows."""
    rest = iter(" ".join(line.split()) for line in out.splitlines())
    return [line for line in lines if not any(printed.startswith(line) for printed in rest)]
