"""Welfare predicted for every registered household, as joint draws: simple regression prediction.

A model of log consumption is fitted on the survey with covariates that the registry has too. One draw redraws
the coefficients and the variances, one effect for each village, and the own part of each household, so that a
village's households stand or fall together within a draw and intervals are not falsely narrow. What the sample
says of a sampled village is not used beyond the fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.covariates import VILLAGE_COVARIATES, Term, encode, refuse_unseen, shared_terms
from merata.measurement.residuals import TABLE_ROWS
from merata.measurement.survey import survey_design
from merata.measurement.welfare import Floats, checked
from merata.measurement.welfare_model import Fit, fit

_PART = 301
"""This module's part of a seed, so that no other module's random numbers repeat here."""
_BLOCK_ROWS = 2**16
"""Households encoded at a time, to bound the memory."""


LOW_R2, FEW_VILLAGES = 0.3, 30
WARNINGS = ("low_r2", "few_villages", "no_village_effect")
"""What to mind of a model: the covariates explain less than `LOW_R2` of log consumption; fewer than `FEW_VILLAGES`
villages were sampled, so how much villages differ is poorly known; the sample shows no difference between villages
beyond the covariates, so their intervals may be too narrow."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the prediction rests on: `r2` weighted; `n` sampled households in `clusters` clusters and `areas`
    villages; `covariates` by name; `icc`, the share of the unexplained variance that villages have in common;
    `warnings` names what to mind, of `WARNINGS`.
    """

    r2: float
    n: int
    clusters: int
    areas: int
    covariates: tuple[str, ...]
    icc: float
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WelfareDraws:
    """Predicted welfare of every registered household, rows in the registry's order.

    `welfare` (draws × households): rupiah per person per month; `size` (households): persons; `expected`
    (households): the model's expectation of log welfare alone, without any random part: the need score, lower
    is poorer; `model`: what it rests on.
    """

    welfare: Floats
    size: NDArray[np.int64]
    expected: Floats
    model: Model


def predict(
    survey: pa.Table,
    registry: pa.Table,
    *,
    year: int,
    draws: int = 50,
    seed: int = 1,
    villages: pa.Table | None = None,
) -> WelfareDraws:
    """Predict the households of `registry` (`merata.registry.frame.household_frame`) from `survey_households`.

    The survey's rows of `year` are used, all of them: a sample of a neighbour teaches the model too. Where
    `registry` is a part of a larger one, `villages` is the whole, from which the sample's villages take what is
    known of them. The first draws of a seed are the same whatever their number, and a regency's draws whatever
    other regencies are predicted with it.

    Raises `InputError` where the survey has no row of that year, consumption that is not positive, too few
    households, or where the registry has a category that the survey never saw (all named); `UsageError` for
    fewer than two draws.
    """
    if draws < 2:
        raise UsageError(f"predict got {draws} draws; expected at least 2, or no error can be known")
    sample = _of_year(survey, year)
    consumption, weight = checked(
        sample["consumption_pc_idr"].to_numpy(), sample["weight"].to_numpy() * sample["size"].to_numpy()
    )
    if np.any(consumption == 0):
        raise InputError(
            f"{np.count_nonzero(consumption == 0)} sampled households have no consumption, and the model "
            "needs its logarithm; correct or leave out these rows"
        )
    sample = _with_villages(sample, registry if villages is None else villages)
    terms = shared_terms(sample, registry)
    refuse_unseen(terms, registry)
    cluster = survey_design(sample).psu
    area = _areas(sample, cluster)
    fitted = fit(encode(terms, sample), np.log(consumption), weight, cluster=cluster, area=area)
    welfare, expected = _draw(fitted, terms, registry, draws, seed)
    model = _describe(fitted, terms, cluster, area)
    return WelfareDraws(welfare, registry["size"].to_numpy().astype(np.int64), expected, model)


def surveyed_regencies(survey: pa.Table, year: int) -> set[str]:
    """The regencies with a sampled household in `year`; `InputError` where the survey has no row of that year."""
    return set(pc.unique(_of_year(survey, year)["regency_code"]).to_pylist())


def _of_year(survey: pa.Table, year: int) -> pa.Table:
    sample = survey.filter(pc.equal(survey["year"], year))
    if sample.num_rows == 0:
        years = sorted(pc.unique(survey["year"]).to_pylist())
        raise InputError(f"survey_households has no rows of {year}; it has {', '.join(map(str, years)) or 'none'}")
    return sample


def _with_villages(sample: pa.Table, registry: pa.Table) -> pa.Table:
    """The sample with its villages' covariates, from any household of the same village in the registry."""
    codes = registry["village_code"].combine_chunks().dictionary_encode()
    _, first = np.unique(codes.indices.to_numpy(), return_index=True)
    villages = registry.select([n for n in VILLAGE_COVARIATES if n in registry.column_names]).take(first)
    row = pc.index_in(sample["village_code"].cast(pa.string()), value_set=codes.dictionary)
    joined = villages.take(row)
    for name in joined.column_names:
        sample = sample.append_column(name, joined[name])
    return sample


