"""What a scenario of an area can name: programmes, classes, works, places and funds, before anything is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from merata.tables.catalogue import TABLES
from merata_portal.accounts.models import Area
from merata_portal.actor import Actor, Capability
from merata_portal.analysis import store
from merata_portal.analysis.frozen_tables import Layer, overlaid
from merata_portal.analysis.queries.materials import newest
from merata_portal.analysis.sources import sources_of
from merata_portal.ledger.queries import lines

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choosable:
    """What there is, each as (name to plan with, name to read)."""

    programmes: Pairs
    courses: Pairs
    projects: Pairs
    kecamatan: Pairs
    villages: Pairs
    funds: Pairs

    @property
    def items(self) -> Pairs:
        """What can be required or excluded."""
        return [*self.programmes, *self.courses, *self.projects]

    @property
    def names(self) -> dict[str, str]:
        """Every name to read, by the name to plan with."""
        return dict([*self.items, *self.kecamatan, *self.villages, *self.funds])


@dataclass(frozen=True, slots=True)
class LineLeft:
    """One line of the budget: what it may pay, how much it holds and how much of it is free, rupiah."""

    account_code: str
    fund_source: str
    pillar: str
    ceiling_idr: int
    available_idr: int


def choosable(actor: Actor, area: str, year: int) -> Choosable:
    """What the materials and the portal's apps say now that can be chosen in an area; raises `Refused`."""
    actor.require(Capability.VIEW_PLANS, area)
    programmes = [row for row in _rows("programmes", area, year - 1) if row["owner"] in ("regency", "desa", area)]
    courses = [row for row in _rows("courses", area, year - 1) if row["owner"] == area and _open(row)]
    projects = [row for row in _rows("projects", area, year - 1) if row["owner"] == area and _open(row)]
    places = list(Area.objects.filter(code__startswith=f"{area}.").order_by("name", "code").values_list("code", "name"))
    names = dict(places)
    return Choosable(
        programmes=[(row["programme_id"], row["name"]) for row in programmes],
        courses=[(row["course_id"], row["name"]) for row in courses],
        projects=[(row["project_id"], _place(row, names)) for row in projects],
        kecamatan=[(code, name) for code, name in places if code.count(".") == 2],
        villages=[(code, f"{name}, {names.get(code.rpartition('.')[0], code)}") for code, name in places
                  if code.count(".") == 3],
        funds=[(fund, fund) for fund in sorted({row["fund_source"] for row in programmes if row["fund_source"]})],
    )  # fmt: skip


def lines_left(actor: Actor, area: str, year: int) -> list[LineLeft]:
    """The lines of an area's budget of a year that a plan may use, with what is free of each."""
    found = lines(actor, owner=area, year=year).select_related("balance").exclude(pillar="")
    return [
        LineLeft(one.account_code, one.fund_source, one.pillar, one.balance.appropriated_idr, one.balance.available_idr)
        for one in found.order_by("pillar", "account_code")
    ]


def budget_years(actor: Actor, area: str) -> list[int]:
    """The years of which the ledger has a budget of an area, the latest first."""
    return sorted(set(lines(actor, owner=area).values_list("year", flat=True)), reverse=True)


def _open(row: Mapping[str, Any]) -> bool:
    return bool(row["status"] == "candidate")


def _place(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    village = names.get(row["village_code"] or "", "")
    return f"{row['name']}, {village}" if village and village not in row["name"] else str(row["name"])


def _rows(table: str, area: str, year: int) -> list[dict[str, Any]]:
    """A table as freezing would put it together, without freezing anything."""
    layers: list[Layer] = []
    material = newest(area).get(table)
    if material is not None:
        layers.append(Layer(pq.read_table(store.sound(material.content_hash))))
    for one in sources_of(table):
        made = one.make(area, year)
        gone = frozenset(one.withdrawn(area, year)) if one.withdrawn else frozenset()
        layers.append(Layer(TABLES[table].arrow.empty_table() if made is None else made, one.adds, gone))
    return overlaid(table, layers).to_pylist() if layers else []
