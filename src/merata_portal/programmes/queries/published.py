"""What may be published of a launch: how many are in it, by village."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Enrolment
from merata_portal.programmes.states import HELD


def held_by_village(actor: Actor, launch: UUID) -> dict[str, int]:
    """Who is enrolled or paused in a launch, in each of the actor's villages that has any; one query for the counts."""
    found = within(Enrolment.objects.filter(launch__uuid=launch, state__in=HELD), actor, Capability.VIEW_PROGRAMMES)
    counted = found.order_by().values_list("village_code").annotate(rows=Count("pk"))
    return dict(counted.order_by("village_code"))
