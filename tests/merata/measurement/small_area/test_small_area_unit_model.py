"""The fitted unit-level model: its transformation's parameter, its likelihood and its expectations."""

from __future__ import annotations

import numpy as np
import pytest
from invented_survey_and_census import unit_sample

from merata.errors import InputError, UsageError
from merata.measurement.small_area.transformations import CEILING
from merata.measurement.small_area.unit_model import fit_unit_model, parameter_at_bound

SAMPLE = unit_sample(3, count=(8, 5, 9, 7, 6, 8, 2, 9))


def test_an_estimated_parameter_has_the_larger_likelihood() -> None:
    log, shifted, power = (fit_unit_model(SAMPLE, kind) for kind in ("log", "log_shift", "box_cox"))
    assert power.estimated
    assert not log.estimated
    assert power.log_likelihood >= log.log_likelihood
    assert shifted.log_likelihood >= log.log_likelihood - 1e-9
    assert power.by.ceiling == CEILING * SAMPLE.welfare.max()
    given = fit_unit_model(SAMPLE, "box_cox", float(np.asarray(power.by.parameter)) + 0.3)
    assert not given.estimated
    assert given.log_likelihood < power.log_likelihood


def test_box_cox_with_no_exponent_is_the_logarithm_moved() -> None:
    power, log = fit_unit_model(SAMPLE, "box_cox", 0.0), fit_unit_model(SAMPLE, "log")
    assert power.log_likelihood == pytest.approx(log.log_likelihood, rel=1e-12)
    assert power.area_variance == pytest.approx(log.area_variance, rel=1e-9)
    unit = np.log(power.by.unit)
    np.testing.assert_allclose(power.coefficients - log.coefficients, [-unit, 0, 0], atol=1e-10)


def test_the_scale_of_welfare_does_not_matter_to_the_likelihoods_order() -> None:
    for kind in ("log_shift", "box_cox"):
        rupiah = fit_unit_model(SAMPLE, kind)
        from_thousands = fit_unit_model(
            type(SAMPLE)(SAMPLE.columns, SAMPLE.welfare / 1000, SAMPLE.area, SAMPLE.areas), kind
        )
        scale = 1000 if kind == "log_shift" else 1
        assert float(np.asarray(from_thousands.by.parameter)) * scale == pytest.approx(
            float(np.asarray(rupiah.by.parameter)), rel=1e-6, abs=1e-9
        )


def test_expectations_with_and_without_an_areas_effect() -> None:
    model = fit_unit_model(SAMPLE)
    columns = np.array([[1.0, 0.5, 1.0]])
    plain = columns @ model.coefficients
    np.testing.assert_allclose(model.expected(columns), plain)
    np.testing.assert_allclose(model.expected(columns, "V2"), plain + model.effects()[2])
    np.testing.assert_allclose(model.expected(columns, "elsewhere"), plain)
    deviations = np.sqrt(np.diag(model.coefficient_covariance))
    assert np.all((deviations > 0) & (deviations < 1))


def test_a_parameter_at_the_edge_of_the_search_is_told() -> None:
    # Welfare that is itself normal wants the longest shift there is.
    rng = np.random.default_rng(1)
    sample = type(SAMPLE)(
        SAMPLE.columns, 10 + SAMPLE.columns[:, 1] ** 2 * 0 + rng.uniform(0, 4, 54), SAMPLE.area, SAMPLE.areas
    )
    assert parameter_at_bound(fit_unit_model(sample, "log_shift"))
    assert not parameter_at_bound(fit_unit_model(SAMPLE, "log_shift"))
    assert not parameter_at_bound(fit_unit_model(SAMPLE, "log"))


def test_a_parameter_that_does_not_belong_is_refused() -> None:
    with pytest.raises(UsageError, match="transformation log has none"):
        fit_unit_model(SAMPLE, "log", 0.5)
    with pytest.raises(UsageError, match="a shift of 0 or more"):
        fit_unit_model(SAMPLE, "log_shift", -5.0)


def test_the_same_welfare_for_all_is_refused() -> None:
    same = type(SAMPLE)(SAMPLE.columns, np.full(54, 5.0), SAMPLE.area, SAMPLE.areas)
    with pytest.raises(InputError, match="the same outcome"):
        fit_unit_model(same)
