"""How many households receive a programme, as the standing editions of open data tell it: no other count is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.compute as pc

from merata_portal.analysis.publishing.protecting import ALL
from merata_portal.analysis.queries import published
from merata_portal.analysis.queries.publications import Edition, current

DATASET = "program"
RECEIVED, RECORDED, LISTS = "penerima_menurut_jenis_kelamin", "penerima_tercatat", "daftar_tercatat"
REGISTERED = ("rumah-tangga", "rumah_tangga")


@dataclass(frozen=True, slots=True)
class Counted:
    """An area's households, and of how many registered ones (`registered`); None where a figure is withheld."""

    code: str
    name: str
    households: int | None
    registered: int | None = None

    @property
    def of_100(self) -> int | None:
        """Of a hundred registered households how many receive, from the published figures alone."""
        if self.households is None or not self.registered:
            return None
        return min(round(100 * self.households / self.registered), 100)


@dataclass(frozen=True, slots=True)
class InRegency:
    """A regency's recipients, whole, by kecamatan and in each by village.

    `table`: of the open data it stands in. `list_year`: of the other office's list that was recorded; None where the
    portal itself paid and tells who received in the edition's year.
    """

    edition: Edition
    table: str
    list_year: int | None
    whole: Counted
    kecamatan: tuple[tuple[Counted, tuple[Counted, ...]], ...]

    @property
    def withheld(self) -> int:
        """How many of its figures are withheld."""
        cells = [self.whole] + [one for place, inside in self.kecamatan for one in (place, *inside)]
        return sum(one.households is None for one in cells)


def recipients(editions: Iterable[Edition], programme_id: str) -> list[InRegency]:
    """The recipients of a programme in each regency whose standing edition tells of it."""
    found = []
    for edition in editions:
        for table in (RECEIVED, RECORDED):
            rows = _rows(edition, table, programme_id)
            if rows:
                year = _list_years(edition).get(programme_id) if table == RECORDED else None
                found.append(_arranged(edition, table, year, rows, _registered(edition)))
                break
    return found


def in_whole(editions: Iterable[Edition]) -> dict[str, list[tuple[Counted, int | None]]]:
    """By programme the households of each whole regency, with the year of another office's list, None of the own."""
    found: dict[str, list[tuple[Counted, int | None]]] = {}
    for edition in editions:
        years = _list_years(edition)
        for table in (RECEIVED, RECORDED):
            for row in _rows(edition, table, None):
                year = years.get(row["programme"]) if table == RECORDED else None
                found.setdefault(row["programme"], []).append((_counted(row), year))
    return found


def editions() -> list[Edition]:
    """The standing edition of each regency; one query."""
    return current()


def _rows(edition: Edition, name: str, programme_id: str | None) -> list[dict[str, Any]]:
    """The rows of all sexes of a programme, or of all programmes the rows of the whole regency."""
    table = published.table(edition, DATASET, name)
    if table is None:
        return []
    kept = pc.equal(table["programme"], programme_id) if programme_id else pc.equal(table["area_level"], "regency")
    if "head_sex" in table.column_names:
        kept = pc.and_(kept, pc.equal(table["head_sex"], ALL))
    return list(table.filter(kept).to_pylist())


def _list_years(edition: Edition) -> dict[str, int]:
    table = published.table(edition, DATASET, LISTS)
    return {} if table is None else {row["programme"]: row["list_year"] for row in table.to_pylist()}


def _registered(edition: Edition) -> dict[str, int | None]:
    table = published.table(edition, *REGISTERED)
    return {} if table is None else {row["area_code"]: row["households"] for row in table.to_pylist()}


def _arranged(
    edition: Edition, table: str, year: int | None, rows: list[dict[str, Any]], registered: Mapping[str, int | None]
) -> InRegency:  # fmt: skip
    by_level: dict[str, list[Counted]] = {"village": [], "kecamatan": [], "regency": []}
    for row in rows:
        by_level[row["area_level"]].append(replace(_counted(row), registered=registered.get(row["area_code"])))
    inside: dict[str, list[Counted]] = {}
    for one in sorted(by_level["village"], key=lambda one: one.name):
        inside.setdefault(one.code.rpartition(".")[0], []).append(one)
    kecamatan = tuple(
        (one, tuple(inside.get(one.code, ()))) for one in sorted(by_level["kecamatan"], key=lambda one: one.name)
    )
    return InRegency(edition, table, year, by_level["regency"][0], kecamatan)


def _counted(row: Mapping[str, Any]) -> Counted:
    return Counted(row["area_code"], row["area_name"], row["households"])
