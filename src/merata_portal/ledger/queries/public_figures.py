"""A budget's sums that everybody may read: by owner, year, pillar and fund; nothing that counts who received.

Money of assistance is paid by head: divided by the benefit, what was reserved, committed or paid of it is the exact
count of people (ADR 19). Of it the appropriation alone is told, and of a single desa not even that by itself: what it
may spend on aid bounds how many families receive it. Everything else is told exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Substr

from merata_portal.ledger.models import EarmarkBalance, Line, LineBalance
from merata_portal.ledger.stages import EARMARKED

PAID_BY_HEAD = "assistance"
"""The pillar of which every rupiah that moves counts people."""
LAUNCHED = "launch:"
"""How the purposes of a launch begin; a desa may pay one from a line that lies in no pillar."""
OF_WORKS = ("project:", "course:")
"""How the purposes of works and classes begin; in a line of no pillar they alone are known not to be aid."""
FOLDED = "assistance_and_rest"
"""Assistance and what lies in no pillar, in one: what a desa, or fewer than `FEWEST_DESA` of them, is told to have."""
FEWEST_DESA = 3
KECAMATAN_LENGTH = 8
"""Signs of a kecamatan's code at the beginning of a village's."""
REGENCY_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """Rupiah of one pillar ("": none of the four) in one year's budget: appropriated, and paid and not returned.

    `spent_idr` None: it would count people.
    """

    year: int
    pillar: str
    appropriated_idr: int
    spent_idr: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Rupiah that stand for purposes which may be told, by how far they have come."""

    reserved_idr: int = 0
    committed_idr: int = 0
    paid_idr: int = 0
    returned_idr: int = 0

    def __add__(self, other: Moved) -> Moved:
        return Moved(
            self.reserved_idr + other.reserved_idr, self.committed_idr + other.committed_idr,
            self.paid_idr + other.paid_idr, self.returned_idr + other.returned_idr,
        )  # fmt: skip

    @property
    def spent_idr(self) -> int:
        """Paid and not returned."""
        return self.paid_idr - self.returned_idr


@dataclass(frozen=True, slots=True)
class Group:
    """One group of lines. `moved`: of the purposes that may be told; `untold`: others stand there, or may, as well."""

    code: str
    appropriated_idr: int
    moved: Moved
    untold: bool

    def __add__(self, other: Group) -> Group:
        return Group(
            self.code, self.appropriated_idr + other.appropriated_idr, self.moved + other.moved,
            self.untold or other.untold,
        )  # fmt: skip


def yearly(owner: str) -> list[Figure]:
    """The figures of a budget's owner, the latest year first. What was spent where it counts people is not told."""
    found: dict[int, dict[str, Group]] = {}
    for (year, pillar), one in grouped(Line.objects.filter(owner=owner), "year", "pillar").items():
        found.setdefault(int(year), {})[str(pillar)] = one
    return [
        Figure(year, pillar, one.appropriated_idr, None if one.untold else one.moved.spent_idr)
        for year in sorted(found, reverse=True)
        for pillar, one in sorted((folded(found[year]) if of_a_desa(owner) else found[year]).items())
    ]


def of_a_desa(owner: str) -> bool:
    """Whether a budget's owner is one desa."""
    return len(owner) > KECAMATAN_LENGTH


def bounds_people(owner: str, pillar: str) -> bool:
    """Whether a line's appropriation is not told by itself: a desa's, of which aid is, or may be, paid."""
    return of_a_desa(owner) and pillar in ("", PAID_BY_HEAD)


def few_desa(area: str, year: int) -> bool:
    """Whether assistance is not told by itself for the desa of a regency together (its code), or for those of a
    kecamatan: where one of the regency's kecamatan has fewer than `FEWEST_DESA` with a budget, none tells it, for the
    others' would be the rest of the regency's. One query."""
    regency = area[:REGENCY_LENGTH]
    owners = desa_lines(regency, year).order_by().values_list("owner", flat=True).distinct()
    counts = Counter(owner[:KECAMATAN_LENGTH] for owner in owners)
    fewest = min(counts.values(), default=0) if area != regency else counts.total()
    return fewest < FEWEST_DESA


def folded(groups: Mapping[str, Group]) -> dict[str, Group]:
    """Groups by pillar with assistance and what lies in no pillar in one.

    Where nothing lies in no pillar there is nothing to tell assistance with, and it is left out.
    """
    found = {code: one for code, one in groups.items() if code not in ("", PAID_BY_HEAD)}
    if "" in groups and groups[""].appropriated_idr:
        both = [replace(groups[code], code=FOLDED, untold=True) for code in ("", PAID_BY_HEAD) if code in groups]
        found[FOLDED] = both[0] + both[1] if len(both) > 1 else both[0]
    return found


