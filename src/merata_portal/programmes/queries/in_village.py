"""What the lists of all launches of a year say of one village."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import ListedVillage


def lists_in(actor: Actor, village: str, year: int) -> QuerySet[ListedVillage]:
    """The village's part of each launch's list, with the launch, the latest first; none outside one's areas."""
    found = ListedVillage.objects.filter(village_code=village, launch__year=year).select_related("launch")
    return within(found, actor, Capability.VIEW_PROGRAMMES).order_by("-launch__made_at", "-launch_id")
