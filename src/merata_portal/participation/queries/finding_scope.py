"""The findings that an actor may see, and those that their office must answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from merata_portal.accounts.scope import area_codes, within_areas
from merata_portal.actor import Actor, Capability, Role
from merata_portal.participation.models import Finding


def findings_seen(actor: Actor) -> QuerySet[Finding]:
    """The findings of the actor's areas."""
    return within_areas(Finding.objects.select_related("meeting"), actor, Capability.VIEW_FORUMS, "area")


def findings_to_answer(actor: Actor) -> QuerySet[Finding]:
    """The findings given to a role that the actor holds, in an area that the role covers."""
    wanted = Q(pk__in=[])
    for role in {one.role for one in actor.holding(Capability.ANSWER_FINDING)}:
        alone = Actor(actor.user_id, actor.name, tuple(one for one in actor.held if one.role == role))
        wanted |= Q(office_role=Role(role).value, office_area__in=sorted(area_codes(alone, Capability.ANSWER_FINDING)))
    return Finding.objects.filter(wanted)
