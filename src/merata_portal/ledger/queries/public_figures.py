"""A budget's sums that everybody may read: by pillar and year, of no person and no village."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Sum

from merata_portal.ledger.models import Line, LineBalance


@dataclass(frozen=True, slots=True)
class Figure:
    """Rupiah of one pillar ("": none of the four) in one year's budget: appropriated, and paid and not returned."""

    year: int
    pillar: str
    appropriated_idr: int
    spent_idr: int


def yearly(owner: str) -> list[Figure]:
    """The figures of a budget's owner, the latest year first."""
    rows = (
        LineBalance.objects.filter(line__owner=owner)
        .values_list("line__year", "line__pillar")
        .annotate(appropriated=Sum("appropriated_idr"), spent=Sum(F("paid_idr") - F("returned_idr")))
        .order_by("-line__year", "line__pillar")
    )
    return [Figure(year, pillar, int(appropriated), int(spent)) for year, pillar, appropriated, spent in rows]


def owners_with_budget(owners: frozenset[str], year: int) -> int:
    """For how many of these areas a budget of the year was entered: that there is one is no secret."""
    return Line.objects.filter(owner__in=sorted(owners), year=year).values("owner").distinct().count()
