"""A worker killed in the middle of approving: nothing or everything, once; and it ends the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_approving.py")
POINTS = 8


@pytest.mark.slow
def test_whenever_an_approval_is_killed_nothing_is_half_and_it_ends_the_same(
    portal_environment: dict[str, str],
) -> None:
    paths = (str(SCRIPT.parent), str(SCRIPT.parent.parent), portal_environment.get("PYTHONPATH", ""))
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(POINTS)],
        env=portal_environment | {"PYTHONPATH": os.pathsep.join(paths), "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    # A launch, two classes, a work, a proposal; earmarks of two villages, two classes and the work; one event.
    whole = ["approved", 1, 2, 1, 1, 5, 77_440_000, 1]
    assert found["simulating"] == ["approving", 0, 0, 0, 0, 0, 0, 0]
    assert found["alive"] == whole
    assert found["steps"] > POINTS
    assert len(found["killed"]) == POINTS
    for point, died, after, ended, told in found["killed"]:
        assert died is True
        assert after in (["approving", 0, 0, 0, 0, 0, 0, 0], whole), f"half a plan, killed at step {point}"
        assert (ended, told) == ("succeeded", whole), f"killed at step {point}"
    assert found["holds"] == [True, True, True]
