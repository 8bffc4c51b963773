from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_registry.py")
POINTS = 5


@pytest.mark.slow
def test_whatever_is_killed_at_whatever_point_nothing_is_lost_doubled_or_half(
    portal_environment: dict[str, str],
) -> None:
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
    assert found["undone"] == [True, True]
    for what in ("import", "undo", "merge", "snapshot"):
        assert len(found[what]) == POINTS
        for point, died, ended, same in found[what]:
            assert (died, ended, same) == (True, "succeeded", True), f"{what}, killed at step {point}"
    assert found["chain"] is True
