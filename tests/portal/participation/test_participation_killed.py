from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_counting.py")


@pytest.mark.slow
def test_a_worker_killed_before_its_commit_leaves_nothing_half_and_another_does_it_once(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment | {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings"})
    assert found["count"] == {
        "died": True, "half": "closed", "status": "succeeded", "state": "counted", "events": 1,
    }  # fmt: skip
    assert found["escalation"] == {
        "died": True, "half": [0, 0, 1, 1], "status": "succeeded", "posts": [1, 1, 1, 1], "steps": 4, "events": 4,
    }  # fmt: skip
