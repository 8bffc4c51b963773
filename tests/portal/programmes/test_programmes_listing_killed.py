from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_listing.py")
POINTS = 12


@pytest.mark.slow
def test_whenever_the_listing_is_killed_nothing_is_half_and_it_ends_the_same(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    whole = [False, True, "listed", 3, 1]
    assert found["alive"] == whole
    assert found["steps"] > POINTS
    assert len(found["killed"]) == POINTS
    for point, died, after, ended, told in found["killed"]:
        assert died is True
        assert after in ([True, False, "listing", 0, 0], whole), f"half a list, killed at step {point}"
        assert (ended, told) == ("succeeded", whole), f"killed at step {point}"
    assert found["chain"] is True
