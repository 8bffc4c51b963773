"""The household's page: who lives here, what they receive, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import Benefit, Household, Membership, Person, Programme
from merata_portal.registry.queries.history import Happened, history
from merata_portal.registry.queries.people import HouseholdRow, PersonRow, household_rows, person_rows
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Member:
    """A person who lives in the household, or lived there until a day."""

    person: PersonRow
    from_day: date
    until_day: date | None


@dataclass(frozen=True, slots=True)
class Received:
    """Aid of one programme in one year, rupiah."""

    programme_id: str
    programme: str
    year: int
    annual_idr: int


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """All that its page shows. `attributes`: the dataset's columns of a household, by name. `changes`: latest first."""

    household: HouseholdRow
    attributes: dict[str, Any]
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    benefits: tuple[Received, ...]
    changes: tuple[Happened, ...]


def household(actor: Actor, uuid: UUID) -> HouseholdPage:
    """The page of one household; raises `Household.DoesNotExist` also where it lies in another's area."""
    found = within(Household.objects.filter(uuid=uuid), actor, Capability.VIEW_REGISTRY).get()
    lived = Membership.objects.filter(household=found, person__merged_into_id__isnull=True)
    # Who moved to another's area is that area's to show.
    lived = within(lived, actor, Capability.VIEW_REGISTRY, field="person__village_code")
    memberships = list(lived.select_related("person").order_by("from_day", "id"))
    persons = [one.person for one in memberships]
    rows = person_rows(persons)
    members = [Member(row, one.from_day, one.until_day) for one, row in zip(memberships, rows, strict=True)]
    return HouseholdPage(
        household=household_rows([found])[0],
        attributes={name: getattr(found, name) for name in HOUSEHOLD_ATTRIBUTES},
        members=tuple(one for one in members if one.until_day is None),
        former=tuple(one for one in members if one.until_day is not None),
        benefits=_benefits(found),
        changes=history(found, persons),
    )


def person(actor: Actor, uuid: UUID) -> PersonRow:
    """One person; a record that was merged gives who it turned out to be. Raises `Person.DoesNotExist`."""
    found = Person.objects.get(uuid=uuid)
    wanted = found.merged_into_id or found.id
    return person_rows([within(Person.objects.filter(id=wanted), actor, Capability.VIEW_REGISTRY).get()])[0]


def _benefits(found: Household) -> tuple[Received, ...]:
    rows = list(Benefit.objects.filter(household=found).order_by("-year", "programme_id"))
    names = dict(
        Programme.objects.filter(programme_id__in={one.programme_id for one in rows}).values_list(
            "programme_id", "name"
        )
    )
    return tuple(
        Received(one.programme_id, names.get(one.programme_id, one.programme_id), one.year, one.annual_idr)
        for one in rows
    )
