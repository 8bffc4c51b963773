"""Frozen inputs of an area."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from merata_portal.actor import Actor
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries.reach import reached


def inputs(actor: Actor, area: str = "") -> QuerySet[Inputs]:
    """The frozen inputs of the actor's areas, and of `area` alone where it is given; the newest first."""
    found = reached(Inputs.objects.order_by("-id"), actor)
    return found.filter(area=area) if area else found


def one(actor: Actor, uuid: UUID) -> Inputs:
    """One of `inputs`; raises `Inputs.DoesNotExist` for those of another's area too."""
    return inputs(actor).get(uuid=uuid)
