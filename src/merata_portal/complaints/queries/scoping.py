"""The complaints that an actor may do something with: those of their villages."""

from __future__ import annotations

from django.db.models import QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.complaints.models import Complaint


def complaints_for(actor: Actor, capability: Capability) -> QuerySet[Complaint]:
    """The complaints of the villages in which the actor has the capability."""
    return within(Complaint.objects.all(), actor, capability)
