"""What another office's system may be told: households of the area it holds SHARE_REGISTRY in, nobody's number.

Who is asked for and lies elsewhere, died or moved away is not found, by the same queries as who never was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from uuid import UUID

from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.functions import Coalesce

from merata_portal.accounts.scope import village_codes, within
from merata_portal.actor import Actor, Capability, covers
from merata_portal.personal.columns import unsealed_many
from merata_portal.registry.models import Household, Membership, Person
from merata_portal.registry.writing.identity import kk_digest, nik_digest

COLUMNS = {"place": "village_code", "size": "size", "desil": "desil"}
"""What households may be sought and sorted by, and the column of each; "place" is the code of an area of any level."""
OPERATORS = {"eq": "exact", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte"}
MOST_FOUND = 10_000
"""So many households are counted; who asks for more must ask more narrowly."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`column` of `COLUMNS` held against a value; "in" takes a tuple, "place" only "eq" and "in"."""

    column: str
    operator: str
    value: int | str | tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Conditions of which all ("and"), any ("or") or none ("not") must hold."""

    how: str
    parts: tuple[Condition, ...]


Condition = Comparison | Together


@dataclass(frozen=True, slots=True)
class SharedPerson:
    """Somebody who lives in a shared household; `name` is None where it was not asked for."""

    uuid: UUID
    name: str | None
    relation: str | None
    sex: str | None
    birth_date: date | None
    disability: bool | None
    schooling_years: int | None
    work_sector: str | None


@dataclass(frozen=True, slots=True)
class SharedHousehold:
    """A household; `members` is empty where they were not asked for, the head first, then the earlier records."""

    uuid: UUID
    village_code: str
    size: int | None
    desil: int | None
    members: tuple[SharedPerson, ...]


def household_of_person(actor: Actor, nik: str, *, names: bool) -> tuple[SharedHousehold, UUID] | None:
    """Where the person with this NIK lives, and the person's uuid; None where nobody here has it."""
    # One query whether the number is known or not, so that the time tells as little as the answer.
    meant = Person.objects.filter(identity_digest=nik_digest(nik)).annotate(
        now=Coalesce("merged_into_id", "id", output_field=BigIntegerField())
    )
    lived = _living(actor).filter(person_id__in=meant.values("now"))
    found = lived.select_related("household", "person").first()
    if found is None:
        return None
    return _shared(actor, [found.household], members=True, names=names)[0], found.person.uuid


def household_of_card(actor: Actor, kk: str, *, members: bool, names: bool) -> SharedHousehold | None:
    """The household with this KK number; None where none here has it."""
    found = list(_here(actor).filter(identity_digest=kk_digest(kk)))
    return next(iter(_shared(actor, found, members=members, names=names)), None)


def households_where(
    actor: Actor,
    condition: Condition | None,
    *,
    sort: Sequence[tuple[str, bool]],
    start: int,
    limit: int,
    members: bool,
    names: bool,
) -> tuple[list[SharedHousehold], int]:
    """The households from `start` that fulfil the condition, in the order of `sort` (column, descending) and id.

    And how many there are in all; over `MOST_FOUND` it is MOST_FOUND + 1, and none are given.
    """
    found = _here(actor)
    if condition is not None:
        found = found.filter(_fulfils(actor, condition))
    total = found.values("id")[: MOST_FOUND + 1].count()
    if total > MOST_FOUND:
        return [], total
    order = [
        (F(COLUMNS[name]).desc if descending else F(COLUMNS[name]).asc)(nulls_last=True) for name, descending in sort
    ]
    page = list(found.order_by(*order, "id")[start : start + limit])
    return _shared(actor, page, members=members, names=names), total


def _here(actor: Actor) -> QuerySet[Household]:
    return within(Household.objects.filter(moved_out_on__isnull=True), actor, Capability.SHARE_REGISTRY)


def _living(actor: Actor) -> QuerySet[Membership]:
    """Who lives where, of people and households that are both here."""
    lived = Membership.objects.filter(
        until_day__isnull=True, household__moved_out_on__isnull=True, person__merged_into_id__isnull=True,
        person__died_on__isnull=True, person__moved_out_on__isnull=True,
    )  # fmt: skip
    lived = within(lived, actor, Capability.SHARE_REGISTRY, field="household__village_code")
    return within(lived, actor, Capability.SHARE_REGISTRY, field="person__village_code")


def _fulfils(actor: Actor, condition: Condition) -> Q:
    if isinstance(condition, Together):
        parts = [_fulfils(actor, part) for part in condition.parts]
        if condition.how == "and":
            return reduce(Q.__and__, parts)
        if condition.how == "or":
            return reduce(Q.__or__, parts)
        # A household of which it is not known fulfils neither a condition nor its opposite.
        known = reduce(Q.__and__, (Q(**{f"{COLUMNS[name]}__isnull": False}) for name in _columns(condition)))
        return known & ~reduce(Q.__or__, parts)
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    column = COLUMNS[condition.column]
    if condition.column == "place":
        mine = village_codes(actor, Capability.SHARE_REGISTRY)
        return Q(**{f"{column}__in": sorted(code for code in mine if any(covers(str(area), code) for area in values))})
    if condition.operator == "in":
        return Q(**{f"{column}__in": list(values)})
    return Q(**{f"{column}__{OPERATORS[condition.operator]}": condition.value})


def _columns(condition: Condition) -> list[str]:
    if isinstance(condition, Comparison):
        return [condition.column]
    return sorted({name for part in condition.parts for name in _columns(part)})


def _shared(actor: Actor, homes: Sequence[Household], *, members: bool, names: bool) -> list[SharedHousehold]:
    living = _members(actor, homes, names=names) if members and homes else {}
    return [
        SharedHousehold(one.uuid, one.village_code, one.size, one.desil, tuple(living.get(one.id, ()))) for one in homes
    ]


def _members(actor: Actor, homes: Sequence[Household], *, names: bool) -> dict[int, list[SharedPerson]]:
    lived = _living(actor).filter(household_id__in=[one.id for one in homes]).select_related("person")
    rows = [(one.household_id, one.person) for one in lived.order_by("person_id")]
    cells = unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for _, one in rows)) if names else ()
    told = cells or [None] * len(rows)
    found: dict[int, list[SharedPerson]] = {}
    for (home, one), name in zip(rows, told, strict=True):
        person = SharedPerson(
            one.uuid, name, one.relation, one.sex, one.birth_date, one.disability, one.schooling_years, one.work_sector
        )
        found.setdefault(home, []).append(person)
    return {home: sorted(persons, key=lambda one: one.relation != "head") for home, persons in found.items()}
