"""The regression and its variance components recover what was planted."""

from __future__ import annotations

import numpy as np
import pytest

from merata.errors import InputError
from merata.measurement.welfare_model import fit


def planted(seed: int = 1, areas: int = 200, each: int = 10):  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), each)
    x = rng.normal(size=areas * each)
    y = 13 + 0.3 * x + rng.normal(0, 0.2, areas)[area] + rng.normal(0, 0.4, areas * each)
    return np.column_stack([np.ones_like(x), x]), y, area


def test_coefficients_and_variances_are_found_again() -> None:
    columns, y, area = planted()
    fitted = fit(columns, y, np.ones(len(y)), cluster=area, area=area)
    np.testing.assert_allclose(fitted.coefficients, [13, 0.3], atol=0.05)
    assert fitted.components.area_variance**0.5 == pytest.approx(0.2, abs=0.03)
    assert fitted.components.household_variance**0.5 == pytest.approx(0.4, abs=0.02)
    assert fitted.r2 == pytest.approx(0.09 / (0.09 + 0.2), abs=0.04)
    # Clustering makes the constant less certain than independent rows would be: 0.2/√200 and more.
    covariance = fitted.covariance_root @ fitted.covariance_root.T
    assert covariance[0, 0] ** 0.5 == pytest.approx((0.04 / 200 + 0.16 / 2000) ** 0.5, rel=0.15)


def test_equal_weights_give_ordinary_least_squares() -> None:
    columns, y, area = planted(areas=30)
    fitted = fit(columns, y, np.full(len(y), 7.0), cluster=area, area=area)
    np.testing.assert_allclose(fitted.coefficients, np.linalg.lstsq(columns, y, rcond=None)[0])


def test_columns_that_follow_from_others_do_no_harm() -> None:
    columns, y, area = planted(areas=30)
    again = np.column_stack([columns, columns[:, 1] * 2, np.zeros(len(y)), np.ones(len(y))])
    fitted = fit(again, y, np.ones(len(y)), cluster=area, area=area)
    plain = fit(columns, y, np.ones(len(y)), cluster=area, area=area)
    np.testing.assert_allclose(again @ fitted.coefficients, columns @ plain.coefficients)


def test_areas_of_one_household_share_nothing_that_can_be_known() -> None:
    columns, y, area = planted(areas=30)
    fitted = fit(columns, y, np.ones(len(y)), cluster=area, area=np.arange(len(y)))
    assert fitted.components.area_variance == 0


def test_a_sample_too_small_is_refused() -> None:
    columns, y, area = planted(areas=3)
    with pytest.raises(InputError, match="30 households and the model 2 coefficients"):
        fit(columns, y, np.ones(len(y)), cluster=area, area=area)
