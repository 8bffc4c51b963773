from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_evaluation.py")
POINTS = 3


@pytest.mark.slow
def test_killed_while_estimating_or_accepting_nothing_is_half_and_all_ends_the_same(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS, beside=[SCRIPT.parents[1] / "analysis"])
    assert len(found["killed"]) == POINTS
    for point, died, *ended in found["killed"]:
        assert (died, ended) == (True, ["estimated", "done", 0.2, 1, True]), f"killed at step {point}"
    assert found["died"]
    assert found["half"] == ["estimated", 0, 0, True]
    assert found["whole"] == ["accepted", 1, 1, True]
