"""A person and a household as pages show them: names in clear, numbers masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from merata_portal.personal.columns import unsealed_many
from merata_portal.personal.masking import masked
from merata_portal.registry.models import Household, Membership, Person

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list. `household`: the uuid of where they live now, None where nowhere."""

    uuid: UUID
    name: str
    nik_masked: str
    sex: str | None
    birth_date: date | None
    relation: str | None
    village_code: str
    died_on: date | None
    moved_out_on: date | None
    household: UUID | None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household in a list, with its head's name."""

    uuid: UUID
    dataset_id: str
    kk_masked: str
    head: str
    address: str
    village_code: str
    size: int | None
    desil: int | None
    moved_out_on: date | None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, and from where the next one goes on; empty: there is none."""

    rows: tuple[Row, ...]
    after: str


def person_rows(persons: Sequence[Person]) -> tuple[PersonRow, ...]:
    """The rows of persons, in their order; one query for where they live."""
    homes = dict(
        Membership.objects.filter(person_id__in=[person.id for person in persons], until_day__isnull=True).values_list(
            "person_id", "household__uuid"
        )
    )
    names = unsealed_many(Person, "name_sealed", ((one.name_sealed, one.uuid) for one in persons))
    numbers = unsealed_many(Person, "nik_sealed", ((one.nik_sealed, one.uuid) for one in persons))
    return tuple(
        PersonRow(
            uuid=one.uuid,
            name=name or "",
            nik_masked=masked(number or ""),
            sex=one.sex,
            birth_date=one.birth_date,
            relation=one.relation,
            village_code=one.village_code,
            died_on=one.died_on,
            moved_out_on=one.moved_out_on,
            household=homes.get(one.id),
        )
        for one, name, number in zip(persons, names, numbers, strict=True)
    )


def household_rows(households: Sequence[Household]) -> tuple[HouseholdRow, ...]:
    """The rows of households, in their order; one query for their heads."""
    heads = dict(_heads([one.id for one in households]))
    numbers = unsealed_many(Household, "kk_sealed", ((one.kk_sealed, one.uuid) for one in households))
    addresses = unsealed_many(Household, "address_sealed", ((one.address_sealed, one.uuid) for one in households))
    return tuple(
        HouseholdRow(
            uuid=one.uuid,
            dataset_id=one.dataset_id,
            kk_masked=masked(number or ""),
            head=heads.get(one.id, ""),
            address=address or "",
            village_code=one.village_code,
            size=one.size,
            desil=one.desil,
            moved_out_on=one.moved_out_on,
        )
        for one, number, address in zip(households, numbers, addresses, strict=True)
    )


def _heads(household_ids: list[int]) -> Iterable[tuple[int, str]]:
    found = list(
        Membership.objects.filter(household_id__in=household_ids, until_day__isnull=True, person__relation="head")
        .order_by("-person_id")
        .values_list("household_id", "person__name_sealed", "person__uuid")
    )
    names = unsealed_many(Person, "name_sealed", ((row[1], row[2]) for row in found))
    return ((row[0], name or "") for row, name in zip(found, names, strict=True))
