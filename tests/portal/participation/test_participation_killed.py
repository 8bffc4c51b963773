from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_counting.py")


@pytest.mark.slow
def test_a_worker_killed_before_its_commit_leaves_nothing_half_and_another_does_it_once(
    portal_environment: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env=portal_environment
        | {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings", "MERATA_LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["count"] == {
        "died": True, "half": "closed", "status": "succeeded", "state": "counted", "events": 1,
    }  # fmt: skip
    assert found["escalation"] == {
        "died": True, "half": [0, 0, 1, 1], "status": "succeeded", "posts": [1, 1, 1, 1], "steps": 4, "events": 4,
    }  # fmt: skip
