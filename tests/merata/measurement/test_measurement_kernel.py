"""All measures by group: lines, empty groups, what does not exist, and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError, UsageError
from merata.measurement.kernel import MEASURES, measure_groups

WELFARE = [100.0, 300.0, 50.0, 50.0]
GROUP = [0, 0, 2, 2]


def test_a_group_without_rows_is_nan_and_the_others_are_not_moved() -> None:
    measured = measure_groups(WELFARE, None, GROUP, groups=3, line=200.0)
    np.testing.assert_allclose(measured["mean"], [200, np.nan, 50])
    np.testing.assert_allclose(measured["gini"], [0.25, np.nan, 0])
    np.testing.assert_allclose(measured["p0"], [0.5, np.nan, 1])
    np.testing.assert_allclose(measured["p1"], [0.25, np.nan, 0.75])


def test_a_line_for_each_row_or_none() -> None:
    measured = measure_groups(WELFARE, None, GROUP, groups=3, line=[200, 200, 50, 50])
    np.testing.assert_allclose(measured["p0"], [0.5, np.nan, 0])
    without = measure_groups(WELFARE, None, GROUP, groups=3)
    assert tuple(without) == tuple(name for name in MEASURES if name not in ("p0", "p1", "p2"))


def test_what_does_not_exist_is_nan() -> None:
    measured = measure_groups([0.0, 0.0, 0.0, 5.0], None, [0, 0, 1, 1], groups=2)
    np.testing.assert_allclose(measured["gini"], [np.nan, 0.5])
    np.testing.assert_allclose(measured["theil_l"], [np.nan, 0.0])  # of the one positive value
    np.testing.assert_allclose(measured["bottom40_share"], [np.nan, 0.0])
    assert np.isnan(measured["palma"]).all()


def test_groups_beyond_sixteen_bits() -> None:
    groups = 40_000
    measured = measure_groups(np.arange(1.0, groups + 1), None, np.arange(groups)[::-1], groups=groups)
    np.testing.assert_array_equal(measured["mean"], np.arange(groups, 0, -1))


def test_groups_of_very_different_weight_do_not_blur_each_other() -> None:
    measured = measure_groups([1.0, 3.0, 1.0, 3.0], [1e12, 1e12, 1e-3, 1e-3], [0, 0, 1, 1], groups=2)
    np.testing.assert_allclose(measured["gini"], [0.25, 0.25], rtol=1e-12)


@pytest.mark.parametrize("line", [0.0, -5.0, [1.0, 2.0], np.nan])
def test_an_impossible_line_is_refused(line) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError, match="line must be positive"):
        measure_groups(WELFARE, None, GROUP, groups=3, line=line)


def test_impossible_groups_are_refused() -> None:
    with pytest.raises(UsageError, match="0 to 1"):
        measure_groups(WELFARE, None, GROUP, groups=2)
    with pytest.raises(UsageError, match="4 whole numbers"):
        measure_groups(WELFARE, None, [0, 1], groups=2)
    with pytest.raises(InputError, match="1 have negative welfare"):
        measure_groups([-1.0, 1.0], None, [0, 0], groups=1)
