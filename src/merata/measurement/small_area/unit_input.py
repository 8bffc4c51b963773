"""What a unit-level model is given: the call and both tables checked, all faults at once, and read into arrays."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np
import pyarrow as pa

from merata.errors import Fault, InputError
from merata.measurement.small_area.model_matrix import Term, encode, labels, missing_fault, outside, shared_terms
from merata.measurement.small_area.one_way import Integers, UnitSample
from merata.measurement.small_area.transformations import refused_welfare
from merata.measurement.welfare import Floats
from merata.tables.frames import codes, numbers


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the columns by what they are used for; `size` and `line` also as numbers."""

    outcome: str
    covariates: tuple[str, ...]
    area: str
    weight: str | None
    size: str | float | None
    line: str | float | None

    @property
    def of_survey(self) -> list[str]:
        """The columns that the survey must have."""
        return [self.outcome, *self.covariates, self.area, *([self.weight] if self.weight is not None else [])]

    @property
    def of_census(self) -> list[str]:
        """The columns that the census must have."""
        return [*self.covariates, self.area, *(name for name in (self.size, self.line) if isinstance(name, str))]


@dataclass(frozen=True, slots=True)
class Census:
    """The households to predict, sorted by area: N rows, A areas.

    `order` (N): their places in the census as it came; `columns` (N × p); `size` (N): what each row counts;
    `line` (N), None without; `areas` (A): labels in order; `start` (A + 1): where each area begins and the last ends;
    `sampled` (A): number of each area in the sample, −1 where it has none; `n` (A): its sampled households.
    """

    order: Integers
    columns: Floats
    size: Floats
    line: Floats | None
    areas: tuple[Hashable, ...]
    start: Integers
    sampled: Integers
    n: Integers

    def rows(self, area: int) -> slice:
        """The rows of the area numbered so."""
        return slice(int(self.start[area]), int(self.start[area + 1]))

    def line_of(self, area: int) -> Floats | None:
        """The line of an area: a scalar where all its rows share one, else by row."""
        if self.line is None:
            return None
        lines = self.line[self.rows(area)]
        return np.asarray(lines[0]) if np.all(lines == lines[0]) else lines


@dataclass(frozen=True, slots=True)
class UnitData:
    """A sample, a census, and the `terms` that code both; `outside`: the largest share of census households that lie
    outside the sampled range of a covariate.
    """

    sample: UnitSample
    census: Census
    terms: tuple[Term, ...]
    labels: tuple[str, ...]
    outside: float


def read_unit_data(survey: pa.Table, census: pa.Table, roles: Roles, transformation: str) -> UnitData:
    """Check and read both tables. Raises `InputError` with every fault that keeps them from being used together."""
    empty = [name for name, table in (("survey", survey), ("census", census)) if table.num_rows == 0]
    if empty:
        faults = [Fault(name, None, None, None, "at least one row", "the table is empty") for name in empty]
        raise InputError("there is nothing to fit or to predict", faults)
    faults = []
    area = _areas(survey, census, roles.area, faults)
    terms, unlike = shared_terms(survey, census, roles.covariates)
    faults += unlike
    welfare = _outcome(survey, roles.outcome, transformation, faults)
    weight = None if roles.weight is None else _positive(survey, roles.weight, "survey", faults)
    size, line = (_positive(census, given, "census", faults) for given in (roles.size, roles.line))
    if faults or area is None:
        raise InputError("the survey and the census cannot be used together as they are", faults)
    sample = UnitSample(encode(terms, survey), welfare, area.sampled, area.labels, weight)
    order = np.argsort(area.registered, kind="stable")
    count = np.bincount(area.registered, minlength=len(area.all_labels))
    place = {label: number for number, label in enumerate(area.labels)}
    sampled = np.array([place.get(label, -1) for label in area.all_labels], dtype=np.intp)
    by_area = np.bincount(area.sampled, minlength=len(area.labels))
    return UnitData(
        sample,
        Census(
            order,
            encode(terms, census, order),
            np.ones(len(order)) if size is None else size[order],
            None if line is None else line[order],
            area.all_labels,
            np.concatenate(([0], np.cumsum(count))),
            sampled,
            np.where(sampled >= 0, by_area[sampled], 0),
        ),
        tuple(terms),
        labels(terms),
        float(outside(terms, census).max(initial=0.0)),
    )


@dataclass(frozen=True, slots=True)
class _Areas:
    sampled: Integers
    labels: tuple[Hashable, ...]
    registered: Integers
    all_labels: tuple[Hashable, ...]


def _areas(survey: pa.Table, census: pa.Table, column: str, faults: list[Fault]) -> _Areas | None:
    before = len(faults)
    for table, where in ((survey, "survey"), (census, "census")):
        rows = np.flatnonzero(table[column].is_null().to_numpy())
        faults += missing_fault(where, column, rows, "the area of every row")
    if len(faults) > before:
        return None
    sampled, names = codes(survey, column, "survey")
    registered, all_names = codes(census, column, "census")
    if {type(name) for name in names} != {type(name) for name in all_names}:
        problem = f"it holds {survey[column].type} in the survey and {census[column].type} in the census"
        faults.append(Fault("survey and census", None, column, None, "the same codes in both", problem))
    elif lacking := sorted(set(names) - set(all_names)):
        problem = "the census has no household of these sampled areas; add them, or leave their sample out"
        faults.append(Fault("survey", None, column, ", ".join(map(str, lacking)), "areas of the census", problem))
    return _Areas(sampled.astype(np.intp), tuple(names), registered.astype(np.intp), tuple(all_names))


def _outcome(survey: pa.Table, column: str, transformation: str, faults: list[Fault]) -> Floats:
    values = _numbers(survey, column, "survey", faults)
    rows = np.flatnonzero(~np.isfinite(values))
    faults += missing_fault("survey", column, rows)
    if refused := refused_welfare(transformation, values[np.isfinite(values)]):
        faults.append(Fault("survey", None, column, None, refused.expected, refused.problem))
    return values


def _positive(table: pa.Table, given: str | float | None, where: str, faults: list[Fault]) -> Floats | None:
    """A number for every row, or a column in which each is finite and above zero."""
    if given is None:
        return None
    if not isinstance(given, str):
        return np.full(table.num_rows, float(given))
    values = _numbers(table, given, where, faults)
    faults += missing_fault(where, given, np.flatnonzero(~np.isfinite(values)), "a positive number in every row")
    low = np.flatnonzero(values <= 0)
    if len(low):
        problem = f"{len(low)} rows are zero or less, the first is row {low[0] + 1}"
        faults.append(Fault(where, None, given, f"{values[low[0]]:g}", "numbers above zero", problem))
    return values


def _numbers(table: pa.Table, column: str, where: str, faults: list[Fault]) -> Floats:
    try:
        return numbers(table, column, where)
    except InputError:
        problem = f"it holds {table[column].type}"
        faults.append(Fault(where, None, column, None, "numbers", problem))
        return np.ones(table.num_rows)


def not_whole(**numbers: object) -> list[str]:
    """What is wrong with those of the named `numbers` that are no whole numbers."""
    return [
        f"{name} is {given!r}; expected a whole number"
        for name, given in numbers.items()
        if isinstance(given, bool) or not isinstance(given, Integral)
    ]


def listed(names: Sequence[str] | str) -> tuple[str, ...]:
    """The names given, one given as plain text standing for itself, each once."""
    return tuple(dict.fromkeys([names] if isinstance(names, str) else names))