def by_desa(lines: QuerySet[Line]) -> dict[str, Group]:
    """The sum of each desa's lines, of what may be told of it (`folded`), by code. Three queries."""
    found: dict[str, dict[str, Group]] = {}
    for (owner, pillar), one in grouped(lines, "owner", "pillar").items():
        found.setdefault(str(owner), {})[str(pillar)] = one
    return {owner: summed(owner, folded(pillars).values()) for owner, pillars in sorted(found.items())}


def summed(code: str, groups: Iterable[Group]) -> Group:
    """Groups in one."""
    total = Group(code, 0, Moved(), untold=False)
    for one in groups:
        total += one
    return total


def by(field: str, lines: QuerySet[Line]) -> dict[str, Group]:
    """The lines grouped by "pillar", "fund_source", "owner" or "kecamatan" (of the owner), by code. Three queries."""
    return rolled_up(grouped(lines, field, "pillar"), 0)


def rolled_up(groups: Mapping[tuple[Any, ...], Group], at: int) -> dict[str, Group]:
    """Groups by several fields (`grouped`) summed by the one at that place, in order of its codes."""
    found: dict[str, Group] = {}
    for key, one in sorted(groups.items(), key=lambda each: str(each[0][at])):
        code = str(key[at])
        held = Group(code, one.appropriated_idr, one.moved, one.untold)
        found[code] = found[code] + held if code in found else held
    return found


def grouped(lines: QuerySet[Line], *fields: str) -> dict[tuple[Any, ...], Group]:
    """By the values of `fields` ("owner", "year", "fund_source", "kecamatan", and always "pillar", which says what may
    be told). Three queries.
    """
    paths = [_path(field) for field in fields]
    balances = LineBalance.objects.filter(line__in=lines).annotate(kecamatan=Substr("line__owner", 1, KECAMATAN_LENGTH))
    given = balances.order_by().values_list(*paths).annotate(sum=Sum("appropriated_idr"))
    marks = EarmarkBalance.objects.filter(earmark__line__in=lines).annotate(
        kecamatan=Substr("earmark__line__owner", 1, KECAMATAN_LENGTH)
    )
    of_mark = [path if path == "kecamatan" else f"earmark__{path}" for path in paths]
    sums = {stage.value: Sum(f"{stage.value}_idr") for stage in EARMARKED}
    moved = marks.filter(told("earmark__")).order_by().values_list(*of_mark).annotate(**sums)
    hidden = marks.exclude(told("earmark__")).order_by().values_list(*of_mark).distinct()
    n = len(fields)
    stood = {tuple(row[:n]): Moved(*(int(amount) for amount in row[n:])) for row in moved}
    untold = {tuple(row) for row in hidden}
    return {
        key: Group("", int(amount), stood.get(key, Moved()), key in untold or PAID_BY_HEAD in key)
        for *of, amount in given
        for key in [tuple(of)]
    }


def own_lines(owner: str, year: int) -> QuerySet[Line]:
    """The lines of one owner, a regency or a desa, in a year."""
    return Line.objects.filter(owner=owner, year=year)


def desa_lines(area: str, year: int) -> QuerySet[Line]:
    """The lines of all desa in a regency or kecamatan in a year."""
    return Line.objects.filter(owner__startswith=f"{area}.", year=year)


def years_of(area: str) -> list[int]:
    """The years for which the area, or a desa in it, has a budget, the latest first."""
    inside = Line.objects.filter(Q(owner=area) | Q(owner__startswith=f"{area}."))
    return sorted(inside.order_by().values_list("year", flat=True).distinct(), reverse=True)


def told(path: str = "") -> Q:
    """Which earmarks may be told with their rupiah: not of assistance, and of no pillar only works and classes.

    `path`: how the rows that are asked lead to the earmark, e.g. "earmark__".
    """
    works = Q()
    for start in OF_WORKS:
        works |= Q(**{f"{path}purpose__startswith": start})
    pillar = f"{path}line__pillar"
    open_to_all = ~Q(**{f"{pillar}__in": ("", PAID_BY_HEAD)}) | (Q(**{pillar: ""}) & works)
    return open_to_all & ~Q(**{f"{path}purpose__startswith": LAUNCHED})


def owners_with_budget(owners: Collection[str], year: int) -> int:
    """For how many of these areas a budget of the year was entered: that there is one is no secret."""
    return Line.objects.filter(owner__in=sorted(owners), year=year).values("owner").distinct().count()


def _path(field: str) -> str:
    return field if field == "kecamatan" else f"line__{field}"
