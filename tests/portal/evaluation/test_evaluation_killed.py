from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_evaluation.py")
POINTS = 3


@pytest.mark.slow
def test_killed_while_estimating_or_accepting_nothing_is_half_and_all_ends_the_same(
    portal_environment: dict[str, str],
) -> None:
    places = (SCRIPT.parent, SCRIPT.parent.parent, SCRIPT.parent.parent / "analysis")
    paths = os.pathsep.join((*map(str, places), portal_environment.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(POINTS)],
        env=portal_environment | {"PYTHONPATH": paths, "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["killed"]) == POINTS
    for point, died, *ended in found["killed"]:
        assert (died, ended) == (True, ["estimated", "done", 0.2, 1, True]), f"killed at step {point}"
    assert found["died"]
    assert found["half"] == ["estimated", 0, 0, True]
    assert found["whole"] == ["accepted", 1, 1, True]
