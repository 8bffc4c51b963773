"""Stored simulations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models import Simulation


def simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations of the actor's areas with their rule versions, the latest first."""
    found = Simulation.objects.select_related("rule_version").order_by("-at", "-id")
    return within_areas(found, actor, Capability.VIEW_PROGRAMMES, "area")


def simulation(actor: Actor, uuid: UUID) -> Simulation:
    """One of them; raises `Simulation.DoesNotExist`."""
    return simulations(actor).get(uuid=uuid)
