"""Whether a unit-level model can be trusted: its numbers, and in plain language what to mind."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from merata.measurement.small_area.nested_error import by_household
from merata.measurement.small_area.one_way import independent_columns
from merata.measurement.small_area.unit_input import UnitData
from merata.measurement.small_area.unit_model import UnitModel, parameter_at_bound
from merata.measurement.welfare import Floats

LOW_R2, FEW_AREAS, SMALL_SHRINKAGE = 0.3, 30, 0.2
MANY_UNSAMPLED, FAR_OUTSIDE = 0.5, 0.02
HEAVY_TAILS, SKEWED = 1.5, 0.75
INFORMATIVE = 0.01

WARNINGS: dict[str, tuple[str, str]] = {
    "low_r2": (
        "kovariat menjelaskan sedikit (R² di bawah 0,3): perkiraan per wilayah terutama mengikuti rata-rata umum; "
        "jangan dipakai untuk membandingkan wilayah yang tidak disampel",
        "the covariates explain little (R² below 0.3): estimates by area mostly follow the overall mean; do not use "
        "them to compare areas without a sample",
    ),
    "few_areas": (
        "kurang dari 30 wilayah disampel: besarnya beda antarwilayah kurang diketahui, dan galat mungkin keliru",
        "fewer than 30 areas were sampled: how much areas differ is poorly known, and errors may be wrong",
    ),
    "no_area_effect": (
        "sampel tidak menunjukkan beda antarwilayah di luar kovariat: galat mungkin tampak terlalu kecil",
        "the sample shows no difference between areas beyond the covariates: errors may look too small",
    ),
    "little_from_sample": (
        "sampel tiap wilayah hampir tidak mengubah perkiraannya (γ di bawah 0,2 di separuh wilayah): nilainya dari "
        "model, bukan dari yang dilihat di sana",
        "an area's own sample hardly moves its estimate (γ below 0.2 in half of the areas): values are the "
        "model's, not what was seen there",
    ),
    "heavy_tails": (
        "sisaan model berekor tebal: kemiskinan parah dan ketimpangan mungkin keliru; coba transformasi lain",
        "the model's residuals have heavy tails: severe poverty and inequality may be wrong; try another "
        "transformation",
    ),
    "skewed_residuals": (
        "sisaan model miring: angka kemiskinan mungkin bias; coba transformasi log_shift atau box_cox",
        "the model's residuals are skewed: poverty rates may be biased; try the transformation log_shift or box_cox",
    ),
    "skewed_effects": (
        "efek wilayah miring: wilayah yang paling miskin atau paling kaya mungkin keliru",
        "the areas' effects are skewed: the poorest or the richest areas may be wrong",
    ),
    "informative_sample": (
        "penarikan sampel berkaitan dengan kesejahteraan di luar kovariat: masukkan yang menentukan penarikan sampel "
        "sebagai kovariat, jika tidak perkiraan bias",
        "who was sampled is related to welfare beyond the covariates: add what the sampling depended on as a "
        "covariate, or estimates are biased",
    ),
    "many_unsampled": (
        "lebih dari separuh wilayah tidak disampel: nilainya dari model saja",
        "more than half of the areas were not sampled: their values are the model's alone",
    ),
    "outside_range": (
        "lebih dari 2% rumah tangga registri berada di luar rentang kovariat yang disampel: perkiraan mereka "
        "ekstrapolasi",
        "more than 2% of the registered households lie outside the sampled range of a covariate: their predictions are "
        "extrapolated",
    ),
    "columns_left_out": (
        "sebagian kovariat ditentukan oleh yang lain dalam sampel dan dibuang: lihat diagnostics.left_out",
        "some covariates follow from others in the sample and were left out: see diagnostics.left_out",
    ),
    "parameter_at_bound": (
        "parameter transformasi berada di batas pencarian: transformasi ini tidak cocok untuk data",
        "the transformation's parameter lies at the edge of the search: the transformation does not suit the data",
    ),
    "undefined_measure": (
        "suatu ukuran tidak ada atau terlalu besar di sebagian wilayah dan nilainya kosong: lihat "
        "diagnostics.undefined",
        "a measure does not exist or is too large in some areas and its value is empty: see diagnostics.undefined",
    ),
}
"""What to mind of a model, by name: a sentence in Indonesian and one in English, saying when not to trust it."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """The numbers by which to judge a unit-level model, on the transformed scale.

    `n`: sampled households; `areas`, `sampled_areas` and the labels of the `unsampled` ones. `icc`: the share of the
    unexplained variance that areas have in common. `marginal_r2` of the covariates alone and `conditional_r2` with the
    areas' effects (Nakagawa & Schielzeth 2013). `skewness` and `excess_kurtosis` (0 for a normal distribution) of the
    standardised residuals, `effect_skewness` and `effect_excess_kurtosis` of the areas' effects (0 where σu² is).
    `shrinkage`: smallest, median and largest γ. `informative_p`: of the F test of DuMouchel & Duncan (1983) whether
    weights, alone and with the covariates, explain what the model does not; None without weights. `parameter` of the
    transformation, None where it has none. `left_out`: columns that follow from others in the sample. `outside`: the
    largest share of census households outside a covariate's sampled range. `undefined`: (measure, area) without value,
    or without mse though there was a bootstrap; the measure "draws" where a draw exceeds what its numbers hold.
    """

    n: int
    areas: int
    sampled_areas: int
    unsampled: tuple[Hashable, ...]
    icc: float
    marginal_r2: float
    conditional_r2: float
    skewness: float
    excess_kurtosis: float
    effect_skewness: float
    effect_excess_kurtosis: float
    shrinkage: tuple[float, float, float]
    informative_p: float | None
    parameter: float | None
    left_out: tuple[str, ...]
    outside: float
    undefined: tuple[tuple[str, Hashable], ...] = ()


def diagnose(model: UnitModel, data: UnitData) -> Diagnostics:
    """The diagnostics of a model fitted on `data`."""
    sample, layout = model.sample, model.layout
    fixed = sample.columns @ model.coefficients
    effects = by_household(layout, model.effects())
    residual = (model.by.forward(sample.welfare) - fixed - effects) / np.sqrt(model.household_variance)
    explained = float(np.var(fixed))
    unexplained = model.area_variance + model.household_variance
    skewness, kurtosis = _shape(residual)
    effect_skewness, effect_kurtosis = _shape(model.effects()) if model.area_variance > 0 else (0.0, 0.0)
    shares = model.shrinkage()
    kept = set(layout.kept.tolist())
    return Diagnostics(
        n=len(residual),
        areas=len(data.census.areas),
        sampled_areas=len(sample.areas),
        unsampled=tuple(
            label for label, place in zip(data.census.areas, data.census.sampled, strict=True) if place < 0
        ),
        icc=model.area_variance / unexplained,
        marginal_r2=explained / (explained + unexplained),
        conditional_r2=(explained + model.area_variance) / (explained + unexplained),
        skewness=skewness,
        excess_kurtosis=kurtosis,
        effect_skewness=effect_skewness,
        effect_excess_kurtosis=effect_kurtosis,
        shrinkage=(float(shares.min()), float(np.median(shares)), float(shares.max())),
        informative_p=None if sample.weight is None else informative_test(model),
        parameter=float(np.asarray(model.by.parameter)) if model.by.estimated else None,
        left_out=tuple(label for number, label in enumerate(data.labels) if number not in kept),
        outside=data.outside,
    )


def warning_names(model: UnitModel, found: Diagnostics) -> tuple[str, ...]:
    """The names in `WARNINGS` that apply."""
    applies = {
        "low_r2": found.marginal_r2 < LOW_R2,
        "few_areas": found.sampled_areas < FEW_AREAS,
        "no_area_effect": model.area_variance == 0,
        "little_from_sample": 0 < found.shrinkage[1] < SMALL_SHRINKAGE,
        "heavy_tails": found.excess_kurtosis > HEAVY_TAILS,
        "skewed_residuals": abs(found.skewness) > SKEWED,
        # With few areas even normal effects look skewed: four standard errors of the skewness.
        "skewed_effects": abs(found.effect_skewness) > max(1.0, 4 * np.sqrt(6 / found.sampled_areas)),
        "informative_sample": found.informative_p is not None and found.informative_p < INFORMATIVE,
        "many_unsampled": found.areas - found.sampled_areas > MANY_UNSAMPLED * found.areas,
        "outside_range": found.outside > FAR_OUTSIDE,
        "columns_left_out": bool(found.left_out),
        "parameter_at_bound": parameter_at_bound(model),
        "undefined_measure": bool(found.undefined),
    }
    return tuple(name for name in WARNINGS if applies[name])


def sentences(names: Sequence[str]) -> tuple[str, ...]:
    """What the `names` of `WARNINGS` say, each in Indonesian and in English."""
    return tuple(" / ".join(WARNINGS[name]) for name in names)


def informative_test(model: UnitModel) -> float:
    """The p-value of the weights and their products with the covariates, added to the model at its variance ratio.

    DuMouchel & Duncan (1983), on the sample whitened by the nested-error model, so that households of an area do not
    count as independent. 1 where the weights do not vary.
    """
    sample, layout = model.sample, model.layout
    if sample.weight is None or np.ptp(sample.weight) == 0:
        return 1.0
    columns = sample.columns[:, layout.kept]
    weight = sample.weight / sample.weight.mean()
    both = np.column_stack([columns, columns * weight[:, None]])
    both = both[:, independent_columns(both)]
    outcome = model.by.forward(sample.welfare)
    whole = _whitened(model, np.column_stack([both, outcome]))
    squares = [_left_over(whole[:, :width], whole[:, -1]) for width in (columns.shape[1], both.shape[1])]
    added, spare = both.shape[1] - columns.shape[1], len(outcome) - both.shape[1]
    if added == 0 or spare <= 0 or squares[1] <= 0:
        return 1.0
    return float(fdtrc(added, spare, (squares[0] - squares[1]) / added / (squares[1] / spare)))


def _whitened(model: UnitModel, columns: Floats) -> Floats:
    """Columns less the share 1 − √(1 − γ) of their area's mean: rows of equal variance and without correlation."""
    layout = model.layout
    ratio = model.fits.ratio[0]
    share = 1 - 1 / np.sqrt(1 + ratio * layout.count)
    means = layout.by_area(np.ascontiguousarray(columns[layout.order].T)) / layout.count
    return np.asarray(columns - by_household(layout, share * means).T)


def _left_over(columns: Floats, outcome: Floats) -> float:
    residual = outcome - columns @ np.linalg.lstsq(columns, outcome, rcond=None)[0]
    return float(residual @ residual)


def _shape(values: Floats) -> tuple[float, float]:
    """Skewness and excess kurtosis."""
    centred = values - values.mean()
    spread = float(np.mean(centred**2))
    if spread == 0:
        return 0.0, 0.0
    return float(np.mean(centred**3)) / spread**1.5, float(np.mean(centred**4)) / spread**2 - 3.0
