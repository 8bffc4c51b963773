"""Whose materials, inputs and results an actor reaches."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from merata_portal.accounts.scope import area_codes
from merata_portal.actor import Actor, Capability

Row = TypeVar("Row", bound=Model)


def reached(queryset: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
    """The rows of areas in which the actor sees plans or runs analyses; the latter the machine's operator does too."""
    codes = area_codes(actor, Capability.VIEW_PLANS) | area_codes(actor, Capability.RUN_ANALYSIS)
    return queryset.filter(area__in=sorted(codes))
