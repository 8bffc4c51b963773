from __future__ import annotations

from pathlib import Path

import pytest
from killing import told_by

SCRIPT = Path(__file__).with_name("killed_paying.py")
POINTS = 5
EXPECTED = {
    "entitle": [7, True, True, 1],
    "batch": ["made", True, 7, True, 1],
    "reconcile": [True, {"failed": 1, "paid": 6}, True, ["failed"]],
}


@pytest.mark.slow
def test_whatever_is_killed_at_whatever_point_nobody_is_left_out_or_paid_twice(
    portal_environment: dict[str, str],
) -> None:
    found = told_by(SCRIPT, portal_environment, POINTS)
    for what, expected in EXPECTED.items():
        (_, died, ended, told), *rest = found[what]
        assert (died, ended, told) == (False, "succeeded", expected)
        assert len(rest) == POINTS
        for point, died, ended, told in rest:
            assert (died, ended, told) == (True, "succeeded", expected), f"{what}, killed at step {point}"
    assert found["conserved"] is True
