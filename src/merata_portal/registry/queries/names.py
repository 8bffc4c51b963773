"""What households and persons are called, many at once, for those alone who may read names there."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.personal.columns import unsealed_many
from merata_portal.registry.models import Household, Membership, Person
from merata_portal.registry.queries.people import HouseholdRow, household_rows


def households_named(actor: Actor, uuids: Collection[UUID]) -> dict[UUID, HouseholdRow]:
    """The households by uuid, with their heads' names; those of another's area are left out. At most three queries."""
    if not uuids or not actor.may(Capability.VIEW_REGISTRY):
        return {}
    found = within(Household.objects.filter(uuid__in=list(uuids)), actor, Capability.VIEW_REGISTRY)
    return {row.uuid: row for row in household_rows(list(found))}


def persons_named(actor: Actor, uuids: Collection[UUID]) -> dict[UUID, str]:
    """The persons' names by uuid; those of another's area are left out. At most two queries."""
    if not uuids or not actor.may(Capability.VIEW_REGISTRY):
        return {}
    found = list(within(Person.objects.filter(uuid__in=list(uuids)), actor, Capability.VIEW_REGISTRY))
    names = unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for one in found))
    return {one.uuid: name or "" for one, name in zip(found, names, strict=True)}


def members_named(actor: Actor, uuids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Who lives in each household now: person and name, the eldest record first. At most two queries."""
    if not uuids or not actor.may(Capability.VIEW_REGISTRY):
        return {}
    lived = Membership.objects.filter(household__uuid__in=list(uuids), until_day__isnull=True)
    lived = lived.filter(person__merged_into_id__isnull=True, person__died_on__isnull=True)
    seen = within(lived, actor, Capability.VIEW_REGISTRY, field="household__village_code").order_by("person_id")
    rows = list(seen.values_list("household__uuid", "person__uuid", "person__name_sealed"))
    names = unsealed_many(Person, "name_sealed", ((sealed, person) for _home, person, sealed in rows))
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for (home, person, _sealed), name in zip(rows, names, strict=True):
        found.setdefault(home, []).append((person, name or ""))
    return found
