"""Welfare predicted for every registered household of a dataset, as joint draws: empirical best prediction.

A nested-error model of log consumption is fitted on the survey with covariates that the registry has too
(`merata.measurement.small_area`). One draw redraws its parameters from their posterior and gives each village one
effect, conditioned on its sampled households where it has any, so that a village's households stand or fall together
and intervals are not falsely narrow. A household's own part is that of a sampled household of like expected welfare
(`merata.measurement.residuals`) rather than normal: at the poor end, where aid lifts the lowest, no one shape fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault, InputError, UsageError
from merata.measurement.covariates import (
    VILLAGE_COVARIATES,
    Term,
    encode,
    refuse_other_codes,
    refuse_unseen,
    shared_terms,
)
from merata.measurement.residuals import TABLE_ROWS, OwnParts, own_parts
from merata.measurement.small_area.nested_error import by_household
from merata.measurement.small_area.one_way import UnitSample
from merata.measurement.small_area.posterior import ParameterDraws, draws_of_area, sample_parameters
from merata.measurement.small_area.stored import draws_table, write_draws
from merata.measurement.small_area.unit_model import UnitModel
from merata.measurement.survey import survey_design
from merata.measurement.welfare import Floats, checked
from merata.progress import Step, silent
from merata.registry.frame import household_frame
from merata.tables.folder import Dataset

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
    """What the prediction rests on: `r2` of the covariates; `n` sampled households in `clusters` clusters and `areas`
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
    households, a sampled village that its regency's registry lacks, a covariate coded differently in the two, or a
    category of the registry that the survey never saw (all named); `UsageError` for fewer than two draws.
    """
    if draws < 2:
        raise UsageError(f"predict got {draws} draws; expected at least 2, or no error can be known")
    sample = _of_year(survey, year)
    consumption, _ = checked(
        sample["consumption_pc_idr"].to_numpy(), sample["weight"].to_numpy() * sample["size"].to_numpy()
    )
    if np.any(consumption == 0):
        raise InputError(
            f"{np.count_nonzero(consumption == 0)} sampled households have no consumption, and the model "
            "needs its logarithm; correct or leave out these rows"
        )
    whole = registry if villages is None else villages
    _refuse_unknown_villages(sample, whole)
    sample = _with_villages(sample, whole)
    terms = shared_terms(sample, registry)
    refuse_unseen(terms, registry)
    refuse_other_codes(terms, _in_regencies_of(sample, whole), _in_regencies_of(whole, sample))
    cluster = survey_design(sample).psu
    names, area = np.unique(_areas(sample, cluster), return_inverse=True)
    unit = UnitSample(encode(terms, sample), consumption, area, tuple(names.tolist()))
    parameters = sample_parameters(unit, "log", draws, seed, shrink=True)
    own = _own_parts(parameters.model, cluster)
    welfare, expected = _draw(parameters, own, terms, registry, seed)
    model = _describe(parameters.model, terms, len(np.unique(cluster)))
    return WelfareDraws(welfare, registry["size"].to_numpy().astype(np.int64), expected, model)


def write_predicted(
    dataset: Dataset, path: Path, *, draws: int = 50, seed: int = 1, year: int | None = None, step: Step | None = None
) -> None:
    """Write every registered household's draws of consumption to the Parquet file `path`, whole or not at all.

    Columns: household_id, village_code, regency_code, size, then draw_1 … draw_M as float32 rupiah per person per
    month, for the registry's households in surveyed regencies, in its order. Raises as `predict` does.
    """
    report = step or silent
    report(0.0, "registri / registry")
    survey = dataset.read("survey_households")
    chosen = year or dataset.description.year
    registry = household_frame(dataset)
    surveyed = pa.array(sorted(surveyed_regencies(survey, chosen)))
    frame = registry.filter(pc.is_in(registry["regency_code"], value_set=surveyed))
    report(0.2, "model")
    found = predict(survey, frame, year=chosen, draws=draws, seed=seed, villages=registry)
    report(0.8, path.name)
    identifiers = frame.select(["household_id", "village_code", "regency_code", "size"])
    write_draws(path, draws_table(identifiers, found.welfare.astype(np.float32)))


def surveyed_regencies(survey: pa.Table, year: int) -> set[str]:
    """The regencies with a sampled household in `year`; `InputError` where the survey has no row of that year."""
    return set(pc.unique(_of_year(survey, year)["regency_code"]).to_pylist())


def _of_year(survey: pa.Table, year: int) -> pa.Table:
    sample = survey.filter(pc.equal(survey["year"], year))
    if sample.num_rows == 0:
        years = sorted(pc.unique(survey["year"]).to_pylist())
        raise InputError(f"survey_households has no rows of {year}; it has {', '.join(map(str, years)) or 'none'}")
    return sample


def _in_regencies_of(table: pa.Table, other: pa.Table) -> pa.Table:
    return table.filter(pc.is_in(table["regency_code"], value_set=pc.unique(other["regency_code"])))


def _refuse_unknown_villages(sample: pa.Table, registry: pa.Table) -> None:
    """Raise `InputError` naming sampled villages that the registry of their own regency lacks."""
    sampled = pc.unique(_in_regencies_of(sample, registry)["village_code"]).drop_null()
    unknown = sorted(set(sampled.to_pylist()) - set(pc.unique(registry["village_code"]).to_pylist()))
    if unknown:
        raise InputError(
            "the survey has households in villages where the registry has none, so that nothing can be said of them",
            [
                Fault(
                    file="survey_households",
                    row=None,
                    column="village_code",
                    value=code,
                    expected="a village with registered households",
                    problem="sampled, but not in the registry; correct the code, or register its households",
                )
                for code in unknown
            ],
        )


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


def _areas(sample: pa.Table, cluster: NDArray[np.integer]) -> list[str]:
    """Each row's village; a row without one shares the effect of its cluster."""
    codes = sample["village_code"].to_pylist()
    return [f"psu/{psu}" if code is None else str(code) for code, psu in zip(codes, cluster, strict=True)]


