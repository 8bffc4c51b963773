"""The tables of a registry that rules are applied to, and everything in which they fall short of what rules ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError
from merata.programmes.assessment.asked import Asked
from merata.programmes.assessment.kinds import plain
from merata.programmes.facts import HOUSEHOLD, PERSON, VILLAGE
from merata.tables.parquet_columns import ParquetColumns

KEY = "household_id"
VILLAGE_KEY = "village_code"
SHOWN = 5
"""Identifiers that a message names."""

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True)
class Registry:
    """The tables of a registry, each a lazy frame of one engine; None where there is none.

    `households` may carry the columns of its village, else `villages` is joined to it.
    """

    households: Frame
    villages: Frame | None = None
    persons: Frame | None = None
    benefits: Frame | None = None
    programmes: Frame | None = None

    @property
    def columns(self) -> Collection[str]:
        """The columns of the households."""
        return _columns(self.households)

    def joins_villages(self, asked: Asked) -> bool:
        """Whether the households lack a column of their village that is asked for."""
        return bool(asked.columns(VILLAGE) - _columns(self.households))


@dataclass(frozen=True, slots=True)
class RegistryFiles:
    """The tables of a registry in Parquet files, of which rules read into memory what they ask for."""

    households: ParquetColumns
    villages: ParquetColumns | None = None
    persons: ParquetColumns | None = None
    benefits: ParquetColumns | None = None
    programmes: ParquetColumns | None = None

    @property
    def columns(self) -> Collection[str]:
        """The columns of the households."""
        return self.households.names

    def read(self, asked: Asked, kept: Iterable[str] = ()) -> Registry:
        """The columns that are asked for, and the columns `kept` of the households, as far as they are there."""
        of_village, of_person = asked.columns(VILLAGE) | {VILLAGE_KEY}, asked.columns(PERSON) | {KEY}
        if "school_grade" in of_person:
            of_person.add("school_level")
        of_benefits = {KEY, "programme_id", "year"} if asked.received else set()
        return Registry(
            _read(self.households, {KEY, *kept, *asked.columns(HOUSEHOLD), *of_village}),
            _if_there(self.villages, of_village),
            _if_there(self.persons, of_person if asked.members else set()),
            _if_there(self.benefits, of_benefits),
            _if_there(self.programmes, {"programme_id"}),
        )


def refuse_lacking(registry: Registry, asked: Asked, year: int) -> None:
    """Raise `InputError` naming every table, column and programme that is asked for and not there.

    Of a programme it is known who receives it where `benefits` has a list of it up to `year`, or `programmes` lists it
    beside the lists of others.
    """
    problems = [*_lacking_columns(registry, asked), *_lacking_benefits(registry, asked, year)]
    if problems:
        raise InputError(
            f"the rules ask for what the registry lacks: {'; '.join(problems)}. Nothing was computed; "
            "add them, columns empty where nothing is known"
        )


def refuse_ambiguous_villages(registry: Registry) -> None:
    """Raise `InputError` where a household's village is not one village of the table `villages`."""
    if registry.villages is None:
        return
    codes = _collected(registry.villages, VILLAGE_KEY)
    refuse_repeated(codes, "villages")
    known = set(codes.to_pylist())
    unknown = sorted(str(code) for code in _distinct(registry.households, VILLAGE_KEY) if code not in known)
    if unknown:
        raise InputError(
            f"households lie in {len(unknown)} villages that the table villages lacks ({_some(unknown)}); "
            "add these or correct the village_code"
        )


def refuse_repeated(identifiers: pa.ChunkedArray | pa.Array, table: str) -> None:
    """Raise `InputError` where an identifier of `table` is missing or stands there more than once."""
    column = VILLAGE_KEY if table == "villages" else KEY
    if identifiers.null_count:
        raise InputError(f"{table}: {identifiers.null_count} of {len(identifiers)} rows have no {column}; fill it")
    identifiers = plain(identifiers)
    # Identifiers in ascending order, as most tables have them, are known to differ at a glance.
    if pc.all(pc.less(identifiers[:-1], identifiers[1:])).as_py():
        return
    if pc.count_distinct(identifiers).as_py() == len(identifiers):
        return
    counts = pc.value_counts(identifiers)
    repeated = sorted(counts.field("values").filter(pc.greater(counts.field("counts"), 1)).to_pylist())
    raise InputError(
        f"{table}: {len(repeated)} times a {column} stands in more than one row ({_some(repeated)}); "
        "each may be there once, so that nobody is counted or paid twice"
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _lacking_columns(registry: Registry, asked: Asked) -> Iterator[str]:
    households, persons = asked.columns(HOUSEHOLD) | {KEY}, asked.columns(PERSON)
    if registry.joins_villages(asked):
        villages = asked.columns(VILLAGE) - _columns(registry.households) | {VILLAGE_KEY}
        yield from _lacking(registry.villages, "villages", villages)
        if registry.villages is not None:
            households.add(VILLAGE_KEY)
    yield from _lacking(registry.households, "households", households)
    if "school_grade" in persons:
        persons.add("school_level")
    if asked.members:
        yield from _lacking(registry.persons, "persons", persons | {KEY})


def _lacking_benefits(registry: Registry, asked: Asked, year: int) -> Iterator[str]:
    """What is not known of who receives the programmes asked for."""
    if not asked.received:
        return
    lacking = [*_lacking(registry.benefits, "benefits", {KEY, "programme_id", "year"}, ", ".join(asked.received))]
    if registry.programmes is not None:
        lacking += _lacking(registry.programmes, "programmes", {"programme_id"})
    yield from lacking
    if lacking or registry.benefits is None:
        return
    past = registry.benefits.filter(nw.col("year") <= year)
    known = set(_distinct(past, "programme_id"))
    if not known:
        yield f"a list in benefits up to {year} (for {', '.join(asked.received)})"
        return
    if registry.programmes is not None:
        known |= set(_distinct(registry.programmes, "programme_id"))
    for programme in asked.received:
        if programme not in known:
            yield f"programmes: {programme} (a row in programmes says that it is known who receives it)"


def _lacking(frame: Frame | None, table: str, wanted: set[str], purpose: str = "") -> Iterator[str]:
    if frame is None:
        yield f"the table {table} (for {purpose or ', '.join(sorted(wanted))})"
    else:
        yield from (f"{table}.{column}" for column in sorted(wanted - _columns(frame)))


def _columns(frame: Frame) -> set[str]:
    return set(frame.collect_schema().names())


def _read(file: ParquetColumns, columns: set[str]) -> Frame:
    # An identifier of a household hardly repeats; other texts do.
    frame: Frame = nw.from_native(file.read(sorted(columns), coded=columns - {KEY})).lazy()
    return frame


def _if_there(file: ParquetColumns | None, columns: set[str]) -> Frame | None:
    return None if file is None else _read(file, columns)


def _distinct(frame: Frame, column: str) -> list[Any]:
    """The values of a column; Narwhals' `unique` sorts whole rows on some engines."""
    if frame.implementation.is_pyarrow():
        return list(_collected(frame, column).unique().to_pylist())
    return list(_collected(frame.group_by(column).agg(nw.len().alias("rows")), column).to_pylist())


def _collected(frame: Frame, column: str) -> pa.ChunkedArray:
    return frame.select(column).collect("pyarrow").to_arrow().column(0)
