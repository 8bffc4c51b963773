"""Draws: the posterior they come from, joint within an area, and reproducible area by area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from invented_survey_and_census import unit_sample
from scipy.special import digamma

from merata.errors import UsageError
from merata.measurement.small_area.closed_forms import expected
from merata.measurement.small_area.exact_measures import CLOSED
from merata.measurement.small_area.posterior import ParameterDraws, draw_area, sample_parameters
from merata.measurement.small_area.posterior import expected as expected_index
from merata.measurement.small_area.unit_model import UnitModel

SAMPLE = unit_sample(6, count=(5, 4, 6, 3, 5, 2))
WEIGHTED = unit_sample(6, weighted=True, count=(5, 4, 6, 3, 5, 2))
COLUMNS = np.column_stack([np.ones(5), np.linspace(-1, 1, 5), [0, 1, 0, 1, 0]]).astype(np.float64)


def as_fitted(model: UnitModel, draws: int, seed: int = 1) -> ParameterDraws:
    """Draws of which every one has the fitted parameters."""
    spread = model.area_variance * (1 - model.shrinkage())
    return ParameterDraws(
        model,
        model.by,
        np.tile(model.coefficients, (draws, 1)),
        np.full(draws, model.area_variance),
        np.full(draws, model.household_variance),
        np.tile(model.effects(), (draws, 1)),
        np.tile(spread, (draws, 1)),
        seed,
    )


def test_the_parameters_have_the_posterior_of_a_dense_grid() -> None:
    z = np.log(SAMPLE.welfare)
    n, p = SAMPLE.columns.shape
    same = (SAMPLE.area[:, None] == SAMPLE.area).astype(np.float64)
    grid = (np.arange(400) + 0.5) / 400
    log_weight, scale, beta = np.empty(400), np.empty(400), np.empty((400, p))
    for k, rho in enumerate(grid):
        covariance = (1 - rho) * np.eye(n) + rho * same
        inverse = np.linalg.inv(covariance)
        cross = SAMPLE.columns.T @ inverse @ SAMPLE.columns
        beta[k] = np.linalg.solve(cross, SAMPLE.columns.T @ inverse @ z)
        residual = z - SAMPLE.columns @ beta[k]
        scale[k] = residual @ inverse @ residual
        log_weight[k] = -0.5 * (
            np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(cross)[1] + (n - p) * np.log(scale[k])
        )
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    draws = 4000
    found = sample_parameters(SAMPLE, draws=draws, seed=3)
    total = found.area_variance + found.household_variance
    rho = found.area_variance / total
    for drawn, by_cell in (
        (rho, grid),
        (total, scale / (n - p - 2)),  # the mean of an inverse gamma
        (np.log(total), np.log(scale / 2) - digamma((n - p) / 2)),
        *((found.coefficients[:, k], beta[:, k]) for k in range(p)),
    ):
        assert abs(drawn.mean() - weight @ by_cell) < 5 * drawn.std() / np.sqrt(draws)
    assert np.std(rho) == pytest.approx(np.sqrt(weight @ grid**2 - (weight @ grid) ** 2), rel=0.06)


@pytest.mark.parametrize("sample", [SAMPLE, WEIGHTED])
def test_effects_are_those_expected_given_the_drawn_coefficients(sample) -> None:  # type: ignore[no-untyped-def]
    found = sample_parameters(sample, draws=20, seed=2)
    z = np.log(sample.welfare)
    for draw in range(20):
        residual = z - sample.columns @ found.coefficients[draw]
        ratio = found.area_variance[draw] / found.household_variance[draw]
        for area in range(6):
            rows = sample.area == area
            weight = np.ones(rows.sum()) if sample.weight is None else sample.weight[rows]
            share = weight / weight.sum()
            gamma = ratio / (ratio + share @ share)
            assert found.effect[draw, area] == pytest.approx(gamma * (share @ residual[rows]), rel=1e-8)
            variance = found.area_variance[draw] * (1 - gamma)
            assert found.effect_variance[draw, area] == pytest.approx(variance, rel=1e-9)


@pytest.mark.parametrize("kind", ["log", "log_shift", "box_cox", "none"])
def test_at_fitted_parameters_their_mean_is_the_closed_form(kind: str) -> None:
    model = sample_parameters(SAMPLE, kind, draws=1).model
    draws, line = 6000, 6e5
    fixed = as_fitted(model, draws)
    for area in ("V2", "unsampled"):
        welfare = draw_area(fixed, COLUMNS, area).astype(np.float64)
        sampled = area in SAMPLE.areas
        index = model.expected(COLUMNS, area)
        share = model.shrinkage()[SAMPLE.areas.index(area)] if sampled else 0.0
        spread = np.asarray(np.sqrt(model.area_variance * (1 - share) + model.household_variance))
        exact = expected(model.by, CLOSED, index, spread, np.asarray(line))
        gap = np.maximum(1 - welfare / line, 0)
        for name, values in (("mean", welfare), ("p0", welfare < line), ("p1", gap), ("p2", gap**2)):
            error = np.std(values, axis=0) / np.sqrt(draws)
            assert np.all(np.abs(np.mean(values, axis=0) - exact[name]) < 5 * error), (area, name)


def test_households_of_an_area_stand_or_fall_together() -> None:
    model = sample_parameters(SAMPLE, draws=1).model
    fixed = as_fitted(model, 8000)
    total = model.area_variance + model.household_variance
    apart = np.log(draw_area(fixed, COLUMNS, "unsampled").astype(np.float64))
    correlation = np.corrcoef(apart.T)[np.triu_indices(5, 1)]
    np.testing.assert_allclose(correlation, model.area_variance / total, atol=0.05)
    left = model.area_variance * (1 - model.shrinkage()[2])
    known = np.log(draw_area(fixed, COLUMNS, "V2").astype(np.float64))
    expected_correlation = left / (left + model.household_variance)
    np.testing.assert_allclose(np.corrcoef(known.T)[np.triu_indices(5, 1)], expected_correlation, atol=0.05)
    # Two areas share the parameters alone.
    between = np.corrcoef(apart[:, 0], known[:, 0])[0, 1]
    assert abs(between) < 0.05


def test_the_first_draws_and_an_areas_draws_are_its_own() -> None:
    few, more = (sample_parameters(SAMPLE, "box_cox", draws=draws, seed=9) for draws in (3, 5))
    np.testing.assert_array_equal(more.coefficients[:3], few.coefficients)
    np.testing.assert_array_equal(draw_area(more, COLUMNS, "V1")[:3], draw_area(few, COLUMNS, "V1"))
    again, other = draw_area(few, COLUMNS, "V1"), draw_area(few, COLUMNS, "V3")
    np.testing.assert_array_equal(again, draw_area(few, COLUMNS, "V1"))
    assert not np.array_equal(again, other)
    assert again.dtype == np.float32
    assert not np.array_equal(again, draw_area(sample_parameters(SAMPLE, "box_cox", 3, seed=8), COLUMNS, "V1"))


def test_an_estimated_parameter_is_redrawn_and_a_given_one_is_not() -> None:
    found = sample_parameters(SAMPLE, "box_cox", draws=200)
    exponents = np.asarray(found.by.parameter)
    assert len(np.unique(exponents)) > 5
    assert exponents.min() < float(np.asarray(found.model.by.parameter)) < exponents.max()
    given = sample_parameters(SAMPLE, "box_cox", draws=5, parameter=0.2)
    np.testing.assert_array_equal(given.by.parameter, 0.2)


def test_a_shift_is_redrawn_from_its_likelihood() -> None:
    # Its posterior weights follow the likelihood over an even grid.
    found = sample_parameters(SAMPLE, "log_shift", draws=400)
    shifts = np.asarray(found.by.parameter).ravel()
    assert shifts.min() >= 0
    assert np.mean(shifts < np.median(SAMPLE.welfare)) > 0.3


def test_the_plug_in_expectation_is_the_models() -> None:
    found = sample_parameters(SAMPLE, draws=1)
    np.testing.assert_array_equal(expected_index(found, COLUMNS, "V2"), found.model.expected(COLUMNS, "V2"))


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(UsageError, match="got 0 draws and seed 1"):
        sample_parameters(SAMPLE, draws=0)
    with pytest.raises(UsageError, match="seed -1"):
        sample_parameters(SAMPLE, draws=1, seed=-1)


def test_the_scale_of_weights_does_not_matter() -> None:
    assert WEIGHTED.weight is not None
    first = sample_parameters(WEIGHTED, draws=3)
    second = sample_parameters(replace(WEIGHTED, weight=1e6 * WEIGHTED.weight), draws=3)
    np.testing.assert_allclose(draw_area(second, COLUMNS, "V1"), draw_area(first, COLUMNS, "V1"), rtol=1e-6)


def test_shrunken_slopes_leave_the_samples_mean_and_take_from_its_spread() -> None:
    flat, shrunken = (sample_parameters(SAMPLE, draws=60, seed=4, shrink=shrink) for shrink in (False, True))
    index = [SAMPLE.columns @ found.coefficients.T for found in (flat, shrunken)]
    np.testing.assert_allclose(index[1].mean(axis=0), index[0].mean(axis=0), rtol=1e-9)
    assert np.mean(index[1].var(axis=0)) < np.mean(index[0].var(axis=0))
    np.testing.assert_array_equal(shrunken.household_variance, flat.household_variance)


def test_own_parts_may_be_given() -> None:
    found = sample_parameters(SAMPLE, draws=3, seed=4)
    welfare = draw_area(found, COLUMNS, "V2", lambda rng, draw, count: np.full(count, float(draw)))
    own = np.log(welfare[1]) - COLUMNS @ found.coefficients[1]
    # What is left is one effect for the area, and the part given.
    np.testing.assert_allclose(own, own[0], atol=1e-5)
