from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_calculation.py")
POINTS = 4


@pytest.mark.slow
def test_a_killed_worker_s_calculation_is_taken_up_again_and_ends_the_same(portal_environment: dict[str, str]) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    assert found["whole"] == ["done", True, True, 1]
    assert found["steps"] > POINTS
    assert len(found["killed"]) == POINTS
    for point, died, *ended in found["killed"]:
        assert (died, ended) == (True, ["done", True, True, 1]), f"killed at step {point}"
