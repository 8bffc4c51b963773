from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_registry.py")
POINTS, BENEFIT_POINTS = 5, 3


@pytest.mark.slow
def test_whatever_is_killed_at_whatever_point_nothing_is_lost_doubled_or_half(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    assert found["undone"] == [True, True]
    for what in ("import", "undo", "benefits", "benefits_undo", "merge", "snapshot"):
        assert len(found[what]) == (BENEFIT_POINTS if what.startswith("benefits") else POINTS)
        for point, died, ended, same in found[what]:
            assert (died, ended, same) == (True, "succeeded", True), f"{what}, killed at step {point}"
    assert found["chain"] is True
