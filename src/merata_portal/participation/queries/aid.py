"""Aid in a village as its forum looks at it: households and rupiah by programme, from whatever source."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from merata_portal.accounts.scope import village_codes
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import Benefit, holds_in


@dataclass(frozen=True, slots=True)
class Aid:
    """A programme in a village in a year; rupiah as the programme's office reported them."""

    programme: str
    households: int
    annual_idr: int


def aid_in(actor: Actor, village: str, year: int) -> list[Aid]:
    """The programmes from which households of the village receive in the year, by name; [] outside one's areas."""
    if village not in village_codes(actor, Capability.VIEW_FORUMS):
        return []
    return _aid(village, year)


def _aid(village: str, year: int) -> list[Aid]:
    rows = (
        Benefit.objects.filter(
            holds_in(year), household__village_code=village, household__moved_out_on__isnull=True, year=year
        )
        .values("programme_id")
        .annotate(households=Count("pk"), idr=Sum("annual_idr"))
        .order_by("programme_id")
    )
    return [Aid(row["programme_id"], row["households"], int(row["idr"])) for row in rows]
