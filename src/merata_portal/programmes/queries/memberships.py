"""The months' lists of memberships, and which wait for somebody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import MembershipList

_MOST_WAITING = 50


def membership_lists(actor: Actor, launch: UUID | None = None) -> QuerySet[MembershipList]:
    """The lists of the launches of the actor's areas, or of one launch, the newest month first."""
    found = _visible(actor, Capability.VIEW_PROGRAMMES)
    if launch is not None:
        found = found.filter(launch__uuid=launch)
    return found.order_by("-month", "-pk")


def membership_list(actor: Actor, uuid: UUID) -> MembershipList:
    """One list; raises MembershipList.DoesNotExist also where it is of another's area."""
    return _visible(actor, Capability.VIEW_PROGRAMMES).get(uuid=uuid)


def waiting(actor: Actor) -> list[MembershipList]:
    """The lists that wait for the actor: to be checked or sent by somebody who did no earlier step of them."""
    mine = Q(made_by_user_id=actor.user_id) | Q(checked_by_user_id=actor.user_id)
    keys = {
        *_visible(actor, Capability.CHECK_PAYMENTS).filter(checked_at__isnull=True).exclude(mine)
        .values_list("pk", flat=True)[:_MOST_WAITING],
        *_visible(actor, Capability.PAY).filter(checked_at__isnull=False, sent_at__isnull=True).exclude(mine)
        .values_list("pk", flat=True)[:_MOST_WAITING],
    }  # fmt: skip
    return list(MembershipList.objects.select_related("launch", "cycle").filter(pk__in=keys).order_by("made_at"))


def _visible(actor: Actor, capability: Capability) -> QuerySet[MembershipList]:
    return within_areas(MembershipList.objects.select_related("launch", "cycle"), actor, capability, "launch__owner")
