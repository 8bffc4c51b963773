"""Ages of many persons on a day, in completed years."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.programmes.cel.columns import fact_column
from merata.programmes.facts import PERSON

AGE = fact_column(PERSON, "age")
BIRTH_DATE = "birth_date"
_SPAN_DAYS = 1 << 18
"""Dates of birth within so many days are looked up by day: 700 years."""


def with_ages(persons: pa.Table, on: date) -> pa.Table:
    """`persons` with their age on the day `on` where they have a `birth_date`."""
    if BIRTH_DATE not in persons.column_names:
        return persons
    others = [name for name in persons.column_names if name != AGE]
    return persons.select(others).append_column(AGE, completed_years(persons[BIRTH_DATE], on))


def completed_years(birth_date: pa.ChunkedArray, on: date) -> pa.ChunkedArray:
    """Ages on the day `on`; of who was born on 29 February they are complete on 1 March of other years.

    Missing where the date of birth is, or is after `on`.
    """
    days = birth_date.cast(pa.date32()).cast(pa.int32())
    known = days.drop_null().to_numpy()
    if not known.size:
        return pa.chunked_array([pa.nulls(len(birth_date), pa.int16())])
    first, last = int(known.min()), int(known.max())
    if last - first < _SPAN_DAYS:
        years = years_by_day(first, last, on)[known - first]
    else:
        years = _years(known.astype(np.int64), on)
    if birth_date.null_count:
        whole = np.full(len(birth_date), -1, dtype=np.int64)
        whole[birth_date.is_valid().to_numpy()] = years
        years = whole
    unknown = years < 0
    return pa.chunked_array([pa.array(years.astype(np.int16), mask=unknown if unknown.any() else None)])


def years_by_day(first: int, last: int, on: date) -> NDArray[np.int64]:
    """Completed years on the day `on` of who was born on each day from `first` to `last` (days since 1970).

    Negative of who is not born yet.
    """
    return _years(np.arange(first, last + 1, dtype=np.int64), on)


def _years(born: NDArray[np.int64], on: date) -> NDArray[np.int64]:
    """Completed years from each day (days since 1970) to `on`, negative from a later day."""
    day = born.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    of_year = month.astype(np.int64) % 12 * 100 + (day - month).astype(np.int64)
    later_in_the_year = of_year > (on.month - 1) * 100 + on.day - 1
    years = on.year - 1970 - day.astype("datetime64[Y]").astype(np.int64)
    return np.asarray(years - later_in_the_year, dtype=np.int64)
