"""The proposals and ballots that an actor may do something with: those of their areas."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.accounts.scope import within, within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.participation.models import Election, Proposal


def proposals_for(actor: Actor, capability: Capability) -> QuerySet[Proposal]:
    """The proposals of the villages in which the actor has the capability."""
    return within(Proposal.objects.all(), actor, capability)


def elections_for(actor: Actor, capability: Capability) -> QuerySet[Election]:
    """The ballots of the areas in which the actor has the capability."""
    return within_areas(Election.objects.all(), actor, capability, "area")
