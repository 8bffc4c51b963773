"""What approved plans hold for one village, for everybody: works and classes, nothing of what counts people."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.planning.models import Item
from merata_portal.planning.states import ItemState, State

TOLD = ("course", "project")
"""The kinds of item that are told by village. Rupiah of a programme, divided by the benefit, are how many receive it
(ADR 19): those are told of the whole plan (`public_plans`)."""


def decreed_in(village: str) -> QuerySet[Item]:
    """The works and classes that the council approved for a village, of the latest year first; with their plan."""
    rows = Item.objects.filter(village_code=village, kind__in=TOLD, plan__state=State.APPROVED, amount_idr__gt=0)
    return rows.exclude(state=ItemState.LEFT_OUT).select_related("plan").order_by("-plan__year", "-plan_id", "number")
