"""The covariates of a unit-level model as columns of numbers, coded alike in the survey and in the census."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault
from merata.measurement.small_area.coding import coding_difference
from merata.measurement.small_area.one_way import Integers
from merata.measurement.welfare import Floats
from merata.tables.frames import numbers


@dataclass(frozen=True, slots=True)
class NumberTerm:
    """A covariate of numbers, yes/no as 0 and 1; `low` and `high` as sampled."""

    name: str
    low: float
    high: float

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of its columns."""
        return (self.name,)

    def columns(self, table: pa.Table) -> list[Floats]:
        """Its columns for the rows of `table`."""
        return [numbers(table, self.name)]


@dataclass(frozen=True, slots=True)
class TextTerm:
    """A covariate of text: a column of 0 and 1 for each of `levels`; `reference`, the most frequent, has none."""

    name: str
    reference: str
    levels: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(f"{self.name}={level}" for level in self.levels)

    def columns(self, table: pa.Table) -> list[Floats]:
        """Its columns for the rows of `table`."""
        values = _plain_text(table[self.name])
        return [pc.equal(values, level).cast(pa.int8()).to_numpy().astype(np.float64) for level in self.levels]


Term = NumberTerm | TextTerm


def labels(terms: Sequence[Term]) -> tuple[str, ...]:
    """The names of the columns of `encode`."""
    return ("intercept", *(label for term in terms for label in term.labels))


def encode(terms: Sequence[Term], table: pa.Table, order: Integers | None = None) -> Floats:
    """The columns of the terms after one of ones (rows × columns), rows in `order` where it is given."""
    matrix = np.ones((table.num_rows, len(labels(terms))))
    place = 1
    for term in terms:
        for column in term.columns(table):
            matrix[:, place] = column if order is None else column[order]
            place += 1
    return matrix


def outside(terms: Sequence[Term], table: pa.Table) -> Floats:
    """The share of the rows of `table` that lie outside the sampled range, by number term in order of `terms`."""
    shares = []
    for term in terms:
        if isinstance(term, NumberTerm):
            values = numbers(table, term.name)
            shares.append(float(np.mean((values < term.low) | (values > term.high))) if len(values) else 0.0)
    return np.array(shares)


def shared_terms(survey: pa.Table, census: pa.Table, covariates: Sequence[str]) -> tuple[list[Term], list[Fault]]:
    """The terms of `covariates`, and every fault that keeps one from meaning the same in both tables.

    Faults: values that are missing or infinite; text in one table and numbers in the other; a category that only
    one of them has; numbers of other codes or another unit (`merata.measurement.small_area.coding`).
    """
    terms: list[Term] = []
    faults: list[Fault] = []
    for name in dict.fromkeys(covariates):
        missing = [*_missing(survey, name, "survey"), *_missing(census, name, "census")]
        faults += missing
        kinds = [_kind(table[name].type) for table in (survey, census)]
        if kinds[0] != kinds[1] or kinds[0] == "other":
            faults.append(_different_kinds(survey, census, name))
        elif missing:
            continue
        elif kinds[0] == "text":
            faults += _different_levels(survey, census, name)
            terms.append(_text_term(survey, name))
        else:
            faults += _different_codes(survey, census, name)
            values = numbers(survey, name)
            terms.append(NumberTerm(name, values.min(initial=np.inf), values.max(initial=-np.inf)))
    return terms, faults


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "text"
    if (
        pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
    ):
        return "numbers"
    return "other"


def _plain_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _missing(table: pa.Table, name: str, where: str) -> list[Fault]:
    if _kind(table[name].type) == "numbers":
        bad = ~np.isfinite(numbers(table, name, where))
    else:
        bad = pc.is_null(table[name]).to_numpy()
    return missing_fault(where, name, np.flatnonzero(bad))


def missing_fault(where: str, column: str, rows: Integers, expected: str = "a value in every row") -> list[Fault]:
    """The fault of `rows` (from 0) without a usable value; none where there are no rows."""
    if not len(rows):
        return []
    problem = f"{len(rows)} rows are missing or not finite, the first is row {rows[0] + 1}"
    return [Fault(where, None, column, None, expected, problem)]


def _different_kinds(survey: pa.Table, census: pa.Table, name: str) -> Fault:
    problem = f"it holds {survey[name].type} in the survey and {census[name].type} in the census"
    return Fault("survey and census", None, name, None, "numbers or text, the same in both", problem)


def _text_term(survey: pa.Table, name: str) -> TextTerm:
    counts = pc.value_counts(_plain_text(survey[name])).to_pylist()
    by_frequency = [entry["values"] for entry in sorted(counts, key=lambda entry: (-entry["counts"], entry["values"]))]
    return TextTerm(name, by_frequency[0] if by_frequency else "", tuple(sorted(by_frequency[1:])))


def _different_levels(survey: pa.Table, census: pa.Table, name: str) -> list[Fault]:
    sampled, registered = (set(pc.unique(_plain_text(table[name])).to_pylist()) for table in (survey, census))
    found = []
    for where, other, lacking in (
        ("survey", "census", sampled - registered),
        ("census", "survey", registered - sampled),
    ):
        if lacking:
            problem = f"the {other} has no household like it; recode or merge categories"
            found.append(Fault(where, None, name, ", ".join(sorted(lacking)), f"categories of the {other}", problem))
    return found


def _different_codes(survey: pa.Table, census: pa.Table, name: str) -> list[Fault]:
    problem = coding_difference(numbers(survey, name), numbers(census, name))
    if problem is None:
        return []
    return [Fault("survey and census", None, name, None, "the same codes and unit in both", problem)]
