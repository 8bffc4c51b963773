"""Scenarios as they are read: those of the actor's areas."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.planning.models import Scenario


def scenarios(actor: Actor, *, year: int | None = None, put_away: bool = False) -> QuerySet[Scenario]:
    """The scenarios of the actor's areas, the newest first; `put_away`: those that were taken out of the lists."""
    rows = within_areas(Scenario.objects.all(), actor, Capability.VIEW_PLANS, "area")
    rows = rows.filter(put_away_at__isnull=not put_away)
    return (rows if year is None else rows.filter(year=year)).order_by("-year", "-id")


def scenario(actor: Actor, uuid: UUID) -> Scenario:
    """One of them, put away or not; raises `Scenario.DoesNotExist` for one of another's area."""
    return within_areas(Scenario.objects.select_related("copied_from"), actor, Capability.VIEW_PLANS, "area").get(
        uuid=uuid
    )
