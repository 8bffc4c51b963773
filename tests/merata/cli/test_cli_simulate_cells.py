"""Measures as cells: their unit, their interval, their sign."""

from __future__ import annotations

import pytest

from merata.cli.simulate_cells import change, inline, number, of_row, stacked
from merata.programmes.incidence import Interval


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("mean_after", 1_234_567.8, "1,234,568"),
        ("gain_pc_idr", 1234.5, "1,234"),
        ("gini_after", 0.34567, "0.3457"),
        ("kakwani", -0.5, "-0.5000"),
        ("p0_after", 0.0757, "7.57%"),
        ("cost_per_idr_to_poor", 12.345, "12.35"),
    ],
)
def test_numbers_in_their_unit(measure: str, value: float, shown: str) -> None:
    assert number(measure, value) == shown


def test_a_value_with_its_interval() -> None:
    found = Interval(0.5, 0.25, 0.75)
    assert inline("p0", found) == "50.00% (25.00%–75.00%)"
    assert stacked("p0", found) == "50.00%\n25.00%–75.00%"
    assert stacked("kakwani", Interval(-0.5, -0.6, -0.4)) == "-0.5000\n-0.6000 … -0.4000"
    assert stacked("p0", Interval(0.5, 0.5, 0.5)) == "50.00%"
    # Draws that differ by less than is shown are no interval.
    assert stacked("gain_pc_idr", Interval(58_426.2, 58_425.9, 58_426.4)) == "58,426"
    assert inline("p0", Interval(0.5, 0.499999, 0.500001)) == "50.00%"
    assert inline("p0", None) == stacked("p0", None) == change("p0", None) == "–"


def test_a_difference_has_its_sign_and_points() -> None:
    assert change("p0_after", Interval(-0.0125, -0.02, 0.001)) == "-1.25 pp\n-2.00 … +0.10"
    assert change("gini_after", Interval(0.01, -0.00001, 0.02)) == "+0.0100\n0.0000 … +0.0200"
    assert change("leakage_non_poor", Interval(0.0, 0.0, 0.0)) == "0.00 pp"
    assert change("mean_after", Interval(10.0, 9.9, 10.1)) == "+10"


def test_the_figure_of_a_group() -> None:
    row = {"p0_after": 0.1, "p0_after_low": 0.05, "p0_after_high": 0.2, "p0_before": None}
    assert of_row(row, "p0_after") == Interval(0.1, 0.05, 0.2)
    assert of_row(row, "p0_before") is None
