"""Numbers that mean something else in the census than in the survey."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.measurement.small_area.coding import coding_difference

RNG = np.random.default_rng(8)
NORMAL = RNG.normal(size=300)


def rows(**counts: int) -> np.ndarray:
    """So many rows of each value: rows(v1=90, v2=10)."""
    return np.repeat([float(name[1:]) for name in counts], list(counts.values()))


@pytest.mark.parametrize(
    ("survey", "census", "message"),
    [
        (rows(v0=50, v1=50), rows(v1=50, v2=50), r"it is coded 0, 1 in the survey and 1, 2 in the census"),
        # However rare the other code is.
        (rows(v0=3, v1=97), rows(v1=97, v2=3), r"it is coded 0, 1 in the survey and 1, 2 in the census; recode one"),
        (rows(v0=3, v1=97), rows(v1=97, v2=2, v9=1), r"coded 0, 1 in the survey and 1, 2, 9 in the census"),
        (rows(v1=90, v2=10), rows(v1=90, v3=10), r"coded 1, 2 in the survey and 1, 3 in the census"),
        (rows(v1=40, v2=40, v3=20), rows(v1=40, v2=40, v4=20), "20% of the survey's rows hold a value"),
        (rows(v1=30, v2=30, v3=40), rows(v1=30, v2=59, v3=11, v5=0), None),
        (rows(v1=50, v2=39, v3=11), rows(v1=50, v2=50), "11% of the survey's rows hold a value that the census never"),
        (rows(v1=50, v2=50), rows(v1=50, v2=39, v3=11), "11% of the census's rows hold a value that the survey never"),
        (rows(v1=50, v2=50), rows(v1=50, v2=40, v3=10), None),
        (rows(v0=80, v1=20), np.linspace(0, 1, 8), r"coded 0, 1 in the survey and with many values in the census"),
        (rows(v0=80, v1=20), rows(v0=80, v1=17, v2=3), None),
        (rows(v0=80, v1=20), rows(v0=100), None),
        (rows(v0=100), rows(v0=50, v1=50), None),
        (NORMAL, NORMAL * 1000, r"it runs from -[\d.]+ to [\d.]+ in the survey and from .*same unit"),
        (NORMAL * 1000, NORMAL, r"of the survey's rows lie outside the range of the census"),
        (NORMAL, NORMAL + 10, r"100% of the survey's rows"),
        (NORMAL, NORMAL + 1, None),
        (np.arange(1.0, 40.0), np.arange(1.0, 14.0), "67% of the survey's rows lie outside"),
        (np.arange(1.0, 25.0), np.arange(1.0, 14.0), None),
        (np.array([np.nan, 0.5, 2.5]), np.array([0.5, np.inf, 2.5]), None),
        (np.array([np.nan]), NORMAL, None),
        (np.empty(0), NORMAL, None),
    ],
)
def test_what_differs_is_told(survey: np.ndarray, census: np.ndarray, message: str | None) -> None:
    found = coding_difference(survey, census)
    if message is None:
        assert found is None
    else:
        assert found is not None
        assert re.search(message, found)


def test_codes_after_many_rows_of_one_value_are_seen() -> None:
    assert coding_difference(rows(v1=1500, v2=900), rows(v1=2000, v3=900)) is not None


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40))
def test_a_column_never_differs_from_itself(values: list[float]) -> None:
    assert coding_difference(np.array(values), np.array(values[::-1])) is None
