"""A worker killed while it prepares an edition leaves none, or the whole one; the next worker makes the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_preparing.py")
POINTS = 4


@pytest.mark.slow
def test_killed_at_any_step_it_makes_one_whole_edition(portal_environment: dict[str, str]) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    assert found["steps"] > 20
    assert found["whole"][:4] == [1, True, True, 1]
    assert len(found["points"]) == POINTS
    for point in found["points"]:
        assert point["died"], point
        assert point["half"][0] in (0, 1), point
        assert point["after"][:4] == [1, True, True, 1], point
        assert point["after"][4] == found["whole"][4], "the same data give the same edition"
