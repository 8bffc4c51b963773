"""A worker killed in the middle of approving: nothing or everything, once; and it ends the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_approving.py")
POINTS = 8


@pytest.mark.slow
def test_whenever_an_approval_is_killed_nothing_is_half_and_it_ends_the_same(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
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
