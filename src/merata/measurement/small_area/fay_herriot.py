"""Small-area estimates from direct estimates of areas and what is known of each area: Fay & Herriot (1979)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from merata.errors import UsageError
from merata.measurement.small_area.area_level_diagnosis import AreaDiagnostics, diagnose, explained, warnings_of
from merata.measurement.small_area.area_level_input import read_areas
from merata.measurement.small_area.area_level_model import AreaFit, Likelihood
from merata.measurement.small_area.area_level_prediction import (
    AreaData,
    AreaPrediction,
    bootstrap_mse,
    draw_areas,
    predict_areas,
)
from merata.measurement.small_area.back_transformation import Name, Transformation, transformation, transformed
from merata.measurement.small_area.stored import draws_table
from merata.measurement.small_area.unit_input import not_whole
from merata.measurement.welfare import Floats

_FEWEST_REPLICATES = 50


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of the model, on the model's scale, with its standard error."""

    name: str
    value: float
    se: float


@dataclass(frozen=True, slots=True)
class AreaModel:
    """The fitted model, on the scale of `transformation`.

    `coefficients`; `variance` (σv²): how much areas differ beyond the covariates; `r2` of the areas' true values, None
    where the direct estimates differ no more than their sampling errors; `log_likelihood` (the full one),
    `restricted_log_likelihood`, and `aic` of the full one; `shrinkage` per area, in the order of the estimates: the
    weight of the direct estimate, 0 where there is none; `n`: areas with a direct estimate; `iterations`.
    """

    coefficients: tuple[Coefficient, ...]
    variance: float
    r2: float | None
    log_likelihood: float
    restricted_log_likelihood: float
    aic: float
    shrinkage: Floats
    n: int
    method: Likelihood
    transformation: Name
    iterations: int


@dataclass(frozen=True, slots=True)
class FayHerriot:
    """What `fay_herriot` gives.

    `estimates`: area, measure, value, mse, n, one row for each area of the input, in its order; `draws`: area,
    draw_1 … draw_M (float32), in the same order, or None; `model`, `diagnostics`, and `warnings`: sentences
    in Indonesian and English.
    """

    estimates: pa.Table
    draws: pa.Table | None
    model: AreaModel
    diagnostics: AreaDiagnostics
    warnings: tuple[str, ...]


def fay_herriot(  # noqa: PLR0913 - the interface that the issue holds fixed, and what R's packages ask too
    direct: Any,
    *,
    estimate: str,
    variance: str,
    covariates: Sequence[str],
    area: str,
    draws: int = 0,
    seed: int | None = None,
    method: Likelihood = "reml",
    transformation: Name = "none",
    effective_n: str | None = None,
    bootstrap: int = 200,
    tolerance: float | None = 1e-4,
) -> FayHerriot:
    """Improve direct estimates of areas by what covariates say of them.

    `direct`: any table, one row an area, with the columns `area`, `estimate` (its name becomes the measure),
    `variance` (of the direct estimate: smooth it first, `smooth_variances`) and `covariates` (numbers, yes/no or
    text); its column `n`, where there is one, is passed on. A row without an estimate or without a variance gets
    the model's own prediction with its larger error, and is named in `diagnostics.unsampled`.

    Each estimate is γ y + (1 − γ) xβ with γ = A ÷ (A + D): the less certain the direct estimate y (variance D),
    the more the regression counts. A maximises the restricted likelihood (`method` "ml": the full one) by Fisher
    scoring until it moves by less than `tolerance` of itself: where R's sae stops, some 1e-5 short of the maximum;
    None finds it to full precision. The MSE is the second-order one of Prasad & Rao (1990) and Datt & Lahiri (2000).

    `transformation` "log" (amounts) or "arcsin" (fractions; `effective_n`: the column of effective sample sizes)
    fits the model on that scale; values come back without the bias of transforming a mean, and the MSE comes from a
    parametric bootstrap of `bootstrap` replicates. `draws`: how many joint draws of all areas' true values, with the
    uncertainty of β and of A under flat priors. `seed` (None counts as 0) settles both. The mean of the draws is not
    the estimate: they do not take A as known, which matters most where A is near 0.

    Raises `UsageError` for a wrong call and `InputError`, all faults at once and all areas named, as
    `merata.measurement.small_area.area_level_input.read_areas` says.
    """
    number = 0 if seed is None else seed
    if no_whole := not_whole(draws=draws, bootstrap=bootstrap, seed=number):
        raise UsageError("; ".join(no_whole))
    scale = _checked_call(method, transformation, draws, bootstrap, tolerance)
    if number < 0:
        raise UsageError(f"seed is {seed}; expected a number of 0 or more")
    areas = read_areas(direct, estimate=estimate, variance=variance, covariates=covariates, area=area)
    y, d = transformed(areas, scale.name, estimate=estimate, effective_n=effective_n)
    data = AreaData(y, d, areas.x, areas.sampled)
    fit = data.fit(method, tolerance)
    predicted = predict_areas(data, fit)
    if scale.name == "none":
        value, mse = predicted.mean, predicted.mse
    else:
        value = scale.expected(predicted.mean, predicted.own)
        mse = bootstrap_mse(data, fit, scale, method=method, replicates=bootstrap, seed=number)
    estimates = pa.table(
        {"area": areas.area, "measure": pa.array([estimate] * len(value)), "value": value, "mse": mse, "n": areas.n}
    )
    r2 = explained(data)
    diagnostics = diagnose(data, fit, predicted, area=areas.area, names=areas.names)
    return FayHerriot(
        estimates=estimates,
        draws=_draws(areas.area, draw_areas(data, scale, draws=draws, seed=number)) if draws else None,
        model=_model(fit, predicted, areas.columns, r2, method=method, scale=scale),
        diagnostics=diagnostics,
        warnings=warnings_of(fit, diagnostics, r2, measure=estimate, value=value),
    )


def _draws(area: pa.ChunkedArray, drawn: Floats) -> pa.Table:
    return draws_table(pa.table({"area": area}), drawn.T.astype(np.float32))


def _checked_call(method: str, name: str, draws: int, bootstrap: int, tolerance: float | None) -> Transformation:
    scale = transformation(name)
    if method not in ("reml", "ml"):
        raise UsageError(f"method is {method!r}; expected 'reml' or 'ml'")
    if draws < 0:
        raise UsageError(f"draws is {draws}; expected 0 or more")
    if scale.name != "none" and bootstrap < _FEWEST_REPLICATES:
        raise UsageError(
            f"bootstrap is {bootstrap}; the MSE of a transformed model needs at least {_FEWEST_REPLICATES} replicates"
        )
    if tolerance is not None and not 0 < tolerance < 1:
        raise UsageError(f"tolerance is {tolerance}; expected a share between 0 and 1, or None for full precision")
    return scale


def _model(
    fit: AreaFit,
    predicted: AreaPrediction,
    columns: Sequence[str],
    r2: float | None,
    *,
    method: Likelihood,
    scale: Transformation,
) -> AreaModel:
    errors = np.sqrt(np.diag(fit.covariance))
    rows = zip(columns, fit.coefficients, errors, strict=True)
    return AreaModel(
        coefficients=tuple(Coefficient(name, float(value), float(se)) for name, value, se in rows),
        variance=fit.variance,
        r2=r2,
        log_likelihood=fit.log_likelihood,
        restricted_log_likelihood=fit.restricted_log_likelihood,
        aic=2.0 * (len(columns) + 1) - 2.0 * fit.log_likelihood,
        shrinkage=predicted.shrinkage,
        n=len(fit.standardised),
        method=method,
        transformation=scale.name,
        iterations=fit.iterations,
    )
