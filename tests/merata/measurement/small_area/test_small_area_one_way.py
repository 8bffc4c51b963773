"""A sample's sums by area: columns that follow from others, and samples too small for the model."""

from __future__ import annotations

import numpy as np
import pytest
from invented_survey_and_census import unit_sample

from merata.errors import InputError
from merata.measurement.small_area.one_way import UnitSample, independent_columns, one_way, outcomes


def test_a_column_that_follows_from_those_before_is_left_out() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=20), 1e6 + rng.normal(size=20)
    columns = np.column_stack([np.ones(20), first, np.full(20, 3.0), second, first - 2 * second, np.zeros(20)])
    assert independent_columns(columns).tolist() == [0, 1, 3]


def test_coefficients_of_the_columns_left_out_are_zero() -> None:
    sample = unit_sample()
    doubled = UnitSample(
        np.column_stack([sample.columns, 2 * sample.columns[:, 1] + 1]), sample.welfare, sample.area, sample.areas
    )
    layout = one_way(doubled)
    found = layout.coefficients(outcomes(layout, np.log(sample.welfare)[None, :]).projected)[0]
    assert found[3] == 0
    plain = np.linalg.lstsq(sample.columns, np.log(sample.welfare), rcond=None)[0]
    np.testing.assert_allclose(found[:3], plain, rtol=1e-10)


def test_the_sums_are_those_of_the_residuals_by_area() -> None:
    sample = unit_sample(weighted=True)
    layout = one_way(sample)
    z = np.log(sample.welfare)
    residual = z - sample.columns @ np.linalg.lstsq(sample.columns, z, rcond=None)[0]
    found = outcomes(layout, z[None, :])
    means = [residual[sample.area == area].mean() for area in range(7)]
    np.testing.assert_allclose(found.mean[0], means, atol=1e-13)
    assert found.squares[0] == pytest.approx(residual @ residual)
    assert layout.size.tolist() == [1, 2, 3, 5, 7, 9]
    assert layout.areas_of_size.tolist() == [1, 1, 1, 2, 1, 1]
    of_five = [area for area in range(7) if layout.count[area] == 5]
    assert found.between[0, 3] == pytest.approx(sum(means[area] ** 2 for area in of_five))
    weighted = [np.average(residual[sample.area == a], weights=sample.weight[sample.area == a]) for a in range(7)]  # type: ignore[index]
    np.testing.assert_allclose(found.weighted_mean[0], weighted, atol=1e-13)


def test_one_household_an_area_is_refused() -> None:
    sample = UnitSample(np.ones((9, 1)), np.arange(1.0, 10), np.arange(9), tuple(range(9)))
    with pytest.raises(InputError, match="no area has two sampled households"):
        one_way(sample)


def test_too_few_households_are_refused() -> None:
    sample = unit_sample(count=(4, 3))
    with pytest.raises(InputError, match="7 households and the model 3 coefficients; expected at least 5 "):
        one_way(sample)
