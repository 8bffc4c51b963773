"""Predictions of an area-level model for all areas: their mean squared error, and joint draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.measurement.small_area.area_covariates import Mask
from merata.measurement.small_area.area_level_model import AreaFit, Likelihood, fit_area_model, redraw
from merata.measurement.small_area.back_transformation import Transformation
from merata.measurement.welfare import Floats

_PART = 321
"""This module's part of a seed, so that no other module's random numbers repeat here."""


@dataclass(frozen=True, slots=True)
class AreaData:
    """`y` and `d` on the model's scale (NaN where there is no direct estimate), `x`, and which areas have one."""

    y: Floats
    d: Floats
    x: Floats
    sampled: Mask

    def fit(self, method: Likelihood, tolerance: float | None = None) -> AreaFit:
        """The model fitted on the areas that have a direct estimate."""
        rows = self.sampled
        return fit_area_model(self.y[rows], self.d[rows], self.x[rows], method=method, tolerance=tolerance)


@dataclass(frozen=True, slots=True)
class AreaPrediction:
    """Per area, on the model's scale: `mean` (the EBLUP), `synthetic` (xβ), `shrinkage` (the weight of the direct
    estimate, 0 without one), `own` (g1, the variance that is left if all parameters were known), and `mse`.
    """

    mean: Floats
    synthetic: Floats
    shrinkage: Floats
    own: Floats
    mse: Floats


def predict_areas(data: AreaData, fit: AreaFit) -> AreaPrediction:
    """The empirical best linear unbiased predictions and their mean squared error.

    MSE = g1 + g2 + 2 g3 for REML (Prasad & Rao 1990; Datt & Lahiri 2000), less the bias of g1 where the full
    likelihood was maximised; g1 = γD, g2 = (1 − γ)² x Cov(β) x', g3 = (1 − γ)² Var(A) ÷ (A + D), γ = A ÷ (A + D).
    Without a direct estimate: xβ, with A + x Cov(β) x'.
    """
    synthetic = data.x @ fit.coefficients
    d = np.where(data.sampled, data.d, 1.0)
    shrinkage = np.where(data.sampled, fit.variance / (fit.variance + d), 0.0)
    mean = synthetic + shrinkage * (np.where(data.sampled, data.y, 0.0) - synthetic)
    own = np.where(data.sampled, shrinkage * d, fit.variance)
    square = (1.0 - shrinkage) ** 2
    from_coefficients = square * np.einsum("ij,jk,ik->i", data.x, fit.covariance, data.x)
    from_variance = np.where(data.sampled, square * fit.variance_of_variance / (fit.variance + d), 0.0)
    bias = np.where(data.sampled, square, 1.0) * fit.variance_bias
    return AreaPrediction(mean, synthetic, shrinkage, own, own + from_coefficients + 2.0 * from_variance - bias)


def bootstrap_mse(
    data: AreaData, fit: AreaFit, scale: Transformation, *, method: Likelihood, replicates: int, seed: int
) -> Floats:
    """Mean squared error on the estimate's scale by the parametric bootstrap (González-Manteiga et al. 2008).

    Every replicate draws true values and direct estimates from the fitted model, fits it anew and predicts. The
    result has a simulation error of about √(2 ÷ `replicates`) of itself.
    """
    errors = np.zeros(len(data.x))
    for replicate in range(replicates):
        rng = np.random.default_rng([seed, _PART, 1, replicate])
        true = data.x @ fit.coefficients + np.sqrt(fit.variance) * rng.standard_normal(len(data.x))
        seen = true + np.sqrt(data.d) * rng.standard_normal(len(data.x))
        again = AreaData(seen, data.d, data.x, data.sampled)
        predicted = predict_areas(again, again.fit(method))
        errors += (scale.expected(predicted.mean, predicted.own) - scale.back(true)) ** 2
    return errors / replicates


def draw_areas(data: AreaData, scale: Transformation, *, draws: int, seed: int) -> Floats:
    """Areas × `draws` of the areas' true values, given the direct estimates, on the estimate's scale.

    Each draw redraws the model variance, then the coefficients, then every area's value given both
    (`merata.measurement.small_area.area_level_model.redraw`); one draw's areas share its parameters. The first
    draws of a seed are the same whatever their number.
    """
    generators = [np.random.default_rng([seed, _PART, 2, draw]) for draw in range(draws)]
    rows = data.sampled
    drawn = np.empty((len(data.x), draws))
    parameters = redraw(data.y[rows], data.d[rows], data.x[rows], generators)
    for draw, ((variance, coefficients), rng) in enumerate(zip(parameters, generators, strict=True)):
        synthetic = data.x @ coefficients
        d = np.where(rows, data.d, 1.0)
        shrinkage = np.where(rows, variance / (variance + d), 0.0)
        mean = synthetic + shrinkage * (np.where(rows, data.y, 0.0) - synthetic)
        own = np.where(rows, shrinkage * d, variance)
        drawn[:, draw] = scale.back(mean + np.sqrt(own) * rng.standard_normal(len(mean)))
    return drawn
