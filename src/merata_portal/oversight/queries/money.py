"""Promised beside delivered rupiah of one budget and year: by pillar, by village, by programme, course and project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from merata_portal.actor import Actor
from merata_portal.infrastructure.queries.projects import projects
from merata_portal.ledger.models import EarmarkBalance
from merata_portal.ledger.queries import Position, earmarks, positions
from merata_portal.oversight.queries.places import Place
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.registry.queries.population import persons_by_village
from merata_portal.training.queries.courses import published

PILLARS = ("assistance", "training", "infrastructure", "participation", "")


@dataclass(frozen=True, slots=True)
class Row:
    """Rupiah of one group. `ceiling_idr`: of a pillar what the council appropriated, else what was set aside.

    Set aside is reserved, committed or paid, less what came back. `last_year_idr`: realised the year before.
    `equal_idr`: of a village, what it would have of all that is set aside for villages if each person had the same;
    `persons`: how many live there.
    """

    code: str
    ceiling_idr: int
    reserved_idr: int
    committed_idr: int
    realised_idr: int
    last_year_idr: int = 0
    persons: int = 0
    equal_idr: int | None = None

    @property
    def gap_idr(self) -> int:
        """What of the ceiling was not delivered."""
        return self.ceiling_idr - self.realised_idr

    @property
    def share(self) -> float | None:
        """Realised as a share of the ceiling; None without a ceiling."""
        return self.realised_idr / self.ceiling_idr if self.ceiling_idr else None

    @property
    def each_idr(self) -> int | None:
        """Set aside for each person, in whole rupiah; None where nobody lives."""
        return self.ceiling_idr // self.persons if self.persons else None


@dataclass(frozen=True, slots=True)
class Item:
    """A programme, course or project, its name in both languages, and by what its rupiah are followed."""

    kind: str
    name_id: str
    name_en: str
    follow: str
    of: str
    row: Row


def years(actor: Actor, place: Place) -> list[int]:
    """The years for which the place has a budget, the latest first."""
    return sorted({int(one.group["year"]) for one in positions(actor, "year", owner=place.code)}, reverse=True)


def by_pillar(actor: Actor, place: Place, year: int) -> list[Row]:
    """The pillars of the place's budget that have money, in their order, and the rest of it ("")."""
    before = {one.group["pillar"]: one for one in positions(actor, "pillar", owner=place.code, year=year - 1)}
    now = {one.group["pillar"]: one for one in positions(actor, "pillar", owner=place.code, year=year)}
    return [
        _row(code, now.get(code), before.get(code), appropriated=True)
        for code in PILLARS
        if code in now or code in before
    ]


def by_village(actor: Actor, place: Place, year: int, pillar: str = "") -> list[Row]:
    """Each village of the place with what the place's budget holds for it, of one pillar where asked; by code.

    Villages for which nothing stands are there as well: that is what one looks for.
    """
    of = {"owner": place.code} | ({"pillar": pillar} if pillar else {})
    now, before = (
        {one.group["village_code"]: one for one in positions(actor, "village_code", year=one_year, **of)}
        for one_year in (year, year - 1)
    )
    persons = persons_by_village(actor, place.villages)
    rows = [
        replace(_row(code, now.get(code), before.get(code), appropriated=False), persons=persons.get(code, 0))
        for code in place.villages
    ]
    total, people = sum(one.ceiling_idr for one in rows), sum(one.persons for one in rows)
    return [replace(one, equal_idr=total * one.persons // people if people else None) for one in rows]


def items(actor: Actor, place: Place, year: int) -> list[Item]:
    """The programmes, courses and projects for which money of the place's budget stands, by kind and rupiah.

    A course that is not announced is told without its name.
    """
    of = {"owner": place.code, "year": year}
    named = known_programmes()
    found = [
        Item("programme", *named.get(code, (code, code)), "program", code, _row(code, one, None, appropriated=False))
        for one in positions(actor, "programme", **of)
        if (code := str(one.group["programme"]))
    ]
    for kind, names in (
        ("course", {one.purpose: one.name for one in published().filter(owner=place.code, year=year)}),
        ("project", {one.purpose: one.name for one in projects(actor).filter(owner=place.code)}),
    ):
        held = earmarks(actor, line__owner=place.code, line__year=year, purpose__startswith=f"{kind}:", programme="")
        for mark in held:
            name = names.get(mark.purpose, mark.purpose)
            row = _row(mark.purpose, _of_balance(mark.balance), None, appropriated=False)
            found.append(Item(kind, name, name, "perihal", mark.purpose, row))
    order = {"programme": 0, "course": 1, "project": 2}
    return sorted(found, key=lambda one: (order[one.kind], -one.row.ceiling_idr, one.of))


def total(rows: Iterable[Row]) -> Row:
    """All rows together."""
    every = list(rows)
    known = [one.equal_idr for one in every if one.equal_idr is not None]
    return Row(
        "",
        ceiling_idr=sum(one.ceiling_idr for one in every),
        reserved_idr=sum(one.reserved_idr for one in every),
        committed_idr=sum(one.committed_idr for one in every),
        realised_idr=sum(one.realised_idr for one in every),
        last_year_idr=sum(one.last_year_idr for one in every),
        persons=sum(one.persons for one in every),
        equal_idr=sum(known) if known else None,
    )


def _row(code: str, now: Position | None, before: Position | None, *, appropriated: bool) -> Row:
    last = before.spent_idr if before is not None else 0
    if now is None:
        return Row(code, 0, 0, 0, 0, last)
    aside = now.reserved_idr + now.committed_idr + now.spent_idr
    ceiling = (now.appropriated_idr or 0) if appropriated else aside
    return Row(code, ceiling, now.reserved_idr, now.committed_idr, now.spent_idr, last)


def _of_balance(balance: EarmarkBalance) -> Position:
    amounts = (balance.reserved_idr, balance.committed_idr, balance.paid_idr, balance.returned_idr)
    return Position({}, None, None, *amounts)
