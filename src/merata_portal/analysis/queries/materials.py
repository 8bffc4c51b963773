"""Materials: which table was brought when, by whom, and which counts for an area."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.actor import EVERYWHERE, Actor
from merata_portal.analysis.models import Material
from merata_portal.analysis.queries.reach import reached


def materials(actor: Actor, area: str = "") -> QuerySet[Material]:
    """The materials of the actor's areas, and of `area` alone where it is given; the newest first."""
    found = reached(Material.objects.order_by("-id"), actor)
    return found.filter(area=area) if area else found


def newest(area: str) -> dict[str, Material]:
    """By table the material that counts for an area: the newest of its own, else of the narrowest wider area."""
    found: dict[str, Material] = {}
    rows = Material.objects.filter(area__in=_wider(area)).order_by("id")
    for one in sorted(rows, key=lambda row: (len(row.area) if row.area != EVERYWHERE else 0, row.id)):
        found[one.table] = one
    return found


def _wider(area: str) -> list[str]:
    """An area's code and those of all that hold it."""
    parts = area.split(".")
    return [EVERYWHERE, *(".".join(parts[:length]) for length in range(1, len(parts) + 1))]
