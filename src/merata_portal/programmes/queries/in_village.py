"""What the lists of all launches of a year say of one village."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Launch, ListedVillage


def lists_in(actor: Actor, village: str, year: int) -> QuerySet[ListedVillage]:
    """The village's part of each launch's list, with the launch, the latest first; none outside one's areas."""
    return within(_lists(village, year), actor, Capability.VIEW_PROGRAMMES)


def chosen_in(village: str, year: int) -> dict[str, int]:
    """How many were chosen in the village by programme, over its launches that were not withdrawn."""
    rows = (
        _lists(village, year)
        .exclude(launch__state=Launch.State.WITHDRAWN)
        .order_by()
        .values_list("launch__programme_id")
        .annotate(chosen=Sum("chosen"))
    )
    return {programme: int(chosen) for programme, chosen in rows}


def _lists(village: str, year: int) -> QuerySet[ListedVillage]:
    found = ListedVillage.objects.filter(village_code=village, launch__year=year)
    return found.select_related("launch").order_by("-launch__made_at", "-launch_id")
