"""Aid as it is received: benefits of every source, checked, and matched with their programme and household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import Fault, InputError
from merata.programmes.aid.sources import SOURCES, source_of
from merata.programmes.latest_benefits import latest_benefits
from merata.tables.frames import codes, numbers, require

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

MOST_IDR = 2**53 - 1
"""Rupiah that are exact in every number that a table, JSON or an engine may hold them in."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, the level that pays it, and the year of the list that is read (None: it has none)."""

    programme_id: str
    name: str
    kind: str
    source: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Receipts:
    """r benefits of n households in v villages, in the order of household, then programme.

    `household_id` (n); `village` (n) points into `village_codes` (v). For each receipt: `household` is a row,
    `programme` an index into `programmes`, `annual_idr` the rupiah of that list's year. A receipt of no rupiah is
    one still: a benefit in kind that nobody valued.
    """

    year: int
    programmes: tuple[Programme, ...]
    household_id: pa.Array
    village: Integers
    village_codes: tuple[str, ...]
    household: Integers
    programme: Integers
    annual_idr: Integers

    def __len__(self) -> int:
        return len(self.household)

    @property
    def households(self) -> int:
        """How many households there are, receiving or not."""
        return len(self.village)

    @property
    def source(self) -> Integers:
        """The level that each receipt comes from, an index into `SOURCES`."""
        level = np.array([SOURCES.index(programme.source) for programme in self.programmes], dtype=np.int64)
        return level[self.programme]

    @property
    def counts(self) -> Integers:
        """How many programmes each household receives (n)."""
        return np.bincount(self.household, minlength=self.households).astype(np.int64)

    def of(self, households: Flags) -> Receipts:
        """The same for some of the households (n flags), numbered anew; every village keeps its number."""
        row = np.cumsum(households) - 1
        kept = households[self.household]
        return replace(
            self,
            household_id=self.household_id.filter(pa.array(households)),
            village=self.village[households],
            household=row[self.household[kept]],
            programme=self.programme[kept],
            annual_idr=self.annual_idr[kept],
        )


def receipts(benefits: pa.Table, programmes: pa.Table, households: pa.Table, *, year: int) -> Receipts:
    """Match the tables `benefits`, `programmes` and `households` (their columns as in the catalogue) as of `year`.

    Of each programme its own latest list up to `year` counts: lists arrive at different times, and who is on the
    newest one still receives it. Raises `UsageError` for a missing column, `InputError` with every fault: an unknown
    programme, payer or household, a household twice on one list or in the registry, an amount that is missing,
    below 0 or, summed, no longer exact. Nobody is left out in silence.
    """
    require(benefits, ["household_id", "programme_id", "year", "annual_idr"], "benefits")
    require(programmes, ["programme_id", "name", "kind", "owner"], "programmes")
    require(households, ["household_id", "village_code"], "households")
    faults = _owner_faults(programmes)
    named = programmes["programme_id"].to_pylist()
    known = _rows(benefits["programme_id"], programmes["programme_id"])
    faults += _unknown("programme_id", benefits["programme_id"], known, "a programme of the table programmes")
    if faults:
        raise InputError("the aid cannot be told by programme", faults)
    _whole(benefits, "year")  # a row without a year would be on no list
    rows = latest_benefits(benefits, year)
    household = _rows(rows["household_id"], households["household_id"])
    programme = _rows(rows["programme_id"], programmes["programme_id"])
    list_year = np.zeros(len(named), dtype=np.int64)
    list_year[programme] = _whole(rows, "year")
    annual = _whole(rows, "annual_idr")
    order = np.argsort(household * len(named) + programme)
    household_id = households["household_id"].combine_chunks()
    faults = _unknown("household_id", rows["household_id"], household, "a household of the table households")
    faults += _amount_faults(annual) + _twice(household[order], programme[order], household_id, named)
    if faults:
        raise InputError("the aid cannot be told by household", faults)
    village, village_codes = codes(households, "village_code", "households")
    columns = (programmes[name].to_pylist() for name in ("programme_id", "name", "kind", "owner"))
    return Receipts(
        year=year,
        programmes=tuple(
            Programme(programme_id, name, kind, str(source_of(owner)), int(list_year[at]) or None)
            for at, (programme_id, name, kind, owner) in enumerate(zip(*columns, strict=True))
        ),
        household_id=household_id,
        village=village.astype(np.int64),
        village_codes=tuple(village_codes),
        household=household[order],
        programme=programme[order],
        annual_idr=annual[order],
    )


def _rows(values: pa.ChunkedArray, known: pa.ChunkedArray) -> Integers:
    """The row of each value among the `known` ones, −1 where it is not there."""
    return np.asarray(pc.fill_null(pc.index_in(values, value_set=known.combine_chunks()), -1).to_numpy(), np.int64)


def _whole(table: pa.Table, column: str) -> Integers:
    """A column of whole numbers; `InputError` where one is missing or has a fraction."""
    values = table[column]
    if values.null_count or not pa.types.is_integer(values.type):
        found = numbers(table, column, "benefits")
        wrong = int(np.count_nonzero(~(found == np.floor(found))))
        if wrong:
            raise InputError(f"benefits: {wrong} of {len(found)} rows have no whole number as {column}; correct them")
    return np.asarray(values.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _owner_faults(programmes: pa.Table) -> list[Fault]:
    expected = f"a regency's code, or one of {', '.join(SOURCES)}"
    rows = enumerate(zip(programmes["programme_id"].to_pylist(), programmes["owner"].to_pylist(), strict=True), start=1)
    faults = [
        Fault("programmes", row, "owner", str(owner), expected, f"nobody knows whose money {programme_id} is")
        for row, (programme_id, owner) in rows
        if source_of(owner or "") is None
    ]
    twice = pc.value_counts(programmes["programme_id"].combine_chunks()).to_pylist()
    return faults + [
        Fault("programmes", None, "programme_id", one["values"], "one row a programme", f"stands {one['counts']} times")
        for one in twice
        if one["counts"] > 1
    ]


def _unknown(column: str, values: pa.ChunkedArray, row: Integers, expected: str) -> list[Fault]:
    lost = values.filter(pa.array(row < 0))
    if not len(lost):
        return []
    named = pc.value_counts(lost).to_pylist()
    return [
        Fault("benefits", None, column, one["values"], expected, f"not there, in {one['counts']} rows") for one in named
    ]


def _amount_faults(annual_idr: Integers) -> list[Fault]:
    expected = f"whole rupiah from 0, together at most {MOST_IDR:,}"
    negative = int(np.count_nonzero(annual_idr < 0))
    faults = [Fault("benefits", None, "annual_idr", None, expected, f"below 0 in {negative} rows")] if negative else []
    if np.sum(np.abs(annual_idr.astype(np.float64))) > MOST_IDR:
        faults.append(Fault("benefits", None, "annual_idr", None, expected, "the sum is no longer exact"))
    return faults


def _twice(household: Integers, programme: Integers, household_id: pa.Array, named: Sequence[str]) -> list[Fault]:
    """Households that stand twice on one list, or twice in the registry; the receipts in order."""
    faults = []
    if pc.count_distinct(household_id).as_py() < len(household_id):
        faults.append(Fault("households", None, "household_id", None, "one row a household", "some stand twice"))
    same = (household[1:] == household[:-1]) & (programme[1:] == programme[:-1]) & (household[1:] >= 0)
    return faults + [
        Fault("benefits", None, "household_id", household_id[int(household[at])].as_py(), "once on a list", problem)
        for at in np.flatnonzero(same)
        for problem in [f"stands twice on the latest list of {named[programme[at]]}"]
    ]
