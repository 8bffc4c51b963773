"""The tables of an edition as they may be published: all counts of people in one call of the kernel, no list of any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from merata.stats.disclosure.editions import Edition, edition
from merata.stats.disclosure.microdata import refuse_microdata
from merata.stats.disclosure.tables import TOTAL, Published, keys
from merata_portal.analysis.publishing.definitions import AREA, ARROW, Column, Draft, Words
from merata_portal.analysis.publishing.places import Places

ALL = "total"
"""In a column of categories: all of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """A table as it is published: `cells` of people in it, `withheld` of them empty."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    table: pa.Table
    keys: tuple[str, ...]
    cells: int
    withheld: int


def protected(
    drafts: Mapping[str, Sequence[Draft]], places: Places, earlier: Edition | None
) -> tuple[dict[str, list[Told]], Edition]:
    """Every dataset's tables, and what the office keeps to make the next edition.

    Raises `InputError` where tables contradict each other or where a row may be a person.
    """
    counted = [one.counts for found in drafts.values() for one in found if one.counts is not None]
    made = edition(counted, earlier)
    published = iter(made.published)
    told = {
        name: [_of_rows(one) if one.counts is None else _of_counts(one, next(published), places) for one in found]
        for name, found in drafts.items()
    }
    for name, tables in told.items():
        for one in tables:
            counts = one.columns[-1].name if one.keys else ""
            refuse_microdata(one.table, name=f"{name}/{one.name}", keys=one.keys, counts=counts)
    return told, made


def _of_rows(draft: Draft) -> Told:
    return Told(draft.name, draft.title, draft.columns, _arrow(draft.columns, draft.rows or []), (), 0, 0)


def _of_counts(draft: Draft, told: Published, places: Places) -> Told:
    """One row a cell. What is withheld is null, whether it is small or was hidden for another: one mark for both."""
    count = draft.columns[-1]
    named = {one.name: one for one in draft.columns}
    dimensions = [one.name for one in told.dimensions]
    columns: list[Column] = []
    for one in dimensions:
        columns += AREA if one == "area" else (named[one],)
        if one in draft.labels:
            columns.append(Column(f"{one}_title", "string", draft.label_words[one]))
    rows = []
    for key in keys(told.dimensions):
        row: dict[str, object] = {count.name: told.cells[key].value}
        for one, category in zip(dimensions, key, strict=True):
            row |= places.told(category) if one == "area" else {one: category or ALL}
            if one in draft.labels:
                row[f"{one}_title"] = draft.labels[one].get(category, "") if category != TOTAL else ""
        rows.append(row)
    whole = (*columns, count)
    withheld = sum(row[count.name] is None for row in rows)
    keyed = tuple("area_code" if one == "area" else one for one in dimensions)
    return Told(draft.name, draft.title, whole, _arrow(whole, rows), keyed, len(rows), withheld)


def _arrow(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> pa.Table:
    schema = pa.schema([(one.name, ARROW[one.kind]) for one in columns])
    return pa.Table.from_pylist([dict(one) for one in rows], schema=schema)
