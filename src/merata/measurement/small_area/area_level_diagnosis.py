"""Whether an area-level model can be trusted: its numbers, and sentences for whoever decides to publish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from merata.measurement.measures import is_fraction
from merata.measurement.small_area.area_covariates import Mask, area_list
from merata.measurement.small_area.area_level_model import AreaFit
from merata.measurement.small_area.area_level_prediction import AreaData, AreaPrediction
from merata.measurement.welfare import Floats

LOW_R2 = 0.3
"""Below this share of the areas' true differences explained, the covariates say little (a convention)."""
FEW_AREAS = 30
"""Below this number of areas with a direct estimate the model variance is poorly known (a convention)."""
OUTLYING = 3.0
"""Standardised residuals beyond this are named."""
_MANY_SYNTHETIC = 0.5
_LEAST_NORMAL = 0.01


@dataclass(frozen=True, slots=True)
class AreaDiagnostics:
    """What tells whether the model holds.

    `unsampled`: areas without a direct estimate, whose value is the model's alone; `outlying`: areas whose
    standardised residual is beyond 3; `skewness` and `kurtosis` (3 for a normal distribution) of the standardised
    residuals and the `normality` p-value of Jarque & Bera; `areas`: a table with, per area, area, sampled, direct,
    variance, synthetic, shrinkage and residual (the last five on the model's scale).
    """

    unsampled: tuple[str, ...]
    outlying: tuple[str, ...]
    skewness: float
    kurtosis: float
    normality: float
    areas: pa.Table


def diagnose(
    data: AreaData, fit: AreaFit, predicted: AreaPrediction, *, area: pa.ChunkedArray, names: tuple[str, ...]
) -> AreaDiagnostics:
    """The diagnostics of a fitted model."""
    residual = np.full(len(names), np.nan)
    residual[data.sampled] = fit.standardised
    centred = fit.standardised - fit.standardised.mean()
    spread = max(float(np.mean(centred**2)), np.finfo(float).tiny)
    skewness = float(np.mean(centred**3)) / spread**1.5
    kurtosis = float(np.mean(centred**4)) / spread**2
    jarque_bera = len(centred) / 6.0 * (skewness**2 + (kurtosis - 3.0) ** 2 / 4.0)
    areas = pa.table(
        {
            "area": area,
            "sampled": data.sampled,
            "direct": pa.array(data.y, from_pandas=True),
            "variance": pa.array(data.d, from_pandas=True),
            "synthetic": predicted.synthetic,
            "shrinkage": predicted.shrinkage,
            "residual": pa.array(residual, from_pandas=True),
        }
    )
    texts = np.asarray(names, dtype=object)
    return AreaDiagnostics(
        unsampled=tuple(texts[~data.sampled]),
        outlying=tuple(texts[np.abs(np.nan_to_num(residual)) > OUTLYING]),
        skewness=skewness,
        kurtosis=kurtosis,
        normality=float(np.exp(-jarque_bera / 2.0)),
        areas=areas,
    )


def explained(data: AreaData) -> float | None:
    """R² of the areas' true values, freed of the sampling error (Lahiri & Suntornchost 2015), within 0 and 1.

    1 − (s² − D̄w) ÷ (s²y − D̄): the mean squares of least squares and of the direct estimates, each less what the
    sampling variances add to it. None where the direct estimates differ no more than their sampling errors.
    """
    y, d, x = data.y[data.sampled], data.d[data.sampled], data.x[data.sampled]
    q = np.linalg.qr(x)[0]
    residual = y - q @ (q.T @ y)
    free = len(y) - x.shape[1]
    left = float(np.sum(residual**2) - np.sum((1.0 - np.sum(q**2, axis=1)) * d)) / free
    between = float(np.var(y, ddof=1) - d.mean())
    return min(max(1.0 - left / between, 0.0), 1.0) if between > 0 else None


def warnings_of(
    fit: AreaFit, diagnostics: AreaDiagnostics, r2: float | None, *, measure: str, value: Floats
) -> tuple[str, ...]:
    """Plain sentences, Indonesian and English, on what to mind of the model; none where there is nothing."""
    sampled = len(fit.standardised)
    names = np.asarray(diagnostics.areas["area"].to_pylist(), dtype=object).astype(str)
    outside = _outside(measure, value)
    checks: list[tuple[bool, str]] = [
        (
            fit.variance == 0,
            "ragam model nol: perkiraan mengikuti kovariat saja, dan galatnya tampak terlalu kecil / the model "
            "variance is zero: the estimates follow the covariates alone, and their error looks too small",
        ),
        (
            sampled < FEW_AREAS,
            f"hanya {sampled} wilayah punya perkiraan langsung: beda antarwilayah kurang diketahui / only {sampled} "
            "areas have a direct estimate: how much areas differ is poorly known",
        ),
        (
            r2 is None,
            "perkiraan langsung tidak berbeda melebihi galat sampelnya: tidak ada yang dapat dijelaskan kovariat / the "
            "direct estimates differ no more than their sampling errors: there is nothing for covariates to explain",
        ),
        (
            r2 is not None and r2 < LOW_R2,
            f"kovariat hanya menjelaskan {100 * (r2 or 0):.0f}% beda antarwilayah: jangan andalkan model untuk wilayah "
            f"tanpa sampel / the covariates explain only {100 * (r2 or 0):.0f}% of how areas differ: do not rely on "
            "the model where there is no sample",
        ),
        (
            diagnostics.normality < _LEAST_NORMAL,
            f"sisaan model tidak normal (p = {diagnostics.normality:.2g}): galat mungkin keliru; coba transformasi / "
            f"the model's residuals are not normal (p = {diagnostics.normality:.2g}): errors may be wrong; try a "
            "transformation",
        ),
        (
            bool(diagnostics.outlying),
            f"wilayah yang jauh dari model, periksa datanya: {', '.join(diagnostics.outlying)} / areas far from the "
            f"model, check their data: {', '.join(diagnostics.outlying)}",
        ),
        (
            len(diagnostics.unsampled) > _MANY_SYNTHETIC * len(value),
            f"{len(diagnostics.unsampled)} dari {len(value)} wilayah tanpa perkiraan langsung: nilainya dari model "
            f"saja / {len(diagnostics.unsampled)} of {len(value)} areas have no direct estimate: their values are the "
            "model's alone",
        ),
        (
            bool(outside.any()),
            f"nilai di luar yang mungkin bagi {measure}: {area_list(names.tolist(), outside)}; coba transformasi / "
            f"values that {measure} cannot have: {area_list(names.tolist(), outside)}; try a transformation",
        ),
    ]
    return tuple(sentence for applies, sentence in checks if applies)


def _outside(measure: str, value: Floats) -> Mask:
    if is_fraction(measure):
        return (value < 0) | (value > 1)
    return np.zeros(len(value), dtype=np.bool_)
