"""The one place where rows are limited to an actor's areas: lists, counts, exports, search and drop-downs alike.

Areas are compared as lists of codes (`IN`), never as text ranges: those would depend on the database's collation.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.actor import EVERYWHERE, Actor, Capability

Row = TypeVar("Row", bound=Model)


def areas(actor: Actor, capability: Capability) -> QuerySet[Area]:
    """The areas of all three levels in which the actor has the capability: what a drop-down may offer."""
    held = actor.areas(capability)
    if EVERYWHERE in held:
        return Area.objects.all()
    return Area.objects.filter(Q(code__in=held) | Q(parent__in=held) | Q(parent__parent__in=held))


def area_codes(actor: Actor, capability: Capability) -> frozenset[str]:
    """The codes of `areas`; one query, none where the actor has the capability nowhere."""
    if not actor.may(capability):
        return frozenset()
    return frozenset(areas(actor, capability).values_list("code", flat=True))


def village_codes(actor: Actor, capability: Capability) -> frozenset[str]:
    """The codes of the villages among `areas`; one query, none where the actor has the capability nowhere."""
    if not actor.may(capability):
        return frozenset()
    return frozenset(areas(actor, capability).filter(kind=AreaKind.VILLAGE).values_list("code", flat=True))


def within(queryset: QuerySet[Row], actor: Actor, capability: Capability, field: str = "village_code") -> QuerySet[Row]:
    """The rows whose `field` (a village's code, or a path to one) lies in the actor's areas for the capability.

    A row with an unknown or missing village is in nobody's area.
    """
    return queryset.filter(**{f"{field}__in": sorted(village_codes(actor, capability))})


def within_areas(queryset: QuerySet[Row], actor: Actor, capability: Capability, field: str) -> QuerySet[Row]:
    """As `within`, for rows that belong to an area of any level, e.g. a budget's owner."""
    return queryset.filter(**{f"{field}__in": sorted(area_codes(actor, capability))})
