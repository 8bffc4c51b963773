"""How many seats of a year's classes each group has: counts for oversight, small ones included.

Whoever shows them suppresses small cells first (`merata.stats.disclosure`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from merata_portal.actor import Actor, Capability
from merata_portal.training.models import Application

POOREST = 4
Groups = dict[str | bool | None, int]


def seats_by_group(actor: Actor, owner: str, year: int) -> dict[str, Groups]:
    """Who holds a seat in the classes of an area's budget and year: by "sex", "disability" and "poor" (desil 1 to 4).

    None: nobody has found the applicant in the registry, or it does not say. Empty where the actor does not oversee
    the area.
    """
    found: dict[str, Groups] = {"sex": {}, "disability": {}, "poor": {}}
    if not actor.may(Capability.VIEW_OVERSIGHT, owner):
        return found
    seated = Application.objects.filter(
        Q(selected=True) | Q(promoted=True), course__owner=owner, course__year=year, withdrawn_on__isnull=True,
        gave_up_order__isnull=True,
    )  # fmt: skip
    count: dict[str, Any] = {"n": Count("pk")}
    rows = seated.order_by().values_list("person__sex", "person__disability", "household__desil").annotate(**count)
    for sex, disability, desil, n in rows:
        poor = None if desil is None else desil <= POOREST
        for dimension, group in (("sex", sex), ("disability", disability), ("poor", poor)):
            found[dimension][group] = found[dimension].get(group, 0) + n
    return found
