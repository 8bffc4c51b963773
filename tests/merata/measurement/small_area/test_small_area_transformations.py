"""Transformations: back and forth, their limits, and the parameter of largest likelihood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_survey_and_census import unit_sample

from merata.errors import InputError, UsageError
from merata.measurement.small_area.one_way import one_way
from merata.measurement.small_area.transformations import (
    KINDS,
    Transformation,
    best_parameters,
    parameter_bounds,
    parameter_grid,
    score_parameters,
    transformation,
)

WELFARE = np.array([2.0e5, 5.0e5, 8.0e5, 3.0e6])


@given(kind=st.sampled_from(KINDS), parameter=st.floats(0, 1.5))
def test_back_and_forth_is_the_same_welfare(kind: str, parameter: float) -> None:
    scale = 1e5 if kind == "log_shift" else 1.0
    by = transformation(kind, WELFARE).at(scale * parameter)
    np.testing.assert_allclose(by.inverse(by.forward(WELFARE)), WELFARE, rtol=1e-9)


@pytest.mark.parametrize(
    ("kind", "parameter"), [("log_shift", 4e5), ("box_cox", 0.4), ("box_cox", -0.3), ("box_cox", 1e-6)]
)
def test_the_slopes_are_differences(kind: str, parameter: float) -> None:
    by, step = transformation(kind, WELFARE), 1e-4 * max(abs(parameter), 0.1)
    up, down = by.at(parameter + step), by.at(parameter - step)
    slope = (up.forward(WELFARE) - down.forward(WELFARE)) / (2 * step)
    np.testing.assert_allclose(by.at(parameter).slope_by_parameter(WELFARE), slope, rtol=1e-5)
    jacobian = (up.mean_log_slope(WELFARE) - down.mean_log_slope(WELFARE)) / (2 * step)
    assert by.at(parameter).mean_log_slope_by_parameter(WELFARE) == pytest.approx(jacobian, rel=1e-5)


@pytest.mark.parametrize(("kind", "parameter"), [("none", 0.0), ("log", 0.0), ("log_shift", 4e5), ("box_cox", 0.4)])
def test_the_jacobian_is_the_mean_log_of_the_slope(kind: str, parameter: float) -> None:
    by = transformation(kind, WELFARE).at(parameter)
    slope = (by.forward(WELFARE * (1 + 1e-6)) - by.forward(WELFARE * (1 - 1e-6))) / (2e-6 * WELFARE)
    assert by.mean_log_slope(WELFARE) == pytest.approx(np.log(slope).mean(), abs=1e-7)


def test_the_inverse_is_cut_where_it_leaves_its_domain() -> None:
    by = Transformation("log_shift", 100.0)
    np.testing.assert_allclose(by.inverse(np.log([50.0, 100.0, 150.0])), [0, 0, 50], atol=1e-12)
    upward = Transformation("box_cox", 0.5, unit=2.0)
    np.testing.assert_allclose(upward.inverse(np.array([-5.0, -2.0, 0.0, 2.0])), [0, 0, 2, 8])
    downward = Transformation("box_cox", -0.5, unit=2.0, ceiling=50.0)
    np.testing.assert_allclose(downward.inverse(np.array([0.0, 1.0, 1.9, 2.0, 3.0])), [2, 8, 50, 50, 50])
    mixed = Transformation("box_cox", np.array([[0.0], [1.0]]), unit=2.0)
    np.testing.assert_allclose(mixed.inverse(np.array([1.0, -3.0])), [[2 * np.e, 2 * np.exp(-3)], [4, 0]])


@pytest.mark.parametrize(
    ("kind", "welfare", "message"),
    [
        ("log", [0.0, 1.0, -2.0], "2 sampled households have an outcome of zero or less"),
        ("box_cox", [0.0, 1.0], "1 sampled households have an outcome of zero or less"),
        ("log_shift", [-1.0, 1.0], "negative outcome"),
        ("none", [3.0, 3.0], "the same outcome"),
    ],
)
def test_welfare_that_a_transformation_does_not_take_is_refused(kind: str, welfare: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        transformation(kind, np.array(welfare))


def test_an_unknown_transformation_is_refused() -> None:
    with pytest.raises(UsageError, match="'sqrt'; expected one of none, log, log_shift, box_cox"):
        transformation("sqrt", WELFARE)


@pytest.mark.parametrize("kind", ["log_shift", "box_cox"])
def test_the_best_parameter_has_the_largest_likelihood(kind: str) -> None:
    sample = unit_sample(4, count=(20,) * 8)
    # Neither the logarithm nor welfare itself is normal.
    rng = np.random.default_rng(2)
    z = sample.columns @ [5.0, 0.3, 0.2] + 0.2 * rng.normal(size=8)[sample.area] + 0.6 * rng.normal(size=160)
    welfare = np.exp(z) - 20.0 if kind == "log_shift" else (0.3 * z + 1) ** (1 / 0.3)
    welfare = np.maximum(welfare, 1.0)
    layout, by = one_way(sample), transformation(kind, welfare)
    best = best_parameters(layout, by, welfare[None, :])
    bounds = parameter_bounds(by, welfare)
    assert bounds[0] < best[0] < bounds[1]
    grid = np.append(parameter_grid(by, bounds, 200, float(np.median(welfare))), best)
    found = score_parameters(layout, by, np.broadcast_to(welfare, (len(grid), len(welfare))), grid)
    assert found.log_likelihood[-1] >= found.log_likelihood.max() - 1e-9
    assert abs(found.score[-1]) < 1e-6 * np.abs(found.score).max()
    step = 1e-4 * best
    near = [score_parameters(layout, by, welfare[None, :], best + s).log_likelihood[0] for s in (3 * step, -step)]
    slope = score_parameters(layout, by, welfare[None, :], best + step).score[0] * 4 * step[0]
    assert near[0] - near[1] == pytest.approx(slope, rel=0.05)


def test_a_sample_that_is_lognormal_needs_no_shift() -> None:
    sample = unit_sample(1, count=(6,) * 10)
    skewed = replace(sample, welfare=np.exp(np.log(sample.welfare) ** 1.0 + 0.2 * np.log(sample.welfare / 4e5) ** 2))
    by = transformation("log_shift", skewed.welfare)
    assert best_parameters(one_way(skewed), by, skewed.welfare[None, :])[0] == 0


def test_with_zeros_the_shift_is_above_zero() -> None:
    low, high = parameter_bounds(Transformation("log_shift"), np.array([0.0, 10.0, 30.0]))
    assert (low, high) == (0.02, 30.0)
