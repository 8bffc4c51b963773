from __future__ import annotations

import pytest

from merata.demo import calibration
from merata.demo.calibration import Calibration
from merata.demo.welfare import Target


def test_targets_are_the_published_figures_of_2025() -> None:
    assert calibration.targets() == {
        "35.05": Target(417_158, pytest.approx(0.0757), 0.351),
        "35.72": Target(625_337, pytest.approx(0.066), 0.34),
    }


def test_difference_is_reached_less_published() -> None:
    row = Calibration("35.05", "Kabupaten Blitar", "p0", 0.0757, "high", 0.0760)
    assert row.difference == pytest.approx(0.0003)
