from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_listing.py")
POINTS = 12


@pytest.mark.slow
def test_whenever_the_listing_is_killed_nothing_is_half_and_it_ends_the_same(
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
    whole = [False, True, "listed", 3, 1]
    assert found["alive"] == whole
    assert found["steps"] > POINTS
    assert len(found["killed"]) == POINTS
    for point, died, after, ended, told in found["killed"]:
        assert died is True
        assert after in ([True, False, "listing", 0, 0], whole), f"half a list, killed at step {point}"
        assert (ended, told) == ("succeeded", whole), f"killed at step {point}"
    assert found["chain"] is True
