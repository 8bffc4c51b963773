"""A fitted unit-level model: the transformation, the nested-error regression, and what it says of an area."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from merata.errors import UsageError
from merata.measurement.small_area.nested_error import Fits, coefficient_covariance, refuse_degenerate, reml
from merata.measurement.small_area.one_way import OneWay, Outcomes, UnitSample, one_way, outcomes
from merata.measurement.small_area.transformations import (
    Transformation,
    best_parameters,
    parameter_bounds,
    transformation,
)
from merata.measurement.welfare import Floats


@dataclass(frozen=True, slots=True)
class UnitModel:
    """T(y_ij) = x_ij'β + u_i + e_ij, fitted to `sample`.

    `by`: the transformation T with its parameter, `estimated` or given; `layout` and `of`: the sample's sums;
    `fits`: the one fit.
    """

    sample: UnitSample
    by: Transformation
    estimated: bool
    layout: OneWay
    of: Outcomes
    fits: Fits

    @property
    def coefficients(self) -> Floats:
        """β̂ (p); 0 for a column that the others determine."""
        return np.asarray(self.fits.coefficients[0])

    @property
    def coefficient_covariance(self) -> Floats:
        """The covariance of β̂ given the variances (p × p), 0 for a column that the others determine."""
        kept, turn = self.layout.kept, self.layout.to_columns
        found = np.zeros((self.layout.width, self.layout.width))
        in_basis = self.household_variance * coefficient_covariance(self.layout, self.fits.ratio)[0]
        found[np.ix_(kept, kept)] = turn @ in_basis @ turn.T
        return found

    @property
    def area_variance(self) -> float:
        """σu²: the variance of the areas' effects."""
        return float(self.fits.area_variance[0])

    @property
    def household_variance(self) -> float:
        """σe²: the variance of the households' own parts."""
        return float(self.fits.household_variance[0])

    @property
    def log_likelihood(self) -> float:
        """The restricted log-likelihood of the sample's welfare, the transformation's Jacobian in it, up to a constant
        of the sample's size and covariates: what transformations are compared by.
        """
        jacobian = float(self.by.mean_log_slope(self.sample.welfare))
        return float(self.fits.log_likelihood[0]) + self.layout.spare * jacobian

    def effects(self) -> Floats:
        """û by sampled area (D)."""
        return np.asarray(self.fits.effect[0])

    def shrinkage(self) -> Floats:
        """γ by sampled area (D)."""
        return np.asarray(self.fits.shrinkage[0])

    def expected(self, columns: Floats, area: Hashable | None = None) -> Floats:
        """The expectation of T(y) of households with `columns` (rows × p), with û of a sampled `area` (rows)."""
        index = columns @ self.coefficients
        if area in self.sample.areas:
            index = index + self.effects()[self.sample.areas.index(area)]
        return np.asarray(index)


def fit_unit_model(sample: UnitSample, kind: str = "log", parameter: float | None = None) -> UnitModel:
    """Fit `sample` under the transformation of `kind`; its parameter is estimated unless given.

    Raises `UsageError` for an unknown kind or a parameter that it does not take, `InputError` where the sample is too
    small, does not vary, or has welfare that the transformation does not take.
    """
    by = transformation(kind, sample.welfare)
    if parameter is not None:
        _refuse_parameter(by, parameter)
    layout = one_way(sample)
    estimated = by.estimated and parameter is None
    if estimated:
        by = by.at(float(best_parameters(layout, by, sample.welfare[None, :])[0]))
    elif parameter is not None:
        by = by.at(float(parameter))
    of = outcomes(layout, by.forward(sample.welfare)[None, :])
    fits = reml(layout, of)
    refuse_degenerate(of, fits)
    return UnitModel(sample, by, estimated, layout, of, fits)


def parameter_at_bound(model: UnitModel) -> bool:
    """Whether the estimated parameter of the transformation is the largest or smallest that is considered.

    A shift of 0 is the plain logarithm and no bound.
    """
    if not model.estimated:
        return False
    low, high = parameter_bounds(model.by, model.sample.welfare)
    return model.by.parameter == high or (model.by.parameter == low and low != 0)


def _refuse_parameter(by: Transformation, parameter: float) -> None:
    if not by.estimated:
        raise UsageError(f"parameter is {parameter}, but the transformation {by.kind} has none; leave it out")
    if not np.isfinite(parameter) or (by.kind == "log_shift" and parameter < 0):
        expected = "a shift of 0 or more" if by.kind == "log_shift" else "a finite exponent"
        raise UsageError(f"parameter of {by.kind} is {parameter}; expected {expected}")
