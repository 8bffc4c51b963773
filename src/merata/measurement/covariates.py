"""What predicts a household's welfare, as columns of numbers coded alike in the survey and in the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.measurement.small_area.coding import coding_difference
from merata.measurement.welfare import Floats
from merata.tables.catalogue import COVARIATES
from merata.tables.schema import Kind

VILLAGE_COVARIATES = ("urban", "minutes_to_market", "minutes_to_puskesmas", "minutes_to_senior_school")
"""What is known of a village and joined to its households."""

LOGGED = frozenset(
    {
        "floor_area_m2",
        "electricity_va",
        "land_ha",
        "cattle",
        *(name for name in VILLAGE_COVARIATES if name != "urban"),
    }
)
"""Skewed amounts, of which ln(1 + amount) enters."""

MINIMUM_LEVEL = 10
"""A category, or the state of being empty, seen in fewer sampled households has no column of its own."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """An amount or a yes/no. Values beyond those sampled count as the nearest sampled one; empty ones as the
    sample's mean `fill`, with a column of their own where the sample has enough of them.
    """

    name: str
    low: float
    high: float
    fill: float
    own_column_if_empty: bool

    def columns(self, table: pa.Table) -> list[Floats]:
        """The term's columns for the rows of `table`."""
        values = _amounts(table, self.name)
        empty = np.isnan(values)
        filled = np.where(empty, self.fill, np.clip(values, self.low, self.high))
        return [filled, empty.astype(np.float64)] if self.own_column_if_empty else [filled]


@dataclass(frozen=True, slots=True)
class Category:
    """A choice, as one column for each of `levels`; the rarer and the commonest levels are the reference.

    An empty value counts as the sample's shares `fills` of the levels, or has a column of its own.
    """

    name: str
    seen: tuple[str, ...]
    levels: tuple[str, ...]
    fills: tuple[float, ...]
    own_column_if_empty: bool

    def columns(self, table: pa.Table) -> list[Floats]:
        """The term's columns for the rows of `table`."""
        values = table[self.name]
        empty = pc.is_null(values).to_numpy()
        columns = []
        for level, fill in zip(self.levels, self.fills, strict=True):
            here = pc.fill_null(pc.equal(values, level), False).to_numpy()  # noqa: FBT003 - the value to fill in
            columns.append(here + empty * (0.0 if self.own_column_if_empty else fill))
        return [*columns, empty.astype(np.float64)] if self.own_column_if_empty else columns


Term = Numeric | Category


def shared_terms(survey: pa.Table, registry: pa.Table) -> tuple[Term, ...]:
    """The terms that both tables can fill, coded by what the survey saw.

    Both carry the registry's covariates, `size`, `regency_code` and `VILLAGE_COVARIATES`; one that is empty
    throughout on either side is left out.
    """
    kinds = {column.name: column.kind for column in COVARIATES}
    kinds |= dict.fromkeys(("size", *VILLAGE_COVARIATES), Kind.NUMBER) | {"regency_code": Kind.TEXT}
    terms: list[Term] = []
    for name, kind in kinds.items():
        if not (_filled(survey, name) and _filled(registry, name)):
            continue
        terms.append(_category(survey, name) if kind is Kind.TEXT else _numeric(survey, name))
    return tuple(terms)


def refuse_unseen(terms: Sequence[Term], registry: pa.Table) -> None:
    """Raise `InputError` naming every category of the registry that the survey never saw."""
    faults = [
        Fault(
            file="households" if term.name != "regency_code" else "villages",
            row=None,
            column=term.name,
            value=level,
            expected="one of " + ", ".join(term.seen),
            problem="no sampled household is like this, so nothing predicts its welfare; recode it",
        )
        for term in terms
        if isinstance(term, Category)
        for level in sorted(set(pc.unique(registry[term.name]).drop_null().to_pylist()) - set(term.seen))
    ]
    if faults:
        raise InputError("the registry has categories that the survey never saw", faults)


def refuse_other_codes(terms: Sequence[Term], survey: pa.Table, registry: pa.Table) -> None:
    """Raise `InputError` naming every number that the two tables code differently or give in different units.

    Both tables are of the same regencies: what is rare in one of them is rare in the other.
    """
    faults = [
        Fault(
            file="survey_households",
            row=None,
            column=term.name,
            value=None,
            expected="the coding and the unit of the registry",
            problem=difference,
        )
        for term in terms
        if isinstance(term, Numeric)
        and (difference := coding_difference(_plain(survey, term.name), _plain(registry, term.name)))
    ]
    if faults:
        raise InputError("survey and registry do not mean the same by some covariates", faults)


def encode(terms: Sequence[Term], table: pa.Table) -> Floats:
    """The terms' columns for the rows of `table`, after a column of ones: rows × columns."""
    columns = [np.ones(table.num_rows)]
    for term in terms:
        columns.extend(term.columns(table))
    return np.column_stack(columns)


def _filled(table: pa.Table, name: str) -> bool:
    return name in table.column_names and table[name].null_count < table.num_rows


def _plain(table: pa.Table, name: str) -> Floats:
    column = table[name]
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values: Floats = column.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return values


def _amounts(table: pa.Table, name: str) -> Floats:
    values = _plain(table, name)
    if name == "size":
        return np.log(values)
    return np.log1p(values) if name in LOGGED else values


def _numeric(survey: pa.Table, name: str) -> Numeric:
    values = _amounts(survey, name)
    known = values[~np.isnan(values)]
    empty = len(values) - len(known)
    return Numeric(name, known.min(), known.max(), float(known.mean()), empty >= MINIMUM_LEVEL)


def _category(survey: pa.Table, name: str) -> Category:
    counts = {row["values"]: row["counts"] for row in pc.value_counts(survey[name]).to_pylist()}
    empty = counts.pop(None, 0)
    known = sum(counts.values())
    by_frequency = sorted(counts, key=lambda level: (-counts[level], level))
    levels = tuple(sorted(level for level in by_frequency[1:] if counts[level] >= MINIMUM_LEVEL))
    fills = tuple(counts[level] / known for level in levels)
    return Category(name, tuple(sorted(counts)), levels, fills, empty >= MINIMUM_LEVEL)
