"""Lists of households and persons, page by page from where the last one ended: no page counts a million rows."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Count, F, QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import Household, Person
from merata_portal.registry.queries.people import HouseholdRow, Page, PersonRow, household_rows, person_rows

PAGE_ROWS = 50
Row = TypeVar("Row", Household, Person)


def households(
    actor: Actor, *, village: str = "", desil: int | None = None, after: str = "", limit: int = PAGE_ROWS
) -> Page[HouseholdRow]:
    """Households that are here, by village; of one village, or of one desil, where asked."""
    found = within(Household.objects.filter(moved_out_on__isnull=True), actor, Capability.VIEW_REGISTRY)
    if desil is not None:
        found = found.filter(desil=desil)
    rows, following = _page(_in_village(found, village), after, limit)
    return Page(household_rows(rows), following)


def persons(actor: Actor, *, village: str = "", after: str = "", limit: int = PAGE_ROWS) -> Page[PersonRow]:
    """Persons who live here, by village."""
    found = within(Person.objects.filter(merged_into_id__isnull=True), actor, Capability.VIEW_REGISTRY)
    found = found.filter(died_on__isnull=True, moved_out_on__isnull=True)
    rows, following = _page(_in_village(found, village), after, limit)
    return Page(person_rows(rows), following)


def dead(actor: Actor, *, after: str = "", limit: int = PAGE_ROWS) -> Page[PersonRow]:
    """Those who died, the latest first."""
    return _latest(actor, "died_on", after, limit)


def moved_out(actor: Actor, *, after: str = "", limit: int = PAGE_ROWS) -> Page[PersonRow]:
    """Those who moved away, the latest first."""
    return _latest(actor, "moved_out_on", after, limit)


def village_counts(actor: Actor) -> dict[str, tuple[int, int]]:
    """For each village of the actor's areas: households and persons there now."""
    homes = within(Household.objects.filter(moved_out_on__isnull=True), actor, Capability.VIEW_REGISTRY)
    people = within(Person.objects.filter(merged_into_id__isnull=True), actor, Capability.VIEW_REGISTRY)
    people = people.filter(died_on__isnull=True, moved_out_on__isnull=True)
    of_homes, of_people = (
        dict(found.values_list("village_code").annotate(rows=Count("id")).order_by("village_code"))
        for found in (homes, people)
    )
    return {code: (of_homes.get(code, 0), of_people.get(code, 0)) for code in sorted(of_homes | of_people)}


def _in_village(found: QuerySet[Row], village: str) -> QuerySet[Row]:
    return found.filter(village_code=village) if village else found


def _page(found: QuerySet[Row], after: str, limit: int) -> tuple[list[Row], str]:
    if after:
        village, last = after.split(":")
        found = found.filter(village_code__gte=village).exclude(village_code=village, id__lte=int(last))
    rows = list(found.order_by("village_code", "id")[: limit + 1])
    following = f"{rows[limit - 1].village_code}:{rows[limit - 1].id}" if len(rows) > limit else ""
    return rows[:limit], following


def _latest(actor: Actor, column: str, after: str, limit: int) -> Page[PersonRow]:
    found = within(Person.objects.filter(merged_into_id__isnull=True), actor, Capability.VIEW_REGISTRY)
    found = found.filter(**{f"{column}__isnull": False})
    if after:
        day, last = after.split(":")
        found = found.filter(**{f"{column}__lte": day}).exclude(**{column: day}, id__gte=int(last))
    rows = list(found.order_by(F(column).desc(), "-id")[: limit + 1])
    following = f"{getattr(rows[limit - 1], column)}:{rows[limit - 1].id}" if len(rows) > limit else ""
    return Page(person_rows(rows[:limit]), following)
