"""The meetings that an actor may see, and those that they may hold."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from merata_portal.accounts.scope import area_codes, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.participation.models import Kind, Meeting


def capability_for(kind: str) -> Capability:
    """What somebody must hold to hold a meeting of that kind: a reses is a council member's."""
    return Capability.HOLD_RESES if kind == Kind.RESES else Capability.HOLD_FORUM


def meetings_seen(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the actor's areas, without who attended."""
    return within_areas(Meeting.objects.all(), actor, Capability.VIEW_FORUMS, "area")


def meetings_held(actor: Actor) -> QuerySet[Meeting]:
    """The meetings that the actor may hold, whose names and words they may read."""
    forums = area_codes(actor, Capability.HOLD_FORUM)
    reses = area_codes(actor, Capability.HOLD_RESES)
    return Meeting.objects.filter(
        (Q(area__in=sorted(forums)) & ~Q(kind=Kind.RESES)) | Q(area__in=sorted(reses), kind=Kind.RESES)
    )


def may_hold(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor holds this meeting."""
    return actor.may(capability_for(meeting.kind), meeting.area)
