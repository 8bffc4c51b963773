from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_calculation.py")
POINTS = 4


@pytest.mark.slow
def test_a_killed_worker_s_calculation_is_taken_up_again_and_ends_the_same(portal_environment: dict[str, str]) -> None:
    paths = os.pathsep.join((str(SCRIPT.parent), str(SCRIPT.parent.parent), portal_environment.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(POINTS)],
        env=portal_environment | {"PYTHONPATH": paths, "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["whole"] == ["done", True, True, 1]
    assert found["steps"] > POINTS
    assert len(found["killed"]) == POINTS
    for point, died, *ended in found["killed"]:
        assert (died, ended) == (True, ["done", True, True, 1]), f"killed at step {point}"
