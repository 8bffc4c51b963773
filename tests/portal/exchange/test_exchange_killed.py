from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_exchange.py")
POINTS = 8
WAITING = ["waiting", False, 0, [0, 0], 0]
DONE = ["done", True, 4, [2, 2], 1]


@pytest.mark.slow
def test_a_worker_killed_at_whatever_point_leaves_a_search_whole_and_the_next_one_ends_it(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    assert len(found["kills"]) == min(POINTS, found["steps"])
    assert found["steps"] >= POINTS
    states = []
    for point, died, between, ended, after in found["kills"]:
        assert died, f"not killed at step {point}"
        assert between in (WAITING, DONE), f"half an answer after the kill at step {point}"
        assert (ended, after) == ("succeeded", DONE), f"killed at step {point}"
        states.append(between[0])
    # Killed both before the answer was there and after it, so that the points say something.
    assert set(states) == {"waiting", "done"}
    assert found["chain"] is True
