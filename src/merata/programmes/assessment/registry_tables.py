"""The tables of a registry that rules are applied to, and everything in which they fall short of what rules ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import InputError
from merata.programmes.assessment.asked import Asked
from merata.programmes.facts import HOUSEHOLD, PERSON, VILLAGE

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

    def joins_villages(self, asked: Asked) -> bool:
        """Whether the households lack a column of their village that is asked for."""
        return bool(asked.columns(VILLAGE) - _columns(self.households))


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
    codes = registry.villages.select(VILLAGE_KEY)
    refuse_repeated(_collected(codes), "villages")
    lost = _distinct(registry.households, VILLAGE_KEY).join(codes, on=VILLAGE_KEY, how="anti")
    unknown = sorted(map(str, _collected(lost).to_pylist()))
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
    # Identifiers in ascending order, as most tables have them, are known to differ at a glance.
    plain = not pa.types.is_dictionary(identifiers.type)
    if plain and pc.all(pc.less(identifiers[:-1], identifiers[1:])).as_py():
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
    known = set(_collected(_distinct(past, "programme_id")).to_pylist())
    if not known:
        yield f"a list in benefits up to {year} (for {', '.join(asked.received)})"
        return
    if registry.programmes is not None:
        known |= set(_collected(_distinct(registry.programmes, "programme_id")).to_pylist())
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


def _distinct(frame: Frame, column: str) -> Frame:
    """The values of a column; Narwhals' `unique` sorts whole rows on some engines."""
    return frame.group_by(column).agg(nw.len().alias("rows")).select(column)


def _collected(frame: Frame) -> pa.ChunkedArray:
    """The one column of a frame."""
    return frame.collect("pyarrow").to_arrow().column(0)
