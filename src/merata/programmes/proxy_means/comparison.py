"""The proxy means test of a dataset beside the registry's desil and perfect targeting: whom would each miss?

The survey has consumption but no desil, the registry desil but no consumption. The learned scores and perfect
targeting are therefore judged on the survey, each household by a model that never saw its cluster; desil on the
registry, over draws of predicted welfare (`merata.measurement.prediction`), and the chosen score there too, so that
both are seen by one measure. The draws know of a household what the survey's covariates say: where desil knows more,
its errors are smaller than these. In a synthetic dataset all can be judged on the hidden truth instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError, UsageError
from merata.measurement.areas import By as Area
from merata.measurement.areas import area_names, poverty_lines
from merata.measurement.estimates import BPS, Publication
from merata.measurement.notes import not_surveyed, without_design
from merata.measurement.prediction import predict, surveyed_regencies
from merata.measurement.welfare import Floats
from merata.programmes.proxy_means.groups import By, group_labels, require_grouping
from merata.programmes.proxy_means.layout import Known
from merata.programmes.proxy_means.learning import Learned, learn, proxy_means
from merata.programmes.proxy_means.reach import Target
from merata.programmes.proxy_means.sample import Sample, sample_of
from merata.programmes.proxy_means.scoring import expected_idr
from merata.programmes.proxy_means.targeting_errors import (
    Asked,
    TargetingError,
    predicted_errors,
    targeting_errors,
)
from merata.progress import Step, silent
from merata.registry.frame import household_frame
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset

DESIL, PERFECT = "desil", "perfect"
UNKNOWN_DESIL = 11
"""Where a household without a desil stands in the order: after all others, as in `merata.programmes.need`."""
_PLACES: tuple[Area, ...] = get_args(Area)
COVERAGES = (0.1, 0.2, 0.3, 0.4)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared.

    `target`: "poor", those below their regency's line; a fraction, that poorest share of each regency's persons; or
    "same", the poorest share that is as large as the coverage. `coverages`: fractions of each regency's persons.
    """

    target: Literal["poor", "same"] | float = "poor"
    coverages: Sequence[float] = COVERAGES
    by: Sequence[By] = ("head_sex", "size")
    truth: bool = False
    year: int | None = None
    draws: int = 50
    seed: int = 1
    lonely: LonelyRule = "refuse"
    rule: Publication = BPS

    def __post_init__(self) -> None:
        if isinstance(self.target, str) and self.target not in ("poor", "same"):
            raise UsageError(f"the target is {self.target!r}; expected 'poor', 'same' or a fraction of persons")
        for by in self.by:
            require_grouping(by)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was learned, the errors of every scheme, and `registry`, the frame of the surveyed regencies' households.

    `names` gives the name of each place's code; `without_desil` counts those that the registry has not ranked; `notes`
    says in both languages what is left out.
    """

    learned: Learned
    errors: list[TargetingError]
    registry: pa.Table
    year: int
    names: Mapping[str, str]
    without_desil: int
    notes: tuple[str, ...]


def compare(dataset: Dataset, wanted: Wanted, *, step: Step | None = None) -> Comparison:
    """Learn the score from the survey of `wanted.year` (None: the dataset's) and judge every scheme.

    Each regency ranks its own households, as its money does not cross to another. Raises `InputError` where a table is
    missing or has faults, a regency has no poverty line though the poor are the target, or as `sample_of` and `learn`
    do; `UsageError` for a target, coverage or grouping that there is not.
    """
    report = step or silent
    report(0.0, "registri / registry")
    year = wanted.year or dataset.description.year
    survey, villages = dataset.read("survey_households"), dataset.read("villages")
    whole = household_frame(dataset)
    surveyed = surveyed_regencies(survey, year)
    registry = whole.filter(pc.is_in(whole["regency_code"], value_set=pa.array(sorted(surveyed))))
    if not registry.num_rows:
        raise InputError(f"the registry has no household in the surveyed regencies ({', '.join(sorted(surveyed))})")
    sample = sample_of(survey, registry, villages, year=year, lonely=wanted.lonely)
    lines = poverty_lines(dataset, year)
    if wanted.target == "poor":
        _require_lines(surveyed, lines, year)
    truth = _truth(dataset, registry, year) if wanted.truth else None
    learned = learn(sample, seed=wanted.seed, step=lambda share, now: report(0.2 + 0.4 * share, now))
    report(0.6, "galat / errors")
    if truth is not None:
        errors = _by_truth(learned, registry, truth, lines, wanted)
    else:
        errors = _by_survey(learned, lines, wanted)
        report(0.8, DESIL)
        drawn = predict(survey, registry, year=year, draws=wanted.draws, seed=wanted.seed, villages=whole)
        errors += _by_draws(learned, registry, drawn.welfare, lines, wanted)
    regencies = area_names(dataset, "regency")
    names = {code: name for by in _PLACES if by in wanted.by for code, name in area_names(dataset, by).items()}
    missing = set(pc.unique(villages["regency_code"]).to_pylist()) - surveyed
    rows = survey.filter(pc.equal(survey["year"], year))
    notes = (*not_surveyed(missing, regencies, year), *without_design(rows), *_left_out(sample))
    return Comparison(learned, errors, registry, year, names, registry["desil"].null_count, notes)


def desil_score(registry: pa.Table) -> Floats:
    """The desil of each household (n), those without one after all others."""
    return np.asarray(pc.fill_null(registry["desil"], UNKNOWN_DESIL).to_numpy(), dtype=np.float64)


def _by_survey(learned: Learned, lines: Mapping[str, float], wanted: Wanted) -> list[TargetingError]:
    sample = learned.sample
    known = _known(sample.survey, sample.welfare, sample.weight, wanted)
    schemes = {name: one.predicted for name, one in learned.learners.items()} | {PERFECT: sample.welfare}
    return [
        error
        for scheme, score in schemes.items()
        for asked in _questions(wanted, sample.survey, lines)
        for error in targeting_errors(scheme, score, known, asked, design=sample.design, seed=wanted.seed)
    ]


def _by_draws(
    learned: Learned, registry: pa.Table, draws: Floats, lines: Mapping[str, float], wanted: Wanted
) -> list[TargetingError]:
    known = _known(registry, draws[0], registry["size"].to_numpy().astype(np.float64), wanted)
    schemes = {learned.chosen: expected_idr(registry, proxy_means(learned)), DESIL: desil_score(registry)}
    return [
        error
        for scheme, score in schemes.items()
        for asked in _questions(wanted, registry, lines)
        for error in predicted_errors(scheme, score, known, draws, asked)
    ]


def _by_truth(
    learned: Learned, registry: pa.Table, welfare: Floats, lines: Mapping[str, float], wanted: Wanted
) -> list[TargetingError]:
    known = _known(registry, welfare, registry["size"].to_numpy().astype(np.float64), wanted)
    schemes = {name: expected_idr(registry, proxy_means(learned, name)) for name in learned.learners}
    return [
        error
        for scheme, score in (schemes | {DESIL: desil_score(registry), PERFECT: welfare}).items()
        for asked in _questions(wanted, registry, lines)
        for error in targeting_errors(scheme, score, known, asked)
    ]


def _known(table: pa.Table, welfare: Floats, weight: Floats, wanted: Wanted) -> Known:
    return Known(welfare, weight, {by: group_labels(table, by) for by in wanted.by}, table["regency_code"])


def _questions(wanted: Wanted, table: pa.Table, lines: Mapping[str, float]) -> Iterator[Asked]:
    """One question for all coverages, or one for each where the target grows with it."""
    if wanted.target == "same":
        for coverage in wanted.coverages:
            yield Asked(Target(share=coverage), (coverage,), wanted.rule)
    elif wanted.target == "poor":
        yield Asked(Target(line_idr=_row_lines(table, lines)), wanted.coverages, wanted.rule)
    else:
        yield Asked(Target(share=wanted.target), wanted.coverages, wanted.rule)


def _row_lines(table: pa.Table, lines: Mapping[str, float]) -> Floats:
    """The poverty line of each row's regency."""
    encoded = table["regency_code"].combine_chunks().dictionary_encode()
    line = np.array([lines[code] for code in encoded.dictionary.to_pylist()])
    return np.asarray(line[encoded.indices.to_numpy()])


def _require_lines(regencies: Collection[str], lines: Mapping[str, float], year: int) -> None:
    lacking = ", ".join(sorted(set(regencies) - set(lines)))
    if lacking:
        raise InputError(
            f"poverty_lines has no line of {year} for {lacking}, so nobody knows who is poor there; add it, or take a "
            "share of persons as the target (--target 40)"
        )


def _truth(dataset: Dataset, registry: pa.Table, year: int) -> Floats:
    """The synthetic dataset's hidden consumption of each household (n)."""
    truth = dataset.read("truth")
    truth = truth.filter(pc.equal(truth["year"], year))
    place = pc.index_in(registry["household_id"], value_set=truth["household_id"].combine_chunks())
    if place.null_count:
        raise InputError(f"truth has no consumption of {place.null_count} households in {year}")
    return np.asarray(truth["consumption_pc_idr"].take(place).to_numpy(), dtype=np.float64)


def _left_out(sample: Sample) -> tuple[str, ...]:
    if not sample.left_out:
        return ()
    which = ", ".join(sample.left_out)
    return (f"tidak dipakai, kosong di survei atau registri: {which} / not used, empty in survey or registry: {which}",)