def _areas(sample: pa.Table, cluster: NDArray[np.intp]) -> NDArray[np.intp]:
    """The number of each row's village; a row without one shares the effect of its cluster."""
    codes = sample["village_code"].to_pylist()
    names = [f"psu/{psu}" if code is None else f"village/{code}" for code, psu in zip(codes, cluster, strict=True)]
    return np.unique(names, return_inverse=True)[1]


def _draw(fitted: Fit, terms: tuple[Term, ...], registry: pa.Table, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Draws × households of welfare, and the households' expected log welfare."""
    generators = [np.random.default_rng([seed, _PART, draw]) for draw in range(draws)]
    deviations = np.array([rng.standard_normal(len(fitted.coefficients)) for rng in generators])
    coefficients = fitted.coefficients + deviations @ fitted.covariance_root.T
    welfare = np.empty((draws, registry.num_rows))
    expected = np.empty(registry.num_rows)
    for start in range(0, registry.num_rows, _BLOCK_ROWS):
        columns = encode(terms, registry.slice(start, _BLOCK_ROWS))
        rows = slice(start, start + len(columns))
        welfare[:, rows] = coefficients @ columns.T
        expected[rows] = columns @ fitted.coefficients
    first_row = (fitted.own.fifths(expected) * TABLE_ROWS).astype(np.int32)
    regencies = _regencies(registry)
    for draw, (row, rng) in enumerate(zip(welfare, generators, strict=True)):
        components = fitted.components.redrawn(rng)
        spread = np.sqrt(components.area_variance)
        own = np.sqrt(components.household_variance) * fitted.own.redrawn(rng).ravel()
        for regency in regencies:
            local = np.random.default_rng([seed, _PART, draw, regency.number])
            effect = spread * local.standard_normal(regency.villages)
            pick = first_row[regency.rows] + local.integers(0, TABLE_ROWS, len(regency.rows), dtype=np.int32)
            row[regency.rows] += effect[regency.village] + own[pick]
        np.exp(row, out=row)
    return welfare, expected


@dataclass(frozen=True, slots=True)
class _Regency:
    """A regency's `rows` of the registry, its number of `villages`, and the `village` of each row.

    `number` stands for its code in a seed, so that a regency's random numbers are its own.
    """

    number: int
    rows: NDArray[np.intp]
    villages: int
    village: NDArray[np.intp]


def _regencies(registry: pa.Table) -> list[_Regency]:
    regencies = registry["regency_code"].combine_chunks().dictionary_encode()
    villages = registry["village_code"].combine_chunks().dictionary_encode()
    found = []
    for place, code in enumerate(regencies.dictionary.to_pylist()):
        rows = np.flatnonzero(regencies.indices.to_numpy() == place)
        # Numbers follow the villages' order of appearance, which a part of the registry keeps.
        present, village = np.unique(villages.indices.to_numpy()[rows], return_inverse=True)
        found.append(_Regency(int.from_bytes(code.encode(), "big"), rows, len(present), village))
    return found


def _describe(fitted: Fit, terms: tuple[Term, ...], cluster: NDArray[np.intp], area: NDArray[np.intp]) -> Model:
    shared = fitted.components.area_variance
    variance = shared + fitted.components.household_variance
    clusters, areas = len(np.unique(cluster)), len(np.unique(area))
    applies = (fitted.r2 < LOW_R2, areas < FEW_VILLAGES, shared == 0)
    return Model(
        r2=fitted.r2,
        n=len(cluster),
        clusters=clusters,
        areas=areas,
        covariates=tuple(term.name for term in terms),
        icc=shared / variance if variance > 0 else 0.0,
        warnings=tuple(name for name, mind in zip(WARNINGS, applies, strict=True) if mind),
    )