def _own_parts(model: UnitModel, cluster: NDArray[np.integer]) -> OwnParts:
    """What is left of the sampled households' log consumption beyond covariates and village, each counting alike."""
    fixed = model.sample.columns @ model.coefficients
    own = model.by.forward(model.sample.welfare) - fixed - by_household(model.layout, model.effects())
    return own_parts(own, np.full(len(own), 1 / len(own)), cluster, fixed)


def _draw(
    parameters: ParameterDraws, own: OwnParts, terms: tuple[Term, ...], registry: pa.Table, seed: int
) -> tuple[Floats, Floats]:
    """Draws × households of welfare, and the households' expected log welfare."""
    draws = len(parameters.coefficients)
    tables = np.array([own.redrawn(np.random.default_rng([seed, _PART, draw])).ravel() for draw in range(draws)])
    welfare = np.empty((draws, registry.num_rows))
    expected = np.empty(registry.num_rows)
    for village, rows, columns in _by_village(registry, terms):
        expected[rows] = columns @ parameters.model.coefficients
        first = own.fifths(expected[rows]) * TABLE_ROWS

        def drawn(rng: np.random.Generator, draw: int, count: int, first: NDArray[np.intp] = first) -> Floats:
            return np.asarray(tables[draw][first + rng.integers(0, TABLE_ROWS, count)])

        for draw, values in enumerate(draws_of_area(parameters, columns, village, drawn)):
            welfare[draw, rows] = values
    return welfare, expected


def _by_village(registry: pa.Table, terms: tuple[Term, ...]) -> Iterator[tuple[str, NDArray[np.intp], Floats]]:
    """Each village's code, the places of its households in the order of their identifiers, and their columns.

    A village's random numbers follow that order, so that they do not depend on how the registry's rows are sorted.
    """
    keys = [(name, "ascending") for name in ("village_code", "household_id") if name in registry.column_names]
    order = pc.sort_indices(registry, sort_keys=keys).to_numpy().astype(np.intp)
    codes = registry["village_code"].take(pa.array(order)).combine_chunks().dictionary_encode()
    starts = np.concatenate(([0], np.cumsum(np.bincount(codes.indices.to_numpy()))))
    names = codes.dictionary.to_pylist()
    first = 0
    while first < len(names):
        # As many whole villages as a block holds, at least one.
        last = max(int(np.searchsorted(starts, starts[first] + _BLOCK_ROWS, side="right")) - 1, first + 1)
        block = order[starts[first] : starts[last]]
        columns = encode(terms, registry.take(pa.array(block)))
        for place in range(first, last):
            rows = slice(starts[place] - starts[first], starts[place + 1] - starts[first])
            yield names[place], block[rows], columns[rows]
        first = last


def _describe(fitted: UnitModel, terms: tuple[Term, ...], clusters: int) -> Model:
    shared, own = fitted.area_variance, fitted.household_variance
    explained = float(np.var(fitted.sample.columns @ fitted.coefficients))
    r2 = explained / (explained + shared + own)
    areas = len(fitted.sample.areas)
    applies = (r2 < LOW_R2, areas < FEW_VILLAGES, shared == 0)
    return Model(
        r2=r2,
        n=len(fitted.sample.welfare),
        clusters=clusters,
        areas=areas,
        covariates=tuple(term.name for term in terms),
        icc=shared / (shared + own),
        warnings=tuple(name for name, mind in zip(WARNINGS, applies, strict=True) if mind),
    )
