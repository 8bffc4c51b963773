"""Rows of the tables that editions of open data publish: page by page through the regencies, each from one edition.

A cursor names the edition it began with, so that the pages of one walk fit each other when a new edition appears
meanwhile; where that edition was withdrawn the walk ends, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries import publications
from merata_portal.analysis.queries.published import table
from merata_portal.api.asking import OfArea, refuse_unknown_area
from merata_portal.api.paging import cursor_at, position_of
from merata_portal.api.problems import GONE, Problem
from merata_portal.api.schemas.editions import EditionRead
from merata_portal.api.words import Words

REGENCY_DIGITS = 5
"""'35.05' of '35.05.01.2001'."""
_MISSING = Words(
    id="Belum ada edisi data terbuka yang terbit untuk wilayah ini; angka tentang orang hanya dibaca dari edisi.",
    en="No edition of open data was published for this area yet; figures about people are read from editions alone.",
)


@dataclass(frozen=True)
class Told:
    """A page: rows as dictionaries, each with the `edition` it stands in; the cursor of the next page."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None
    editions: list[EditionRead] = field(default_factory=list)
    missing: Words | None = None


def rows_of(name: str, asked: OfArea, dataset: str, tables: tuple[str, ...], **equal: object) -> Told:
    """The page of the rows that `equal` (None: any) and the area leave, of these tables one after the other.

    `name`: of the list, for its cursors. Raises `Problem`: unknown area or cursor, an edition that was withdrawn.
    """
    if asked.area:
        refuse_unknown_area(asked.area)
    at = position_of(name, asked, str, int, int)
    found = _editions(asked.area[:REGENCY_DIGITS], at)
    told = Told(missing=None if found else _MISSING)
    start = 0 if at is None else at[2]
    for one in found:
        rows = _narrowed(one, dataset, tables, asked.area, {key: value for key, value in equal.items() if value})
        left = asked.limit - len(told.rows)
        told.rows.extend({**row, "edition": one.number} for row in rows.slice(start, left).to_pylist())
        told.editions.append(_read(one))
        if start + left < rows.num_rows:
            return Told(told.rows, cursor_at(name, asked, one.area, one.number or 0, start + left), told.editions)
        start = 0
    return told


def _editions(regency: str, at: list[Any] | None) -> list[publications.Edition]:
    standing = [one for one in publications.current() if not regency or one.area == regency]
    if at is None:
        return standing
    area, number, _start = at
    try:
        first = publications.edition(area, number)
    except ObjectDoesNotExist:
        return []
    if first.state != publications.State.PUBLISHED:
        raise Problem(GONE)
    return [first, *(one for one in standing if one.area > area)]


def _narrowed(
    found: publications.Edition, dataset: str, tables: tuple[str, ...], area: str, equal: Mapping[str, object]
) -> pa.Table:
    parts = []
    for name in tables:
        read = table(found, dataset, name)
        if read is None:
            continue
        # One list of several tables: each row says of which it is.
        read = read.append_column("table", pa.array([name] * read.num_rows, pa.string()))
        parts.append(read.filter(_mask(read, area, equal)) if area or equal else read)
    # With a column: a table without any has as many rows as are asked of it.
    none = pa.table({"table": pa.array([], pa.string())})
    return pa.concat_tables([none, *parts], promote_options="default")


def _mask(read: pa.Table, area: str, equal: Mapping[str, object]) -> Any:
    mask = pc.equal(read["table"], read["table"])
    if area:
        codes = read[next(one for one in ("area_code", "owner_code", "kecamatan_code") if one in read.column_names)]
        mask = pc.or_(pc.equal(codes, area), pc.starts_with(codes, f"{area}."))
    for column, value in equal.items():
        mask = pc.and_(mask, pc.equal(read[column], value))
    return mask


def _read(found: Any) -> EditionRead:
    names = area_names([found.area])
    return EditionRead(
        area_code=found.area, area_name=names.get(found.area, found.area), number=found.number, year=found.year,
        published_at=found.published_at, synthetic=found.synthetic, address=reverse("opendata:catalogue"),
    )  # fmt: skip
