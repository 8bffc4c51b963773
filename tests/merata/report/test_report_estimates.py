import numpy as np
import pytest

from merata.measurement.estimates import Estimate, predicted_estimate
from merata.report.estimates import between_text, compact_text, is_doubtful, is_shown, value_text
from merata.report.figures import certain_measure
from merata.report.numbers import NO_BREAK, Numbers
from merata.report.situation import Area
from merata.report.texts import Words

NUMBERS, WORDS = Numbers("id"), Words("id")


def estimate(measure, value, low, high, flag=None):
    se = None if low is None else (high - low) / 4
    return Estimate("35.05", measure, value, se, low, high, 100, flag)


@pytest.mark.parametrize(
    ("found", "value", "between", "compact"),
    [
        (estimate("p0", 0.076, 0.061, 0.09), "7,6%", "antara 6,1% dan 9,0%", "7,6% (6,1%–9,0%)"),
        (estimate("gini", 0.351, 0.34, 0.362), "0,351", "antara 0,340 dan 0,362", "0,351 (0,340–0,362)"),
        (
            estimate("mean", 1_236_400, 1_100_000, 1_372_800),
            f"Rp{NO_BREAK}1,24{NO_BREAK}juta",
            f"antara Rp{NO_BREAK}1,1{NO_BREAK}juta dan Rp{NO_BREAK}1,37{NO_BREAK}juta",
            "1.236 (1.100–1.373)",
        ),
        (
            estimate("p0", 0.02, None, None, "caution"),
            "2,0%",
            "ketidakpastian tidak diketahui",
            "2,0% (ketidakpastian tidak diketahui)",
        ),
    ],
)
def test_values_are_told_with_their_intervals(found, value, between, compact):
    assert value_text(found, NUMBERS, WORDS) == value
    assert between_text(found, NUMBERS, WORDS) == between
    assert compact_text(found, NUMBERS, WORDS) == compact


def test_a_withheld_value_is_not_told_anywhere():
    hidden = estimate("p0", 0.0123, 0.0, 0.05, "withheld")
    assert not is_shown(hidden)
    assert value_text(hidden, NUMBERS, WORDS) == "tidak ditampilkan"
    assert compact_text(hidden, NUMBERS, WORDS) == "tidak ditampilkan"


def test_a_village_too_small_to_know_its_error_is_not_told():
    lone = predicted_estimate("35.05.01.1000", "gini", np.zeros(50), n=1)
    assert not is_shown(lone)
    assert value_text(lone, NUMBERS, WORDS) == compact_text(lone, NUMBERS, WORDS) == "tidak ditampilkan"
    assert between_text(lone, NUMBERS, WORDS) == "ketidakpastian tidak diketahui"


def test_caution_is_a_mark_and_absence_a_dash():
    assert is_doubtful(estimate("p0", 0.05, 0.02, 0.09, "caution"))
    assert not is_doubtful(None)
    assert compact_text(None, NUMBERS, WORDS) == "–"


def test_areas_are_shown_by_poverty_only_where_half_of_them_are_certain_enough():
    sure = Area("a", "A", "K", "35.05", {"p0": estimate("p0", 0.1, 0.08, 0.12)})
    hidden = Area("b", "B", "K", "35.05", {"p0": estimate("p0", 0.01, 0.0, 0.05, "withheld")})
    unknown = Area("c", "C", "K", "35.05", {"p0": estimate("p0", 0.0, None, None, "caution")})
    assert certain_measure([sure, hidden]) == "p0"
    assert certain_measure([sure, hidden, unknown]) == "mean"
    assert certain_measure([]) == "mean"
