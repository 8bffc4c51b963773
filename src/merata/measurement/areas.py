"""Measures by area from a dataset folder: direct where the sample carries them, predicted elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.measurement.estimates import BPS, Estimate, Publication, predicted_estimate
from merata.measurement.kernel import measure_groups
from merata.measurement.measures import MEASURES, named
from merata.measurement.notes import few_clusters, not_surveyed, without_design, without_line
from merata.measurement.prediction import Model, predict, surveyed_regencies
from merata.measurement.survey import direct, psus_by_area
from merata.measurement.welfare import Floats
from merata.progress import Step, silent
from merata.registry.frame import household_frame
from merata.stats.design import LonelyRule
from merata.tables.folder import Dataset

By = Literal["regency", "kecamatan", "village"]
AREA_COLUMNS: dict[str, str] = {
    "regency": "regency_code",
    "kecamatan": "kecamatan_code",
    "village": "village_code",
}
"""The column that holds an area's code."""
MINIMUM_PSUS = 2
"""An area sampled in fewer clusters is predicted: its sample says nothing of its own error."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Estimates by area, ordered by code and measure, and the model behind the predicted ones (None: no need).

    `notes` says in both languages what could not be measured, and why, and what errors leave out.
    """

    estimates: list[Estimate]
    model: Model | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured, and how: `measures` by name, `draws` and `seed` of predictions, the `rule` of
    publication, and what to do with strata in which a single cluster was sampled (`lonely`, of `merata.stats.design`).
    """

    measures: tuple[str, ...] = MEASURES
    draws: int = 50
    seed: int = 1
    rule: Publication = BPS
    lonely: LonelyRule = "refuse"


def measure(dataset: Dataset, *, by: By, draws: int = 50, seed: int = 1, year: int | None = None) -> list[Estimate]:
    """The estimates of `measure_areas` for the usual measures."""
    return measure_areas(dataset, by=by, wanted=Wanted(draws=draws, seed=seed), year=year).estimates


def measure_areas(
    dataset: Dataset,
    *,
    by: By,
    wanted: Wanted | None = None,
    year: int | None = None,
    step: Step | None = None,
) -> Measured:
    """Every measure for every regency, kecamatan or village of `dataset` in `year` (None: the survey's latest).

    Regencies and kecamatan sampled in at least two clusters are direct estimates; the others, and all villages,
    are predicted from the registry, or stay direct without an error where the registry has nobody. Regencies that the
    survey of the year does not cover are left out, and so are measures of poverty of those without a poverty line of
    the year: notes name both.

    Raises `InputError` where a table is missing or has faults, `UsageError` where `by` is none of the three or
    the dataset has no registry to predict villages from.
    """
    require_areas(by)
    want = wanted or Wanted()
    report = step or silent
    report(0.0, "survei / survey")
    survey = dataset.read("survey_households")
    chosen = year or _latest(survey)
    sample = survey.filter(pc.equal(survey["year"], chosen))
    if sample.num_rows == 0:
        raise InputError(f"survey_households has no rows of {chosen}; its latest year is {_latest(survey)}")
    lines = poverty_lines(dataset, chosen)
    surveyed = surveyed_regencies(sample, chosen)
    notes = _notes(dataset, sample, lines, chosen)
    found: list[Estimate] = []
    carried: Mapping[str, int] = {} if by == "village" else psus_by_area(sample, AREA_COLUMNS[by])
    if by != "village":
        notes += few_clusters(
            want.measures,
            {area: count for area, count in carried.items() if count >= MINIMUM_PSUS},
            area_names(dataset, by),
        )
        found = direct(
            sample, by=AREA_COLUMNS[by], lines=lines, measures=want.measures, rule=want.rule, lonely=want.lonely
        )
    if not dataset.has("households"):
        if by == "village":
            raise UsageError("villages are predicted from a registry; this dataset has no table households")
        return Measured(found, None, notes)
    done = {area for area, psus in carried.items() if psus >= MINIMUM_PSUS}
    if _areas_of(dataset, by, surveyed) <= done:
        return Measured(found, None, notes)
    report(0.1, "registri / registry")
    registry = household_frame(dataset)
    frame = registry.filter(pc.is_in(registry["regency_code"], value_set=pa.array(sorted(surveyed))))
    registered = set(pc.unique(frame[AREA_COLUMNS[by]]).to_pylist())
    if registered <= done:
        return Measured(found, None, notes)
    report(0.3, "model")
    predicted = predict(survey, frame, year=chosen, draws=want.draws, seed=want.seed, villages=registry)
    report(0.6, "ukuran / measures")
    found = [estimate for estimate in found if estimate.area in done or estimate.area not in registered]
    found += _predicted_areas(frame, predicted.welfare, AREA_COLUMNS[by], lines, done, want)
    return Measured(sorted(found, key=lambda estimate: estimate.area), predicted.model, notes)


def require_areas(by: str) -> None:
    """Raise `UsageError` where `by` is none of the kinds of area."""
    if by not in AREA_COLUMNS:
        raise UsageError(f"cannot measure by {by!r}; expected one of {', '.join(AREA_COLUMNS)}")


def poverty_lines(dataset: Dataset, year: int) -> dict[str, float]:
    """The poverty line of each regency code in `year`, rupiah per person per month; empty without any."""
    if not dataset.has("poverty_lines"):
        return {}
    table = dataset.read("poverty_lines")
    table = table.filter(pc.equal(table["year"], year))
    return dict(zip(table["regency_code"].to_pylist(), table["line_idr"].to_pylist(), strict=True))


def area_names(dataset: Dataset, by: By) -> dict[str, str]:
    """The name of each area by its code; where the dataset has no table villages, the survey's codes alone."""
    column = AREA_COLUMNS[by]
    if dataset.has("villages"):
        name = "name" if by == "village" else by
        villages = dataset.read("villages", list(dict.fromkeys(["village_code", column, name])))
        return dict(zip(villages[column].to_pylist(), villages[name].to_pylist(), strict=True))
    survey = dataset.read("survey_households", [column])
    return {code: code for code in pc.unique(survey[column]).drop_null().to_pylist()}


def _latest(survey: pa.Table) -> int:
    latest = pc.max(survey["year"]).as_py()
    if latest is None:
        raise InputError("survey_households has no rows")
    return int(latest)


def _areas_of(dataset: Dataset, by: By, regencies: Collection[str]) -> set[str]:
    """The codes of the areas in these regencies; where the dataset has no table villages, the survey's."""
    if not dataset.has("villages"):
        return set(area_names(dataset, by))
    villages = dataset.read("villages", list(dict.fromkeys([AREA_COLUMNS[by], "regency_code"])))
    inside = pc.is_in(villages["regency_code"], value_set=pa.array(sorted(regencies)))
    return set(villages.filter(inside)[AREA_COLUMNS[by]].to_pylist())


def _notes(dataset: Dataset, sample: pa.Table, lines: Mapping[str, float], year: int) -> tuple[str, ...]:
    names = area_names(dataset, "regency")
    surveyed = surveyed_regencies(sample, year)
    return (
        *not_surveyed(names.keys() - surveyed, names, year),
        *without_line(surveyed, lines, names, year),
        *without_design(sample),
    )


def _predicted_areas(
    frame: pa.Table, welfare: Floats, column: str, lines: Mapping[str, float], done: Collection[str], want: Wanted
) -> list[Estimate]:
    """Estimates of the areas that are not `done`, from draws × households of `welfare`."""
    rows, areas = _grouped(frame, column, done)
    size = frame["size"].to_numpy().astype(np.float64)[rows.place]
    line = _row_lines(frame, lines)[rows.place]
    measured = [_by_area(draw[rows.place], size, rows, len(areas), line, want.measures) for draw in welfare]
    counts = np.bincount(rows.number, minlength=len(areas))
    return [
        predicted_estimate(area, name, np.array([draw[name][i] for draw in measured]), n=int(counts[i]), rule=want.rule)
        for i, area in enumerate(areas)
        for name in measured[0]
        if not any(np.isnan(draw[name][i]) for draw in measured)
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the frame that are measured, and the number of the area of each."""

    place: NDArray[np.intp]
    number: NDArray[np.intp]


def _grouped(frame: pa.Table, column: str, leave_out: Collection[str]) -> tuple[_Rows, list[str]]:
    """The rows whose area is not left out, and the areas in the order of their codes."""
    encoded = frame[column].combine_chunks().dictionary_encode()
    codes = encoded.dictionary.to_pylist()
    areas = sorted(code for code in codes if code not in leave_out)
    number_of = {area: i for i, area in enumerate(areas)}
    numbers = np.array([number_of.get(code, -1) for code in codes])[encoded.indices.to_numpy()]
    place = np.flatnonzero(numbers >= 0)
    return _Rows(place, numbers[place]), areas


def _row_lines(frame: pa.Table, lines: Mapping[str, float]) -> Floats:
    """The poverty line of each row's regency, NaN where there is none."""
    encoded = frame["regency_code"].combine_chunks().dictionary_encode()
    by_code = np.array([lines.get(code, np.nan) for code in encoded.dictionary.to_pylist()])
    return np.asarray(by_code[encoded.indices.to_numpy()])


def _by_area(
    welfare: Floats, size: Floats, rows: _Rows, areas: int, line: Floats, measures: Sequence[str]
) -> dict[str, Floats]:
    """The measures by area; those of poverty are NaN where an area has rows without a line."""
    missing = np.isnan(line)
    measured = measure_groups(
        welfare, size, rows.number, groups=areas, line=np.where(missing, 1.0, line), measures=measures
    )
    without = np.bincount(rows.number, weights=missing, minlength=areas) > 0
    return {name: np.where(without & named(name).needs_line, np.nan, values) for name, values in measured.items()}
