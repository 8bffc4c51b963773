"""Killed while proposing or enrolling, at many points: everybody stands there exactly once, by the same steps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_enrolling.py")
POINTS = 4


@pytest.mark.slow
def test_killed_at_whatever_point_nobody_is_lost_or_enrolled_twice(portal_environment: dict[str, str]) -> None:
    here = (str(SCRIPT.parent), str(SCRIPT.parent.parent), portal_environment.get("PYTHONPATH", ""))
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(POINTS)],
        env=portal_environment | {"PYTHONPATH": os.pathsep.join(here), "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["whole"] == ["approved", 11, "running", ["enrolled"] * 10 + ["paused"]]
    for what in ("propose", "enrol"):
        assert len(found[what]) == POINTS
        for point, died, ended, same in found[what]:
            assert (died, ended, same) == (True, "succeeded", True), f"{what}, killed at statement {point}"
    assert found["chain"] is True
