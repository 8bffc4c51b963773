"""The nested-error regression: the fast likelihood equals the dense one, and pseudo-EB its formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_survey_and_census import unit_sample

from merata.errors import InputError
from merata.measurement.small_area.nested_error import (
    RATIOS,
    best_ratio,
    by_household,
    coefficient_covariance,
    fits,
    profile,
    profile_grid,
    refuse_degenerate,
    reml,
)
from merata.measurement.small_area.one_way import UnitSample, one_way, outcomes
from merata.measurement.welfare import Floats


def dense_profile(sample: UnitSample, z: Floats, ratio: float) -> tuple[float, Floats, float]:
    """The REML log-likelihood with σe² at its best, β and σe², from n × n matrices."""
    same = sample.area[:, None] == sample.area
    covariance = np.eye(len(z)) + ratio * same
    inverse = np.linalg.inv(covariance)
    cross = sample.columns.T @ inverse @ sample.columns
    beta = np.linalg.solve(cross, sample.columns.T @ inverse @ z)
    residual = z - sample.columns @ beta
    spare = len(z) - sample.columns.shape[1]
    variance = float(residual @ inverse @ residual) / spare
    determinants = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(cross)[1]
    return -0.5 * (spare * np.log(variance) + determinants), beta, variance


SAMPLE = unit_sample()
Z = np.log(SAMPLE.welfare)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    count=st.lists(st.integers(1, 8), min_size=3, max_size=9).filter(lambda c: max(c) > 1 and sum(c) > 12),
)
def test_the_best_ratio_is_that_of_the_dense_likelihood(seed: int, count: list[int]) -> None:
    sample = unit_sample(seed, count=tuple(count))
    z = np.log(sample.welfare)
    layout = one_way(sample)
    of = outcomes(layout, z[None, :])
    # A constant apart, both likelihoods are the same function of the ratio.
    ratios = np.array([0.0, 0.01, 0.3, 2.0, 50.0])
    dense = np.array([dense_profile(sample, z, ratio)[0] for ratio in ratios])
    grid = profile_grid(layout, of, ratios)[0]
    np.testing.assert_allclose(grid - grid[0], dense - dense[0], atol=1e-9)
    np.testing.assert_allclose(profile(layout, of.take(np.zeros(5, int)), ratios).log_likelihood, grid, rtol=1e-12)
    found = reml(layout, of)
    ratio = float(found.ratio[0])
    at_best, beta, variance = dense_profile(sample, z, ratio)
    near = [0.0, *np.geomspace(1e-4, 1e4, 60), ratio * (1 - 1e-3), ratio * (1 + 1e-3)]
    assert at_best >= max(dense_profile(sample, z, place)[0] for place in near) - 1e-9
    np.testing.assert_allclose(found.coefficients[0], beta, rtol=1e-8)
    assert found.household_variance[0] == pytest.approx(variance, rel=1e-9)
    assert found.area_variance[0] == pytest.approx(ratio * variance, rel=1e-9)


def test_the_score_is_the_slope_of_the_likelihood_and_zero_at_the_best() -> None:
    layout = one_way(SAMPLE)
    of = outcomes(layout, Z[None, :])
    ratio, step = np.array([0.7]), 1e-5
    slope = (profile(layout, of, ratio + step).log_likelihood - profile(layout, of, ratio - step).log_likelihood) / (
        2 * step
    )
    np.testing.assert_allclose(profile(layout, of, ratio).score, slope, rtol=1e-6)
    best = best_ratio(layout, of)
    assert best[0] > 0
    assert abs(profile(layout, of, best).score[0]) < 1e-11


def test_many_outcomes_are_fitted_as_each_alone() -> None:
    layout = one_way(SAMPLE)
    values = Z + np.random.default_rng(5).normal(size=(7, len(Z)))
    together = reml(layout, outcomes(layout, values))
    for number, row in enumerate(values):
        alone = reml(layout, outcomes(layout, row[None, :]))
        assert together.ratio[number] == pytest.approx(alone.ratio[0], rel=1e-11, abs=1e-14)
        np.testing.assert_allclose(together.effect[number], alone.effect[0], rtol=1e-9, atol=1e-12)


def test_areas_that_differ_less_than_chance_have_no_variance_and_no_effects() -> None:
    # Every area has the same mean residual: nothing is left between them.
    sample = UnitSample(np.ones((12, 1)), np.ones(12), np.repeat(np.arange(4), 3), (0, 1, 2, 3))
    z = np.tile([-1.0, 0.0, 1.0], 4)
    found = reml(one_way(sample), outcomes(one_way(sample), z[None, :]))
    assert found.ratio[0] == 0
    assert found.household_variance[0] == pytest.approx(8 / 11)
    np.testing.assert_array_equal(found.effect, 0)
    np.testing.assert_array_equal(found.shrinkage, 0)


def test_a_balanced_sample_has_the_variances_of_the_analysis_of_variance() -> None:
    # Battese, Harter & Fuller's REML on a balanced one-way layout equals the mean squares' estimator.
    rng = np.random.default_rng(2)
    z = rng.normal(size=(6, 1)) + rng.normal(size=(6, 4))
    sample = UnitSample(np.ones((24, 1)), np.ones(24), np.repeat(np.arange(6), 4), tuple(range(6)))
    layout = one_way(sample)
    found = reml(layout, outcomes(layout, z.reshape(1, -1)))
    within = ((z - z.mean(axis=1, keepdims=True)) ** 2).sum() / 18
    between = 4 * ((z.mean(axis=1) - z.mean()) ** 2).sum() / 5
    assert found.household_variance[0] == pytest.approx(within, rel=1e-12)
    assert found.area_variance[0] == pytest.approx((between - within) / 4, rel=1e-12)
    share = 1 - within / between
    np.testing.assert_allclose(found.shrinkage[0], share, rtol=1e-12)
    np.testing.assert_allclose(found.effect[0], share * (z.mean(axis=1) - z.mean()), rtol=1e-10)


def test_the_order_of_rows_and_areas_does_not_matter() -> None:
    order = np.random.default_rng(3).permutation(len(Z))
    turned = np.array([3, 1, 0, 2, 6, 5, 4])
    other = UnitSample(SAMPLE.columns[order], SAMPLE.welfare[order], turned[SAMPLE.area[order]], tuple("abcdefg"))
    first = reml(one_way(SAMPLE), outcomes(one_way(SAMPLE), Z[None, :]))
    second = reml(one_way(other), outcomes(one_way(other), Z[order][None, :]))
    np.testing.assert_allclose(second.ratio, first.ratio, rtol=1e-10)
    np.testing.assert_allclose(second.coefficients, first.coefficients, rtol=1e-10)
    np.testing.assert_allclose(second.effect[:, turned], first.effect, rtol=1e-9)


def test_the_covariance_of_the_coefficients_is_that_of_generalised_least_squares() -> None:
    layout = one_way(SAMPLE)
    same = SAMPLE.area[:, None] == SAMPLE.area
    inverse = np.linalg.inv(np.eye(len(Z)) + 0.6 * same)
    dense = np.linalg.inv(SAMPLE.columns.T @ inverse @ SAMPLE.columns)
    in_basis = coefficient_covariance(layout, np.array([0.6]))[0]
    np.testing.assert_allclose(layout.to_columns @ in_basis @ layout.to_columns.T, dense, rtol=1e-10)


WEIGHTED = unit_sample(weighted=True)


def test_weights_give_the_pseudo_eblup_of_you_and_rao() -> None:
    layout = one_way(WEIGHTED)
    found = reml(layout, outcomes(layout, Z[None, :]))
    x, w, ratio = WEIGHTED.columns, WEIGHTED.weight, float(found.ratio[0])
    assert w is not None
    left, right = np.zeros((3, 3)), np.zeros(3)
    shares, means = [], []
    for area in range(len(WEIGHTED.areas)):
        rows = WEIGHTED.area == area
        share = w[rows] / w[rows].sum()
        gamma = ratio / (ratio + (share**2).sum())
        mean_x, mean_z = share @ x[rows], share @ Z[rows]
        left += (x[rows] * w[rows, None]).T @ (x[rows] - gamma * mean_x)
        right += (x[rows] * w[rows, None]).T @ (Z[rows] - gamma * mean_z)
        shares.append(gamma)
        means.append((mean_x, mean_z))
    beta = np.linalg.solve(left, right)
    np.testing.assert_allclose(found.coefficients[0], beta, rtol=1e-10)
    np.testing.assert_allclose(found.shrinkage[0], shares, rtol=1e-12)
    effect = [gamma * (z - x @ beta) for gamma, (x, z) in zip(shares, means, strict=True)]
    np.testing.assert_allclose(found.effect[0], effect, rtol=1e-9)
    # The variances are those without weights.
    plain = reml(one_way(SAMPLE), outcomes(one_way(SAMPLE), Z[None, :]))
    np.testing.assert_allclose(found.ratio, plain.ratio, rtol=1e-12)


def test_the_weighted_covariance_is_that_of_a_linear_estimator_under_the_model() -> None:
    layout, ratio = one_way(WEIGHTED), 0.6
    found = coefficient_covariance(layout, np.array([ratio]))[0]
    # The estimator applied to each unit vector is its matrix.
    every = outcomes(layout, np.eye(len(Z)))
    matrix = fits(layout, every, np.full(len(Z), ratio)).coefficients
    covariance = np.eye(len(Z)) + ratio * (WEIGHTED.area[:, None] == WEIGHTED.area)
    dense = matrix.T @ covariance @ matrix
    np.testing.assert_allclose(layout.to_columns @ found @ layout.to_columns.T, dense, rtol=1e-8)


@pytest.mark.parametrize("scale", [1e-6, 1e9])
def test_the_scale_of_weights_does_not_matter(scale: float) -> None:
    assert WEIGHTED.weight is not None
    other = replace(WEIGHTED, weight=scale * WEIGHTED.weight)
    first = reml(one_way(WEIGHTED), outcomes(one_way(WEIGHTED), Z[None, :]))
    second = reml(one_way(other), outcomes(one_way(other), Z[None, :]))
    np.testing.assert_allclose(second.coefficients, first.coefficients, rtol=1e-12)
    np.testing.assert_allclose(second.effect, first.effect, rtol=1e-11)


def test_equal_weights_give_the_model_without_weights() -> None:
    equal = replace(SAMPLE, weight=np.full(len(Z), 7.0))
    first = reml(one_way(SAMPLE), outcomes(one_way(SAMPLE), Z[None, :]))
    second = reml(one_way(equal), outcomes(one_way(equal), Z[None, :]))
    np.testing.assert_allclose(second.coefficients, first.coefficients, rtol=1e-11)
    np.testing.assert_allclose(second.effect, first.effect, rtol=1e-10)
    covariances = [coefficient_covariance(one_way(sample), first.ratio) for sample in (SAMPLE, equal)]
    np.testing.assert_allclose(covariances[1], covariances[0], rtol=1e-10, atol=1e-12)


def test_a_perfect_fit_is_refused() -> None:
    of = outcomes(one_way(SAMPLE), (SAMPLE.columns @ [1.0, 2.0, 3.0])[None, :])
    with np.errstate(all="ignore"), pytest.raises(InputError, match="determine the outcome"):
        refuse_degenerate(of, reml(one_way(SAMPLE), of))


def test_an_outcome_that_is_the_same_throughout_an_area_is_refused() -> None:
    layout = one_way(SAMPLE)
    values = np.array([1.0, 5.0, 2.0, -3.0, 0.5, 4.0, 0.0])[SAMPLE.area] + 1e-9 * Z
    of = outcomes(layout, values[None, :])
    found = reml(layout, of)
    assert found.ratio[0] == RATIOS[-1]
    with pytest.raises(InputError, match="hardly varies within"):
        refuse_degenerate(of, found)


def test_values_by_area_are_repeated_for_households_in_their_own_order() -> None:
    area = np.array([1, 0, 1, 1, 0, 0, 0])
    layout = one_way(UnitSample(np.ones((7, 1)), np.ones(7), area, ("a", "b")))
    np.testing.assert_array_equal(by_household(layout, np.array([10.0, 20.0])), [20, 10, 20, 20, 10, 10, 10])
